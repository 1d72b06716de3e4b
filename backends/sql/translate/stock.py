"""Rows to stock, inbound supplies and demand."""

from collections.abc import Sequence
from datetime import datetime

from backends.records import (
    Demand,
    ExternalRef,
    Inbound,
    NetworkHold,
    Ref,
    SafetyStock,
    Stock,
    StockPosition,
)
from backends.sql.translate.source import Hung, Source
from backends.sql.translate.values import amount, quantity, refs
from backends.sql.wire import (
    DemandRow,
    InboundRefRow,
    InboundRow,
    NetworkHoldRow,
    StockPositionRow,
    StockSafetyRow,
    UntrackedSkuRow,
    breach,
)
from backends.vocabulary import Channel, Facet, SupplyStage


def stock(sku: str, hung: Hung, source: Source) -> Stock:
    """All that is known of one SKU's stock: every location that any of the facets asked knows."""
    rows = hung.of(StockPositionRow, sku)
    safety = _safety(hung.of(StockSafetyRow, sku), source)
    positions = [_position(row, safety, source) for row in rows]
    counted = {position.location for position in positions}
    if len(counted) < len(positions):
        raise breach(StockPositionRow, "location_key", sku)  # two counts of one shelf: no sum of them is right
    kept_back = [_only_safety(place, safety, source) for place in safety if place not in counted]
    return Stock(
        ref=source.own(sku),
        stamps=source.stamps(_oldest(rows)),
        facets=source.facets,
        updated_at=max((row.updated_at for row in rows if row.updated_at), default=None),
        unit=next((row.unit for row in rows if row.unit), None),
        tracked=not hung.of(UntrackedSkuRow, sku),
        positions=tuple(sorted([*positions, *kept_back], key=lambda position: position.location)),
        network_holds=_holds(hung.of(NetworkHoldRow, sku), source),
    )


def _oldest(rows: Sequence[StockPositionRow]) -> datetime | None:
    """Since when the whole is true; not known where that of a part is not."""
    instants = [row.as_of for row in rows]
    return None if None in instants else min((each for each in instants if each), default=None)


def _position(row: StockPositionRow, safety: dict[Ref, list[SafetyStock]], source: Source) -> StockPosition:
    """The columns of facets that were not asked are null."""
    location = source.named(row.location_system, row.location_key)
    return StockPosition(
        location=location,
        on_hand=quantity(row, "on_hand"),
        unavailable=quantity(row, "unavailable"),
        available=quantity(row, "available"),
        committed=quantity(row, "committed"),
        held=quantity(row, "held"),
        safety=tuple(safety.get(location, ())) if Facet.SAFETY in source.facets else None,
        last_counted_at=row.last_counted_at,
        updated_at=row.updated_at,
        version=row.version,
        stamps=source.stamps(row.as_of),
    )


def _only_safety(location: Ref, safety: dict[Ref, list[SafetyStock]], source: Source) -> StockPosition:
    return StockPosition(location=location, safety=tuple(safety[location]), stamps=source.stamps(None))


def _safety(rows: Sequence[StockSafetyRow], source: Source) -> dict[Ref, list[SafetyStock]]:
    kept: dict[Ref, list[SafetyStock]] = {}
    for row in rows if Facet.SAFETY in source.facets else ():
        location = source.named(row.location_system, row.location_key)
        safety = SafetyStock(channel=_channel(row.channel, source), quantity=amount(row, "quantity"))
        kept.setdefault(location, []).append(safety)
    return kept


def _holds(rows: Sequence[NetworkHoldRow], source: Source) -> tuple[NetworkHold, ...]:
    return tuple(
        NetworkHold(channel=_channel(row.channel, source), quantity=amount(row, "quantity"))
        for row in rows
        if Facet.RESERVATIONS in source.facets
    )


def _channel(word: str | None, source: Source) -> Channel | None:
    """Null means every channel."""
    return None if word is None else source.words.read(Channel, word)


def inbound(row: InboundRow, hung: Hung, source: Source) -> Inbound:
    """Goods on their way to a location."""
    return Inbound(
        ref=source.own(row.key),
        refs=refs(hung.of(InboundRefRow, row.key)),
        stamps=source.stamps(row.as_of),
        facets=source.facets,
        sku=row.sku,
        unit=row.unit,
        stage=source.words.read(SupplyStage, row.stage),
        destination=source.named(row.destination_system, row.destination_key),
        origin=source.perhaps(row.origin_system, row.origin_key),
        origin_country=row.origin_country,
        supplier=row.supplier,
        ordered=amount(row, "ordered"),
        confirmed=quantity(row, "confirmed"),
        expected=amount(row, "expected"),
        received=quantity(row, "received"),
        allocated=amount(row, "allocated"),
        eta=row.eta,
        eta_latest=row.eta_latest,
        confidence=row.confidence,
        document=_document(row, source),
        updated_at=row.updated_at,
    )


def _document(row: InboundRow, source: Source) -> ExternalRef | None:
    if row.document_kind is None or row.document_value is None:
        return None
    return ExternalRef(system=source.system, kind=row.document_kind, value=row.document_value)


def demand(row: DemandRow, hung: Hung, source: Source) -> Demand:
    """An open order line with a promise date that no stock is allocated to yet."""
    return Demand(
        ref=source.own(row.key),
        stamps=source.stamps(None),
        facets=source.facets,
        sku=row.sku,
        quantity=amount(row, "quantity"),
        due=row.due,
        location=source.perhaps(row.location_system, row.location_key),
        channel=source.words.read(Channel, row.channel),
    )
