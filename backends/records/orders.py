"""Orders and till tickets, with their lines, payments and returns."""

from datetime import datetime
from decimal import Decimal

from backends.records.base import Money, Record, Ref, Value
from backends.records.customers import Associate
from backends.vocabulary import Channel, FulfilmentMethod, PaymentStatus, ReturnStatus


class OrderLine(Value, frozen=True, kw_only=True):
    """One line and its quantity ledger, in `unit` (UN/ECE Rec 20).

    `ready` is picked and waiting to be collected. `total` is authoritative; `unit_price` is decimal, in
    major units of the total's currency, and may be unknown.
    """

    key: str
    order: Ref
    sku: str
    title: str
    unit: str
    method: FulfilmentMethod
    unit_price: Decimal | None = None
    total: Money
    ordered: Decimal
    allocated: Decimal = Decimal(0)
    ready: Decimal = Decimal(0)
    shipped: Decimal = Decimal(0)
    delivered: Decimal = Decimal(0)
    cancelled: Decimal = Decimal(0)
    backordered: Decimal = Decimal(0)
    return_requested: Decimal = Decimal(0)
    returned: Decimal = Decimal(0)


class Payment(Value, frozen=True, kw_only=True):
    """One payment of an order; no card data."""

    key: str
    order: Ref
    kind: str
    method_label: str
    amount: Money
    captured: Money
    refunded: Money
    status: PaymentStatus
    at: datetime | None = None


class ReturnLine(Value, frozen=True, kw_only=True):
    order_line_key: str
    quantity: Decimal
    condition: str | None = None
    restocked: bool | None = None


class Return(Value, frozen=True, kw_only=True):
    """Goods on their way back."""

    key: str
    order: Ref
    status: ReturnStatus
    reason: str | None = None
    lines: tuple[ReturnLine, ...] = ()
    refund: Money | None = None
    location: Ref | None = None
    at: datetime


class Order(Record, frozen=True, kw_only=True):
    """An order or a till ticket. The status axes are derived from its lines, payments and returns.

    `held`: the owner put it on hold. `draft`: not placed yet. `confirmed`: accepted by the owner.
    `promised_by` is the original promise, `expected_at` the present belief. `managed`: we may act on it.
    `version` is the owner's, None where a copy stands in.
    """

    number: str
    channel: Channel
    store: Ref | None = None
    customer: Ref | None = None
    sold_by: Associate | None = None
    source_status: str
    draft: bool = False
    confirmed: bool = False
    held: bool = False
    managed: bool = True
    total: Money
    tax_total: Money | None = None
    shipping_total: Money | None = None
    discount_total: Money | None = None
    promised_from: datetime | None = None
    promised_by: datetime | None = None
    promise_made_at: datetime | None = None
    expected_at: datetime | None = None
    delivered_at: datetime | None = None
    placed_at: datetime
    updated_at: datetime
    version: int | None
    lines: tuple[OrderLine, ...] | None = None  # LINES
    payments: tuple[Payment, ...] | None = None  # PAYMENTS
    returns: tuple[Return, ...] | None = None  # RETURNS
