"""Inventory availability to stock.

`onHand` is gross, with what is reserved and kept back: available to fulfil = on hand - reserved - safety stock.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from msgspec import Struct

from backends.amounts import quantity
from backends.errors import UnreadableRecord
from backends.records import NetworkHold, Ref, SafetyStock, Stock, StockPosition
from backends.salesforce.translate.source import Source
from backends.salesforce.wire import Availability, InventoryRecord
from backends.vocabulary import Channel, Facet

_ZERO: Final = Decimal(0)


class Places(Struct, frozen=True):
    """Where the inventory counts: locations, and the members of groups, by external reference."""

    locations: tuple[str, ...] = ()
    groups: Mapping[str, frozenset[str]] = {}


def stocks(
    answers: Sequence[Availability], places: Places, channels: Mapping[str, Channel | str], source: Source
) -> Mapping[str, Stock]:
    """The stock of each SKU that is kept anywhere, by SKU; `channels` are those that reserve at groups."""
    positions = _by_sku(answers, source)
    holds = _holds(answers, places, channels) if Facet.RESERVATIONS in source.facets else {}
    return {
        sku: _stock(sku, positions.get(sku, ()), holds.get(sku, ()), source)
        for sku in dict.fromkeys((*positions, *holds))
    }


def _by_sku(answers: Iterable[Availability], source: Source) -> Mapping[str, Sequence[StockPosition]]:
    positions: dict[str, list[StockPosition]] = {}
    for answer in answers:
        for place in answer.locations:
            for record in place.inventory_records:
                if record.counted:
                    known = positions.setdefault(record.stock_keeping_unit, [])
                    known += _positions(record, Ref(source.mapped.owner("location"), place.location_identifier), source)
    return positions


def _holds(
    answers: Iterable[Availability], places: Places, channels: Mapping[str, Channel | str]
) -> Mapping[str, Sequence[NetworkHold]]:
    """What is reserved at a group and not at any of its locations: the group's sum less theirs."""
    answers = list(answers)
    at_places = {
        (place.location_identifier, record.stock_keeping_unit): quantity(record.reserved)
        for answer in answers
        for place in answer.locations
        for record in place.inventory_records
    }
    holds: dict[str, list[NetworkHold]] = {}
    for group in (group for answer in answers for group in answer.location_groups):
        members, channel = (
            places.groups.get(group.location_group_identifier, ()),
            channels[group.location_group_identifier],
        )
        for record in group.inventory_records:
            routed = sum((at_places.get((place, record.stock_keeping_unit), _ZERO) for place in members), _ZERO)
            left = quantity(quantity(record.reserved) - routed)
            if left > 0:
                hold = NetworkHold(channel=channel if isinstance(channel, Channel) else None, quantity=left)
                holds.setdefault(record.stock_keeping_unit, []).append(hold)
    return holds


def _stock(sku: str, positions: Sequence[StockPosition], holds: Sequence[NetworkHold], source: Source) -> Stock:
    return Stock(
        ref=source.own(sku),
        stamps=source.stamps,
        facets=source.facets,
        positions=tuple(sorted(positions, key=lambda position: position.location)),
        network_holds=tuple(holds),
    )


def _positions(record: InventoryRecord, location: Ref, source: Source) -> Iterator[StockPosition]:
    """What is known of one location; nothing where nothing was asked of it."""
    counts, reserved, kept = (facet in source.facets for facet in (Facet.COUNTS, Facet.RESERVATIONS, Facet.SAFETY))
    if counts or reserved or kept:
        yield StockPosition(
            location=location,
            on_hand=quantity(record.on_hand) if counts and record.on_hand is not None else None,
            last_counted_at=_instant(record.effective_date) if counts else None,
            committed=quantity(record.reserved) if reserved and record.reserved is not None else None,
            safety=_safety(record) if kept else None,
            stamps=source.stamps,
        )


def _safety(record: InventoryRecord) -> tuple[SafetyStock, ...]:
    """For every channel alike: the inventory knows none."""
    return (SafetyStock(quantity=quantity(record.safety_stock_count)),) if record.safety_stock_count else ()


def _instant(text: str | None) -> datetime | None:
    """In UTC, unless it says otherwise."""
    try:
        found = None if text is None else datetime.fromisoformat(text)
    except ValueError:
        raise UnreadableRecord("Salesforce sent an effectiveDate that is no instant.") from None
    return found if found is None or found.tzinfo is not None else found.replace(tzinfo=UTC)
