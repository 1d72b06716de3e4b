"""What is left of a model's records: keys, parents, filters, and copies of others' things."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from msgspec import Struct

from backends.errors import NotSupported, Rejected
from backends.filters import CustomerFilter, Filter, OrderFilter
from backends.glossary import Glossary
from backends.ports import Parent, ParentKind
from backends.records import Ref
from backends.tryton.codes import CONTACTS
from backends.tryton.domains import (
    NOTHING,
    Domain,
    absent,
    askable,
    day,
    every,
    holds_ids,
    instant,
    is_id,
    literal,
    one_of,
    some,
)
from backends.tryton.mapping import Mapped
from backends.tryton.rows import texts
from backends.tryton.shapes import NOUNS
from backends.tryton.wire import Json
from backends.vocabulary import Channel, ContactKind, Noun

REACHED: Final = "contact_mechanisms"
"""The relation to the ways to reach a person."""

_MOST_WORDS: Final = 32
_TYPES: Final[Mapping[ContactKind, Sequence[str]]] = {
    kind: [word for word, meant in CONTACTS.items() if meant is kind] for kind in CONTACTS.values()
}


class Link(Struct, frozen=True):
    """By which word of its row a thing belongs to a parent; `refers` if it holds keys of another thing.

    `reached` stands for the ways to reach a person, which are rows of their own.
    """

    word: str | None = None
    refers: bool = False
    reached: ContactKind | None = None


LINKS: Final[Mapping[tuple[Noun, ParentKind], Link]] = {
    (Noun.CUSTOMER, ParentKind.ROOT): Link(),
    (Noun.CUSTOMER, ParentKind.EMAIL): Link(reached=ContactKind.EMAIL),
    (Noun.CUSTOMER, ParentKind.PHONE): Link(reached=ContactKind.PHONE),
    (Noun.CUSTOMER, ParentKind.LOYALTY): Link("loyalty_number"),
    (Noun.ORDER, ParentKind.ROOT): Link(),
    (Noun.ORDER, ParentKind.CUSTOMER): Link("customer", refers=True),
    (Noun.ORDER, ParentKind.NUMBER): Link("number"),
    (Noun.SHIPMENT, ParentKind.ORDER): Link("order", refers=True),
    (Noun.SHIPMENT, ParentKind.TRACKING): Link("tracking_number"),
}


def link(noun: Noun, kind: ParentKind) -> Link:
    """How a noun hangs on its parents; raises NotSupported where it does not."""
    found = LINKS.get((noun, kind))
    if found is None:
        raise NotSupported(f"{noun} cannot be listed by {kind}")
    return found


def names_told(hangs: Link, mapped: Mapped, noun: Noun, record: Json) -> frozenset[str]:
    """The values by which a record belongs to parents; of the ways to reach a person, those of the kind."""
    if hangs.reached is not None:
        return frozenset(_ways(record, hangs.reached))
    path = None if hangs.word is None else mapped.path(NOUNS[noun], hangs.word)
    return frozenset() if path is None else frozenset(texts(record, path))


def _ways(record: Json, kind: ContactKind) -> Iterable[str]:
    for way in record.get(f"{REACHED}.") or ():
        if CONTACTS.get(way.get("type")) is kind:
            given = [*texts(way, "value"), *texts(way, "value_compact")]
            yield from (value.lower() if kind is ContactKind.EMAIL else value for value in given)


class Narrowing:
    """The clauses of one noun; raises NotSupported for what this database has no field for."""

    def __init__(self, mapped: Mapped, noun: Noun, words: Glossary) -> None:
        self._mapped = mapped
        self._noun = noun
        self._shape = NOUNS[noun]
        self._words = words

    def path(self, word: str) -> str:
        """The field of a word; raises NotSupported if there is none."""
        found = self._mapped.path(self._shape, word)
        if found is None:
            raise NotSupported(f"no field is named for {self._shape.name}.{word}")
        return found

    def named(self, refs: Iterable[Ref], before: str = "") -> Domain:
        """Records with one of these names, ours or another system's; or those that refer to one, `before` says how."""
        paths = {**self._mapped.names(self._noun), self._mapped.own: self._mapped.key(self._noun)}
        refs = list(refs)
        clauses = [
            clause
            for system, path in paths.items()
            if (clause := one_of(f"{before}{path}", (ref.key for ref in refs if ref.system == system))) is not NOTHING
        ]
        return some(clauses) if clauses else NOTHING

    def names_of(self, parent: Parent, hangs: Link) -> frozenset[str]:
        """The values by which rows belong to a parent, as far as any row can have them."""
        if hangs.word is None and hangs.reached is None:
            return frozenset()
        owner = self._mapped.owner(hangs.word) if hangs.refers and hangs.word else None
        keys = (name.key for name in parent.names if (owner is None or name.system == owner) and askable(name.key))
        ids = hangs.word is not None and holds_ids(self.path(hangs.word))
        return frozenset(key for key in keys if is_id(key) or not ids)

    def belonging(self, hangs: Link, keys: Sequence[str]) -> Domain:
        """Rows that belong to a parent with one of these names."""
        if hangs.reached is not None:
            return self._reached(hangs.reached, keys)
        return one_of(self.path(str(hangs.word)), keys)

    def filtered(self, wish: Filter) -> list[Domain]:
        """All that a filter asks."""
        if type(wish) is Filter:
            return []
        narrow = _FILTERS.get((self._noun, type(wish)))
        if narrow is None:
            raise NotSupported(f"{self._noun} cannot be narrowed by a {type(wish).__name__}")
        return narrow(self, wish)

    def without_copies(self, systems: Iterable[str]) -> list[Domain]:
        """Rows that name no original in these systems."""
        paths = self._mapped.names(self._noun)
        return [absent(paths[system]) for system in sorted(systems) if system in paths]

    def moment(self, word: str, at: datetime) -> dict[str, Any]:
        """An instant as the field of a word holds it."""
        return day(at.astimezone(self._mapped.zone)) if self._mapped.is_day(self._shape, word) else instant(at)

    def _reached(self, kind: ContactKind, keys: Sequence[str]) -> Domain:
        """E-mails whatever their case; phones as Tryton keeps them for comparison."""
        if kind is ContactKind.EMAIL:
            values = some([["value", "ilike", literal(key)] for key in keys])
        else:
            values = some([["value_compact", "in", list(keys)], ["value", "in", list(keys)]])
        return [REACHED, "where", [["type", "in", list(_TYPES[kind])], values]]

    def customers(self, wish: CustomerFilter) -> list[Domain]:
        """A client book, and what somebody is called or known by."""
        stores = [self._of("store", wish.stores)] if wish.stores else []
        return stores + ([self._called(wish.search)] if wish.search and wish.search.split() else [])

    def orders(self, wish: OrderFilter) -> list[Domain]:
        """What orders can be narrowed by."""
        clauses = [
            self.named(wish.keys) if wish.keys else None,
            one_of(self.path("number"), wish.numbers) if wish.numbers else None,
            self._of("customer", wish.customers) if wish.customers else None,
            self._of("store", wish.stores) if wish.stores else None,
            self._in_channels(wish.channels) if wish.channels else None,
            self._placed(">=", wish.placed_from),
            self._placed("<", wish.placed_to),
            self._updated(">=", wish.updated_from),
            self._updated("<", wish.updated_to),
        ]
        return [clause for clause in clauses if clause is not None]

    def _of(self, word: str, refs: Iterable[Ref]) -> Domain:
        owner = self._mapped.owner(word)
        return one_of(self.path(word), (ref.key for ref in refs if ref.system == owner))

    def _called(self, search: str) -> Domain:
        """Each word begins some word of the name, or the whole is an e-mail, phone or loyalty number."""
        words = search.split()
        if len(words) > _MOST_WORDS:
            raise Rejected(f"a search has at most {_MOST_WORDS} words")
        if not all(map(askable, words)):
            return NOTHING
        name = self.path("sort_name")
        begins = [
            some([[name, "ilike", f"{literal(word)}%"], [name, "ilike", f"% {literal(word)}%"]]) for word in words
        ]
        loyalty = self._mapped.path(self._shape, "loyalty_number")
        known = [one_of(loyalty, words)] if loyalty is not None and len(words) == 1 else []
        reached = [self._reached(kind, words) for kind in (ContactKind.EMAIL, ContactKind.PHONE) if len(words) == 1]
        return some([every(begins), *known, *reached])

    def _in_channels(self, channels: Sequence[Channel]) -> Domain:
        path = self.path("channel")
        written, known = self._words.meaning("channel", channels)
        clauses = [one_of(path, written)]
        if known is not None:
            clauses += [[path, "not in", known], [path, "=", None]]
        return some(clauses)

    def _placed(self, operator: str, at: datetime | None) -> Domain | None:
        return None if at is None else [self.path("placed_at"), operator, self.moment("placed_at", at)]

    def _updated(self, operator: str, at: datetime | None) -> Domain | None:
        """A record that was only made was written when it was made."""
        if at is None:
            return None
        written, created = self.path("written_at"), self.path("created_at")
        made = every([[written, "=", None], [created, operator, instant(at)]])
        return some([[written, operator, instant(at)], made])


Narrow = Callable[[Narrowing, Any], list[Domain]]

_FILTERS: Final[Mapping[tuple[Noun, type[Filter]], Narrow]] = {
    (Noun.CUSTOMER, CustomerFilter): Narrowing.customers,
    (Noun.ORDER, OrderFilter): Narrowing.orders,
}
