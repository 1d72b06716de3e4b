"""Our values in SQLite's few types, as the contract wants them written.

Words go in as plain text and booleans as integers: SQLite's driver takes ten times as long over an enum or a bool.
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from backends.records import Address, ExternalRef, Money, Ref

Cell: TypeAlias = str | int | float | None
Row: TypeAlias = tuple[Cell, ...]
Rows: TypeAlias = Iterable[tuple[str, Row]]
"""Views' names, and a row for each."""


def instant(moment: datetime | None) -> str | None:
    """UTC, always of the same width."""
    return None if moment is None else f"{moment.isoformat()[:19]}Z"


def day(date_: date | None) -> str | None:
    """A calendar day."""
    return None if date_ is None else date_.isoformat()


def quantity(amount: Decimal | None) -> float | None:
    """At most three decimals, which a float holds exactly enough."""
    return None if amount is None else float(amount)


def word(term: StrEnum | None) -> str | None:
    """A word of the vocabulary that may be missing."""
    return None if term is None else str(term.value)


def reference(ref: Ref | None, own: str) -> tuple[str | None, str | None]:
    """System and key; this very system goes without saying."""
    if ref is None:
        return None, None
    return (None if ref.system == own else ref.system), ref.key


def minor(money: Money | None) -> int | None:
    """Money in minor units; its currency stands in a column of its own."""
    return None if money is None else money.amount_minor


def address(place: Address | None) -> tuple[str | None, ...]:
    """Three lines, postal code, city, region, country."""
    if place is None:
        return (None,) * 7
    first, second, third, *_ = (*place.lines, None, None, None)
    return first, second, third, place.postal_code, place.city, place.region, place.country


def refs(view: str, key: str, named: Iterable[ExternalRef]) -> Rows:
    """The rows of a `_refs` view."""
    return ((view, (key, ref.system, ref.kind, ref.value, instant(ref.synced_at))) for ref in named)
