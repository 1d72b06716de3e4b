"""Who answered, and how the cells of a row are read."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Final, TypeVar

from backends import amounts, sources
from backends.errors import UnreadableRecord
from backends.netsuite.mapping import REF, Mapped
from backends.netsuite.suiteql import read_instant
from backends.netsuite.wire import Row
from backends.records import Address, Associate, ExternalRef, Money
from backends.vocabulary import Facet, Noun

ValueT = TypeVar("ValueT")

_ZERO: Final = Decimal(0)


class Hung:
    """What hangs below the heads, by facet and internal id."""

    def __init__(self, below: Mapping[Facet, Sequence[Row]], head: str | None = None) -> None:
        self._below = below
        self._head = head
        self._sorted: dict[Facet, dict[str, list[Row]]] = {}

    def of(self, head: str) -> "Hung":
        """What hangs below one of them."""
        found = Hung(self._below, head)
        found._sorted = self._sorted
        return found

    def rows(self, facet: Facet) -> Sequence[Row]:
        """The rows of a facet."""
        if facet not in self._sorted:
            groups: dict[str, list[Row]] = {}
            for row in self._below.get(facet, ()):
                groups.setdefault(row.get("head", ""), []).append(row)
            self._sorted[facet] = groups
        return self._sorted[facet].get(self._head or "", ())


class Source(sources.Source[Mapped], frozen=True, kw_only=True):
    """One account, answering now for some facets."""

    def refs(self, noun: Noun, row: Row) -> tuple[ExternalRef, ...]:
        """What other systems call a thing, when that was asked."""
        if Facet.IDENTITIES not in self.facets:
            return ()
        named = ((system, row.get(f"{REF}{place}")) for place, system in enumerate(self.mapped.names(noun)))
        return sources.refs(noun.value, {system: value for system, value in named if value is not None})

    def unit(self, row: Row) -> str | None:
        """The unit of a row's quantities, if it tells one."""
        name = row.get("w_unit")
        return None if name is None else self.words.free("unit", name)

    def associate(self, row: Row) -> Associate | None:
        """A member of the sales force, if the row names one."""
        key = row.get("w_associate_key")
        if key is None:
            return None
        store = self.perhaps("location", row.get("w_associate_store"))
        return Associate(ref=self.own(key), display_name=row.get("w_associate_name", key), store=store)

    def instant(self, row: Row, word: str) -> datetime | None:
        """An instant; raises UnreadableRecord for something else."""
        text = row.get(f"w_{word}")
        if text is None:
            return None
        try:
            return read_instant(text, self.mapped.zone)
        except ValueError:
            raise broken(word) from None

    def changed(self, row: Row) -> datetime:
        """When a row last changed, which every row must say."""
        return needed(self.instant(row, "updated_at"), "updated_at")

    def version(self, row: Row) -> int:
        """A number that grows with every change: the account's own if there is one, else the second of the change."""
        told = decimal(row, "version")
        return int(self.changed(row).timestamp()) if told is None else int(told)


def needed(value: ValueT | None, word: str) -> ValueT:
    """A value that must be there; raises UnreadableRecord."""
    if value is None:
        raise broken(word)
    return value


def text(row: Row, word: str) -> str:
    """A text that must be there; raises UnreadableRecord."""
    return needed(row.get(f"w_{word}"), word)


def flag(row: Row, word: str) -> bool:
    """`T` is true; nothing is not."""
    return row.get(f"w_{word}") == "T"


def decimal(row: Row, word: str) -> Decimal | None:
    """A number; raises UnreadableRecord for something else."""
    told = row.get(f"w_{word}")
    if told is None:
        return None
    try:
        found = Decimal(told)
    except InvalidOperation:
        raise broken(word) from None
    if not found.is_finite():
        raise broken(word)
    return found


def quantity(row: Row, word: str) -> Decimal | None:
    """A number of at most three decimals."""
    found = decimal(row, word)
    return None if found is None else amounts.quantity(found)


def amount(row: Row, word: str) -> Decimal:
    """As `quantity`; nothing is 0."""
    return quantity(row, word) or _ZERO


def money(row: Row, word: str, currency: str) -> Money | None:
    """An amount of major units, rounded half up to the minor one."""
    found = decimal(row, word)
    return None if found is None else amounts.money(found, currency)


def address(row: Row) -> Address | None:
    """A postal address, unless nothing of it is known."""
    lines = tuple(line for word in ("line1", "line2", "line3") if (line := row.get(f"w_{word}")))
    code, city, region, country = (row.get(f"w_{word}") for word in ("postal_code", "city", "region", "country"))
    if not any((lines, code, city, region, country)):
        return None
    return Address(lines=lines, postal_code=code, city=city, region=region, country=country)


def broken(word: str) -> UnreadableRecord:
    """A row without, or with an unreadable, value of one of our words."""
    return UnreadableRecord(
        f"NetSuite sent a row whose {word} is missing or cannot be read; look at its fields in the settings."
    )
