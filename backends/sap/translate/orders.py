"""Sales orders to orders."""

from decimal import Decimal
from typing import Final

from backends import amounts
from backends.amounts import quantity
from backends.records import Order, OrderLine
from backends.sap.codes import Stage
from backends.sap.translate.source import Source, money
from backends.sap.wire import LineRow, OrderRow
from backends.sources import refs, version
from backends.vocabulary import Channel, Facet, FulfilmentMethod, Noun

_ZERO: Final = Decimal(0)


def order(row: OrderRow, source: Source) -> Order:
    """An order with the facets that were asked; its total is net and tax, unless a property has it."""
    asked = source.facets
    stage = source.words.read("order_status", Stage, row.status)
    tax = sum((line.amount or _ZERO for line in row.taxes), _ZERO)
    updated_at = row.updated_at or row.placed_at
    guest = row.customer in source.mapped.settings.guests
    return Order(
        ref=source.own(row.key),
        refs=refs(Noun.ORDER.value, row.names) if Facet.IDENTITIES in asked else (),
        stamps=source.stamps,
        facets=asked,
        number=row.number,
        channel=source.words.read("channel", Channel, row.channel),
        store=source.perhaps("store", row.store),
        customer=None if guest else source.perhaps("customer", row.customer),
        source_status=row.status or "",
        draft=stage is Stage.DRAFT,
        confirmed=stage is Stage.CONFIRMED,
        held=row.blocked is not None,
        managed=row.managed is not False,
        total=amounts.money(row.net + tax if row.total is None else row.total, row.currency),
        tax_total=amounts.money(tax, row.currency),
        shipping_total=money(row.shipping, row.currency),
        discount_total=money(row.discount, row.currency),
        promised_from=row.promised_from,
        promised_by=row.promised_by,
        promise_made_at=row.promise_made_at,
        expected_at=row.expected_at,
        placed_at=row.placed_at,
        updated_at=updated_at,
        version=version(row.version, updated_at),
        lines=tuple(_line(line, row, source) for line in row.lines) if Facet.LINES in asked else None,
    )


def _line(line: LineRow, row: OrderRow, source: Source) -> OrderLine:
    """What left is told by its schedule lines; what is confirmed and did not leave is allocated."""
    ordered = quantity(line.ordered)
    shipped = quantity(sum((each.delivered or _ZERO for each in line.schedule), _ZERO))
    confirmed = quantity(line.confirmed)
    total = (line.net or _ZERO) + (line.tax or _ZERO) if line.total is None else line.total
    return OrderLine(
        key=line.key,
        order=source.own(row.key),
        sku=line.sku,
        title=line.title or line.sku,
        unit=source.words.free("unit", line.unit or "EA"),
        method=source.words.read("method", FulfilmentMethod, line.method),
        unit_price=line.unit_price,
        total=amounts.money(total, row.currency),
        ordered=ordered,
        allocated=max(_ZERO, quantity(confirmed - shipped)),
        shipped=shipped,
        cancelled=_ZERO if line.rejected is None else quantity(ordered - shipped),
    )
