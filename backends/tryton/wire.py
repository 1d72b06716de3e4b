"""What Tryton sends: answers to calls, and records as rows of what was asked of them.

Values of JSON-RPC have types of their own: `{"__class__": "Decimal", "decimal": "27.0000"}`. A row's attributes are our
words; which field each is read from is told by `mapping`.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final, TypeAlias

import msgspec
from msgspec import Struct

Json: TypeAlias = Mapping[str, Any]


class Answer(Struct, frozen=True):
    """The answer to a call: `error` is a list whose first member says what kind it is, or is all that there is."""

    result: Any = None
    error: list[Any] | None = None


class Row(Struct, frozen=True, kw_only=True):
    """Part of a record."""


class KeyedRow(Row, frozen=True, kw_only=True):
    """A record of a model; `names` are its keys in other systems, by system."""

    key: str
    names: Mapping[str, str] = {}
    created_at: datetime
    written_at: datetime | None = None

    @property
    def updated_at(self) -> datetime:
        """When it was written last: a record that was only made has no such date."""
        return self.written_at or self.created_at


class ContactRow(Row, frozen=True, kw_only=True):
    type: str
    value: str | None = None
    compact: str | None = None
    active: bool = True


class AddressRow(Row, frozen=True, kw_only=True):
    active: bool = True
    street: str | None = None
    postal_code: str | None = None
    city: str | None = None
    region: str | None = None
    country: str | None = None


class CustomerRow(KeyedRow, frozen=True, kw_only=True):
    """A party. It may have no name at all."""

    display_name: str | None = None
    sort_name: str | None = None
    given_name: str | None = None
    family_name: str | None = None
    birthday: date | None = None
    locale: str | None = None
    loyalty_number: str | None = None
    associate_key: str | None = None
    associate_name: str | None = None
    store: str | None = None
    contacts: tuple[ContactRow, ...] = ()
    addresses: tuple[AddressRow, ...] = ()


class MoveRow(Row, frozen=True, kw_only=True):
    key: str
    state: str
    quantity: Decimal = Decimal(0)


class LineRow(Row, frozen=True, kw_only=True):
    """A line; those of other types than `line` are titles, remarks and subtotals."""

    key: str
    type: str = "line"
    sku: str | None = None
    title: str | None = None
    description: str | None = None
    unit: str | None = None
    method: str | None = None
    unit_price: Decimal | None = None
    total: Decimal | None = None
    ordered: Decimal | None = None
    ignored: tuple[int, ...] = ()
    moves: tuple[MoveRow, ...] = ()


class OrderRow(KeyedRow, frozen=True, kw_only=True):
    """A sale; a draft has no number yet."""

    number: str | None = None
    state: str
    channel: str | None = None
    store: str | None = None
    customer: str | None = None
    associate_key: str | None = None
    associate_name: str | None = None
    currency: str
    total: Decimal
    tax: Decimal | None = None
    shipping: Decimal | None = None
    promised_by: datetime | None = None
    placed_at: datetime
    lines: tuple[LineRow, ...] = ()


class ShipmentLineRow(Row, frozen=True, kw_only=True):
    sku: str | None = None
    quantity: Decimal = Decimal(0)
    state: str | None = None


class PackageRow(Row, frozen=True, kw_only=True):
    sscc: str | None = None
    tracking_number: str | None = None


class ShipmentRow(KeyedRow, frozen=True, kw_only=True):
    """A shipment to a customer, with the address that it goes to."""

    street: str | None = None
    postal_code: str | None = None
    city: str | None = None
    region: str | None = None
    country: str | None = None
    order: str | None = None
    state: str
    carrier: str | None = None
    tracking_number: str | None = None
    tracking_url: str | None = None
    origin: str | None = None
    shipped_at: datetime | None = None
    eta: datetime | None = None
    lines: tuple[ShipmentLineRow, ...] = ()
    packages: tuple[PackageRow, ...] = ()


class ProductRow(Row, frozen=True, kw_only=True):
    """A product with what there is of it at the warehouse that was asked about."""

    sku: str
    type: str
    unit: str | None = None
    quantity: Decimal | None = None


def decoded(body: bytes) -> Answer:
    """The answer in a body; raises msgspec.DecodeError or RecursionError for one that is none."""
    return msgspec.convert(_DECODER.decode(body), Answer)


def plain(value: Any) -> Any:
    """A value without its wrapping; instants are UTC. Raises ValueError or KeyError for a wrapping that is broken."""
    if not isinstance(value, dict) or "__class__" not in value:
        return value
    unwrap = _TYPES.get(value["__class__"])
    return value if unwrap is None else unwrap(value)


def _decimal(value: Json) -> Decimal:
    try:
        return Decimal(value["decimal"])
    except ArithmeticError:
        raise ValueError("no number") from None


def _instant(value: Json) -> datetime:
    year, month, day, hour, minute, second, microsecond = (value[part] for part in _PARTS)
    return datetime(year, month, day, hour, minute, second, microsecond, UTC)


_PARTS: Final = ("year", "month", "day", "hour", "minute", "second", "microsecond")
_TYPES: Final[Mapping[str, Callable[[Json], Any]]] = {
    "Decimal": _decimal,
    "date": lambda value: date(value["year"], value["month"], value["day"]),
    "datetime": _instant,
}
_DECODER: Final = msgspec.json.Decoder(float_hook=Decimal)
"""Numbers as they are written: a float would add noise behind them."""
