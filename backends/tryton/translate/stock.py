"""Products with their quantities at warehouses to stock: gross, with what is reserved and what is damaged."""

from collections.abc import Mapping, Sequence
from typing import Final

from backends.amounts import quantity
from backends.records import Ref, Stock, StockPosition
from backends.tryton.translate.source import Source
from backends.tryton.wire import ProductRow
from backends.vocabulary import Facet

_SERVICE: Final = "service"


def stocks(answers: Mapping[str, Sequence[ProductRow]], source: Source) -> Mapping[str, Stock]:
    """The stock of each SKU that there is; `answers` are by the warehouse's key. Services are not counted."""
    rows = {row.sku: row for products in answers.values() for row in products}
    counts = {(row.sku, place): row for place, products in answers.items() for row in products}
    places = sorted(answers) if Facet.COUNTS in source.facets else []
    return {
        sku: Stock(
            ref=source.own(sku),
            stamps=source.stamps,
            facets=source.facets,
            unit=None if row.unit is None else source.words.free("unit", row.unit),
            tracked=row.type != _SERVICE,
            positions=_positions(sku, places if row.type != _SERVICE else (), counts, source),
        )
        for sku, row in rows.items()
    }


def _positions(
    sku: str, places: Sequence[str], counts: Mapping[tuple[str, str], ProductRow], source: Source
) -> tuple[StockPosition, ...]:
    """One for each warehouse: what was never there counts 0, as Tryton has it."""
    return tuple(
        StockPosition(
            location=Ref(source.mapped.owner("location"), place),
            on_hand=quantity(counts[sku, place].quantity),
            stamps=source.stamps,
        )
        for place in places
        if (sku, place) in counts
    )
