"""The views below the nouns stock, inbound and demand."""

from collections.abc import Mapping
from decimal import Decimal
from typing import ClassVar

from backends.sql.wire.base import Instant, RefRow, Row
from backends.vocabulary import Facet


class StockPositionRow(Row, frozen=True):
    view: ClassVar[str] = "comptoir_stock_positions"
    of: ClassVar[str] = "sku"
    order: ClassVar[tuple[str, ...]] = ("location_system", "location_key")
    by_facet: ClassVar[Mapping[Facet, frozenset[str]]] = {
        Facet.COUNTS: frozenset({"on_hand", "unavailable", "available", "last_counted_at"}),
        Facet.RESERVATIONS: frozenset({"committed", "held"}),
    }

    sku: str
    location_system: str | None
    location_key: str
    unit: str | None
    on_hand: Decimal | None
    unavailable: Decimal | None
    available: Decimal | None
    committed: Decimal | None
    held: Decimal | None
    last_counted_at: Instant | None
    updated_at: Instant | None
    version: int | None
    as_of: Instant | None


class UntrackedSkuRow(Row, frozen=True):
    view: ClassVar[str] = "comptoir_untracked_skus"
    of: ClassVar[str] = "sku"
    optional: ClassVar[bool] = True

    sku: str


class StockSafetyRow(Row, frozen=True):
    view: ClassVar[str] = "comptoir_stock_safety"
    of: ClassVar[str] = "sku"
    order: ClassVar[tuple[str, ...]] = ("location_system", "location_key", "channel")

    sku: str
    location_system: str | None
    location_key: str
    channel: str | None
    quantity: Decimal


class NetworkHoldRow(Row, frozen=True):
    view: ClassVar[str] = "comptoir_network_holds"
    of: ClassVar[str] = "sku"
    order: ClassVar[tuple[str, ...]] = ("channel",)

    sku: str
    channel: str | None
    quantity: Decimal


class InboundRow(Row, frozen=True):
    view: ClassVar[str] = "comptoir_inbound"
    of: ClassVar[str] = "key"

    key: str
    sku: str
    unit: str
    stage: str
    destination_system: str | None
    destination_key: str
    origin_system: str | None
    origin_key: str | None
    origin_country: str | None
    supplier: str | None
    ordered: Decimal
    confirmed: Decimal | None
    expected: Decimal
    received: Decimal | None
    allocated: Decimal | None
    eta: Instant | None
    eta_latest: Instant | None
    confidence: float | None
    document_kind: str | None
    document_value: str | None
    updated_at: Instant
    as_of: Instant | None


class InboundRefRow(RefRow, frozen=True):
    view: ClassVar[str] = "comptoir_inbound_refs"
    of: ClassVar[str] = "inbound_key"

    inbound_key: str


class DemandRow(Row, frozen=True):
    view: ClassVar[str] = "comptoir_demand"
    of: ClassVar[str] = "key"

    key: str
    sku: str
    quantity: Decimal
    due: Instant
    location_system: str | None
    location_key: str | None
    channel: str
