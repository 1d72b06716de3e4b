"""What there is of it, what is coming, and what is already wanted."""

from datetime import datetime
from decimal import Decimal

from backends.errors import Failure
from backends.ledger import Stamp
from backends.records.base import ExternalRef, Record, Ref, Value
from backends.vocabulary import Channel, SupplyStage


class SafetyStock(Value, frozen=True, kw_only=True):
    """Kept back at a location for a channel; channel None means every channel with no figure of its own."""

    channel: Channel | None = None
    quantity: Decimal


class NetworkHold(Value, frozen=True, kw_only=True):
    """Reserved for a channel (None: any), not yet routed to a location."""

    channel: Channel | None = None
    quantity: Decimal


class StockPosition(Value, frozen=True, kw_only=True):
    """One location's stock as one system sees it; a component that it does not know is None.

    As a system gives it, `on_hand` follows that system's convention; once merged it is gross.
    `available` is only for systems that know nothing but what can be sold. `version` is the counting system's, None
    where it gives none. `corrections`: what systems said that cannot be, once merged.
    """

    location: Ref
    on_hand: Decimal | None = None  # COUNTS
    unavailable: Decimal | None = None  # COUNTS
    available: Decimal | None = None  # COUNTS
    committed: Decimal | None = None  # RESERVATIONS
    held: Decimal | None = None  # RESERVATIONS
    safety: tuple[SafetyStock, ...] | None = None  # SAFETY
    last_counted_at: datetime | None = None
    updated_at: datetime | None = None
    version: int | None = None
    stamps: tuple[Stamp, ...] = ()
    corrections: tuple[Failure, ...] = ()


class Stock(Record, frozen=True, kw_only=True):
    """All that a system, or all systems once merged, know of one SKU's stock; the key is the SKU.

    `corrections`: what systems said of holds that cannot be, once merged.
    """

    unit: str | None = None
    tracked: bool = True
    positions: tuple[StockPosition, ...] = ()
    network_holds: tuple[NetworkHold, ...] = ()  # RESERVATIONS
    corrections: tuple[Failure, ...] = ()


class Inbound(Record, frozen=True, kw_only=True):
    """Goods on their way to a location: one document line.

    `expected` is all that will be on hand and is not yet; `received`, a part of it, was counted at the dock already.
    """

    sku: str
    unit: str
    stage: SupplyStage
    destination: Ref
    origin: Ref | None = None
    origin_country: str | None = None
    supplier: str | None = None
    ordered: Decimal
    confirmed: Decimal | None = None
    expected: Decimal
    received: Decimal | None = None
    allocated: Decimal = Decimal(0)
    eta: datetime | None = None
    eta_latest: datetime | None = None
    confidence: float | None = None
    document: ExternalRef | None = None
    updated_at: datetime


class Demand(Record, frozen=True, kw_only=True):
    """An open order line with a promise date that no stock is allocated to yet; key: the line's."""

    sku: str
    quantity: Decimal
    due: datetime
    location: Ref | None = None
    channel: Channel
