"""All that one call asks of one database, statement after statement on one connection; the rows, checked."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeVar

from msgspec import Struct
from sqlalchemy import Connection

from backends.ports import Facets, PageSpec, Parent, ParentKind
from backends.records import Ref
from backends.sql.catalogue import Catalogue, masked, views
from backends.sql.dialects import storable, wanted_parameter
from backends.sql.ordering import placed
from backends.sql.pages import Asking, PageShape, head, page
from backends.sql.queries import Statement, by_key, copies, survivors
from backends.sql.translate import Hung
from backends.sql.wire import SHAPES, CustomerMergeRow, Row, read
from backends.vocabulary import Noun

RowT = TypeVar("RowT", bound=Row)
ItemT = TypeVar("ItemT")

_COPIES: Final = 200  # rows that are looked at beyond twice a page's, for the copies among them
_SHARED_KEYS: Final = frozenset({Noun.VARIANT, Noun.STOCK})
"""Nouns whose keys, the SKUs, all systems share."""


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
    """The own keys of one page; `more`: others follow; `last`: the copy at which the looking stopped, if at one."""

    keys: tuple[str, ...] = ()
    more: bool = False
    last: str | None = None


class Listed(Struct, frozen=True, kw_only=True):
    """The answer to pages: the keys of each parent's page, the heads by own key, and what hangs below them."""

    slices: Mapping[Parent, Slice]
    heads: Mapping[str, Row]
    hung: Hung


class LookedAt(Struct, frozen=True):
    """The rows of one parent, and whether each is an original; at most so many were looked at."""

    rows: Sequence[tuple[bool, Row]]
    most: int

    def sliced(self, size: int) -> tuple[Slice, dict[str, Row]]:
        """One page of originals, and its rows by key, with the copy at which the looking stopped."""
        originals = [row for original, row in self.rows if original]
        kept = {_key(row): row for row in originals[:size]}
        stopped = len(self.rows) == self.most
        if len(originals) > size or not stopped or self.rows[-1][0]:
            return Slice(tuple(kept), len(originals) > size or stopped), kept
        last = self.rows[-1][1]
        return Slice(tuple(kept), more=True, last=_key(last)), kept | {_key(last): last}


def window(spec: PageSpec) -> int:
    """How many rows are looked at for a page: where copies are left out, more than it has."""
    return 2 * spec.size + _COPIES if spec.without_copies_of else spec.size + 1


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
        for parent, looked_at in self._paged(parents, spec):
            slices[parent], kept = looked_at.sliced(spec.size)
            heads |= kept
        return Listed(slices=slices, heads=heads, hung=self._hung(list(heads)))

    def _own_keys(self, refs: Sequence[Ref]) -> dict[Ref, str]:
        """Which key of this system each name has, where that is known."""
        if self._question.noun in _SHARED_KEYS:
            return {ref: ref.key for ref in refs}
        foreign = [ref for ref in refs if ref.system != self._question.own]
        keys = {ref: ref.key for ref in refs if ref.system == self._question.own}
        keys |= self._copies(foreign)
        return self._survivors(keys) if self._question.noun is Noun.CUSTOMER else keys

    def _copies(self, foreign: Sequence[Ref]) -> dict[Ref, str]:
        refs = self._shape.refs
        if refs is None or not self._catalogue.offers(refs):
            return {}
        statement = copies(self._catalogue, refs, self._question.noun)
        found: dict[Ref, str] = {}
        for batch in self._batches(foreign):
            names = wanted_parameter((place, ref.system, ref.key, "") for place, ref in enumerate(batch))
            found |= {batch[place]: key for place, key in self._pairs(statement, {"wanted": names})}
        return found

    def _survivors(self, keys: dict[Ref, str]) -> dict[Ref, str]:
        """The keys with those of merged customers replaced by the one that survived."""
        if not self._catalogue.offers(CustomerMergeRow):
            return keys
        statement = survivors(self._catalogue)
        batches = self._batches(sorted(set(keys.values())))
        merged = dict(pair for batch in batches for pair in self._pairs(statement, {"keys": batch}))
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

    def _paged(self, parents: Sequence[Parent], spec: PageSpec) -> Iterator[tuple[Parent, LookedAt]]:
        """Each parent with the first of its rows."""
        for batch in _batched(parents, self._question.max_keys):
            most = window(spec) if len(batch) == 1 else spec.size + 1
            rows: dict[int, list[tuple[bool, Row]]] = {}
            for asker, original, row in self._numbered(batch, spec, most):
                rows.setdefault(asker, []).append((original, row))
            yield from ((parent, LookedAt(rows.get(place, ()), most)) for place, parent in enumerate(batch))

    def _numbered(self, parents: Sequence[Parent], spec: PageSpec, most: int) -> list[tuple[int, bool, Row]]:
        """(place of the parent, whether it is an original, row) of one statement, at most so many for each parent."""
        view = head(self._question.noun)
        names = [_storable(parent.names) for parent in parents]
        asking = _asking(names)
        kinds = [parent.kind for parent in parents]
        place, values = placed(view, spec.sort, spec.after)
        shape = PageShape(
            own=self._question.own,
            noun=self._question.noun,
            kinds=tuple(sorted(set(kinds))),
            asking=asking,
            sort=spec.sort,
            place=place,
            drops_copies=bool(spec.without_copies_of),
            wish=spec.filter,
            without=masked(view, self._question.facets),
        )
        copies = {"copies": sorted(spec.without_copies_of)} if spec.without_copies_of else {}
        cells = self._executed(
            page(self._catalogue, shape), {"size": most, **_parameters(asking, names, kinds), **values, **copies}
        )
        rows = read(view, [row[2:] for row in cells])
        return [(asker, bool(original), row) for (asker, original, *_), row in zip(cells, rows, strict=True)]

    def _pairs(self, statement: Statement, values: Mapping[str, Any]) -> Iterator[tuple[Any, str]]:
        return ((first, second) for first, second in self._executed(statement, values))

    def _executed(self, statement: Statement, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self._connection.execute(statement, values).all()]

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


def _storable(names: Sequence[Ref]) -> list[Ref]:
    """Each name once, without those that no row can have."""
    return [name for name in dict.fromkeys(names) if storable(name.system) and storable(name.key)]


def _asking(names: Sequence[Sequence[Ref]]) -> Asking:
    if len(names) > 1:
        return Asking.MANY_PARENTS
    return Asking.ONE_NAME if len(names[0]) == 1 else Asking.ONE_PARENT


def _parameters(asking: Asking, names: Sequence[Sequence[Ref]], kinds: Sequence[ParentKind]) -> Mapping[str, Any]:
    """The names that parents go by, as the parameters of a page's statement."""
    if asking is Asking.ONE_NAME:
        return {"system": names[0][0].system, "key": names[0][0].key}
    asked = ((place, ref, kinds[place]) for place, refs in enumerate(names) for ref in refs)
    return {"wanted": wanted_parameter((place, ref.system, ref.key, kind) for place, ref, kind in asked)}


def _batched(parents: Sequence[Parent], limit: int) -> Iterator[list[Parent]]:
    """Parents in batches that have at most so many names together, unless one parent alone has more.

    The root has no names to be told apart by in one statement: it is asked alone.
    """
    yield from ([root] for root in parents if root.kind is ParentKind.ROOT)
    batch: list[Parent] = []
    names = 0
    for parent in (one for one in parents if one.kind is not ParentKind.ROOT):
        names += len(parent.names)
        if batch and names > limit:
            yield batch
            batch, names = [], len(parent.names)
        batch.append(parent)
    if batch:
        yield batch
