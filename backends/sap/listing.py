"""Pages: of rows that are sorted there, what to ask next; of rows that were all read, those that are due. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from msgspec.structs import replace

from backends.ports import Facets, Page, PageSpec, Parent, Position, Sort
from backends.records import Record
from backends.sap.mapping import Mapped
from backends.sap.narrowing import LISTED, Condition, Narrowing, names_of
from backends.sap.odata import Query, every
from backends.sap.questions import heads
from backends.sap.wire import KeyedRow
from backends.vocabulary import Noun, SortField

_MOST_ROWS: Final = 1_000  # of one query: a page of the server has as many, more or less
_ROUNDS: Final = 10  # of which all rows may be copies


class Copies:
    """Which rows are copies of what other systems have; those that a filter cannot leave out are told by it here."""

    def __init__(self, mapped: Mapped, noun: Noun, systems: frozenset[str]) -> None:
        names = mapped.names(noun)
        self._systems = [system for system in sorted(systems) if system in names]
        self.paths = [each for system in self._systems for each in names[system].selected]
        self.left = any(names[system].plain is None for system in self._systems)

    def is_copy(self, row: KeyedRow) -> bool:
        """Whether a row names an original in one of the systems."""
        return any(system in row.names for system in self._systems)


class Walk:
    """One parent's page, as far as it was read."""

    def __init__(self, spec: PageSpec) -> None:
        self._spec = spec
        self._kept: list[Record] = []
        self._stops: tuple[Record, ...] = ()
        self._ended = False
        self._rounds = _ROUNDS
        self.after = spec.after

    @property
    def done(self) -> bool:
        """Whether the page is full, the rows have ended, or too many were copies."""
        return self._ended or not self._rounds or len(self._kept) > self._spec.size

    @property
    def page(self) -> Page:
        """What was found."""
        size = self._spec.size
        full = len(self._kept) > size
        return Page(tuple(self._kept[:size]), full or not self._ended, () if full or self._ended else self._stops)

    def take(self, rows: Sequence[tuple[KeyedRow, Record]], copies: Copies, limit: int) -> None:
        """The rows that came; fewer than the limit are the last."""
        self._rounds -= 1
        self._kept += [record for row, record in rows if not copies.is_copy(row)]
        self._ended = len(rows) < limit
        if rows:
            row, last = rows[-1]
            self.after = position(last, self._spec.sort)
            self._stops = (last,) if copies.is_copy(row) else ()


class Listing:
    """The pages of some parents of one kind: each parent has a query of its own, and all go together."""

    def __init__(
        self,
        mapped: Mapped,
        noun: Noun,
        narrowing: Narrowing,
        parents: Sequence[Parent],
        spec: PageSpec,
        facets: Facets,
    ) -> None:
        self._mapped = mapped
        self._noun = noun
        self._spec = spec
        self.copies = Copies(mapped, noun, spec.without_copies_of)
        self._walks = {parent: Walk(spec) for parent in parents}
        self._query = replace(heads(mapped, noun, facets, self.copies.paths), order=narrowing.order(spec.sort))
        self._narrowing = narrowing
        common = [*narrowing.filtered(spec.filter), *narrowing.without_copies(spec.without_copies_of)]
        conditions = {parent: [self._belonging(parent), *common] for parent in parents}
        self._where = {parent: every(told) for parent in parents if (told := met(conditions[parent])) is not None}

    @property
    def open(self) -> Sequence[Parent]:
        """The parents whose pages are not known yet."""
        return [parent for parent in self._where if not self._walks[parent].done]

    @property
    def pages(self) -> Mapping[Parent, Page]:
        """What was found; nothing for parents that have nothing here."""
        return {parent: walk.page if parent in self._where else Page(()) for parent, walk in self._walks.items()}

    def queries(self) -> Sequence[Query]:
        """What to ask next, for each parent that is open."""
        return [self._next(parent) for parent in self.open]

    def take(self, answers: Sequence[Sequence[tuple[KeyedRow, Record]]]) -> None:
        """The rows that came for each parent that is open."""
        for parent, rows in zip(self.open, answers, strict=True):
            self._walks[parent].take(rows, self.copies, self._limit)

    @property
    def _limit(self) -> int:
        """One row more than the page has; more yet where some of them will be left out here."""
        wanted = self._spec.size + 1
        return max(wanted, min(_MOST_ROWS, 3 * wanted)) if self.copies.left else wanted

    def _next(self, parent: Parent) -> Query:
        beyond = met(self._narrowing.beyond(self._spec.sort, self._walks[parent].after)) or ()
        return replace(self._query, where=every([self._where[parent], *beyond]), top=self._limit)

    def _belonging(self, parent: Parent) -> Condition:
        word = LISTED[self._noun, parent.kind]
        return self._narrowing.among(word, names_of(parent, self._noun, self._mapped)) if word else ""


def met(conditions: Iterable[Condition]) -> Sequence[str] | None:
    """The conditions that say something; None if one of them is met by no row."""
    told = list(conditions)
    return None if None in told else [each for each in told if each]


def sliced(rows: Iterable[tuple[KeyedRow, Record]], spec: PageSpec, copies: Copies) -> Page:
    """The page of rows that were all read: sorted by a field, then by the key, nulls last."""
    kept = [record for row, record in rows if not copies.is_copy(row)]
    kept.sort(key=lambda record: record.key, reverse=spec.sort.descending)
    valued = [record for record in kept if _value(record, spec.sort) is not None]
    valued.sort(key=lambda record: _value(record, spec.sort), reverse=spec.sort.descending)
    due = [*valued, *(record for record in kept if _value(record, spec.sort) is None)]
    if spec.after is not None:
        due = [record for record in due if _follows(record, spec.after, spec.sort)]
    return Page(tuple(due[: spec.size]), len(due) > spec.size)


def position(record: Record, sort: Sort) -> Position:
    """The place of a record."""
    value = _value(record, sort)
    return Position(value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value, record.key)


def _value(record: Record, sort: Sort) -> Any:
    return getattr(record, sort.field.value)


def _follows(record: Record, after: Position, sort: Sort) -> bool:
    """Whether a record comes after a place."""
    value = _value(record, sort)
    place = after.value
    if sort.field is SortField.KEY:
        one: Any = record.key
        other: Any = after.key
    elif value is None or place is None:
        if (value is None) is not (place is None):
            return value is None
        one, other = record.key, after.key
    else:
        known = datetime.fromisoformat(place) if isinstance(value, datetime) else place
        one, other = (value, record.key), (known, after.key)
    return bool(one < other if sort.descending else one > other)
