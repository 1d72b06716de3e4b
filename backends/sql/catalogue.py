"""Which of the documented views a database offers, and with which columns; read once for each set of connections."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Connection, MetaData, Table, Text, cast, null
from sqlalchemy.types import NullType, TypeEngine

from backends.errors import Unreadable
from backends.ports import Facets
from backends.sql.dialects import Instant, Speech, speech
from backends.sql.wire import CONTRACT, SHAPES, Row, Shape, columns
from backends.vocabulary import Facet, Noun

_TYPES: Final[Mapping[type, type[TypeEngine[Any]]]] = {datetime: Instant, str: Text}


class Drift(Unreadable):
    """The database is not, or no longer, what it was taken for: what is known of it must be forgotten."""


class Catalogue:
    """The views that are there, as tables with the columns that they have."""

    def __init__(self, offered: Mapping[str, frozenset[str]], spoken: Speech, schema: str | None = None) -> None:
        self.speech = spoken
        self._offered = offered
        self._schema = schema
        self._tables: dict[type[Row], Table] = {}

    def lacks(self, view: type[Row]) -> list[str]:
        """What the contract asks of a view and is not there: the view itself, or columns of it."""
        offered = self._offered.get(view.view)
        if offered is None:
            return [] if view.optional else [view.view]
        return [
            f"{view.view}.{column.name}" for column in columns(view) if column.required and column.name not in offered
        ]

    def offers(self, view: type[Row]) -> bool:
        """Whether the view is there and whole."""
        return view.view in self._offered and not self.lacks(view)

    def require(self, views: Iterable[type[Row]]) -> None:
        """Raises Drift, naming all that is missing."""
        missing = sorted({name for view in views for name in self.lacks(view)})
        if missing:
            raise Drift(f"missing: {', '.join(missing)}; {CONTRACT} describes the views and their columns")

    def table(self, view: type[Row]) -> Table:
        """The view, with those of its documented columns that it has."""
        if view not in self._tables:
            there = [Column(c.name, _type(c.kind)) for c in columns(view) if c.name in self._offered[view.view]]
            self._tables[view] = Table(view.view, MetaData(), *there, schema=self._schema)
        return self._tables[view]

    def column(self, view: type[Row], name: str) -> ColumnElement[Any]:
        """A column of a view, or a null of its type where the view leaves it out."""
        table = self.table(view)
        if name in table.c:
            return table.c[name]
        kind = next(column.kind for column in columns(view) if column.name == name)
        return cast(null(), _type(kind))

    def selected(self, view: type[Row], without: frozenset[str] = frozenset()) -> list[ColumnElement[Any]]:
        """All columns of a row in its order; nulls for those left out by the view or `without`."""
        there = self.table(view).c
        return [
            there[column.name] if column.name in there and column.name not in without else null().label(column.name)
            for column in columns(view)
        ]


def _type(kind: type) -> TypeEngine[Any]:
    """Only what is compared in statements needs a type; the rest comes as the driver gives it."""
    return _TYPES.get(kind, NullType)()


def views(noun: Noun, facets: Facets) -> list[type[Row]]:
    """The views that a noun's facets are read from, each once."""
    shape = SHAPES[noun]
    below = [view for facet in Facet if facet in facets for view in shape.facets.get(facet, ())]
    return list(dict.fromkeys(([shape.head] if shape.head else []) + below))


def masked(view: type[Row], facets: Facets) -> frozenset[str]:
    """The columns of a view that none of the facets asks for."""
    return frozenset().union(*(names for facet, names in view.by_facet.items() if facet not in facets))


def _all_views() -> set[str]:
    return {view.view for shape in SHAPES.values() for view in _of(shape)}


def _of(shape: Shape) -> set[type[Row]]:
    below = {view for views in shape.facets.values() for view in views}
    return below | {view for view in (shape.head, shape.refs) if view}


def catalogue(connection: Connection, schema: str | None = None) -> Catalogue:
    """Asks the database which views it offers."""
    spoken = speech(connection.dialect)
    return Catalogue(spoken.offered(connection, sorted(_all_views()), schema), spoken, schema)
