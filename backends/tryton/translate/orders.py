"""Sales to orders; how far the goods of a line are is told by its moves."""

from decimal import Decimal
from typing import Final

from backends.amounts import money, quantity
from backends.records import Order, OrderLine
from backends.sources import refs
from backends.tryton.codes import Stage, Step
from backends.tryton.translate.source import Source
from backends.tryton.wire import LineRow, OrderRow
from backends.vocabulary import Channel, Facet, FulfilmentMethod, Noun

_ZERO: Final = Decimal(0)
_GOODS: Final = "line"


def order(row: OrderRow, source: Source) -> Order:
    """An order with the facets that were asked; a draft without a number goes by its key."""
    asked = source.facets
    stage = source.words.read("sale_state", Stage, row.state)
    return Order(
        ref=source.own(row.key),
        refs=refs(Noun.ORDER.value, row.names) if Facet.IDENTITIES in asked else (),
        stamps=source.stamps,
        facets=asked,
        number=row.number or row.key,
        channel=source.words.read("channel", Channel, row.channel),
        store=source.perhaps("store", row.store),
        customer=source.perhaps("customer", row.customer),
        sold_by=source.associate(row),
        source_status=row.state,
        draft=stage is Stage.DRAFT,
        confirmed=stage is Stage.CONFIRMED,
        total=money(row.total, row.currency),
        tax_total=None if row.tax is None else money(row.tax, row.currency),
        shipping_total=None if row.shipping is None else money(row.shipping, row.currency),
        promised_by=row.promised_by,
        placed_at=row.placed_at,
        updated_at=row.updated_at,
        version=None,
        lines=_lines(row, stage, source) if Facet.LINES in asked else None,
    )


def _lines(row: OrderRow, stage: Stage, source: Source) -> tuple[OrderLine, ...]:
    return tuple(_line(line, row, stage, source) for line in row.lines if line.type == _GOODS)


def _line(line: LineRow, row: OrderRow, stage: Stage, source: Source) -> OrderLine:
    """What was cancelled and is not to be sent anew is cancelled; the rest of cancelled moves has others instead."""
    ordered = quantity(line.ordered)
    moved = {step: _moved(line, step, source) for step in (Step.ALLOCATED, Step.SHIPPED)}
    return OrderLine(
        key=line.key,
        order=source.own(row.key),
        sku=line.sku or "",
        title=line.title or line.description or line.sku or "",
        unit=source.unit if line.unit is None else source.words.free("unit", line.unit),
        method=source.words.read("method", FulfilmentMethod, line.method),
        unit_price=line.unit_price,
        total=money(line.total or _ZERO, row.currency),
        ordered=ordered,
        allocated=moved[Step.ALLOCATED],
        shipped=moved[Step.SHIPPED],
        cancelled=ordered if stage is Stage.CANCELLED else _given_up(line),
    )


def _moved(line: LineRow, step: Step, source: Source) -> Decimal:
    steps = ((source.words.read("move_state", Step, move.state), move.quantity) for move in line.moves)
    return quantity(sum((amount for found, amount in steps if found is step), _ZERO))


def _given_up(line: LineRow) -> Decimal:
    ignored = {str(key) for key in line.ignored}
    return quantity(sum((move.quantity for move in line.moves if move.key in ignored), _ZERO))
