"""Merging stock: place by place, component by component, the first system in the order of authority that knows.

A quantity below zero where none can be counts as zero, and is told as a correction that names its system. A place's
version is that of the one system which counts there: another's is no later state of the same thing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

from msgspec import structs

from backends.errors import Failure
from backends.merging.plain import stamps
from backends.records import Record, Ref, Stock, StockPosition
from backends.stock import gross, meant
from backends.vocabulary import StockConvention

DATA_QUALITY: Final = "DATA_QUALITY"

_KNOWN: Final = ("on_hand", "unavailable", "available", "committed", "held", "last_counted_at")

Said: TypeAlias = tuple[Stock, StockPosition]
"""What a system says of a place, and all that it says of the SKU."""


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
        corrections=tuple(_corrected_holds(stocks)),
    )


def _places(stocks: Sequence[Stock], conventions: Mapping[str, StockConvention]) -> Iterator[StockPosition]:
    """Every place's position, gross by the convention of the system that counts there."""
    places: dict[Ref, list[Said]] = {}
    for stock in stocks:
        for position in _meant(stock, conventions):
            places.setdefault(position.location, []).append((stock, position))
    for place in sorted(places):
        counting = next((stock.ref.system for stock, at in places[place] if at.on_hand is not None), "")
        position = _position([position for _, position in places[place]])
        convention = conventions.get(counting, StockConvention.GROSS)
        yield position if _is_sound(position, convention) else _sound(position, convention, places[place])


def _sound(position: StockPosition, convention: StockConvention, said: Sequence[Said]) -> StockPosition:
    """A position with its faults corrected, and told."""
    found = gross(position, convention)
    told = (fault for name in found.clamped for fault in _faults(name, said))
    return structs.replace(found.position, corrections=(*position.corrections, *told))


def _faults(name: str, said: Sequence[Said]) -> Iterator[Failure]:
    """Who said that a component is below zero: the first that knows it, but everybody whose safety stock is."""
    knowing = [(stock, at) for stock, at in said if getattr(at, name) is not None]
    if name == "safety":
        faulty = [one for one in knowing if any(kept.quantity < 0 for kept in one[1].safety or ())]
    else:
        faulty = knowing[:1]
    for stock, at in faulty:
        yield from _told(stock, f"{name} at {at.location.key}")


def _corrected_holds(stocks: Iterable[Stock]) -> Iterator[Failure]:
    for stock in stocks:
        if any(hold.quantity < 0 for hold in stock.network_holds):
            yield from _told(stock, "a hold")


def _told(stock: Stock, what: str) -> Iterator[Failure]:
    """The correction of what a system said of a SKU."""
    for stamp in stock.stamps[:1]:
        yield Failure(
            system=stamp.system,
            role=stamp.role,
            code=DATA_QUALITY,
            message=f"It says that {what.replace('_', ' ')} is below zero; that counts as zero.",
            retryable=False,
        )


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
    return [meant(position, StockConvention.AVAILABLE) for position in stock.positions]


def _position(parts: Sequence[StockPosition]) -> StockPosition:
    """One place's position; safety stocks are put together, the latest change counts."""
    version = _version(parts)
    if len(parts) == 1 and parts[0].version == version:
        return parts[0]
    changes: dict[str, Any] = {name: _first(parts, name) for name in _KNOWN}
    safeties = [part.safety for part in parts if part.safety is not None]
    changes["safety"] = tuple(one for safety in safeties for one in safety) if safeties else None
    updates = [part.updated_at for part in parts if part.updated_at is not None]
    return structs.replace(
        parts[0],
        **changes,
        updated_at=max(updates, default=None),
        version=version,
        stamps=tuple(dict.fromkeys(stamp for part in parts for stamp in part.stamps)),
    )


def _version(parts: Sequence[StockPosition]) -> int | None:
    """That of the one system which counts: of two, who would say which of their numbers is the later?"""
    counts = [part.version for part in parts if part.on_hand is not None or part.available is not None]
    return counts[0] if len(counts) == 1 else None


def _first(parts: Sequence[StockPosition], name: str) -> Any:
    for part in parts:  # a generator would cost twice as much, for each number at each place
        if (value := getattr(part, name)) is not None:
            return value
    return None
