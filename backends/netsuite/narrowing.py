"""The filters of pages as conditions in SuiteQL, all of which must hold. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, TypeAlias

from backends.errors import NotSupported, Rejected
from backends.filters import CustomerFilter, Filter, InboundFilter, LocationFilter, OrderFilter, VariantFilter
from backends.glossary import Glossary
from backends.netsuite.mapping import Mapped
from backends.netsuite.settings import Owned
from backends.netsuite.shapes import SHAPES
from backends.netsuite.suiteql import NEVER, Path, Statement, among, contains, either, instant, literal, storable
from backends.records import Ref
from backends.vocabulary import Noun

Narrow: TypeAlias = Callable[["Narrowing", Any], Iterator[str]]

_MOST_WORDS: Final = 32


class Narrowing:
    """One statement that is about to be narrowed."""

    def __init__(self, mapped: Mapped, words: Glossary, noun: Noun, statement: Statement) -> None:
        self._mapped = mapped
        self._words = words
        self._noun = noun
        self._statement = statement

    def conditions(self, wish: Filter) -> Iterator[str]:
        """What a filter wants; raises NotSupported for another noun's filter, or a column that nobody named."""
        if type(wish) is Filter:
            return iter(())
        narrow = _FILTERS.get((self._noun, type(wish)))
        if narrow is None:
            raise NotSupported(f"{self._noun} cannot be narrowed by a {type(wish).__name__}")
        return narrow(self, wish)

    def customers(self, wish: CustomerFilter) -> Iterator[str]:
        if wish.stores:
            yield self._named("store", "location", wish.stores)
        if words := _split(wish.search or ""):
            yield self._called(str(wish.search).strip(), words)

    def orders(self, wish: OrderFilter) -> Iterator[str]:
        if wish.keys:
            yield self._keyed(wish.keys)
        if wish.numbers:
            yield self._among("number", wish.numbers)
        if wish.customers:
            yield self._named("customer", "customer", wish.customers)
        if wish.stores:
            yield self._named("store", "location", wish.stores)
        if wish.channels:
            yield self._worded("channel", "channel", wish.channels)
        yield from self._between("placed_at", wish.placed_from, wish.placed_to)
        yield from self._between("updated_at", wish.updated_from, wish.updated_to)

    def inbound(self, wish: InboundFilter) -> Iterator[str]:
        yield from self._between("eta", None, wish.eta_to)

    def locations(self, wish: LocationFilter) -> Iterator[str]:
        if wish.kinds:
            yield self._worded("kind", "location_kind", wish.kinds)

    def variants(self, wish: VariantFilter) -> Iterator[str]:
        if wish.skus:
            yield self._among("key", wish.skus)
        if wish.category_path:
            yield self._below(wish.category_path)
        for word in _split(wish.search or ""):
            yield self._titled(word)

    # the columns behind the words

    def _path(self, word: str) -> Path:
        found = self._mapped.path(SHAPES[self._noun], word)
        if found is None:
            raise NotSupported(f"{self._noun} cannot be narrowed by {word}: the settings name no column for it")
        return found

    def _value(self, word: str) -> str:
        return self._statement.value(self._path(word))

    def _among(self, word: str, options: Sequence[str]) -> str:
        found = self._path(word)
        return among(self._statement.value(found), options, numeric=found.numeric)

    def _named(self, word: str, noun: Owned, refs: Sequence[Ref]) -> str:
        """The column names one of these things; only names of the system whose keys it holds can be there."""
        owner = self._mapped.owner(noun)
        return self._among(word, [ref.key for ref in refs if ref.system == owner])

    def _keyed(self, refs: Sequence[Ref]) -> str:
        """The thing is known under one of these names."""
        own = self._among("key", [ref.key for ref in refs if ref.system == self._mapped.own])
        others = (
            among(self._statement.value(path), [ref.key for ref in refs if ref.system == system], numeric=path.numeric)
            for system, path in self._mapped.names(self._noun).items()
        )
        return either([own, *others])

    def _worded(self, word: str, name: str, members: Sequence[StrEnum]) -> str:
        """UNKNOWN are all the words that nobody translated, and none at all."""
        value = self._value(word)
        wanted, known = self._words.meaning(name, members)
        tests = [among(value, wanted)]
        if known is not None:
            tests.append(f"{value} IS NULL")
            tests += [f"NOT ({among(value, known)})"] if known else [f"{value} IS NOT NULL"]
        return either(tests)

    def _between(self, word: str, start: datetime | None, end: datetime | None) -> Iterator[str]:
        """From, inclusive; to, exclusive."""
        for moment, operator in ((start, ">="), (end, "<")):
            if moment is not None:
                yield f"{self._value(word)} {operator} {instant(moment, self._mapped.zone)}"

    def _called(self, search: str, words: Sequence[str]) -> str:
        """Each word begins some word of the name, or the whole is an e-mail, phone or loyalty number."""
        if not storable(search):
            return NEVER
        name = f"' ' || {sort_name(self._mapped, self._noun, self._statement)}"
        begins = " AND ".join(contains(f"({name})", f" {word.lower()}") for word in words)
        known = [self._mapped.path(SHAPES[self._noun], word) for word in ("email", "phone", "mobile", "loyalty_number")]
        exact = (self._exactly(path, search) for path in known if path is not None)
        return either([f"({begins})", *exact])

    def _exactly(self, path: Path, search: str) -> str:
        return f"{self._statement.value(path)} IN ({literal(search)}, {literal(search.lower())})"

    def _below(self, category: Sequence[str]) -> str:
        """The class is this one or below it: a full name holds all that are above."""
        wanted, value = " : ".join(category), self._value("category")
        if not storable(wanted):
            return NEVER
        begins = contains(f"('^' || {value})", f"^{wanted} : ")
        return either([f"{value} = {literal(wanted)}", begins])

    def _titled(self, word: str) -> str:
        if not storable(word):
            return NEVER
        return contains(f"LOWER({self._value('key')} || ' ' || i.displayname)", word.lower())


def sort_name(mapped: Mapped, noun: Noun, statement: Statement) -> str:
    """By which names are sorted: the settings' column, else made of what names are made of."""
    shape = SHAPES[noun]
    if noun is Noun.LOCATION:
        name = mapped.path(shape, "name")
        return f"LOWER({statement.value(name)})" if name is not None else "NULL"
    found = mapped.path(shape, "sort_name")
    if found is not None:
        return statement.value(found)
    return (
        "LOWER(CASE WHEN c.lastname IS NULL AND c.firstname IS NULL THEN c.companyname "
        "ELSE TRIM(c.lastname || ' ' || c.firstname) END)"
    )


def _split(search: str) -> list[str]:
    words = search.split()
    if len(words) > _MOST_WORDS:
        raise Rejected(f"a search has at most {_MOST_WORDS} words")
    return words


_FILTERS: Final[Mapping[tuple[Noun, type[Filter]], Narrow]] = {
    (Noun.CUSTOMER, CustomerFilter): Narrowing.customers,
    (Noun.ORDER, OrderFilter): Narrowing.orders,
    (Noun.INBOUND, InboundFilter): Narrowing.inbound,
    (Noun.LOCATION, LocationFilter): Narrowing.locations,
    (Noun.VARIANT, VariantFilter): Narrowing.variants,
}
