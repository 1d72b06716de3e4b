"""What is left of an object's rows: parents, filters, places in an order, and copies of others' things."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from msgspec import Struct

from backends.errors import NotSupported, Rejected
from backends.filters import CustomerFilter, Filter, OrderFilter
from backends.glossary import Glossary
from backends.ports import Parent, ParentKind, Position, Sort
from backends.records import Ref
from backends.salesforce.mapping import Mapped
from backends.salesforce.soql import equal, every, instant, pattern, quoted, some
from backends.vocabulary import Channel, Noun, SortField

NOTHING: Final = "Id = null"
"""A condition that no row meets."""

_KNOWN_BY: Final = ("email", "other_email", "mobile", "phone", "loyalty_number")
_LONGEST: Final = 255  # characters of a text field
_MOST_WORDS: Final = 32
_CHECKS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


class Link(Struct, frozen=True):
    """By which words of its row a thing belongs to a parent; `refers` if they hold keys of another thing."""

    words: tuple[str, ...]
    refers: bool = False
    folded: bool = False  # whatever their case


LINKS: Final[Mapping[tuple[Noun, ParentKind], Link]] = {
    (Noun.CUSTOMER, ParentKind.ROOT): Link(()),
    (Noun.CUSTOMER, ParentKind.EMAIL): Link(("email", "other_email"), folded=True),
    (Noun.CUSTOMER, ParentKind.PHONE): Link(("mobile", "phone")),
    (Noun.CUSTOMER, ParentKind.LOYALTY): Link(("loyalty_number",)),
    (Noun.ORDER, ParentKind.ROOT): Link(()),
    (Noun.ORDER, ParentKind.CUSTOMER): Link(("customer",), refers=True),
    (Noun.ORDER, ParentKind.NUMBER): Link(("number",)),
    (Noun.SHIPMENT, ParentKind.ORDER): Link(("order",), refers=True),
    (Noun.SHIPMENT, ParentKind.TRACKING): Link(("tracking_number",)),
    (Noun.DEMAND, ParentKind.SKU): Link(("sku",)),
}


def link(noun: Noun, kind: ParentKind) -> Link:
    """How a noun hangs on its parents; raises NotSupported where it does not."""
    found = LINKS.get((noun, kind))
    if found is None:
        raise NotSupported(f"{noun} cannot be listed by {kind}")
    return found


def askable(text: str) -> bool:
    """Whether a field can hold this text at all: what none can hold need not be asked for."""
    return 0 < len(text) <= _LONGEST and text.isprintable() and not any("\ud800" <= char <= "\udfff" for char in text)


def names_of(parent: Parent, hangs: Link, mapped: Mapped, noun: Noun) -> Iterable[str]:
    """The values by which rows belong to a parent."""
    if not hangs.words:
        return ()
    owner = mapped.owner(hangs.words[0]) if hangs.refers else None
    keys = (name.key for name in parent.names if owner is None or name.system == owner)
    path = mapped.path(mapped.shapes[noun], hangs.words[0]) or ""
    return [long_id(key) if holds_ids(path) else key for key in keys if askable(key)]


def among(paths: Sequence[str], keys: Sequence[str]) -> str:
    """One of the fields is one of these keys; fields for ids are only compared with ids."""
    found = [equal(path, kept) for path in paths if (kept := [key for key in keys if _fits(path, key)])]
    return some(found) if found else NOTHING


def _fits(path: str, key: str) -> bool:
    """An id that is none makes the whole query fail."""
    return not holds_ids(path) or is_id(key)


def holds_ids(path: str) -> bool:
    """Whether a field holds ids of records: `Id`, `AccountId`; custom look-ups end in `__c` and are not told apart."""
    return path.endswith("Id") and "__" not in path.rpartition(".")[2]


def is_id(text: str) -> bool:
    """Whether a text has the form of an id, the short one, or the long one with its right last characters."""
    if not text.isascii() or not text.isalnum():
        return False
    return len(text) == 15 or (len(text) == 18 and long_id(text[:15]) == text)


def long_id(key: str) -> str:
    """The 18 characters of an id of 15: three are added that say which of them are upper case."""
    if len(key) != 15 or not is_id(key):
        return key
    return key + "".join(_check(key[start : start + 5]) for start in (0, 5, 10))


def _check(part: str) -> str:
    return _CHECKS[sum(1 << place for place, char in enumerate(part) if char.isupper())]


class Narrowing:
    """The conditions of one noun's pages; raises NotSupported for what this org has no field for."""

    def __init__(self, mapped: Mapped, noun: Noun, words: Glossary) -> None:
        self._mapped = mapped
        self._noun = noun
        self._shape = mapped.shapes[noun]
        self._words = words

    def path(self, word: str) -> str:
        """The field of a word; raises NotSupported if there is none."""
        found = self._mapped.path(self._shape, word)
        if found is None:
            raise NotSupported(f"no field is named for {self._shape.name}.{word}")
        return found

    def belonging(self, hangs: Link, keys: Sequence[str]) -> str:
        """Rows that belong to a parent with one of these names."""
        paths = self._mapped.paths(self._shape, hangs.words)
        if not paths:
            raise NotSupported(f"no field is named for {self._shape.name}.{hangs.words[0]}")
        return among(paths, keys)

    def filtered(self, wish: Filter) -> list[str]:
        """All that a filter asks."""
        if type(wish) is Filter:
            return []
        narrow = _FILTERS.get((self._noun, type(wish)))
        if narrow is None:
            raise NotSupported(f"{self._noun} cannot be narrowed by a {type(wish).__name__}")
        return narrow(self, wish)

    def without_copies(self, systems: Iterable[str]) -> list[str]:
        """Rows that name no original in these systems."""
        paths = self._mapped.names(self._noun)
        return [f"{paths[system]} = null" for system in sorted(systems) if system in paths]

    def order(self, sort: Sort) -> str:
        """By a field, then by the key in the same direction, nulls last."""
        way = " DESC NULLS LAST" if sort.descending else " ASC NULLS LAST"
        return ", ".join(f"{path}{way}" for path in dict.fromkeys((self._sorted_by(sort), self.path("key"))))

    def beyond(self, sort: Sort, after: Position | None) -> list[str]:
        """Rows after a place; raises Rejected where no row can be."""
        if after is None:
            return []
        value, key, sign = self._sorted_by(sort), self.path("key"), "<" if sort.descending else ">"
        later = f"{key} {sign} {self._place(key, after.key)}"
        if sort.field is SortField.KEY:
            return [later]
        if after.value is None:
            return [every([f"{value} = null", later])]
        place = instant(_instant(after.value)) if sort.field is not SortField.NAME else self._place(value, after.value)
        return [some([f"{value} {sign} {place}", every([f"{value} = {place}", later]), f"{value} = null"])]

    def _place(self, path: str, text: str) -> str:
        if not askable(text) or not _fits(path, text):
            raise Rejected("no row of this system can be at this place")
        return quoted(text)

    def _sorted_by(self, sort: Sort) -> str:
        if sort.field.value not in self._shape.words:
            raise NotSupported(f"{self._noun} cannot be sorted by {sort.field.value}")
        return self.path(sort.field.value)

    def customers(self, wish: CustomerFilter) -> list[str]:
        """A client book, and what somebody is called or known by."""
        stores = [self._named("store", wish.stores)] if wish.stores else []
        return stores + ([self._called(wish.search)] if wish.search and wish.search.split() else [])

    def orders(self, wish: OrderFilter) -> list[str]:
        """What orders can be narrowed by."""
        conditions = [
            self._orders_named(wish.keys) if wish.keys else "",
            among([self.path("number")], _askable(wish.numbers)) if wish.numbers else "",
            self._named("customer", wish.customers) if wish.customers else "",
            self._named("store", wish.stores) if wish.stores else "",
            self._in_channels(wish.channels) if wish.channels else "",
            *self._between("placed_at", wish.placed_from, wish.placed_to),
            *self._between("updated_at", wish.updated_from, wish.updated_to),
        ]
        return [condition for condition in conditions if condition]

    def _named(self, word: str, refs: Iterable[Ref]) -> str:
        owner = self._mapped.owner(word)
        return among([self.path(word)], _askable(ref.key for ref in refs if ref.system == owner))

    def _orders_named(self, refs: Sequence[Ref]) -> str:
        fields = {**self._mapped.names(Noun.ORDER), self._mapped.own: self.path("key")}
        wanted = ((path, _askable(ref.key for ref in refs if ref.system == name)) for name, path in fields.items())
        found = [among([path], keys) for path, keys in wanted if keys]
        return some(found) if found else NOTHING

    def _called(self, search: str) -> str:
        """Each word begins some word of the name, or the whole is an e-mail, phone or loyalty number."""
        words = search.split()
        if len(words) > _MOST_WORDS:
            raise Rejected(f"a search has at most {_MOST_WORDS} words")
        if not all(map(askable, words)):
            return NOTHING
        name = self._mapped.path(self._shape, "sort_name") or self.path("display_name")
        begins = (
            some([f"{name} LIKE {pattern('', word, '%')}", f"{name} LIKE {pattern('% ', word, '%')}"])
            for word in map(str.casefold, words)
        )
        # only a single word can be an e-mail, a phone in E.164 or a number
        known = self._mapped.paths(self._shape, _KNOWN_BY) if len(words) == 1 else ()
        return some([every(begins), *(f"{path} = {quoted(words[0])}" for path in known)])

    def _in_channels(self, channels: Sequence[Channel]) -> str:
        path = self.path("channel")
        written, known = self._words.meaning("channel", channels)
        conditions = [equal(path, written)] if written else []
        if known is not None:
            conditions.append(f"NOT {equal(path, known)}")
        return some(conditions)

    def _between(self, word: str, start: datetime | None, end: datetime | None) -> Iterable[str]:
        """From, inclusive; to, exclusive."""
        if start is not None:
            yield f"{self.path(word)} >= {instant(start)}"
        if end is not None:
            yield f"{self.path(word)} < {instant(end)}"


Narrow = Callable[[Narrowing, Any], list[str]]

_FILTERS: Final[Mapping[tuple[Noun, type[Filter]], Narrow]] = {
    (Noun.CUSTOMER, CustomerFilter): Narrowing.customers,
    (Noun.ORDER, OrderFilter): Narrowing.orders,
}


def _askable(keys: Iterable[str]) -> list[str]:
    return [key for key in dict.fromkeys(keys) if askable(key)]


def _instant(value: str) -> datetime:
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise Rejected("no row of this system can be at this place: it names no instant")
    return found
