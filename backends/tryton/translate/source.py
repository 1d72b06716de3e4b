"""Who answered, for which facets; values that are made the same way for every noun."""

from collections.abc import Mapping
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from msgspec import Struct

from backends.ledger import Stamp
from backends.ports import Facets
from backends.records import Address, Associate, ExternalRef, Money, Ref
from backends.tryton.codes import Words, digits
from backends.tryton.mapping import Mapped
from backends.tryton.wire import AddressRow, CustomerRow, OrderRow, ShipmentRow
from backends.vocabulary import SystemRole

_ZERO: Final = Decimal(0)


class Source(Struct, frozen=True, kw_only=True):
    """The system that answered; `unit` holds where a row names none."""

    role: SystemRole
    facets: Facets
    fetched_at: datetime
    words: Words
    mapped: Mapped
    unit: str

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

    def associate(self, row: CustomerRow | OrderRow) -> Associate | None:
        """A member of the sales force; one without a name goes by her key."""
        if row.associate_key is None:
            return None
        return Associate(ref=self.own(row.associate_key), display_name=row.associate_name or row.associate_key)


def money(amount: Decimal, currency: str) -> Money:
    """An amount in minor units, rounded half up."""
    return Money(int(amount.scaleb(digits(currency)).to_integral_value(ROUND_HALF_UP)), currency)


def quantity(given: Decimal | None) -> Decimal:
    """A quantity of at most three decimals: floats there have noise behind them; nothing reads as 0."""
    if given is None:
        return _ZERO
    whole = given.to_integral_value()
    return Decimal(int(whole)) if whole == given else given.quantize(Decimal("0.001"), ROUND_HALF_UP).normalize()


def refs(kind: str, names: Mapping[str, str]) -> tuple[ExternalRef, ...]:
    """What other systems call a thing."""
    return tuple(ExternalRef(system=system, kind=kind, value=value) for system, value in names.items())


def address(row: AddressRow | ShipmentRow) -> Address | None:
    """An address, unless nothing of it is known."""
    lines = tuple(line.strip() for line in (row.street or "").splitlines() if line.strip())
    if not any((lines, row.postal_code, row.city, row.region, row.country)):
        return None
    return Address(lines=lines, postal_code=row.postal_code, city=row.city, region=row.region, country=row.country)
