"""Records as they come to rows of ours, checked."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any, Final, TypeVar, cast, get_args

import msgspec
from msgspec import structs

from backends.errors import UnreadableRecord
from backends.salesforce import advice
from backends.salesforce.mapping import Mapped
from backends.salesforce.shapes import Shape
from backends.salesforce.wire import Json, KeyedRow, Row
from backends.vocabulary import Noun

_MISSING: Final = re.compile(r"missing required field (`\w+`)")

RowT = TypeVar("RowT", bound=Row)


def row(mapped: Mapped, noun: Noun, record: Json) -> KeyedRow:
    """The row of a noun that a record is; raises UnreadableRecord for one that breaks the contract."""
    shape = mapped.shapes[noun]
    values = _values(mapped, shape, record)
    names = {system: at(record, path) for system, path in mapped.names(noun).items()}
    values["names"] = {system: str(key) for system, key in names.items() if key not in (None, "")}
    return cast("KeyedRow", checked(shape.row, values))


def checked(kind: type[RowT], values: Mapping[str, Any]) -> RowT:
    """A row of these values; raises UnreadableRecord that names what is wrong, and not what is in it."""
    try:
        return msgspec.convert(values, kind, strict=False)
    except msgspec.ValidationError as error:
        missing = _MISSING.search(str(error))
        place = str(error).partition(" - at ")[2] or (missing[1] if missing else "a field")
        said = f"Salesforce sent a {kind.__name__} that cannot be read: {place}."
        raise UnreadableRecord(said, advice=advice.TYPE) from None


def at(record: Json, path: str) -> Any:
    """What stands at the end of a path; None too if there is nothing on the way."""
    found: Any = record
    for step in path.split("."):
        if not isinstance(found, dict):
            return None
        found = found[step] if step in found else _in_any_case(found, step)
    return found


def _in_any_case(record: Json, step: str) -> Any:
    """Fields come back as the org writes them, whatever the question wrote."""
    return next((value for name, value in record.items() if name.casefold() == step.casefold()), None)


def _values(mapped: Mapped, shape: Shape, record: Json) -> dict[str, Any]:
    paths = {word: mapped.path(shape, word) for word in shape.words}
    values = {word: _cell(shape.row, word, at(record, path)) for word, path in paths.items() if path is not None}
    known = {word: value for word, value in values.items() if value is not None}
    for word, (_, below) in shape.below.items():
        source = mapped.source(below)
        nested = None if source is None else at(record, source)
        if nested is not None:
            known[word] = [_values(mapped, below, each) for each in _page(nested)]
    return known


def _page(nested: Any) -> Iterable[Json]:
    """The records of a page within a record."""
    records = nested.get("records") if isinstance(nested, dict) else None
    if not isinstance(records, list) or not all(isinstance(each, dict) for each in records):
        raise UnreadableRecord("Salesforce sent rows below a record that cannot be read.", advice=advice.TYPE)
    return records


def _cell(kind: type[Row], word: str, value: Any) -> Any:
    """A value in the form that its type is read from."""
    wanted = _type(kind, word)
    if value == "":
        return None
    if wanted is str and isinstance(value, bool):
        return "true" if value else "false"  # a checkbox
    if wanted is str and isinstance(value, int | Decimal):
        return f"{value:f}".removesuffix(".0") if isinstance(value, Decimal) else str(value)
    if wanted is datetime and isinstance(value, str):
        return f"{value[:-5]}Z" if value.endswith("+0000") else value
    if wanted is Decimal and isinstance(value, int):
        return Decimal(value)
    return value


@cache
def _type(kind: type[Row], word: str) -> object:
    annotated: Any = next(field.type for field in structs.fields(kind) if field.name == word)
    return next((part for part in get_args(annotated) if part is not type(None)), annotated)
