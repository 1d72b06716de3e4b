"""Rows to shipments."""

from backends.records import Package, Shipment, ShipmentLine, TrackingEvent
from backends.sql.translate.source import Hung, Source
from backends.sql.translate.values import amount, point, postal
from backends.sql.wire import ShipmentEventRow, ShipmentLineRow, ShipmentPackageRow, ShipmentRow
from backends.vocabulary import Facet, ShipmentDirection, ShipmentStatus


def shipment(row: ShipmentRow, hung: Hung, source: Source) -> Shipment:
    """Goods on their way, with the facets that were asked."""
    key, asked = row.key, source.facets
    lines = (row.to_line1, row.to_line2, row.to_line3)
    return Shipment(
        ref=source.own(key),
        stamps=source.stamps(row.as_of),
        facets=asked,
        order=source.perhaps(row.order_system, row.order_key),
        direction=source.words.read(ShipmentDirection, row.direction),
        source_status=row.source_status,
        carrier=row.carrier,
        tracking_number=row.tracking_number,
        tracking_url=row.tracking_url,
        origin=source.perhaps(row.origin_system, row.origin_key),
        to=postal(lines, row.to_postal_code, row.to_city, row.to_region, row.to_country),
        pick_up_location=source.perhaps(row.pick_up_system, row.pick_up_key),
        shipped_at=row.shipped_at,
        eta=row.eta,
        eta_latest=row.eta_latest,
        promised_from=row.promised_from,
        promised_by=row.promised_by,
        promise_made_at=row.promise_made_at,
        updated_at=row.updated_at,
        version=row.version,
        packages=_packages(key, hung) if Facet.PACKAGES in asked else None,
        lines=_lines(key, hung) if Facet.LINES in asked else None,
        events=_events(key, hung, source) if Facet.EVENTS in asked else None,
    )


def _packages(key: str, hung: Hung) -> tuple[Package, ...]:
    return tuple(
        Package(sscc=row.sscc, tracking_number=row.tracking_number, weight_grams=row.weight_grams)
        for row in hung.of(ShipmentPackageRow, key)
    )


def _lines(key: str, hung: Hung) -> tuple[ShipmentLine, ...]:
    return tuple(ShipmentLine(sku=row.sku, quantity=amount(row, "quantity")) for row in hung.of(ShipmentLineRow, key))


def _events(key: str, hung: Hung, source: Source) -> tuple[TrackingEvent, ...]:
    return tuple(
        TrackingEvent(
            at=row.at,
            recorded_at=row.recorded_at,
            status=source.words.read(ShipmentStatus, row.status),
            code=row.code,
            message=row.message,
            place=row.place,
            country=row.country,
            geo=point(row.latitude, row.longitude),
            tracking_number=row.tracking_number,
        )
        for row in hung.of(ShipmentEventRow, key)
    )
