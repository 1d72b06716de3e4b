"""Pages of the rows that hang on parents: what to ask next, and whose the rows are that came.

Tryton sorts many fields by something else than their value: numbers by length first, dates of shipments by the planned
one where there is none. Rows are asked for by a field that sorts by itself, or gathered whole, and put in order here.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from msgspec import Struct

from backends.errors import NotSupported, Rejected
from backends.glossary import Glossary
from backends.ports import Facets, Page, PageSpec, Parent, Position, Sort
from backends.records import Record
from backends.tryton.domains import Domain, every, some
from backends.tryton.mapping import Mapped
from backends.tryton.narrowing import REACHED, Narrowing, link
from backends.vocabulary import Noun, SortField

_SORTED_THERE: Final = frozenset({SortField.PLACED_AT, SortField.NAME})
_SORTED_HERE: Final = frozenset({SortField.KEY, SortField.SHIPPED_AT, SortField.ETA})
_SPARE: Final = 8  # rows besides, so that those with the same value as the last rarely cost another question
_MOST_NAMES: Final = 2_000  # in one question


class Question(Struct, frozen=True):
    """One `search_read`."""

    domain: Domain
    fields: Sequence[str]
    order: Sequence[Sequence[str]]
    limit: int


class Found(Struct, frozen=True):
    """A record, and the names of the parents that its row told."""

    record: Record
    names: frozenset[str]


class Listing:
    """The pages of some parents of one kind, whose rows come in one question, sorted.

    Rows with the value that a question ended with may not all have come: the next one begins with that value.
    """

    def __init__(
        self,
        mapped: Mapped,
        noun: Noun,
        words: Glossary,
        parents: Sequence[Parent],
        spec: PageSpec,
        facets: Facets,
        most: int,
    ) -> None:
        self._mapped = mapped
        self._noun = noun
        self._spec = spec
        self._facets = facets
        self._link = link(noun, parents[0].kind)
        self._narrowing = Narrowing(mapped, noun, words)
        self._names = {parent: self._narrowing.names_of(parent, self._link) for parent in parents}
        self._everywhere = self._link.word is None and self._link.reached is None
        self._open = [parent for parent in parents if self._names[parent] or self._everywhere]
        self._found: dict[Parent, list[Record]] = {parent: [] for parent in parents}
        self._from: Any = _value_of(spec.after)
        self._left = most
        self._wider = 1

    @property
    def done(self) -> bool:
        """Whether every page is known."""
        return not self._open

    @property
    def pages(self) -> Mapping[Parent, Page]:
        """What was found."""
        return {parent: self._page(rows) for parent, rows in self._found.items()}

    def question(self) -> Question:
        """The next one; raises Rejected where there would be no end of them."""
        if self._left <= 0:
            raise Rejected("Tryton would have to send more rows for this list than `longest_gathered`")
        return Question(
            domain=[*self._clauses()],
            fields=self._fields(),
            order=self._order(),
            limit=self._limit,
        )

    def take(self, rows: Sequence[Found]) -> None:
        """The rows that came, each given to its parents."""
        ended = len(rows) < self._limit
        self._left -= len(rows)
        whole = list(rows) if ended else self._whole(rows)
        for found in whole:
            for parent in self._parents(found):
                self._found[parent].append(found.record)
        if ended:
            self._open = []
        else:
            self._open = [parent for parent in self._open if not self._is_full(parent)]
            self._wider = 1 if whole else self._wider * 4

    def _whole(self, rows: Sequence[Found]) -> list[Found]:
        """Those before the last value, with which others may come."""
        if not self._sorted_there:
            return []
        last = getattr(rows[-1].record, self._spec.sort.field)
        self._from = last
        return [found for found in rows if getattr(found.record, self._spec.sort.field) != last]

    @property
    def _sorted_there(self) -> bool:
        return self._spec.sort.field in _SORTED_THERE

    @property
    def _limit(self) -> int:
        if not self._sorted_there:
            return self._left
        return min(self._left, self._wider * (len(self._open) * (self._spec.size + 1) + _SPARE))

    def _clauses(self) -> Sequence[Domain]:
        narrowing, spec = self._narrowing, self._spec
        clauses = [*narrowing.filtered(spec.filter), *narrowing.without_copies(spec.without_copies_of)]
        if not self._everywhere:
            keys = dict.fromkeys(name for parent in self._open for name in sorted(self._names[parent]))
            clauses.append(narrowing.belonging(self._link, list(keys)))
        if self._sorted_there and self._from is not None:
            clauses.append(self._beyond())
        return clauses

    def _beyond(self) -> Domain:
        """Rows from a value on, with it."""
        sort, word = self._spec.sort, self._spec.sort.field.value
        path = self._narrowing.path(word)
        value = self._narrowing.moment(word, self._from) if isinstance(self._from, datetime) else self._from
        return some([[path, "<=" if sort.descending else ">=", value], every([[path, "=", None]])])

    def _fields(self) -> Sequence[str]:
        """Those of the facets, and those that tell the parents."""
        ways = [f"{REACHED}.{field}" for field in ("type", "value", "value_compact")] if self._link.reached else []
        words = () if self._link.word is None else (self._link.word,)
        return list(dict.fromkeys([*self._mapped.fields(self._noun, self._facets, besides=words), *ways]))

    def _order(self) -> Sequence[Sequence[str]]:
        if self._spec.sort.field not in _SORTED_THERE | _SORTED_HERE:
            raise NotSupported(f"{self._noun} cannot be sorted by {self._spec.sort.field.value}")
        way = "DESC NULLS LAST" if self._spec.sort.descending else "ASC NULLS LAST"
        first = [[self._narrowing.path(self._spec.sort.field.value), way]] if self._sorted_there else []
        return [*first, ["id", "ASC"]]

    def _parents(self, found: Found) -> Sequence[Parent]:
        if self._everywhere:
            return self._open
        return [parent for parent in self._open if not found.names.isdisjoint(self._names[parent])]

    def _is_full(self, parent: Parent) -> bool:
        return len(self._beyond_start(self._found[parent])) > self._spec.size

    def _page(self, rows: Sequence[Record]) -> Page:
        kept, size = self._beyond_start(in_order(rows, self._spec.sort)), self._spec.size
        return Page(tuple(kept[:size]), len(kept) > size)

    def _beyond_start(self, rows: Sequence[Record]) -> Sequence[Record]:
        after = self._spec.after
        return rows if after is None else [row for row in rows if follows(row, after, self._spec.sort)]


def in_order(records: Sequence[Record], sort: Sort) -> Sequence[Record]:
    """By value, then by key, both in the direction asked; without a value last."""
    rows = sorted(records, key=lambda record: record.key, reverse=sort.descending)
    known = [row for row in rows if getattr(row, sort.field) is not None]
    known.sort(key=lambda record: getattr(record, sort.field), reverse=sort.descending)
    return known + [row for row in rows if getattr(row, sort.field) is None]


def follows(record: Record, position: Position, sort: Sort) -> bool:
    """Whether a row comes after a place."""
    if sort.field is SortField.KEY:
        return _later(record.key, position.key, sort)
    value, there = getattr(record, sort.field), _value_of(position)
    if value is None or there is None:
        return value is None and (there is not None or _later(record.key, position.key, sort))
    if isinstance(there, datetime) is not isinstance(value, datetime):
        raise Rejected("no row of this system can be at this place")
    return _later(value, there, sort) or (value == there and _later(record.key, position.key, sort))


def _later(here: Any, there: Any, sort: Sort) -> bool:
    return bool(here < there if sort.descending else here > there)


def _value_of(position: Position | None) -> datetime | str | None:
    """The value of a place: an instant where it reads as one."""
    if position is None or position.value is None:
        return None
    try:
        found = datetime.fromisoformat(position.value)
    except ValueError:
        return position.value
    return found.astimezone(UTC) if found.tzinfo is not None else position.value


def batches(parents: Sequence[Parent]) -> Sequence[Sequence[Parent]]:
    """Parents whose names are few enough together for one question, unless one alone has more."""
    parts: list[list[Parent]] = [[]]
    names = 0
    for parent in parents:
        if parts[-1] and names + len(parent.names) > _MOST_NAMES:
            parts.append([])
            names = 0
        parts[-1].append(parent)
        names += len(parent.names)
    return parts
