"""The graph's scalars: exact, with one spelling each; wrong input is told what was found and what is expected."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, NewType

import strawberry
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

BigInt = NewType("BigInt", int)
Quantity = NewType("Quantity", Decimal)
CurrencyCode = NewType("CurrencyCode", str)
CountryCode = NewType("CountryCode", str)
UnitCode = NewType("UnitCode", str)
GTIN = NewType("GTIN", str)
URL = NewType("URL", str)

LARGEST = 2**53 - 1
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def write_instant(value: datetime) -> str:
    """RFC 3339 in UTC with a trailing Z."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def read_instant(value: object) -> datetime:
    """An RFC 3339 instant with its offset, as UTC."""
    if isinstance(value, str) and _INSTANT.fullmatch(value):
        try:
            return datetime.fromisoformat(value.upper()).astimezone(UTC)
        except (ValueError, OverflowError):
            raise _wrong("DateTime", value, "a date and time that exist") from None
    raise _wrong("DateTime", value, "RFC 3339 with an offset, such as 2026-03-18T10:00:00Z")


def read_day(value: object) -> date:
    """An RFC 3339 full-date."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise _wrong("Date", value, "a day that exists") from None
    raise _wrong("Date", value, "RFC 3339 full-date, such as 2026-03-18")


def read_big_int(value: object) -> int:
    """An integer of at most 53 bits."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST:
        return value
    raise _wrong("BigInt", value, "an integer between -(2^53-1) and 2^53-1")


def write_big_int(value: int) -> int:
    """As a JSON number; beyond 53 bits clients would read another number, so that is refused."""
    return read_big_int(value)


def write_quantity(value: Decimal) -> int | float:
    """As a JSON number: 2, not 2.0, and 1.275 as it is."""
    if value == value.to_integral_value():
        return int(value)
    if value.is_nan():
        raise _wrong("Quantity", value, "a number")  # JSON has none, and the encoder would write null
    return float(value)


def read_quantity(value: object) -> Decimal:
    """A number with at most three decimals."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        number = Decimal(str(value))
        if number.is_finite() and number == round(number, 3):
            return number
    raise _wrong("Quantity", value, "a number with at most three decimals")


def read_decimal(value: object) -> Decimal:
    """An exact decimal number, sent as a string."""
    try:
        number = Decimal(value) if isinstance(value, str) else Decimal("NaN")
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise _wrong("Decimal", value, 'an exact decimal number in quotes, such as "12.50"')
    return number


def read_text(value: object) -> str:
    """Any text; the field that takes it says what is wrong with it."""
    if isinstance(value, str):
        return value
    raise _wrong("text", value, "a string")


def _wrong(scalar: str, value: object, expected: str) -> GraphQLError:
    shown = repr(value)
    return GraphQLError(f"{scalar}: found {shown if len(shown) <= 60 else shown[:57] + '...'}, expected {expected}.")


def _scalar(
    name: str, description: str, write: Callable[[Any], object], read: Callable[[object], object]
) -> ScalarDefinition:
    return strawberry.scalar(name=name, description=description, serialize=write, parse_value=read)


SCALARS: Mapping[object, ScalarDefinition] = {
    datetime: _scalar("DateTime", "RFC 3339 instant, always UTC with a trailing Z.", write_instant, read_instant),
    date: _scalar("Date", "RFC 3339 full-date, no zone.", date.isoformat, read_day),
    Decimal: _scalar("Decimal", "Exact decimal number, sent as a string.", str, read_decimal),
    Quantity: _scalar(
        "Quantity",
        "Stock or order quantity: JSON number, at most 3 decimals. The unit is on the enclosing type.",
        write_quantity,
        read_quantity,
    ),
    BigInt: _scalar("BigInt", "Integer up to 2^53-1 in magnitude, JSON number.", write_big_int, read_big_int),
    CurrencyCode: _scalar("CurrencyCode", "ISO 4217 alpha-3.", str, read_text),
    CountryCode: _scalar("CountryCode", "ISO 3166-1 alpha-2.", str, read_text),
    UnitCode: _scalar("UnitCode", "UN/ECE Recommendation 20 unit, e.g. C62 (piece), KGM (kilogram).", str, read_text),
    GTIN: _scalar("GTIN", "GTIN-8, -12, -13 or -14, given out with 14 digits, check digit verified.", str, read_text),
    URL: _scalar("URL", "Absolute http or https URL.", str, read_text),
}
