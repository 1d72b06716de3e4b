"""Who answered, for which facets; values that are made the same way for every noun."""

from collections.abc import Mapping
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from msgspec import Struct

from backends.ledger import Stamp
from backends.ports import Facets
from backends.records import Address, ExternalRef, Money, Ref
from backends.sap.codes import Words, digits
from backends.sap.mapping import Mapped
from backends.sap.wire import AddressRow
from backends.vocabulary import SystemRole

_ZERO: Final = Decimal(0)


class Source(Struct, frozen=True, kw_only=True):
    """The system that answered."""

    role: SystemRole
    facets: Facets
    fetched_at: datetime
    words: Words
    mapped: Mapped

    @property
    def system(self) -> str:
        """Its name."""
        return self.mapped.own

    @property
    def stamps(self) -> tuple[Stamp, ...]:
        """That it answered now."""
        return (Stamp(system=self.system, role=self.role, fetched_at=self.fetched_at),)

    def own(self, key: str) -> Ref:
        """A name that this system gave."""
        return Ref(self.system, key)

    def perhaps(self, word: str, key: str | None) -> Ref | None:
        """The thing that a word refers to, by the key that its owner gave it."""
        return None if key is None else Ref(self.mapped.owner(word), key)


def money(amount: Decimal | None, currency: str) -> Money | None:
    """An amount in minor units, rounded half up."""
    return None if amount is None else minor(amount, currency)


def minor(amount: Decimal, currency: str) -> Money:
    """An amount that is there in minor units, rounded half up."""
    return Money(int(amount.scaleb(digits(currency)).to_integral_value(ROUND_HALF_UP)), currency)


def quantity(given: Decimal | None) -> Decimal:
    """A quantity of at most three decimals; nothing reads as 0."""
    if given is None:
        return _ZERO
    whole = given.to_integral_value()
    return Decimal(int(whole)) if whole == given else given.quantize(Decimal("0.001")).normalize()


def version(number: Decimal | None, updated_at: datetime) -> int:
    """A number that grows with every change: when it changed, where there is no other."""
    return int(updated_at.timestamp() * 1_000) if number is None else int(number)


def refs(kind: str, names: Mapping[str, str]) -> tuple[ExternalRef, ...]:
    """What other systems call a thing."""
    return tuple(ExternalRef(system=system, kind=kind, value=value) for system, value in names.items())


def address(row: AddressRow) -> Address | None:
    """An address, unless nothing of it is known; the house number goes behind the street."""
    street = " ".join(filter(None, (row.street, row.house_number)))
    lines = tuple(filter(None, (street, row.prefix, row.suffix)))
    if not any((lines, row.postal_code, row.city, row.region, row.country)):
        return None
    return Address(lines=lines, postal_code=row.postal_code, city=row.city, region=row.region, country=row.country)
