"""The rows held to their contract: what a view must have, and rows read from what the database gave."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from types import NoneType
from typing import Any, Final, TypeVar, get_args

from msgspec import Struct, ValidationError, convert, structs

from backends.errors import UnreadableRecord
from backends.sql.wire.base import Row

RowT = TypeVar("RowT", bound=Row)

CONTRACT: Final = "docs/views.sql"

_AT = re.compile(r"\$\[(\d+)\](?:\[(\d+)\])?")  # where msgspec found fault: `$[row][column]`


class ColumnSpec(Struct, frozen=True):
    """One column of a view: its name, the Python type of its values, and whether the view must have it."""

    name: str
    kind: type
    required: bool


@cache
def columns(view: type[Row]) -> tuple[ColumnSpec, ...]:
    """The columns of a view, in the order of the row's fields."""
    return tuple(
        ColumnSpec(field.name, _kind(field.type), NoneType not in get_args(field.type))
        for field in structs.fields(view)
    )


def _kind(annotation: Any) -> type:
    """The type behind `T`, `T | None` and `Annotated[T, …]`; only instants and texts are told apart from the rest."""
    parts = {annotation, *get_args(annotation)}
    inner = parts | {piece for part in parts for piece in get_args(part)}
    return next((kind for kind in (datetime, date, str) if kind in inner), object)


def read(view: type[RowT], rows: Iterable[tuple[Any, ...]]) -> list[RowT]:
    """Rows as the contract has them; raises UnreadableRecord, naming the view, the column and the row's key."""
    given = list(rows)
    try:
        return convert(given, list[view])  # type: ignore[valid-type]  # a list of the type that was passed
    except ValidationError as error:
        raise _broken(view, given, str(error)) from None


def _broken(view: type[Row], rows: list[tuple[Any, ...]], fault: str) -> UnreadableRecord:
    """Says where, never what: the value may be personal."""
    found = _AT.search(fault)
    row = rows[int(found[1])] if found else ()
    names = [column.name for column in columns(view)]
    column = names[int(found[2])] if found and found[2] else "?"
    return breach(view, column, row[names.index(view.of)] if row else None)


def breach(view: type[Row], column: str, key: object) -> UnreadableRecord:
    """The error for a value that breaks the contract."""
    return UnreadableRecord(f"{view.view}.{column} of the row {key!r} is not what {CONTRACT} asks for")
