"""An order's four status axes, derived from its lines, payments and returns; the first row that holds answers.

A line is live while not all of it is cancelled; what is wanted of it is ordered - cancelled. Quantities are compared
line by line and never added up: lines have units of their own. A facet that is missing (None) makes its axes UNKNOWN.

    OrderStatus                                            FulfilmentStatus, over the live lines
      CANCELLED     something cancelled, nothing live        DELIVERED            all that is wanted is delivered
      DRAFT         the owner says so                        FULFILLED            all is shipped
      ON_HOLD       the owner says so                        READY_FOR_PICKUP     all is shipped or ready, some ready
      COMPLETED     all that is wanted is delivered          PARTIALLY_FULFILLED  some is shipped
      IN_PROGRESS   some is allocated or shipped             ALLOCATED            all is allocated
      CONFIRMED     the owner says so                        BACKORDERED          some waits for supply
      PLACED        otherwise                                UNFULFILLED          otherwise

    PaymentStatus, from amounts                            ReturnStatus
      REFUNDED            all captured is given back         RECEIVED            a return is, none is decided yet
      PARTIALLY_REFUNDED  some is                            RETURNED            all that is wanted came back
      PAID                captured >= total > 0              PARTIALLY_RETURNED  some came back
      PARTIALLY_PAID      some is captured                   IN_TRANSIT          a return is
      NONE                there is nothing to pay            REQUESTED           a return is, or a line says so
      AUTHORIZED          a payment is                       UNKNOWN             a return is in a word we do not know
      PENDING             a payment is, or none is there     REJECTED            a return is
      FAILED              all payments are                   NONE                otherwise
      UNKNOWN             otherwise; or other currencies

The ledger of a line has disjoint parts: `allocated` is allocated and not shipped yet.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final

from backends.promise import Promise, promise_view
from backends.records import Order, OrderLine, Payment, Return
from backends.vocabulary import FulfilmentStatus, OrderStatus, PaymentStatus, ReturnStatus

_DECIDED: Final = frozenset({ReturnStatus.RETURNED, ReturnStatus.PARTIALLY_RETURNED})
_UNDECIDED: Final = (ReturnStatus.IN_TRANSIT, ReturnStatus.REQUESTED, ReturnStatus.UNKNOWN, ReturnStatus.REJECTED)


def order_status(order: Order) -> OrderStatus:
    """The order's life as a whole; UNKNOWN without LINES."""
    if order.lines is None:
        return OrderStatus.UNKNOWN
    live = _live(order.lines)
    if not live and any(line.cancelled > 0 for line in order.lines):
        return OrderStatus.CANCELLED
    if order.draft:
        return OrderStatus.DRAFT
    if order.held:
        return OrderStatus.ON_HOLD
    if _delivered(live):
        return OrderStatus.COMPLETED
    if any(line.allocated > 0 or line.shipped > 0 for line in live):
        return OrderStatus.IN_PROGRESS
    return OrderStatus.CONFIRMED if order.confirmed else OrderStatus.PLACED


def fulfilment_status(order: Order) -> FulfilmentStatus:
    """How far the goods have come; UNKNOWN without LINES."""
    if order.lines is None:
        return FulfilmentStatus.UNKNOWN
    live = _live(order.lines)
    if _delivered(live):
        return FulfilmentStatus.DELIVERED
    if live and all(line.shipped >= _wanted(line) for line in live):
        return FulfilmentStatus.FULFILLED
    if any(line.ready > 0 for line in live) and all(line.shipped + line.ready >= _wanted(line) for line in live):
        return FulfilmentStatus.READY_FOR_PICKUP
    if any(line.shipped > 0 for line in live):
        return FulfilmentStatus.PARTIALLY_FULFILLED
    if live and all(line.allocated >= _wanted(line) for line in live):
        return FulfilmentStatus.ALLOCATED
    if any(line.backordered > 0 for line in live):
        return FulfilmentStatus.BACKORDERED
    return FulfilmentStatus.UNFULFILLED


def payment_status(order: Order) -> PaymentStatus:
    """How far the money has come; UNKNOWN without PAYMENTS."""
    payments, total = order.payments, order.total
    if payments is None or not all(_in_currency(payment, total.currency) for payment in payments):
        return PaymentStatus.UNKNOWN
    captured = sum(payment.captured.amount_minor for payment in payments)
    refunded = sum(payment.refunded.amount_minor for payment in payments)
    if refunded > 0:
        return PaymentStatus.REFUNDED if refunded >= captured else PaymentStatus.PARTIALLY_REFUNDED
    if captured > 0:
        return PaymentStatus.PAID if captured >= total.amount_minor else PaymentStatus.PARTIALLY_PAID
    if total.amount_minor <= 0:
        return PaymentStatus.NONE
    return _awaited([payment.status for payment in payments])


def return_status(order: Order) -> ReturnStatus:
    """How far goods have come back; UNKNOWN without LINES and RETURNS."""
    if order.lines is None or order.returns is None:
        return ReturnStatus.UNKNOWN
    words = {back.status for back in order.returns}
    if ReturnStatus.RECEIVED in words and words.isdisjoint(_DECIDED):
        return ReturnStatus.RECEIVED
    live = _live(order.lines)
    returned = [_returned(line, order.returns) for line in live]
    if any(quantity > 0 for quantity in returned) or not words.isdisjoint(_DECIDED):
        every = live and all(quantity >= _wanted(line) for quantity, line in zip(returned, live, strict=True))
        return ReturnStatus.RETURNED if every else ReturnStatus.PARTIALLY_RETURNED
    if any(line.return_requested > 0 for line in live):
        words.add(ReturnStatus.REQUESTED)
    return next((word for word in _UNDECIDED if word in words), ReturnStatus.NONE)


def order_promise(order: Order, now: datetime) -> Promise | None:
    """How the promise made for an order stands; needs LINES.

    None when nothing was promised, when the order is cancelled, and when the promised time is past while nobody
    knows whether it arrived: a mirrored order may see the goods leave and nothing more.
    """
    by, status = order.promised_by, order_status(order)
    if by is None or status is OrderStatus.CANCELLED:
        return None
    if _arrival_is_unknown(order, status) and now > by:
        return None
    # Delivered at a time that nobody tells: no lateness is claimed without a time.
    arrived = by if fulfilment_status(order) is FulfilmentStatus.DELIVERED else None
    return promise_view(
        promised_by=by,
        promised_from=order.promised_from,
        made_at=order.promise_made_at,
        current=order.expected_at,
        delivered_at=order.delivered_at or arrived,
        now=now,
    )


def _arrival_is_unknown(order: Order, status: OrderStatus) -> bool:
    known = status is OrderStatus.COMPLETED or (order.managed and status is not OrderStatus.UNKNOWN)
    return order.delivered_at is None and not known


def ledger_gaps(line: OrderLine) -> tuple[str, ...]:
    """What is wrong with a line's quantities, in words; empty when the ledger holds."""
    return tuple(_broken_rules(line))


def _live(lines: Sequence[OrderLine]) -> list[OrderLine]:
    return [line for line in lines if line.ordered > line.cancelled]


def _wanted(line: OrderLine) -> Decimal:
    return line.ordered - line.cancelled


def _delivered(live: Sequence[OrderLine]) -> bool:
    return bool(live) and all(line.delivered >= _wanted(line) for line in live)


def _in_currency(payment: Payment, currency: str) -> bool:
    return payment.captured.currency == payment.refunded.currency == currency


def _awaited(words: Sequence[PaymentStatus]) -> PaymentStatus:
    """The status of payments none of which is captured yet."""
    if PaymentStatus.AUTHORIZED in words:
        return PaymentStatus.AUTHORIZED
    if PaymentStatus.PENDING in words or not words:
        return PaymentStatus.PENDING
    failed = all(word is PaymentStatus.FAILED for word in words)
    return PaymentStatus.FAILED if failed else PaymentStatus.UNKNOWN


def _returned(line: OrderLine, returns: Sequence[Return]) -> Decimal:
    """What came back of a line, as its ledger says or as the decided returns do, whichever is more."""
    told = sum(
        (
            part.quantity
            for back in returns
            if back.status in _DECIDED
            for part in back.lines
            if part.order_line_key == line.key
        ),
        Decimal(0),
    )
    return max(line.returned, told)


def _broken_rules(line: OrderLine) -> Iterator[str]:
    parts = ("ordered", "allocated", "ready", "shipped", "delivered", "cancelled", "backordered", "returned")
    yield from (f"{part} is negative" for part in (*parts, "return_requested") if getattr(line, part) < 0)
    if line.cancelled + line.backordered + line.allocated + line.shipped > line.ordered:
        yield "cancelled + backordered + allocated + shipped exceed ordered"
    for less, more in (("ready", "allocated"), ("delivered", "shipped"), ("returned", "delivered")):
        if getattr(line, less) > getattr(line, more):
            yield f"{less} exceeds {more}"
