"""Outbound deliveries to shipments."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from backends.amounts import quantity
from backends.errors import UnreadableRecord
from backends.records import Address, Package, Shipment, ShipmentLine
from backends.sap.codes import grams
from backends.sap.translate.source import Source, address
from backends.sap.wire import PackageRow, ShipmentRow
from backends.sources import version
from backends.vocabulary import Facet, ShipmentDirection

_SSCC: Final = 18  # digits; GS1's application identifier 00 may stand before them


def shipment(row: ShipmentRow, source: Source) -> Shipment:
    """Goods on their way, of the order that the first of its items goes back to."""
    asked, updated_at = source.facets, _changed(row)
    return Shipment(
        ref=source.own(row.key),
        stamps=source.stamps,
        facets=asked,
        order=source.perhaps("order", next((each.order for each in row.references if each.order), None)),
        direction=source.words.read("direction", ShipmentDirection, row.direction),
        source_status=row.status,
        carrier=row.carrier,
        tracking_number=row.tracking_number,
        tracking_url=row.tracking_url,
        origin=source.perhaps("origin", row.origin),
        to=_destination(row, source),
        pick_up_location=source.perhaps("pick_up", row.pick_up),
        shipped_at=row.shipped_at,
        eta=row.eta,
        eta_latest=row.eta_latest,
        promised_from=row.promised_from,
        promised_by=row.promised_by,
        promise_made_at=row.promise_made_at,
        updated_at=updated_at,
        version=version(row.version, updated_at),
        packages=tuple(map(_package, row.packages)) if Facet.PACKAGES in asked else None,
        lines=tuple(_lines(row)) if Facet.LINES in asked else None,
    )


def _changed(row: ShipmentRow) -> datetime:
    """When it changed, or was made, if it never did."""
    found = row.updated_at or row.created_at
    if found is None:
        raise UnreadableRecord("SAP sent a delivery that was never made.")
    return found


def _destination(row: ShipmentRow, source: Source) -> Address | None:
    wanted = source.mapped.settings.ship_to
    return next((address(each) for each in row.recipients if each.function in wanted), None)


def _package(row: PackageRow) -> Package:
    """A handling unit; its label is an SSCC if it looks like one."""
    factor = grams(row.weight_unit)
    return Package(
        sscc=_sscc(row.label),
        tracking_number=row.tracking_number,
        weight_grams=None if row.weight is None or factor is None else int(row.weight * factor),
    )


def _sscc(label: str | None) -> str | None:
    digits = (label or "").removeprefix("00") if len(label or "") == _SSCC + 2 else label or ""
    return digits if len(digits) == _SSCC and digits.isascii() and digits.isdigit() else None


def _lines(row: ShipmentRow) -> Iterator[ShipmentLine]:
    """Goods without a material have no place in the model."""
    for line in row.lines:
        if line.sku is not None:
            yield ShipmentLine(sku=line.sku, quantity=quantity(line.quantity))
