"""The views below the noun order."""

from decimal import Decimal
from typing import ClassVar

from backends.sql.wire.base import Flag, Instant, RefRow, Row


class OrderRow(Row, frozen=True):
    view: ClassVar[str] = "comptoir_orders"
    of: ClassVar[str] = "key"

    key: str
    number: str
    channel: str
    store_system: str | None
    store_key: str | None
    customer_system: str | None
    customer_key: str | None
    associate_key: str | None
    associate_name: str | None
    associate_store_system: str | None
    associate_store_key: str | None
    source_status: str
    draft: Flag | None
    confirmed: Flag | None
    held: Flag | None
    managed: Flag | None
    currency: str
    total_minor: int
    tax_minor: int | None
    shipping_minor: int | None
    discount_minor: int | None
    promised_from: Instant | None
    promised_by: Instant | None
    promise_made_at: Instant | None
    expected_at: Instant | None
    delivered_at: Instant | None
    placed_at: Instant
    updated_at: Instant
    version: int
    as_of: Instant | None


class OrderRefRow(RefRow, frozen=True):
    view: ClassVar[str] = "comptoir_order_refs"
    of: ClassVar[str] = "order_key"

    order_key: str


class OrderLineRow(Row, frozen=True):
    view: ClassVar[str] = "comptoir_order_lines"
    of: ClassVar[str] = "order_key"
    order: ClassVar[tuple[str, ...]] = ("position", "line_key")

    order_key: str
    line_key: str
    position: int
    sku: str
    title: str
    unit: str
    method: str
    unit_price: Decimal | None
    total_minor: int
    currency: str
    ordered: Decimal
    allocated: Decimal | None
    ready: Decimal | None
    shipped: Decimal | None
    delivered: Decimal | None
    cancelled: Decimal | None
    backordered: Decimal | None
    return_requested: Decimal | None
    returned: Decimal | None


class OrderPaymentRow(Row, frozen=True):
    view: ClassVar[str] = "comptoir_order_payments"
    of: ClassVar[str] = "order_key"
    order: ClassVar[tuple[str, ...]] = ("payment_key",)

    order_key: str
    payment_key: str
    kind: str
    method_label: str
    amount_minor: int
    captured_minor: int
    refunded_minor: int
    currency: str
    status: str
    at: Instant | None


class OrderReturnRow(Row, frozen=True):
    view: ClassVar[str] = "comptoir_order_returns"
    of: ClassVar[str] = "order_key"
    order: ClassVar[tuple[str, ...]] = ("return_key",)

    order_key: str
    return_key: str
    status: str
    reason: str | None
    refund_minor: int | None
    currency: str | None
    location_system: str | None
    location_key: str | None
    at: Instant


class OrderReturnLineRow(Row, frozen=True):
    view: ClassVar[str] = "comptoir_order_return_lines"
    of: ClassVar[str] = "order_key"
    order: ClassVar[tuple[str, ...]] = ("return_key", "line_key")

    order_key: str
    return_key: str
    line_key: str
    quantity: Decimal
    condition: str | None
    restocked: Flag | None
