"""Rows to shipments: an item fulfilment has a row for each order it belongs to and each number of its parcels."""

from collections.abc import Sequence
from typing import Final

from backends.netsuite.translate.source import Hung, Source, address, amount, text
from backends.netsuite.wire import Row
from backends.records import Package, Shipment, ShipmentLine
from backends.vocabulary import Facet, ShipmentDirection

_DIRECTIONS: Final = {"TrnfrOrd": ShipmentDirection.TRANSFER, "VendAuth": ShipmentDirection.RETURN}


def shipment(rows: Sequence[Row], hung: Hung, source: Source) -> Shipment:
    """What left for an order; NetSuite knows the numbers of parcels, and nothing of what carriers see."""
    row, asked = rows[0], source.facets
    numbers = list(dict.fromkeys(each["w_tracking"] for each in rows if "w_tracking" in each))
    return Shipment(
        ref=source.own(row["key"]),
        stamps=source.stamps,
        facets=asked,
        order=source.perhaps("order", next((each["w_order"] for each in rows if "w_order" in each), None)),
        direction=_DIRECTIONS.get(row.get("w_order_type", ""), ShipmentDirection.OUTBOUND),
        source_status=row.get("w_source_status"),
        carrier=row.get("w_carrier"),
        tracking_number=numbers[0] if numbers else None,
        tracking_url=row.get("w_tracking_url"),
        origin=source.perhaps("location", row.get("w_origin")),
        to=address(row),
        pick_up_location=source.perhaps("location", row.get("w_pick_up")),
        shipped_at=source.instant(row, "shipped_at"),
        eta=source.instant(row, "eta"),
        eta_latest=source.instant(row, "eta_latest"),
        promised_from=source.instant(row, "promised_from"),
        promised_by=source.instant(row, "promised_by"),
        promise_made_at=source.instant(row, "promise_made_at"),
        updated_at=source.changed(row),
        version=source.version(row),
        packages=tuple(Package(tracking_number=number) for number in numbers) if Facet.PACKAGES in asked else None,
        lines=tuple(_line(line) for line in hung.rows(Facet.LINES)) if Facet.LINES in asked else None,
    )


def _line(row: Row) -> ShipmentLine:
    """Whether what leaves is negative is not confirmed: it is not looked at."""
    return ShipmentLine(sku=text(row, "sku"), quantity=abs(amount(row, "quantity")))
