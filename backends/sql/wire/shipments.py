"""The views below the noun shipment."""

from decimal import Decimal
from typing import ClassVar

from backends.sql.wire.base import Instant, Row


class ShipmentRow(Row, frozen=True):
    view: ClassVar[str] = "comptoir_shipments"
    of: ClassVar[str] = "key"

    key: str
    order_system: str | None
    order_key: str | None
    direction: str
    source_status: str | None
    carrier: str | None
    tracking_number: str | None
    tracking_url: str | None
    origin_system: str | None
    origin_key: str | None
    to_line1: str | None
    to_line2: str | None
    to_line3: str | None
    to_postal_code: str | None
    to_city: str | None
    to_region: str | None
    to_country: str | None
    pick_up_system: str | None
    pick_up_key: str | None
    shipped_at: Instant | None
    eta: Instant | None
    eta_latest: Instant | None
    promised_from: Instant | None
    promised_by: Instant | None
    promise_made_at: Instant | None
    updated_at: Instant
    version: int
    as_of: Instant | None


class ShipmentPackageRow(Row, frozen=True):
    view: ClassVar[str] = "comptoir_shipment_packages"
    of: ClassVar[str] = "shipment_key"
    order: ClassVar[tuple[str, ...]] = ("position",)

    shipment_key: str
    position: int
    sscc: str | None
    tracking_number: str | None
    weight_grams: int | None


class ShipmentLineRow(Row, frozen=True):
    view: ClassVar[str] = "comptoir_shipment_lines"
    of: ClassVar[str] = "shipment_key"
    order: ClassVar[tuple[str, ...]] = ("position",)

    shipment_key: str
    position: int
    sku: str
    quantity: Decimal


class ShipmentEventRow(Row, frozen=True):
    view: ClassVar[str] = "comptoir_shipment_events"
    of: ClassVar[str] = "shipment_key"
    order: ClassVar[tuple[str, ...]] = ("position",)

    shipment_key: str
    position: int
    at: Instant
    recorded_at: Instant
    status: str
    code: str | None
    message: str | None
    place: str | None
    country: str | None
    latitude: float | None
    longitude: float | None
    tracking_number: str | None
