"""Values that are made the same way for every noun."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from backends.records import Address, ExternalRef, GeoPoint, Money
from backends.sql.wire import AddressRow, RefRow, Row, breach

_ZERO: Final = Decimal(0)
_THOUSANDTH: Final = Decimal("0.001")


def quantity(row: Row, column: str) -> Decimal | None:
    """A quantity of at most three decimals: what a float adds behind them is noise. Raises UnreadableRecord."""
    given: Decimal | None = getattr(row, column)
    if given is None:
        return None
    try:
        whole = int(given)
        return Decimal(whole) if whole == given else given.quantize(_THOUSANDTH).normalize()
    except (ValueError, ArithmeticError):
        raise breach(type(row), column, getattr(row, row.of)) from None


def amount(row: Row, column: str) -> Decimal:
    """As `quantity`; null reads as 0."""
    return quantity(row, column) or _ZERO


def money(minor: int | None, currency: str | None) -> Money | None:
    """An amount, unless it or its currency is not known."""
    return None if minor is None or currency is None else Money(minor, currency)


def refs(rows: Sequence[RefRow]) -> tuple[ExternalRef, ...]:
    """What other systems call a thing."""
    return tuple(
        ExternalRef(system=row.system, kind=row.kind, value=row.value, synced_at=row.synced_at) for row in rows
    )


def address(row: AddressRow) -> Address | None:
    """An address, unless nothing of it is known."""
    lines = (row.line1, row.line2, row.line3)
    return postal(lines, row.postal_code, row.city, row.region, row.country)


def postal(
    lines: Sequence[str | None], code: str | None, city: str | None, region: str | None, country: str | None
) -> Address | None:
    """An address of these parts, unless there is none."""
    if not any((*lines, code, city, region, country)):
        return None
    written = tuple(line for line in lines if line)
    return Address(lines=written, postal_code=code, city=city, region=region, country=country)


def point(latitude: float | None, longitude: float | None) -> GeoPoint | None:
    """A point, if both its coordinates are known."""
    return None if latitude is None or longitude is None else GeoPoint(latitude=latitude, longitude=longitude)
