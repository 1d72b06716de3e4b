"""All that one call asks of one database, statement after statement on one connection; the rows, checked."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeVar

from msgspec import Struct
from sqlalchemy import Connection

from backends.errors import NotSupported
from backends.ports import Facets, PageSpec, Parent, ParentKind
from backends.records import Ref
from backends.sql.catalogue import Catalogue, masked, views
from backends.sql.dialects import storable, wanted_parameter
from backends.sql.pages import Pages
from backends.sql.queries import Statement, by_key, copies, members, survivors
from backends.sql.translate import Hung
from backends.sql.wire import SHAPES, CustomerMergeRow, Row, read
from backends.vocabulary import Noun

RowT = TypeVar("RowT", bound=Row)
ItemT = TypeVar("ItemT")

_SHARED_KEYS: Final = frozenset({Noun.VARIANT, Noun.STOCK})
"""Nouns whose keys, the SKUs, all systems share."""

LOYALTY: Final = "loyalty"
"""`Ref(LOYALTY, number)` asks for a customer by loyalty number."""


class Question(Struct, frozen=True, kw_only=True):
    """What is asked of which system: a noun with these facets, out of those that it serves."""

    own: str
    noun: Noun
    facets: Facets
    served: Facets
    max_keys: int


class Found(Struct, frozen=True, kw_only=True):
    """The answer to a lookup: which own key each asked name has, the heads by own key, and what hangs below them."""

    keys: Mapping[Ref, str]
    heads: Mapping[str, Row]
    hung: Hung


class Slice(Struct, frozen=True):
    """The own keys of one page; `more`: others follow."""

    keys: tuple[str, ...] = ()
    more: bool = False


class Listed(Struct, frozen=True, kw_only=True):
    """The answer to pages: the keys of each parent's page, the heads by own key, and what hangs below them."""

    slices: Mapping[Parent, Slice]
    heads: Mapping[str, Row]
    hung: Hung


class Fetch:
    """One call: a connection, what is known of its views, and the question. Raises Drift if a view is not there."""

    def __init__(self, connection: Connection, catalogue: Catalogue, question: Question) -> None:
        self._connection = connection
        self._catalogue = catalogue
        self._question = question
        self._shape = SHAPES[question.noun]
        # only stock has no head: what nobody asks of it still tells that there is such a thing
        asked = views(question.noun, question.facets) or views(question.noun, question.served)
        catalogue.require(asked)
        self._below = [view for view in asked if view is not self._shape.head and catalogue.offers(view)]

    def found(self, refs: Sequence[Ref]) -> Found:
        """Heads and facets of these names; names that it does not know are left out."""
        keys = self._own_keys([ref for ref in refs if storable(ref.key) and storable(ref.system)])
        wanted = sorted(set(keys.values()))
        heads = self._heads(wanted)
        return Found(keys=keys, heads=heads, hung=self._hung(list(heads) if self._shape.head else wanted))

    def listed(self, parents: Sequence[Parent], spec: PageSpec) -> Listed:
        """Heads and facets of these parents' pages; raises NotSupported for parents, sorts and filters it has not."""
        heads: dict[str, Row] = {}
        slices: dict[Parent, Slice] = {}
        for kind in dict.fromkeys(parent.kind for parent in parents):
            pages = Pages(self._catalogue, self._question.own, self._question.noun, kind, spec)
            for parent, rows in self._paged(pages, [parent for parent in parents if parent.kind is kind]):
                kept = {_key(row): row for row in rows[: spec.size]}
                slices[parent] = Slice(tuple(kept), len(rows) > spec.size)
                heads |= kept
        return Listed(slices=slices, heads=heads, hung=self._hung(list(heads)))

    def _own_keys(self, refs: Sequence[Ref]) -> dict[Ref, str]:
        """Which key of this system each name has, where that is known."""
        if self._question.noun in _SHARED_KEYS:
            return {ref: ref.key for ref in refs}
        foreign = [ref for ref in refs if ref.system != self._question.own]
        keys = {ref: ref.key for ref in refs if ref.system == self._question.own}
        keys |= self._copies(foreign)
        return self._survivors(keys | self._members(foreign)) if self._question.noun is Noun.CUSTOMER else keys

    def _copies(self, foreign: Sequence[Ref]) -> dict[Ref, str]:
        refs = self._shape.refs
        if refs is None or not self._catalogue.offers(refs):
            return {}
        statement = copies(self._catalogue, refs, self._question.noun)
        found: dict[Ref, str] = {}
        for batch in self._batches(foreign):
            names = wanted_parameter((place, ref.system, ref.key) for place, ref in enumerate(batch))
            found |= {batch[place]: key for place, key in self._pairs(statement, {"wanted": names})}
        return found

    def _members(self, foreign: Sequence[Ref]) -> dict[Ref, str]:
        numbers = [ref.key for ref in foreign if ref.system == LOYALTY]
        return {Ref(LOYALTY, number): key for number, key in self._pairs_by_key(members, numbers)}

    def _survivors(self, keys: dict[Ref, str]) -> dict[Ref, str]:
        """The keys with those of merged customers replaced by the one that survived."""
        if not self._catalogue.offers(CustomerMergeRow):
            return keys
        merged = dict(self._pairs_by_key(survivors, sorted(set(keys.values()))))
        return {ref: merged.get(key, key) for ref, key in keys.items()}

    def _heads(self, keys: Sequence[str]) -> dict[str, Row]:
        head = self._shape.head
        return {} if head is None else {_key(row): row for row in self._rows(head, keys)}

    def _hung(self, keys: Sequence[str]) -> Hung:
        return Hung({view: _grouped(self._rows(view, keys)) for view in self._below})

    def _rows(self, view: type[RowT], keys: Sequence[str]) -> Iterator[RowT]:
        statement = by_key(self._catalogue, view, masked(view, self._question.facets))
        for batch in self._batches(keys):
            yield from read(view, self._executed(statement, {"keys": batch}))

    def _paged(self, pages: Pages, parents: Sequence[Parent]) -> Iterator[tuple[Parent, Sequence[Row]]]:
        """Each parent with its rows in order, one more than its page has."""
        without = masked(self._head, self._question.facets)
        if len(parents) == 1 or parents[0].kind is ParentKind.ROOT:
            for parent in parents:
                yield parent, [row for _, row in self._numbered(pages.of_one(parent.names, without), {})]
            return
        for batch in _by_names(parents, self._question.max_keys):
            rows: dict[int, list[Row]] = {}
            for asker, row in self._numbered(pages.of_many(without), {"wanted": _wanted(batch)}):
                rows.setdefault(asker, []).append(row)
            yield from ((parent, rows.get(place, ())) for place, parent in enumerate(batch))

    def _numbered(self, statement: Statement, values: Mapping[str, Any]) -> list[tuple[int, Row]]:
        cells = self._executed(statement, values)
        return list(zip((row[0] for row in cells), read(self._head, [row[1:] for row in cells]), strict=True))

    @property
    def _head(self) -> type[Row]:
        if self._shape.head is None:
            raise NotSupported(f"{self._question.noun} cannot be listed")
        return self._shape.head

    def _pairs_by_key(self, build: Callable[[Catalogue], Statement], keys: Sequence[str]) -> Iterator[tuple[str, str]]:
        for batch in self._batches(keys):
            yield from self._pairs(build(self._catalogue), {"keys": batch})

    def _pairs(self, statement: Statement, values: Mapping[str, Any]) -> Iterator[tuple[Any, str]]:
        return ((first, second) for first, second in self._executed(statement, values))

    def _executed(self, statement: Statement, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self._connection.execute(statement, values)]

    def _batches(self, items: Sequence[ItemT]) -> Iterator[Sequence[ItemT]]:
        size = self._question.max_keys
        return (items[start : start + size] for start in range(0, len(items), size))


def _key(row: Row) -> str:
    key: str = getattr(row, row.of)
    return key


def _grouped(rows: Iterable[RowT]) -> dict[str, list[RowT]]:
    groups: dict[str, list[RowT]] = {}
    for row in rows:
        groups.setdefault(_key(row), []).append(row)
    return groups


def _wanted(parents: Sequence[Parent]) -> str:
    names = ((place, name.system, name.key) for place, parent in enumerate(parents) for name in set(parent.names))
    return wanted_parameter(names)


def _by_names(parents: Sequence[Parent], limit: int) -> Iterator[list[Parent]]:
    """Parents in batches that have at most so many names together, unless one parent alone has more."""
    batch: list[Parent] = []
    names = 0
    for parent in parents:
        names += len(parent.names)
        if batch and names > limit:
            yield batch
            batch, names = [], len(parent.names)
        batch.append(parent)
    if batch:
        yield batch
