"""Who answered, and values that are made the same way for every noun."""

from decimal import Decimal
from typing import TypeAlias

from backends import amounts, sources
from backends.records import Address, Money
from backends.sap.mapping import Mapped
from backends.sap.wire import AddressRow

Source: TypeAlias = sources.Source[Mapped]
"""The system that answered."""


def money(amount: Decimal | None, currency: str) -> Money | None:
    """An amount in minor units, if it is told."""
    return None if amount is None else amounts.money(amount, currency)


def address(row: AddressRow) -> Address | None:
    """An address, unless nothing of it is known; the house number goes behind the street."""
    street = " ".join(filter(None, (row.street, row.house_number)))
    lines = tuple(filter(None, (street, row.prefix, row.suffix)))
    if not any((lines, row.postal_code, row.city, row.region, row.country)):
        return None
    return Address(lines=lines, postal_code=row.postal_code, city=row.city, region=row.region, country=row.country)
