"""A person, as the systems know her."""

from datetime import date, datetime

from backends.records.base import Address, Money, Record, Ref, Value
from backends.vocabulary import ConsentPurpose, ConsentState, ContactKind, PreferenceOrigin


class ContactPoint(Value, frozen=True, kw_only=True):
    """One way to reach a person: phones in E.164, e-mails in lower case; `system` holds it."""

    kind: ContactKind
    value: str
    verified: bool
    system: str


class CustomerIdentity(Value, frozen=True, kw_only=True):
    """Under which key a system knows the person, and why we believe that it is the same one.

    `matched_by`: `key`, `reference`, `loyalty-number`, `email` or `phone`; `confidence` from 0 to 1.
    """

    system: str
    external_id: str
    matched_by: str
    confidence: float
    linked_at: datetime | None = None


class Consent(Value, frozen=True, kw_only=True):
    """What the person answered for one purpose; `system` holds it."""

    purpose: ConsentPurpose
    state: ConsentState
    legal_basis: str | None = None
    captured_at: datetime | None = None
    expires_at: datetime | None = None
    system: str


class Voucher(Value, frozen=True, kw_only=True):
    code: str
    value: Money | None = None
    expires_at: datetime | None = None


class Loyalty(Value, frozen=True, kw_only=True):
    """Membership of a loyalty programme."""

    program: str
    number: str | None = None
    tier: str | None = None
    points: int | None = None
    points_expire_on: date | None = None
    vouchers: tuple[Voucher, ...] = ()


class CustomerMetrics(Value, frozen=True, kw_only=True):
    """Figures as the system that computes them gives them; rates from 0 to 1, RFM quintiles from 1 to 5."""

    lifetime_value: tuple[Money, ...] = ()
    order_count: int | None = None
    average_order: Money | None = None
    last_order_at: datetime | None = None
    return_rate: float | None = None
    recency: int | None = None
    frequency: int | None = None
    monetary: int | None = None
    rfm_segment: str | None = None
    churn_risk: float | None = None
    computed_at: datetime


class Preference(Value, frozen=True, kw_only=True):
    key: str
    value: str
    origin: PreferenceOrigin
    at: datetime | None = None


class ImportantDate(Value, frozen=True, kw_only=True):
    kind: str
    on: date


class Associate(Value, frozen=True, kw_only=True):
    """A member of the sales force, as a system names her."""

    ref: Ref
    display_name: str
    store: Ref | None = None


class Customer(Record, frozen=True, kw_only=True):
    """A person; `merged` are keys of the same system that were merged into this one.

    `sort_name` is `family given` case-folded. `home_store` is where the client book keeps her.
    """

    display_name: str
    sort_name: str
    given_name: str | None = None
    family_name: str | None = None
    locale: str | None = None
    birthday: date | None = None
    loyalty_number: str | None = None
    primary_associate: Associate | None = None
    home_store: Ref | None = None
    created_at: datetime | None = None
    merged: tuple[str, ...] = ()  # IDENTITIES
    identities: tuple[CustomerIdentity, ...] = ()  # made by merging
    contacts: tuple[ContactPoint, ...] | None = None  # CONTACTS
    addresses: tuple[Address, ...] | None = None  # CONTACTS
    consents: tuple[Consent, ...] | None = None  # CONSENTS
    loyalty: Loyalty | None = None  # LOYALTY
    segments: tuple[str, ...] | None = None  # PROFILE
    preferences: tuple[Preference, ...] | None = None  # PROFILE
    important_dates: tuple[ImportantDate, ...] | None = None  # PROFILE
    metrics: CustomerMetrics | None = None  # METRICS
