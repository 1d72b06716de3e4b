"""A selection set on one object type: its fields, and the rows that answer it."""

from collections.abc import Callable, Coroutine, Sequence
from itertools import repeat
from typing import Any, TypeAlias

import msgspec
from graphql import GraphQLObjectType

from gateway.execution.places import Leaf, Place
from gateway.execution.walking import Walk
from gateway.execution.where import Where

Read: TypeAlias = Callable[[Sequence[Any], Walk], list[Any]]
Fetch: TypeAlias = Callable[[Sequence[Any], Walk], Coroutine[Any, Any, list[Any]]]


class Field:
    """A field that is read without waiting."""

    def __init__(self, where: Where, read: Read, place: Place) -> None:
        self.where = where
        self.place = place
        self._read = read

    def column(self, sources: Sequence[Any], walk: Walk) -> Sequence[Any]:
        """What the answer says of this field of these objects."""
        return self.place.complete(self._read(sources, walk), walk)


class Site:
    """A field that waits: it is asked once for all the objects at its place."""

    def __init__(self, where: Where, fetch: Fetch, place: Place) -> None:
        self.where = where
        self.place = place
        self.fetch = fetch

    def column(self, sources: Sequence[Any], walk: Walk) -> Sequence[Any]:
        """Nothing yet."""
        return list(repeat(None, len(sources)))


class Shape:
    """The fields in the order of the response. A row is a Struct made for them: the quickest to fill and to encode."""

    def __init__(self, type_: GraphQLObjectType, fields: Sequence[Field | Site]) -> None:
        self.type = type_
        self.fields = fields
        self.flat = all(isinstance(field.place, Leaf) for field in fields)
        self.names = [f"f{at}" for at in range(len(fields))]
        self.row = _row(type_.name, self.names, [field.where.key for field in fields])
        self._sites = [(name, field) for name, field in zip(self.names, fields, strict=True) if isinstance(field, Site)]

    def rows(self, sources: Sequence[Any], walk: Walk) -> list[Any]:
        """One row for each object; what waits is filled in by visits."""
        if not self.fields:
            return [self.row() for _ in sources]
        rows = list(map(self.row, *[field.column(sources, walk) for field in self.fields]))
        for name, site in self._sites:
            walk.visits.append(_visit(site, name, sources, rows))
        return rows

    def shared_rows(self, sources: Sequence[Any], walk: Walk) -> list[Any]:
        """The same, but what is one object becomes one row, however often it occurs."""
        distinct = {id(source): source for source in sources}
        if len(distinct) == len(sources):
            return self.rows(sources, walk)
        rows = dict(zip(distinct, self.rows(list(distinct.values()), walk), strict=True))
        return [rows[id(source)] for source in sources]


def _visit(site: Site, name: str, sources: Sequence[Any], rows: Sequence[Any]) -> Callable[[Walk], Any]:
    async def visit(walk: Walk) -> None:
        column = await site.fetch(sources, walk)
        for row, value in zip(rows, site.place.complete(column, walk), strict=True):
            setattr(row, name, value)

    return visit


def _row(typename: str, names: Sequence[str], keys: Sequence[str]) -> type[msgspec.Struct]:
    """The garbage collector need not look into rows: they never hold what holds them."""
    rename = dict(zip(names, keys, strict=True))
    return msgspec.defstruct(typename, names, rename=rename, gc=False)
