"""In which order rows come, and what comes after a place in it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import Enum
from operator import gt, lt
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, bindparam, false, or_, tuple_

from backends.errors import NotSupported, Rejected
from backends.ports import Position, Sort
from backends.sql.catalogue import Catalogue
from backends.sql.dialects import Instant, storable
from backends.sql.wire import ColumnSpec, Row, columns
from backends.vocabulary import SortField


class Place(Enum):
    """After what rows are wanted: nothing, a row whose sort value is null, a row that has one."""

    START = 0
    NULL = 1
    VALUE = 2


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

    def beyond(self, place: Place) -> list[ColumnElement[bool]]:
        """What comes after a place, whose value and key are the parameters `place_value` and `place_key`."""
        key = bindparam("place_key", type_=Text)
        if place is Place.START:
            return []
        if self._value is None:
            return [self._follows(self._key, key)]
        if place is Place.NULL:
            return [and_(self._value.is_(None), self._follows(self._key, key)) if self._nullable else false()]
        value = bindparam("place_value", type_=Instant if self._instant else Text)
        pair = self._follows(tuple_(self._value, self._key), tuple_(value, key))
        return [or_(pair, self._value.is_(None)) if self._nullable else pair]

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


def placed(head: type[Row], sort: Sort, after: Position | None) -> tuple[Place, Mapping[str, Any]]:
    """A position as a place and its parameters; raises Rejected where no row of this system can be."""
    if after is None:
        return Place.START, {}
    key = {"place_key": _text(after.key)}
    spec = _sorted_by(head, sort.field)
    if after.value is None or spec is None:
        return Place.NULL, key
    return Place.VALUE, key | {"place_value": (_instant if spec.kind is datetime else _text)(after.value)}


def _text(value: str) -> str:
    if not storable(value):
        raise Rejected("no row of this system can be at this place")
    return value


def _instant(value: str) -> datetime:
    try:
        instant = datetime.fromisoformat(value)
        if instant.tzinfo is not None:
            return instant.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise Rejected("no row of this system can be at this place: it names no instant")
