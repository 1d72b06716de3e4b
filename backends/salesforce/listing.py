"""Pages of the rows that hang on parents: what to ask next, and whose the rows are that came."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from backends.errors import Rejected
from backends.glossary import Glossary
from backends.ports import Facets, Page, PageSpec, Parent, Position, Sort
from backends.records import Record
from backends.salesforce.mapping import Mapped
from backends.salesforce.narrowing import Narrowing, link, names_of
from backends.salesforce.soql import Statement, every
from backends.salesforce.wire import Row
from backends.vocabulary import Noun

_MOST_ROWS: Final = 2_000  # of one query: the first page of a reply holds as many
_SPARE_ROUNDS: Final = 3
_LONGEST_LIST: Final = 30_000  # characters of the names in one query, which some stand in twice, of 100,000 in all


class Listing:
    """The pages of some parents of one kind.

    There is no limit per parent in SOQL: the rows of all come in one query, sorted. Those of a busy parent may crowd
    out those of others, which are asked for again from where the query ended. Each round completes some parent's page.
    """

    def __init__(
        self, mapped: Mapped, noun: Noun, words: Glossary, parents: Sequence[Parent], spec: PageSpec, facets: Facets
    ) -> None:
        self._mapped = mapped
        self._noun = noun
        self._spec = spec
        self._facets = facets
        self._link = link(noun, parents[0].kind)
        self._narrowing = Narrowing(mapped, noun, words)
        self._found: dict[Parent, list[Record]] = {parent: [] for parent in parents}
        self._names = {parent: frozenset(names_of(parent, self._link, mapped, noun)) for parent in parents}
        self._open = [parent for parent in parents if self._names[parent] or not self._link.words]
        self._after = spec.after
        self._rounds = len(parents) + _SPARE_ROUNDS

    @property
    def done(self) -> bool:
        """Whether every page is known."""
        return not self._open

    @property
    def pages(self) -> Mapping[Parent, Page]:
        """What was found."""
        size = self._spec.size
        return {parent: Page(tuple(rows[:size]), len(rows) > size) for parent, rows in self._found.items()}

    def statement(self) -> Statement:
        """The next query; raises Rejected where there would be no end of them."""
        if not self._rounds:
            raise Rejected("too many rows differ from what was asked in case only")
        self._rounds -= 1
        shape = self._mapped.shapes[self._noun]
        return Statement(
            columns=self._mapped.columns(self._noun, self._facets, besides=self._link.words),
            source=str(self._mapped.source(shape)),
            where=every(self._conditions(self._mapped.where(shape))),
            order=self._narrowing.order(self._spec.sort),
            limit=self._limit,
        )

    def take(self, rows: Sequence[tuple[Row, Record]]) -> None:
        """The rows that came, each given to its parents."""
        for row, record in rows:
            for parent in self._parents(row):
                self._found[parent].append(record)
        ended = len(rows) < self._limit
        self._open = [] if ended else [parent for parent in self._open if len(self._found[parent]) <= self._spec.size]
        if self._open:
            self._after = _position(rows[-1][1], self._spec.sort)

    def _conditions(self, own: str) -> Iterable[str]:
        narrowing, spec = self._narrowing, self._spec
        if self._link.words:
            names = dict.fromkeys(name for parent in self._open for name in sorted(self._names[parent]))
            yield narrowing.belonging(self._link, list(names))
        yield own
        yield from narrowing.filtered(spec.filter)
        yield from narrowing.without_copies(spec.without_copies_of)
        yield from narrowing.beyond(spec.sort, self._after)

    @property
    def _limit(self) -> int:
        return min(_MOST_ROWS, len(self._open) * (self._spec.size + 1))

    def _parents(self, row: Row) -> Iterable[Parent]:
        if not self._link.words:
            return self._open
        told = {value for word in self._link.words if (value := getattr(row, word)) is not None}
        if self._link.folded:
            told = {value.lower() for value in told}
        return [parent for parent in self._open if not told.isdisjoint(self._names[parent])]


def batches(parents: Sequence[Parent]) -> Iterator[Sequence[Parent]]:
    """Parents whose names are short enough together for one query, unless one alone has more."""
    batch: list[Parent] = []
    length = 0
    for parent in parents:
        cost = sum(2 * len(name.key) + 3 for name in parent.names)
        if batch and length + cost > _LONGEST_LIST:
            yield batch
            batch, length = [], 0
        batch.append(parent)
        length += cost
    if batch:
        yield batch


def _position(record: Record, sort: Sort) -> Position:
    value = getattr(record, sort.field)
    if isinstance(value, datetime):
        value = value.astimezone(UTC).isoformat()
    return Position(value, record.key)
