"""Shipments to customers."""

from typing import Final

from backends.amounts import quantity
from backends.records import Package, Shipment, ShipmentLine
from backends.tryton.codes import Step
from backends.tryton.translate.source import Source, address
from backends.tryton.wire import ShipmentRow
from backends.vocabulary import Facet, ShipmentDirection

_MILLISECONDS: Final = 1000


def shipment(row: ShipmentRow, source: Source) -> Shipment:
    """Goods on their way; Tryton knows when they left, and nothing of what carriers see."""
    return Shipment(
        ref=source.own(row.key),
        stamps=source.stamps,
        facets=source.facets,
        order=source.perhaps("order", row.order),
        direction=ShipmentDirection.OUTBOUND,
        source_status=row.state,
        carrier=row.carrier,
        tracking_number=row.tracking_number,
        tracking_url=row.tracking_url,
        origin=source.perhaps("origin", row.origin),
        to=address(row),
        shipped_at=row.shipped_at,
        eta=row.eta,
        updated_at=row.updated_at,
        version=int(row.updated_at.timestamp() * _MILLISECONDS),
        packages=_packages(row) if Facet.PACKAGES in source.facets else None,
        lines=_lines(row, source) if Facet.LINES in source.facets else None,
    )


def _packages(row: ShipmentRow) -> tuple[Package, ...]:
    return tuple(Package(sscc=each.sscc, tracking_number=each.tracking_number) for each in row.packages)


def _lines(row: ShipmentRow, source: Source) -> tuple[ShipmentLine, ...]:
    """Goods without a SKU have no place in the model, cancelled moves do not take place."""
    return tuple(
        ShipmentLine(sku=line.sku, quantity=quantity(line.quantity))
        for line in row.lines
        if line.sku and source.words.read("move_state", Step, line.state) is not Step.CANCELLED
    )
