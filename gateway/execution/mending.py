"""Takes the marks out of an answer: null where something failed, and up from there to where a null may be.

Only a walk that was marked is looked at, so that paths and nulls cost nothing where all went well. Errors come in the
order of the response. An object is left when its first non-null field has no value: what failed in it before that
keeps its errors, as the specification allows.
"""

from operator import is_
from types import NoneType
from typing import Any, Final, TypeAlias

from graphql import GraphQLError
from graphql.error import located_error
from msgspec.structs import astuple

from gateway.execution.marks import Failed, Pending
from gateway.execution.objects import Members, Objects
from gateway.execution.places import Leaf, Listed, Place
from gateway.execution.shapes import Shape

Path: TypeAlias = "tuple[Path, str | int] | None"
"""The last step and what is before it: made at every place, and read where something failed."""


class _Nulled(Exception):
    """A value that may not be null is: the error goes up."""

    def __init__(self, error: GraphQLError) -> None:
        super().__init__()
        self.error = error


class Mender:
    """Mends one answer and collects its errors.

    Rows may be shared between places, so what is not sound is made anew; what is, is looked at once.
    """

    def __init__(self) -> None:
        self.errors: list[GraphQLError] = []
        self._sound_rows: set[int] = set()  # by identity: the answer keeps them alive

    def data(self, shape: Shape, row: Any) -> Any:
        """The whole answer, or None when a null went all the way up."""
        try:
            return self._row(shape, row, None)
        except _Nulled as nulled:
            self.errors.append(nulled.error)
            return None

    def _value(self, place: Place, value: Any, path: Path) -> Any:
        """A value without marks; raises `_Nulled` where it may not be null but is."""
        try:
            return self._sound(place, value, path)
        except _Nulled as nulled:
            if not place.nullable:
                raise
            self.errors.append(nulled.error)
            return None

    def _sound(self, place: Place, value: Any, path: Path) -> Any:
        while isinstance(value, Pending):
            value = value.value
        if isinstance(value, Failed):
            raise self._nulled(place, value.error, path)
        if value is None and not place.nullable:
            raise self._nulled(place, TypeError(f"Cannot return null for non-nullable field {place.where}."), path)
        return None if value is None else self._inside(place, value, path)

    def _inside(self, place: Place, value: Any, path: Path) -> Any:
        if isinstance(place, Listed):
            items = enumerate(value)
            return [
                self._value(place.item, item, (path, at)) if _open(place.item, item) else item for at, item in items
            ]
        if isinstance(place, Objects | Members):
            return self._row(place.shape_of(value), value, path)
        return value

    def _items(self, place: Place, items: list[Any], path: Path) -> list[Any]:
        mended = [self._value(place, item, (path, at)) if _open(place, item) else item for at, item in enumerate(items)]
        return items if all(map(is_, mended, items)) else mended

    def _row(self, shape: Shape, row: Any, path: Path) -> Any:
        if id(row) in self._sound_rows:
            return row
        found = astuple(row)
        if shape.flat and _MARKED.isdisjoint(map(type, found)):
            return row
        values = [
            self._value(field.place, value, (path, field.where.key)) if _open(field.place, value) else value
            for field, value in zip(shape.fields, found, strict=True)
        ]
        if all(map(is_, values, found)):
            self._sound_rows.add(id(row))
            return row
        return shape.row(*values)

    def _nulled(self, place: Place, error: Exception, path: Path) -> _Nulled:
        return _Nulled(located_error(error, place.where.nodes, _steps(path)))


_MARKED: Final = frozenset({Failed, Pending, NoneType})


def _open(place: Place, value: Any) -> bool:
    """Whether there may be something to mend. Most of an answer are leaves, and most of these are sound."""
    return type(value) in _MARKED or not isinstance(place, Leaf)


def _steps(path: Path) -> list[str | int]:
    steps = []
    while path is not None:
        path, step = path
        steps.append(step)
    return steps[::-1]
