"""What is left of an entity's rows: parents, filters, places in an order, and copies of others' things. Pure.

A condition that is None is one that no row meets.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, TypeAlias

from backends.errors import NotSupported, Rejected
from backends.filters import CustomerFilter, Filter, OrderFilter
from backends.glossary import Glossary
from backends.ports import Parent, ParentKind, Position, Sort
from backends.records import Ref
from backends.sap.mapping import Mapped
from backends.sap.odata import equal, every, literal, some
from backends.vocabulary import Channel, Noun, SortField

Condition: TypeAlias = str | None

_MOST_WORDS: Final = 32

LISTED: Final[Mapping[tuple[Noun, ParentKind], str]] = {
    (Noun.CUSTOMER, ParentKind.ROOT): "",
    (Noun.ORDER, ParentKind.ROOT): "",
    (Noun.ORDER, ParentKind.CUSTOMER): "customer",
}
"""Where there may be many rows, which are sorted there, and the word by which they belong to a parent."""

_SORTS: Final[Mapping[Noun, frozenset[SortField]]] = {
    Noun.CUSTOMER: frozenset({SortField.NAME, SortField.KEY}),  # LastChangeDate is null where nothing changed
    Noun.ORDER: frozenset({SortField.PLACED_AT, SortField.UPDATED_AT, SortField.KEY}),
    Noun.SHIPMENT: frozenset({SortField.SHIPPED_AT, SortField.UPDATED_AT, SortField.ETA, SortField.KEY}),
}


def sortable(noun: Noun, sort: Sort) -> None:
    """Raises NotSupported for a field that a noun's records have not."""
    if sort.field not in _SORTS[noun]:
        raise NotSupported(f"{noun} cannot be sorted by {sort.field.value}")


def names_of(parent: Parent, noun: Noun, mapped: Mapped) -> Sequence[str]:
    """The values by which rows belong to a parent."""
    refers = {ParentKind.CUSTOMER: "customer", ParentKind.ORDER: "order"}.get(parent.kind)
    owner = None if refers is None else mapped.owner(refers)
    keys = [name.key for name in parent.names if owner is None or name.system == owner]
    if parent.kind is ParentKind.CUSTOMER:
        keys = [key for key in keys if key not in mapped.settings.guests]
    return keys


class Narrowing:
    """The conditions of one noun's pages; raises NotSupported for what this system has no property for.

    `known` are the business partners that the search's word is an e-mail, phone or loyalty number of.
    """

    def __init__(self, mapped: Mapped, noun: Noun, words: Glossary, known: Sequence[str] = ()) -> None:
        self._mapped = mapped
        self._noun = noun
        self._words = words
        self._known = known
        self._version = mapped.service(noun).version

    def among(self, word: str, keys: Iterable[str]) -> Condition:
        """The property of a word is one of these keys."""
        name = self._mapped.plain(self._noun, word)
        kept = [key for key in dict.fromkeys(keys) if self._mapped.fits(name, key)]
        return equal(self._version, name, kept) if kept else None

    def filtered(self, wish: Filter) -> list[Condition]:
        """All that a filter asks."""
        if type(wish) is Filter:
            return []
        narrow = _FILTERS.get((self._noun, type(wish)))
        if narrow is None:
            raise NotSupported(f"{self._noun} cannot be narrowed by a {type(wish).__name__}")
        return narrow(self, wish)

    def without_copies(self, systems: Iterable[str]) -> list[Condition]:
        """Rows that name no original in these systems, where they bear the name themselves."""
        names = self._mapped.names(self._noun)
        plain = [names[system].plain for system in sorted(systems) if system in names]
        return [equal(self._version, name, [""]) for name in plain if name is not None]

    def order(self, sort: Sort) -> list[str]:
        """By a field, then by the key in the same direction."""
        key = self._mapped.plain(self._noun, "key")
        return [f"{name}{' desc' if sort.descending else ''}" for name in dict.fromkeys((*self._sorted_by(sort), key))]

    def _sorted_by(self, sort: Sort) -> Sequence[str]:
        if sort.field is SortField.KEY:
            return ()
        if sort.field is SortField.NAME:
            return (self._sort_name,)
        return self._mapped.timed(self._noun, sort.field.value).properties

    def beyond(self, sort: Sort, after: Position | None) -> list[Condition]:
        """Rows after a place; raises Rejected where no row can be."""
        if after is None:
            return []
        key = self._mapped.plain(self._noun, "key")
        later = f"{key} {'lt' if sort.descending else 'gt'} {self._place(key, after.key)}"
        if sort.field is SortField.KEY:
            return [later]
        if sort.field is SortField.NAME:
            name, value = self._sort_name, self._place(self._sort_name, after.value or "", empty=True)
            at, past = f"{name} eq {value}", f"{name} {'lt' if sort.descending else 'gt'} {value}"
        else:
            timed, moment = self._mapped.timed(self._noun, sort.field.value), _instant(after.value)
            at, past = timed.at(moment), timed.before(moment) if sort.descending else timed.after(moment)
        return [some([past, every([at, later]) if at else ""])]

    def _place(self, name: str, text: str, *, empty: bool = False) -> str:
        if not self._mapped.fits(name, text) and not (empty and not text):
            raise Rejected("no row of this system can be at this place")
        return literal(self._version, text)

    @property
    def _sort_name(self) -> str:
        return self._mapped.plain(self._noun, "sort_name")

    def customers(self, wish: CustomerFilter) -> list[Condition]:
        """A client book, and what somebody is called or known by."""
        stores = [self._named("store", wish.stores)] if wish.stores else []
        return stores + ([self._called(wish.search)] if wish.search and wish.search.split() else [])

    def orders(self, wish: OrderFilter) -> list[Condition]:
        """What orders can be narrowed by."""
        conditions = [
            self._orders_named(wish.keys) if wish.keys else "",
            self.among("number", wish.numbers) if wish.numbers else "",
            self._named("customer", wish.customers) if wish.customers else "",
            self._named("store", wish.stores) if wish.stores else "",
            self._in_channels(wish.channels) if wish.channels else "",
            *self._between("placed_at", wish.placed_from, wish.placed_to),
            *self._between("updated_at", wish.updated_from, wish.updated_to),
        ]
        return [condition for condition in conditions if condition != ""]

    def _named(self, word: str, refs: Iterable[Ref]) -> Condition:
        owner = self._mapped.owner(word)
        guests = self._mapped.settings.guests if word == "customer" else ()
        return self.among(word, (ref.key for ref in refs if ref.system == owner and ref.key not in guests))

    def _orders_named(self, refs: Sequence[Ref]) -> Condition:
        names = {system: path.plain for system, path in self._mapped.names(Noun.ORDER).items()}
        fields = {**names, self._mapped.own: self._mapped.plain(Noun.ORDER, "key")}
        found = [
            equal(self._version, name, kept)
            for system, name in fields.items()
            if name and (kept := [ref.key for ref in refs if ref.system == system and self._mapped.fits(name, ref.key)])
        ]
        return some(found) if found else None

    def _called(self, search: str) -> Condition:
        """Each word begins some word of the name, or the whole is an e-mail, phone or loyalty number."""
        words = search.split()
        if len(words) > _MOST_WORDS:
            raise Rejected(f"a search has at most {_MOST_WORDS} words")
        partner = self._mapped.plain(self._noun, "partner")
        known = [equal(self._version, partner, self._known)] if self._known else []
        loyalty = self._mapped.path(self._mapped.shape(self._noun), "loyalty_number")
        if loyalty is not None and loyalty.plain and self._mapped.fits(loyalty.plain, search.strip()):
            known.append(equal(self._version, loyalty.plain, [search.strip()]))
        name = self._sort_name
        if all(self._mapped.fits(name, word) for word in words):
            known.append(every(self._begins(name, word.casefold()) for word in words))
        return some(known) if known else None

    def _begins(self, name: str, word: str) -> str:
        first, later = literal(self._version, word), literal(self._version, f" {word}")
        return some([f"startswith({name},{first})", f"substringof({later},{name})"])

    def _in_channels(self, channels: Sequence[Channel]) -> Condition:
        name = self._mapped.plain(self._noun, "channel")
        written, known = self._words.meaning("channel", channels)
        conditions = [equal(self._version, name, written)] if written else []
        if known is not None:
            if not known:
                return ""
            conditions.append(f"not ({equal(self._version, name, known)})")
        return some(conditions) if conditions else None

    def _between(self, word: str, start: datetime | None, end: datetime | None) -> Iterable[Condition]:
        """From, inclusive; to, exclusive."""
        if start is not None:
            yield self._mapped.timed(self._noun, word).since(start)
        if end is not None:
            yield self._mapped.timed(self._noun, word).before(end)


Narrow = Callable[[Narrowing, Any], list[Condition]]

_FILTERS: Final[Mapping[tuple[Noun, type[Filter]], Narrow]] = {
    (Noun.CUSTOMER, CustomerFilter): Narrowing.customers,
    (Noun.ORDER, OrderFilter): Narrowing.orders,
}


def _instant(value: str | None) -> datetime:
    try:
        found = datetime.fromisoformat(value or "")
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise Rejected("no row of this system can be at this place: it names no instant")
    return found
