"""Merging stock: place by place, component by component, the first system in the order of authority that knows."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import structs

from backends.merging.plain import stamps
from backends.records import Record, Ref, Stock, StockPosition
from backends.stock import gross
from backends.vocabulary import StockConvention

_KNOWN = ("on_hand", "unavailable", "available", "committed", "held", "last_counted_at")


def merge_stock(ref: Ref, records: Sequence[Record], conventions: Mapping[str, StockConvention]) -> Record:
    """One stock of what all systems count and reserve of a SKU, gross whatever their conventions."""
    stocks = [record for record in records if isinstance(record, Stock)]
    head = stocks[0]
    return structs.replace(
        head,
        ref=ref,
        unit=next((stock.unit for stock in stocks if stock.unit is not None), None),
        tracked=all(stock.tracked for stock in stocks),
        positions=tuple(_places(stocks, conventions)),
        network_holds=tuple(hold for stock in stocks for hold in stock.network_holds),
        facets=frozenset().union(*(stock.facets for stock in stocks)),
        stamps=stamps(stocks),
    )


def _places(stocks: Sequence[Stock], conventions: Mapping[str, StockConvention]) -> Iterator[StockPosition]:
    """Every place's position, gross by the convention of the system that counts there."""
    places: dict[Ref, list[tuple[str, StockPosition]]] = {}
    for stock in stocks:
        for position in _meant(stock, conventions):
            places.setdefault(position.location, []).append((stock.ref.system, position))
    for place in sorted(places):
        counting = next((name for name, at in places[place] if at.on_hand is not None), "")
        position = _position([position for _, position in places[place]])
        convention = conventions.get(counting, StockConvention.GROSS)
        yield position if _is_sound(position, convention) else gross(position, convention).position


def _is_sound(position: StockPosition, convention: StockConvention) -> bool:
    """Whether a position is gross already and no part of it a fault: so are nearly all, and they are many."""
    parts = (position.on_hand, position.unavailable, position.committed, position.held)
    kept = position.safety or ()
    return (
        convention is StockConvention.GROSS
        and all(part is None or part >= 0 for part in parts)
        and all(one.quantity >= 0 for one in kept)
    )


def _meant(stock: Stock, conventions: Mapping[str, StockConvention]) -> Sequence[StockPosition]:
    """A system's positions, where what it calls on hand is only what can be sold: that is no count beside another's."""
    if conventions.get(stock.ref.system) is not StockConvention.AVAILABLE:
        return stock.positions
    return [gross(position, StockConvention.AVAILABLE).position for position in stock.positions]


def _position(parts: Sequence[StockPosition]) -> StockPosition:
    """One place's position; safety stocks are put together, the latest change counts."""
    if len(parts) == 1:
        return parts[0]
    changes: dict[str, Any] = {name: _first(parts, name) for name in _KNOWN}
    safeties = [part.safety for part in parts if part.safety is not None]
    changes["safety"] = tuple(one for safety in safeties for one in safety) if safeties else None
    updates = [part.updated_at for part in parts if part.updated_at is not None]
    return structs.replace(
        parts[0],
        **changes,
        updated_at=max(updates, default=None),
        version=sum(part.version for part in parts),
        stamps=tuple(dict.fromkeys(stamp for part in parts for stamp in part.stamps)),
    )


def _first(parts: Sequence[StockPosition], name: str) -> Any:
    return next((value for part in parts if (value := getattr(part, name)) is not None), None)
