"""What every system that keeps orders says alike; what is its own is in its `Voice`."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Final

from msgspec import Struct

from backends.records import Associate, ExternalRef, Money, Order, OrderLine, Payment, Ref, Return, ReturnLine
from backends.sandbox.systems import PretendSystem
from backends.sandbox.world.keys import place_ref
from backends.sandbox.world.sales import Line, Progress, Sale, Takeback, refund, tenders
from backends.vocabulary import Facet, FulfilmentMethod, Noun, ReturnStatus

_ZERO: Final = Decimal(0)
_ALLOCATED: Final = (Progress.ALLOCATED, Progress.READY)
_LEFT: Final = (Progress.SHIPPED, Progress.DELIVERED)


class Voice(Struct, frozen=True, kw_only=True):
    """How one system speaks of one sale: under which key and number, in which words, of whom, as a copy of what."""

    system: PretendSystem
    key: str
    number: str
    source_status: str
    placed_at: datetime
    customer: Ref | None
    sold_by: Associate | None = None
    refs: tuple[ExternalRef, ...] = ()
    managed: bool = True
    sees_delivery: bool = True

    @property
    def ref(self) -> Ref:
        """The order in this system."""
        return Ref(self.system.name, self.key)

    @property
    def owners_key(self) -> str:
        """The key of what this is a copy of, or its own: all systems number an order's parts as the owner does."""
        return next((ref.value for ref in self.refs if ref.kind == Noun.ORDER), self.key)


def order(sale: Sale, voice: Voice) -> Order:
    """A sale as one system tells it."""
    currency = sale.currency
    facets = voice.system.serves[Noun.ORDER]
    return Order(
        ref=voice.ref,
        refs=voice.refs,
        facets=facets,
        number=voice.number,
        channel=sale.channel,
        store=None if sale.store is None else place_ref(sale.store),
        customer=voice.customer,
        sold_by=voice.sold_by,
        source_status=voice.source_status,
        confirmed=sale.progress is not Progress.PLACED,
        held=sale.progress is Progress.PLACED and sale.number % 5 == 0,
        managed=voice.managed,
        total=Money(sale.total, currency),
        tax_total=Money(sale.tax, currency),
        shipping_total=Money(sale.shipping, currency),
        discount_total=Money(sale.discount, currency),
        promised_from=sale.promise.begins if sale.promise else None,
        promised_by=sale.promise.ends if sale.promise else None,
        promise_made_at=sale.promise.made_at if sale.promise else None,
        expected_at=sale.expected_at,
        delivered_at=sale.delivered_at if voice.sees_delivery else None,
        placed_at=voice.placed_at,
        updated_at=max(voice.placed_at, sale.updated_at),
        version=sale.version,
        lines=tuple(_lines(sale, voice)),
        payments=tuple(_payments(sale, voice)),
        returns=tuple(_returns(sale, voice)) if Facet.RETURNS in facets else None,
    )


def line_key(position: int) -> str:
    """The key of a line within its order; positions count from 1."""
    return str(position)


def _lines(sale: Sale, voice: Voice) -> Iterator[OrderLine]:
    order, locale, currency = voice.ref, sale.country.locale, sale.currency
    for index, line in enumerate(sale.lines):
        quantity, progress = line.quantity, line.progress
        left = quantity if progress in _LEFT else _ZERO
        asked, back = _returning(sale, index) if voice.sees_delivery else (_ZERO, _ZERO)
        yield OrderLine(
            key=line_key(index + 1),
            order=order,
            sku=line.article.sku,
            title=line.article.title(locale),
            unit=line.article.unit,
            method=line.method,
            unit_price=Decimal(line.unit_minor).scaleb(-2),
            total=Money(line.total, currency),
            ordered=quantity,
            allocated=quantity if progress in _ALLOCATED else _ZERO,
            ready=quantity if progress is Progress.READY else _ZERO,
            shipped=left,
            delivered=left if _arrived(line, voice) else _ZERO,
            cancelled=quantity if progress is Progress.CANCELLED else _ZERO,
            backordered=quantity if progress is Progress.BACKORDERED else _ZERO,
            return_requested=asked,
            returned=back,
        )


def _arrived(line: Line, voice: Voice) -> bool:
    """Whether the system knows that the customer has it: what she took away herself is no secret."""
    known = voice.sees_delivery or line.method is FulfilmentMethod.TAKE_NOW
    return known and line.progress is Progress.DELIVERED


def _returning(sale: Sale, index: int) -> tuple[Decimal, Decimal]:
    """How much of a line is asked to come back, and how much is back."""
    for takeback in sale.takebacks:
        if takeback.line == index:
            return (_ZERO, takeback.quantity) if takeback.is_back else (takeback.quantity, _ZERO)
    return _ZERO, _ZERO


def _payments(sale: Sale, voice: Voice) -> Iterator[Payment]:
    currency = sale.currency
    for place, tender in enumerate(tenders(sale), start=1):
        yield Payment(
            key=f"{voice.owners_key}-P{place}",
            order=voice.ref,
            kind=tender.kind,
            method_label=tender.label,
            amount=Money(tender.amount, currency),
            captured=Money(tender.captured, currency),
            refunded=Money(tender.refunded, currency),
            status=tender.status,
            at=sale.placed_at,
        )


def _returns(sale: Sale, voice: Voice) -> Iterator[Return]:
    for place, takeback in enumerate(sale.takebacks, start=1):
        yield _return(sale, voice, f"{voice.owners_key}-R{place}", takeback)


def _return(sale: Sale, voice: Voice, key: str, takeback: Takeback) -> Return:
    back = takeback.status is ReturnStatus.RETURNED
    line = ReturnLine(
        order_line_key=line_key(takeback.line + 1),
        quantity=takeback.quantity,
        condition="AS_NEW" if takeback.is_back else None,
        restocked=back if takeback.is_back else None,
    )
    return Return(
        key=key,
        order=voice.ref,
        status=takeback.status,
        reason=takeback.reason,
        lines=(line,),
        refund=Money(refund(sale, takeback), sale.currency) if back else None,
        location=place_ref(takeback.place),
        at=takeback.at,
    )
