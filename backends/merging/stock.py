"""Merging stock: place by place, component by component, the first system in the order of authority that knows.

A quantity below zero where none can be counts as zero, and is told as a correction that names its system. A place's
version is that of the one system which counts there: another's is no later state of the same thing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import reduce
from typing import Final, TypeAlias

from msgspec import structs

from backends.errors import Failure
from backends.merging.plain import stamps
from backends.records import Record, Ref, Stock, StockPosition
from backends.stock import ZERO, gross, meant
from backends.vocabulary import StockConvention

DATA_QUALITY: Final = "DATA_QUALITY"

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
        said = places[place]
        position = _position([position for _, position in said])
        convention = conventions.get(_counting(said), StockConvention.GROSS)
        yield position if _is_sound(position, convention) else _sound(position, convention, said)


def _counting(said: Sequence[Said]) -> str:
    """The first system that counts at a place; no name where none does."""
    for stock, at in said:
        if at.on_hand is not None:
            return stock.ref.system
    return ""


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
    if convention is not StockConvention.GROSS:
        return False
    for part in (position.on_hand, position.unavailable, position.committed, position.held):
        if part is not None and part < ZERO:
            return False
    return not position.safety or all(one.quantity >= ZERO for one in position.safety)


def _meant(stock: Stock, conventions: Mapping[str, StockConvention]) -> Sequence[StockPosition]:
    """A system's positions, where what it calls on hand is only what can be sold: that is no count beside another's."""
    if conventions.get(stock.ref.system) is not StockConvention.AVAILABLE:
        return stock.positions
    return [meant(position, StockConvention.AVAILABLE) for position in stock.positions]


def _position(parts: Sequence[StockPosition]) -> StockPosition:
    """One place's position."""
    if len(parts) > 1:
        return reduce(_joined, parts)
    (position,) = parts
    return position if position.version is None or _counts(position) else structs.replace(position, version=None)


def _joined(known: StockPosition, other: StockPosition) -> StockPosition:
    """What is known of a place, and what of the rest another system knows; the latest change counts.

    Name by name, and not in a loop over them: it is done for each place of each SKU, and takes a quarter so.
    """
    return StockPosition(
        location=known.location,
        on_hand=other.on_hand if known.on_hand is None else known.on_hand,
        unavailable=other.unavailable if known.unavailable is None else known.unavailable,
        available=other.available if known.available is None else known.available,
        committed=other.committed if known.committed is None else known.committed,
        held=other.held if known.held is None else known.held,
        safety=other.safety if known.safety is None else known.safety + (other.safety or ()),
        last_counted_at=other.last_counted_at if known.last_counted_at is None else known.last_counted_at,
        updated_at=_later(known.updated_at, other.updated_at),
        version=_version(known, other),
        stamps=known.stamps + tuple([stamp for stamp in other.stamps if stamp not in known.stamps]),
        corrections=known.corrections,
    )


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    if one is None or other is None:
        return one or other
    return max(one, other)


def _version(known: StockPosition, other: StockPosition) -> int | None:
    """That of the one system which counts: of two, who would say which of their numbers is the later?"""
    if _counts(known):
        return None if _counts(other) else known.version
    return other.version if _counts(other) else None


def _counts(position: StockPosition) -> bool:
    return position.on_hand is not None or position.available is not None
