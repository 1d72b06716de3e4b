"""What SAP sends: envelopes of either version, errors, and documents as rows of what was asked of them.

A row's attributes are our words; which property each is read from is told by `mapping`.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeAlias

from msgspec import Struct, field

Json: TypeAlias = Mapping[str, Any]


class TokenReply(Struct, frozen=True):
    """The reply to a sign-in; `expires_in` is in seconds."""

    access_token: str
    expires_in: int | None = None


class TokenProblem(Struct, frozen=True):
    """Why there is no token."""

    error: str = "unknown"


class Results(Struct, frozen=True):
    """Rows of V2, and the address of those that follow."""

    results: list[dict[str, Any]]
    next: str | None = field(default=None, name="__next")


class ReplyV2(Struct, frozen=True):
    d: Results


class ReplyV4(Struct, frozen=True):
    """Rows of V4, and the address of those that follow."""

    value: list[dict[str, Any]]
    next: str | None = field(default=None, name="@odata.nextLink")


class Problem(Struct, frozen=True):
    """What an error document says; the message is a text in V4, and has a language in V2."""

    code: str = ""
    message: Any = ""


class ProblemReply(Struct, frozen=True):
    error: Problem


class Row(Struct, frozen=True, kw_only=True):
    """What was asked of a document; what was not asked, or is not there, is None."""


class NumberRow(Row, frozen=True, kw_only=True):
    """Whose number of a kind; `partner` is the business partner's."""

    partner: str
    number: str


class ContactRow(Row, frozen=True, kw_only=True):
    """A way to reach somebody, and what was remarked on it."""

    value: str | None = None
    remark: str | None = None


class AddressRow(Row, frozen=True, kw_only=True):
    """An address; the prefix and the suffix are further lines."""

    street: str | None = None
    house_number: str | None = None
    prefix: str | None = None
    suffix: str | None = None
    postal_code: str | None = None
    city: str | None = None
    region: str | None = None
    country: str | None = None


class PlaceRow(AddressRow, frozen=True, kw_only=True):
    """An address of a business partner, with the ways to reach her there."""

    emails: tuple[ContactRow, ...] = ()
    phones: tuple[ContactRow, ...] = ()
    mobiles: tuple[ContactRow, ...] = ()


class KeyedRow(Row, frozen=True, kw_only=True):
    """A document with a name of its own; `names` are its keys in other systems, by system."""

    key: str
    names: dict[str, str] = {}


class CustomerRow(KeyedRow, frozen=True, kw_only=True):
    """A business partner; `partner` is its number, which its addresses and numbers go by."""

    partner: str
    display_name: str = ""
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
    updated_at: datetime | None = None
    places: tuple[PlaceRow, ...] = ()


class TaxRow(Row, frozen=True, kw_only=True):
    """What an item adds to the order's tax."""

    amount: Decimal | None = None


class ScheduleRow(Row, frozen=True, kw_only=True):
    """A part of an item by its date."""

    delivered: Decimal | None = None


class LineRow(Row, frozen=True, kw_only=True):
    """`confirmed` can be delivered, or has been; `rejected` is the reason why it will not."""

    key: str
    sku: str
    title: str | None = None
    unit: str | None = None
    method: str | None = None
    unit_price: Decimal | None = None
    total: Decimal | None = None
    net: Decimal | None = None
    tax: Decimal | None = None
    ordered: Decimal
    confirmed: Decimal | None = None
    rejected: str | None = None
    schedule: tuple[ScheduleRow, ...] = ()


class OrderRow(KeyedRow, frozen=True, kw_only=True):
    """A sales order; `blocked` is the reason of its delivery block, `total` with tax where a property has it."""

    number: str
    channel: str | None = None
    store: str | None = None
    customer: str | None = None
    status: str | None = None
    blocked: str | None = None
    managed: bool | None = None
    currency: str
    net: Decimal
    total: Decimal | None = None
    shipping: Decimal | None = None
    discount: Decimal | None = None
    promised_from: datetime | None = None
    promised_by: datetime | None = None
    promise_made_at: datetime | None = None
    expected_at: datetime | None = None
    placed_at: datetime
    updated_at: datetime | None = None
    version: Decimal | None = None
    taxes: tuple[TaxRow, ...] = ()
    lines: tuple[LineRow, ...] = ()


class ReferenceRow(Row, frozen=True, kw_only=True):
    """The document that an item of a delivery goes back to."""

    order: str | None = None


class RecipientRow(AddressRow, frozen=True, kw_only=True):
    """A partner of a delivery by function, and its address."""

    function: str


class PackageRow(Row, frozen=True, kw_only=True):
    """A handling unit."""

    label: str | None = None
    tracking_number: str | None = None
    weight: Decimal | None = None
    weight_unit: str | None = None


class ShipmentLineRow(Row, frozen=True, kw_only=True):
    sku: str | None = None
    quantity: Decimal | None = None


class ShipmentRow(KeyedRow, frozen=True, kw_only=True):
    """A delivery; `document` is its number, which its items go by."""

    document: str
    direction: str | None = None
    status: str | None = None
    carrier: str | None = None
    tracking_number: str | None = None
    tracking_url: str | None = None
    origin: str | None = None
    pick_up: str | None = None
    shipped_at: datetime | None = None
    eta: datetime | None = None
    eta_latest: datetime | None = None
    promised_from: datetime | None = None
    promised_by: datetime | None = None
    promise_made_at: datetime | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    version: Decimal | None = None
    references: tuple[ReferenceRow, ...] = ()
    recipients: tuple[RecipientRow, ...] = ()
    packages: tuple[PackageRow, ...] = ()
    lines: tuple[ShipmentLineRow, ...] = ()


class StockRow(Row, frozen=True, kw_only=True):
    """A quantity of a material at a place, by stock type; `storage` is a part of the place."""

    sku: str
    place: str
    storage: str | None = None
    kind: str | None = None
    unit: str | None = None
    quantity: Decimal
