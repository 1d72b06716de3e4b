"""Shipments."""

from backends.amounts import quantity
from backends.records import Shipment, ShipmentLine
from backends.salesforce.translate.source import Source, address
from backends.salesforce.wire import ShipmentRow
from backends.sources import version
from backends.vocabulary import Facet, ShipmentDirection


def shipment(row: ShipmentRow, source: Source) -> Shipment:
    """Goods on their way; without a word for the direction they come back if a return order asked for them."""
    return Shipment(
        ref=source.own(row.key),
        stamps=source.stamps,
        facets=source.facets,
        order=source.perhaps("order", row.order),
        direction=_direction(row, source),
        source_status=row.status,
        carrier=row.carrier,
        tracking_number=row.tracking_number,
        tracking_url=row.tracking_url,
        origin=source.perhaps("origin", row.origin),
        to=address(row),
        pick_up_location=source.perhaps("pick_up", row.pick_up),
        shipped_at=row.shipped_at,
        eta=row.eta,
        eta_latest=row.eta_latest,
        promised_from=row.promised_from,
        promised_by=row.promised_by,
        promise_made_at=row.promise_made_at,
        updated_at=row.updated_at,
        version=version(row.version, row.updated_at),
        lines=_lines(row) if Facet.LINES in source.facets else None,
    )


def _direction(row: ShipmentRow, source: Source) -> ShipmentDirection:
    if row.direction is not None:
        return source.words.read("direction", ShipmentDirection, row.direction)
    return ShipmentDirection.OUTBOUND if row.return_order is None else ShipmentDirection.RETURN


def _lines(row: ShipmentRow) -> tuple[ShipmentLine, ...]:
    """Goods without a SKU have no place in the model."""
    return tuple(ShipmentLine(sku=line.sku, quantity=quantity(line.quantity)) for line in row.lines if line.sku)
