"""A selection set on one object type: its fields, and the rows that answer it."""

from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from itertools import repeat
from typing import Any, Final, TypeAlias

import msgspec
from graphql import GraphQLObjectType

from gateway.execution.places import Leaf, Place
from gateway.execution.plain import Plain
from gateway.execution.walking import Walk
from gateway.execution.where import Where

Read: TypeAlias = Callable[[Sequence[Any], Walk], list[Any]]
Fetch: TypeAlias = Callable[[Sequence[Any], Walk], Coroutine[Any, Any, list[Any]]]


class Field:
    """A field that is read without waiting; `attribute` is its name where it is a plain attribute of its parent."""

    def __init__(self, where: Where, read: Read, place: Place, attribute: str | None = None) -> None:
        self.where = where
        self.place = place
        self.attribute = attribute
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
        attributes = attributes_of(fields)
        self.names = attributes or [f"f{at}" for at in range(len(fields))]
        types = [field.place.checked if attributes else Any for field in fields]
        self.row = _row(type_.name, self.names, types, [field.where.key for field in fields])
        self.plain = Plain(self.row, _below(self.names, fields)) if attributes else None
        self._sites = [(name, field) for name, field in zip(self.names, fields, strict=True) if isinstance(field, Site)]

    def rows(self, sources: Sequence[Any], walk: Walk) -> list[Any]:
        """One row for each object; what waits is filled in by visits."""
        if not self.fields:
            return [self.row() for _ in sources]
        made = None if self.plain is None else self.plain.rows(sources)
        return self._columns(sources, walk) if made is None else made

    def _columns(self, sources: Sequence[Any], walk: Walk) -> list[Any]:
        rows = list(map(self.row, *[field.column(sources, walk) for field in self.fields]))
        for name, site in self._sites:
            walk.visits.append(_visit(site, name, sources, rows))
        return rows

    def shared_rows(self, sources: Sequence[Any], walk: Walk) -> list[Any]:
        """The same, but what is one object becomes one row, however often it occurs."""
        if self.plain is not None:  # quicker made than told apart
            return self.rows(sources, walk)
        distinct = {id(source): source for source in sources}
        if len(distinct) == len(sources):
            return self.rows(sources, walk)
        rows = dict(zip(distinct, self.rows(list(distinct.values()), walk), strict=True))
        return [rows[id(source)] for source in sources]


_exhaust: Final = deque[None](maxlen=0).extend
"""Runs an iterator to its end, without a step of Python's own."""


def _visit(site: Site, name: str, sources: Sequence[Any], rows: Sequence[Any]) -> Callable[[Walk], Any]:
    async def visit(walk: Walk) -> None:
        column = await site.fetch(sources, walk)
        _exhaust(map(setattr, rows, repeat(name), site.place.complete(column, walk)))

    return visit


def attributes_of(fields: Sequence[Field | Site]) -> list[str] | None:
    """The attributes that the fields are, if that is what they all are, each once, and msgspec can check them all."""
    found = [
        field.attribute
        for field in fields
        if isinstance(field, Field) and field.attribute is not None and field.place.checked is not None
    ]
    return found if len(set(found)) == len(fields) else None


def _below(names: Sequence[str], fields: Sequence[Field | Site]) -> dict[str, Plain]:
    """What lies below which attribute."""
    found = {name: field.place.plain for name, field in zip(names, fields, strict=True)}
    return {name: plain for name, plain in found.items() if plain is not None}


def _row(typename: str, names: Sequence[str], types: Sequence[Any], keys: Sequence[str]) -> type[msgspec.Struct]:
    """The garbage collector need not look into rows: they never hold what holds them."""
    rename = dict(zip(names, keys, strict=True))
    return msgspec.defstruct(typename, list(zip(names, types, strict=True)), rename=rename, gc=False)
