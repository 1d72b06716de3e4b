"""What Salesforce sends: replies as they are, and records as rows of what was asked of them.

A row's attributes are our words; which field of the org each is read from is told by `mapping`.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeAlias

from msgspec import Struct

Json: TypeAlias = Mapping[str, Any]


class TokenReply(Struct, frozen=True):
    """The reply to a sign-in: a token, and where the org lives. It does not say for how long the token holds."""

    access_token: str
    instance_url: str = ""
    token_type: str = "Bearer"  # noqa: S105 - the name of a scheme


class TokenProblem(Struct, frozen=True):
    """Why there is no token."""

    error: str = "unknown"
    error_description: str = ""


class Problem(Struct, frozen=True, rename="camel"):
    """One of the list that errors come in; of some resources it comes without a list."""

    error_code: str | None = None
    message: str | None = None


class QueryReply(Struct, frozen=True, kw_only=True, rename="camel"):
    """A page of records; `next_records_url` leads to the next."""

    records: list[dict[str, Any]] = []
    done: bool = True
    next_records_url: str | None = None


class PartReply(Struct, frozen=True, rename="camel"):
    """The answer to one part of a composite request; nobody promises that they come in the order of the parts."""

    body: Any
    http_status_code: int
    reference_id: str


class CompositeReply(Struct, frozen=True, rename="camel"):
    composite_response: list[PartReply]


class InventoryRecord(Struct, frozen=True, kw_only=True, rename="camel"):
    """One SKU at one location; `exists` came with API 62: before, what has no counts is not there."""

    stock_keeping_unit: str
    on_hand: Decimal | None = None
    reserved: Decimal | None = None
    safety_stock_count: Decimal | None = None
    effective_date: str | None = None
    exists: bool | None = None

    @property
    def counted(self) -> bool:
        """Whether the SKU is kept there."""
        counts = (self.on_hand, self.reserved, self.safety_stock_count)
        return any(count is not None for count in counts) if self.exists is None else self.exists


class InventoryLocation(Struct, frozen=True, rename="camel"):
    location_identifier: str
    inventory_records: list[InventoryRecord] = []


class InventoryGroup(Struct, frozen=True, rename="camel"):
    """Sums over a group's locations, with what is reserved at none of them in particular."""

    location_group_identifier: str
    inventory_records: list[InventoryRecord] = []


class InventoryProblem(Struct, frozen=True, rename="camel"):
    error_code: str = ""


class Availability(Struct, frozen=True, kw_only=True, rename="camel"):
    """The answer to `get-availability`."""

    success: bool = True
    errors: list[InventoryProblem] = []
    locations: list[InventoryLocation] = []
    location_groups: list[InventoryGroup] = []


class Row(Struct, frozen=True, kw_only=True):
    """What was asked of a record; what was not asked, or is not there, is None."""


class KeyedRow(Row, frozen=True, kw_only=True):
    """What is asked of a record that has a name of its own."""

    key: str


class LocationRow(KeyedRow, frozen=True, kw_only=True):
    """A place."""


class AssignmentRow(Row, frozen=True, kw_only=True):
    """A place, and a group that it is in."""

    group: str
    location: str


class ConsentRow(Row, frozen=True, kw_only=True):
    """Rows of the retailer's own objects may lack anything: nobody but the retailer makes them fill it in."""

    purpose: str | None = None
    state: str | None = None
    legal_basis: str | None = None
    captured_at: datetime | None = None
    expires_at: datetime | None = None


class VoucherRow(Row, frozen=True, kw_only=True):
    code: str | None = None
    value: Decimal | None = None
    currency: str | None = None
    expires_at: datetime | None = None


class PreferenceRow(Row, frozen=True, kw_only=True):
    key: str | None = None
    value: str | None = None
    origin: str | None = None
    at: datetime | None = None


class DateRow(Row, frozen=True, kw_only=True):
    kind: str | None = None
    on: date | None = None


class WorthRow(Row, frozen=True, kw_only=True):
    amount: Decimal | None = None
    currency: str | None = None


class CustomerRow(KeyedRow, frozen=True, kw_only=True):
    """`names` are the customer's keys in other systems, by system."""

    display_name: str
    sort_name: str | None = None
    given_name: str | None = None
    family_name: str | None = None
    locale: str | None = None
    birthday: date | None = None
    loyalty_number: str | None = None
    associate_key: str | None = None
    associate_name: str | None = None
    associate_store: str | None = None
    store: str | None = None
    created_at: datetime | None = None
    updated_at: datetime
    names: dict[str, str] = {}
    email: str | None = None
    email_verified: bool | None = None
    other_email: str | None = None
    mobile: str | None = None
    mobile_verified: bool | None = None
    phone: str | None = None
    phone_verified: bool | None = None
    street: str | None = None
    postal_code: str | None = None
    city: str | None = None
    region: str | None = None
    country: str | None = None
    consents: tuple[ConsentRow, ...] = ()
    program: str | None = None
    tier: str | None = None
    points: Decimal | None = None
    points_expire_on: date | None = None
    vouchers: tuple[VoucherRow, ...] = ()
    segments: str | None = None
    preferences: tuple[PreferenceRow, ...] = ()
    dates: tuple[DateRow, ...] = ()
    order_count: Decimal | None = None
    average_order: Decimal | None = None
    average_currency: str | None = None
    last_order_at: datetime | None = None
    return_rate: Decimal | None = None
    recency: Decimal | None = None
    frequency: Decimal | None = None
    monetary: Decimal | None = None
    rfm_segment: str | None = None
    churn_risk: Decimal | None = None
    computed_at: datetime | None = None
    worth: tuple[WorthRow, ...] = ()


class LineRow(Row, frozen=True, kw_only=True):
    """Quantities allocated and initiated to return are cumulative: what is fulfilled or returned stays in them."""

    key: str
    sku: str | None = None
    title: str | None = None
    unit: str | None = None
    method: str | None = None
    unit_price: Decimal | None = None
    total: Decimal
    ordered: Decimal
    allocated: Decimal | None = None
    fulfilled: Decimal | None = None
    cancelled: Decimal | None = None
    return_initiated: Decimal | None = None
    returned: Decimal | None = None
    ready: Decimal | None = None
    delivered: Decimal | None = None
    backordered: Decimal | None = None


class PaymentRow(Row, frozen=True, kw_only=True):
    key: str
    kind: str | None = None
    method: str | None = None
    amount: Decimal | None = None
    captured: Decimal | None = None
    refunded: Decimal | None = None
    at: datetime | None = None


class ReturnLineRow(Row, frozen=True, kw_only=True):
    line: str | None = None
    quantity: Decimal | None = None
    condition: str | None = None
    restocked: str | None = None


class ReturnRow(Row, frozen=True, kw_only=True):
    key: str
    status: str | None = None
    reason: str | None = None
    refund: Decimal | None = None
    location: str | None = None
    at: datetime
    lines: tuple[ReturnLineRow, ...] = ()


class OrderRow(KeyedRow, frozen=True, kw_only=True):
    """`names` are the order's keys in other systems, by system."""

    number: str
    status: str | None = None
    channel: str | None = None
    store: str | None = None
    customer: str | None = None
    associate_key: str | None = None
    associate_name: str | None = None
    associate_store: str | None = None
    suspended: bool | None = None
    life_cycle: str | None = None
    currency: str | None = None
    total: Decimal
    tax: Decimal | None = None
    shipping: Decimal | None = None
    adjustments: Decimal | None = None
    promised_from: datetime | None = None
    promised_by: datetime | None = None
    promise_made_at: datetime | None = None
    expected_at: datetime | None = None
    delivered_at: datetime | None = None
    placed_at: datetime
    updated_at: datetime
    version: Decimal | None = None
    names: dict[str, str] = {}
    lines: tuple[LineRow, ...] = ()
    payments: tuple[PaymentRow, ...] = ()
    returns: tuple[ReturnRow, ...] = ()


class ShipmentLineRow(Row, frozen=True, kw_only=True):
    sku: str | None = None
    quantity: Decimal | None = None


class ShipmentRow(KeyedRow, frozen=True, kw_only=True):
    """`return_order` is there if the goods come back."""

    order: str | None = None
    direction: str | None = None
    return_order: str | None = None
    status: str | None = None
    carrier: str | None = None
    tracking_number: str | None = None
    tracking_url: str | None = None
    origin: str | None = None
    pick_up: str | None = None
    street: str | None = None
    postal_code: str | None = None
    city: str | None = None
    region: str | None = None
    country: str | None = None
    shipped_at: datetime | None = None
    eta: datetime | None = None
    eta_latest: datetime | None = None
    promised_from: datetime | None = None
    promised_by: datetime | None = None
    promise_made_at: datetime | None = None
    updated_at: datetime
    version: Decimal | None = None
    lines: tuple[ShipmentLineRow, ...] = ()


class DemandRow(KeyedRow, frozen=True, kw_only=True):
    sku: str
    quantity: Decimal
    due: datetime
    location: str | None = None
    channel: str | None = None
