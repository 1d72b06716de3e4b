"""The views below the noun customer."""

from datetime import date
from typing import ClassVar

from backends.sql.wire.base import AddressRow, Flag, Instant, RefRow, Row


class CustomerRow(Row, frozen=True):
    view: ClassVar[str] = "comptoir_customers"
    of: ClassVar[str] = "key"

    key: str
    display_name: str
    sort_name: str
    given_name: str | None
    family_name: str | None
    locale: str | None
    birthday: date | None
    loyalty_number: str | None
    associate_key: str | None
    associate_name: str | None
    associate_store_system: str | None
    associate_store_key: str | None
    store_system: str | None
    store_key: str | None
    created_at: Instant | None
    updated_at: Instant
    as_of: Instant | None


class CustomerRefRow(RefRow, frozen=True):
    view: ClassVar[str] = "comptoir_customer_refs"
    of: ClassVar[str] = "customer_key"

    customer_key: str


class CustomerMergeRow(Row, frozen=True):
    view: ClassVar[str] = "comptoir_customer_merges"
    of: ClassVar[str] = "customer_key"
    order: ClassVar[tuple[str, ...]] = ("old_key",)

    old_key: str
    customer_key: str


class CustomerContactRow(Row, frozen=True):
    view: ClassVar[str] = "comptoir_customer_contacts"
    of: ClassVar[str] = "customer_key"
    order: ClassVar[tuple[str, ...]] = ("kind", "value")

    customer_key: str
    kind: str
    value: str
    verified: Flag


class CustomerAddressRow(AddressRow, frozen=True):
    view: ClassVar[str] = "comptoir_customer_addresses"
    of: ClassVar[str] = "customer_key"
    order: ClassVar[tuple[str, ...]] = ("position",)

    customer_key: str
    position: int


class CustomerConsentRow(Row, frozen=True):
    view: ClassVar[str] = "comptoir_customer_consents"
    of: ClassVar[str] = "customer_key"
    order: ClassVar[tuple[str, ...]] = ("purpose", "state")

    customer_key: str
    purpose: str
    state: str
    legal_basis: str | None
    captured_at: Instant | None
    expires_at: Instant | None


class CustomerLoyaltyRow(Row, frozen=True):
    view: ClassVar[str] = "comptoir_customer_loyalty"
    of: ClassVar[str] = "customer_key"

    customer_key: str
    program: str
    number: str | None
    tier: str | None
    points: int | None
    points_expire_on: date | None


class CustomerVoucherRow(Row, frozen=True):
    view: ClassVar[str] = "comptoir_customer_vouchers"
    of: ClassVar[str] = "customer_key"
    order: ClassVar[tuple[str, ...]] = ("code",)

    customer_key: str
    code: str
    amount_minor: int | None
    currency: str | None
    expires_at: Instant | None


class CustomerSegmentRow(Row, frozen=True):
    view: ClassVar[str] = "comptoir_customer_segments"
    of: ClassVar[str] = "customer_key"
    order: ClassVar[tuple[str, ...]] = ("segment",)

    customer_key: str
    segment: str


class CustomerPreferenceRow(Row, frozen=True):
    view: ClassVar[str] = "comptoir_customer_preferences"
    of: ClassVar[str] = "customer_key"
    order: ClassVar[tuple[str, ...]] = ("key", "value")

    customer_key: str
    key: str
    value: str
    origin: str
    at: Instant | None


class CustomerDateRow(Row, frozen=True):
    view: ClassVar[str] = "comptoir_customer_dates"
    of: ClassVar[str] = "customer_key"
    order: ClassVar[tuple[str, ...]] = ("kind", "on_day")

    customer_key: str
    kind: str
    on_day: date


class CustomerMetricsRow(Row, frozen=True):
    view: ClassVar[str] = "comptoir_customer_metrics"
    of: ClassVar[str] = "customer_key"

    customer_key: str
    order_count: int | None
    average_minor: int | None
    average_currency: str | None
    last_order_at: Instant | None
    return_rate: float | None
    recency: int | None
    frequency: int | None
    monetary: int | None
    rfm_segment: str | None
    churn_risk: float | None
    computed_at: Instant


class CustomerLifetimeValueRow(Row, frozen=True):
    view: ClassVar[str] = "comptoir_customer_lifetime_values"
    of: ClassVar[str] = "customer_key"
    order: ClassVar[tuple[str, ...]] = ("currency",)

    customer_key: str
    amount_minor: int
    currency: str
