"""Order summaries to orders, and their items that still want goods to demand."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from backends.amounts import quantity
from backends.records import Demand, Money, Order, OrderLine, Payment, Ref, Return, ReturnLine
from backends.salesforce.codes import Stage
from backends.salesforce.translate.source import Source
from backends.salesforce.wire import DemandRow, LineRow, OrderRow, PaymentRow, ReturnLineRow, ReturnRow
from backends.sources import refs, version
from backends.vocabulary import Channel, Facet, FulfilmentMethod, Noun, PaymentStatus, ReturnStatus

_MANAGED: Final = "managed"
_YES: Final = {"yes": True, "true": True, "no": False, "false": False}


def order(row: OrderRow, source: Source) -> Order:
    """An order with the facets that were asked."""
    ref, asked = source.own(row.key), source.facets
    stage = source.words.read("order_status", Stage, row.status)
    discount = None if row.adjustments is None else -row.adjustments
    return Order(
        ref=ref,
        refs=refs(Noun.ORDER.value, row.names) if Facet.IDENTITIES in asked else (),
        stamps=source.stamps,
        facets=asked,
        number=row.number,
        channel=source.words.read("channel", Channel, row.channel),
        store=source.perhaps("store", row.store),
        customer=source.perhaps("customer", row.customer),
        sold_by=source.associate(row),
        source_status=row.status or "",
        draft=stage is Stage.DRAFT,
        confirmed=stage is Stage.CONFIRMED,
        held=stage is Stage.HELD or bool(row.suspended),
        managed=row.life_cycle is None or row.life_cycle.casefold() == _MANAGED,
        total=_money(source, row.total, row),
        tax_total=source.money(row.tax, row.currency),
        shipping_total=source.money(row.shipping, row.currency),
        discount_total=source.money(discount, row.currency),
        promised_from=row.promised_from,
        promised_by=row.promised_by,
        promise_made_at=row.promise_made_at,
        expected_at=row.expected_at,
        delivered_at=row.delivered_at,
        placed_at=row.placed_at,
        updated_at=row.updated_at,
        version=version(row.version, row.updated_at),
        lines=tuple(_line(line, row, source) for line in row.lines) if Facet.LINES in asked else None,
        payments=tuple(_payment(paid, row, source) for paid in row.payments) if Facet.PAYMENTS in asked else None,
        returns=tuple(_return(back, row, source) for back in row.returns) if Facet.RETURNS in asked else None,
    )


def _money(source: Source, amount: Decimal, row: OrderRow) -> Money:
    money = source.money(amount, row.currency)
    assert money is not None  # noqa: S101 - only no amount makes no money
    return money


def _line(line: LineRow, row: OrderRow, source: Source) -> OrderLine:
    """Its parts are disjoint: what is allocated is not shipped yet, what is asked to come back is not back.

    A product without a SKU goes by the line's key, which is no other product's: its amounts are part of the order.
    """
    shipped, returned = quantity(line.fulfilled), quantity(line.returned)
    return OrderLine(
        key=line.key,
        order=source.own(row.key),
        sku=line.sku or line.key,
        title=line.title or line.sku or line.key,
        unit=source.unit if line.unit is None else source.words.free("unit", line.unit),
        method=source.words.read("method", FulfilmentMethod, line.method),
        unit_price=line.unit_price,
        total=_money(source, line.total, row),
        ordered=quantity(line.ordered),
        allocated=_difference(line.allocated, shipped),
        ready=quantity(line.ready),
        shipped=shipped,
        delivered=quantity(line.delivered),
        cancelled=quantity(line.cancelled),
        backordered=quantity(line.backordered),
        return_requested=_difference(line.return_initiated, returned),
        returned=returned,
    )


def _difference(whole: Decimal | None, part: Decimal) -> Decimal:
    return max(Decimal(0), quantity(quantity(whole) - part))


def _payment(payment: PaymentRow, row: OrderRow, source: Source) -> Payment:
    """Salesforce keeps amounts and no status: that is told by them."""
    zero = Decimal(0)
    amount, captured, refunded = payment.amount or zero, payment.captured or zero, payment.refunded or zero
    return Payment(
        key=payment.key,
        order=source.own(row.key),
        kind=source.words.free("payment_kind", payment.kind or "UNKNOWN"),
        method_label=payment.method or payment.kind or "",
        amount=_money(source, amount, row),
        captured=_money(source, captured, row),
        refunded=_money(source, refunded, row),
        status=_paid(amount, captured, refunded),
        at=payment.at,
    )


def _paid(amount: Decimal, captured: Decimal, refunded: Decimal) -> PaymentStatus:
    if refunded:
        return PaymentStatus.REFUNDED if refunded >= captured else PaymentStatus.PARTIALLY_REFUNDED
    if captured >= amount:
        return PaymentStatus.PAID
    return PaymentStatus.PARTIALLY_PAID if captured else PaymentStatus.AUTHORIZED


def _return(back: ReturnRow, row: OrderRow, source: Source) -> Return:
    return Return(
        key=back.key,
        order=Ref(source.system, row.key),
        status=source.words.read("return_status", ReturnStatus, back.status),
        reason=back.reason,
        lines=tuple(_return_lines(back.lines)),
        refund=source.money(back.refund, row.currency),
        location=source.perhaps("location", back.location),
        at=back.at,
    )


def _return_lines(lines: tuple[ReturnLineRow, ...]) -> Iterator[ReturnLine]:
    for line in lines:
        if line.line is not None:
            yield ReturnLine(
                order_line_key=line.line,
                quantity=quantity(line.quantity),
                condition=line.condition,
                restocked=_YES.get((line.restocked or "").casefold()),
            )


def demand(row: DemandRow, source: Source) -> Demand:
    """An order's item that no stock is allocated to yet."""
    return Demand(
        ref=source.own(row.key),
        stamps=source.stamps,
        facets=source.facets,
        sku=row.sku,
        quantity=quantity(row.quantity),
        due=row.due,
        location=source.perhaps("location", row.location),
        channel=source.words.read("channel", Channel, row.channel),
    )
