"""Goods on their way to a customer."""

from datetime import datetime
from decimal import Decimal

from backends.records.base import Address, GeoPoint, Record, Ref, Value
from backends.vocabulary import ShipmentDirection, ShipmentStatus


class Package(Value, frozen=True, kw_only=True):
    """One parcel; `sscc` is the GS1 serial shipping container code."""

    sscc: str | None = None
    tracking_number: str | None = None
    weight_grams: int | None = None


class TrackingEvent(Value, frozen=True, kw_only=True):
    """Something a carrier saw: `at` it happened, `recorded_at` we were told.

    `tracking_number` is that of the package it is about; None is the whole shipment.
    """

    at: datetime
    recorded_at: datetime
    status: ShipmentStatus
    tracking_number: str | None = None
    code: str | None = None
    message: str | None = None
    place: str | None = None
    country: str | None = None
    geo: GeoPoint | None = None


class ShipmentLine(Value, frozen=True, kw_only=True):
    sku: str
    quantity: Decimal


class Shipment(Record, frozen=True, kw_only=True):
    """Goods of one order on their way, in one or more packages; its status is folded from its events."""

    order: Ref | None = None
    direction: ShipmentDirection
    source_status: str | None = None
    carrier: str | None = None
    tracking_number: str | None = None
    tracking_url: str | None = None
    origin: Ref | None = None
    to: Address | None = None
    pick_up_location: Ref | None = None
    shipped_at: datetime | None = None
    eta: datetime | None = None
    eta_latest: datetime | None = None
    promised_from: datetime | None = None
    promised_by: datetime | None = None
    promise_made_at: datetime | None = None
    updated_at: datetime
    version: int
    packages: tuple[Package, ...] | None = None  # PACKAGES
    lines: tuple[ShipmentLine, ...] | None = None  # LINES
    events: tuple[TrackingEvent, ...] | None = None  # EVENTS
