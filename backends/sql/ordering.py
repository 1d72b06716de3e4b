"""In which order rows come, and what comes after a place in it."""

from datetime import datetime
from operator import gt, lt
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, false, literal, or_, tuple_

from backends.errors import NotSupported, Rejected
from backends.ports import Position, Sort
from backends.sql.catalogue import Catalogue
from backends.sql.dialects import Instant, storable
from backends.sql.wire import ColumnSpec, Row, columns
from backends.vocabulary import SortField


class Ordering:
    """By a field, then by the key in the same direction, nulls last; raises NotSupported for a field it has not."""

    def __init__(self, catalogue: Catalogue, head: type[Row], sort: Sort) -> None:
        spec = _sorted_by(head, sort.field)
        self._descending = sort.descending
        self._key = catalogue.speech.by_code_point(catalogue.column(head, head.of))
        self._value: ColumnElement[Any] | None = None
        self._instant = spec is not None and spec.kind is datetime
        self._nullable = spec is not None and not spec.required
        if spec is not None:
            value = catalogue.column(head, spec.name)
            self._value = value if self._instant else catalogue.speech.by_code_point(value)

    def clauses(self) -> list[ColumnElement[Any]]:
        """What to sort by. Where nothing can be null nothing is said of nulls: then an index serves both directions."""
        key = self._directed(self._key)
        if self._value is None:
            return [key]
        value = self._directed(self._value)
        return [value.nulls_last() if self._nullable else value, key]

    def beyond(self, place: Position) -> ColumnElement[bool]:
        """What comes after a place; raises Rejected for a place where no row of this order can be."""
        key = _text(place.key)
        if self._value is None:
            return self._follows(self._key, key)
        if place.value is None:
            return and_(self._value.is_(None), self._follows(self._key, key)) if self._nullable else false()
        value = literal(_instant(place.value), Instant) if self._instant else _text(place.value)
        pair = self._follows(tuple_(self._value, self._key), tuple_(value, key))
        return or_(pair, self._value.is_(None)) if self._nullable else pair

    def _directed(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        return column.desc() if self._descending else column.asc()

    def _follows(self, one: ColumnElement[Any], other: ColumnElement[Any]) -> ColumnElement[bool]:
        compared: ColumnElement[bool] = (lt if self._descending else gt)(one, other)
        return compared


def _sorted_by(head: type[Row], field: SortField) -> ColumnSpec | None:
    """The column of a sort field, None for the key."""
    if field is SortField.KEY:
        return None
    spec = next((column for column in columns(head) if column.name == field.value), None)
    if spec is None:
        raise NotSupported(f"{head.view} cannot be sorted by {field.value}")
    return spec


def _text(value: str) -> ColumnElement[Any]:
    if not storable(value):
        raise Rejected("no row of this system can be at this place")
    return literal(value, Text)


def _instant(value: str) -> datetime:
    try:
        instant = datetime.fromisoformat(value)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise Rejected("no row of this system can be at this place: it names no instant")
    return instant
