"""Quantities by place and stock type to stock: added up, for no row is the whole truth."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final

from backends.amounts import quantity
from backends.records import Ref, Stock, StockPosition
from backends.sap.translate.source import Source
from backends.sap.wire import StockRow
from backends.vocabulary import Facet

_ZERO: Final = Decimal(0)


def stocks(rows: Iterable[StockRow], source: Source) -> Mapping[str, Stock]:
    """The stock of each material that there are rows of."""
    by_sku: defaultdict[str, list[StockRow]] = defaultdict(list)
    for row in rows:
        by_sku[row.sku].append(row)
    return {sku: _stock(sku, found, source) for sku, found in by_sku.items()}


def _stock(sku: str, rows: Iterable[StockRow], source: Source) -> Stock:
    by_place: defaultdict[str, list[StockRow]] = defaultdict(list)
    for row in rows:
        by_place[_location(row, source)].append(row)
    places = sorted(by_place) if Facet.COUNTS in source.facets else ()
    units = (source.words.free("unit", row.unit) for found in by_place.values() for row in found if row.unit)
    return Stock(
        ref=source.own(sku),
        stamps=source.stamps,
        facets=source.facets,
        unit=next(units, None),
        positions=tuple(_position(place, by_place[place], source) for place in places),
    )


def _location(row: StockRow, source: Source) -> str:
    """Our location of a plant, of one of its storage locations, or of a warehouse."""
    table = source.mapped.settings.locations
    return table.get(f"{row.place}/{row.storage or ''}") or table.get(row.place, row.place)


def _position(place: str, rows: Iterable[StockRow], source: Source) -> StockPosition:
    """All that is there, and what of it cannot be used; or, where no more is known, what can be used."""
    counted = source.mapped.counted
    free, other = _ZERO, _ZERO
    for row in rows:
        if row.kind in counted.free:
            free += row.quantity
        else:
            other += row.quantity
    location = Ref(source.mapped.owner("location"), place)
    if counted.only_free:
        return StockPosition(location=location, available=quantity(free), stamps=source.stamps)
    return StockPosition(
        location=location, on_hand=quantity(free + other), unavailable=quantity(other), stamps=source.stamps
    )
