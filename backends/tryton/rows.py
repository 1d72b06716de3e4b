"""Records as they come to rows of ours, checked."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import cache
from typing import Any, cast, get_args

import msgspec
from msgspec import structs

from backends.errors import UnreadableRecord
from backends.tryton.mapping import Mapped
from backends.tryton.shapes import NOUNS, Shape
from backends.tryton.wire import Json, KeyedRow, ProductRow, Row, plain
from backends.vocabulary import Noun


def row(mapped: Mapped, noun: Noun, record: Json) -> KeyedRow:
    """The row of a noun that a record is; raises UnreadableRecord, which names what is wrong and not what is in it."""
    shape = NOUNS[noun]
    try:
        values = _values(mapped, shape, record)
        names = {system: _first(record, path) for system, path in mapped.names(noun).items()}
        values["names"] = {system: str(key) for system, key in names.items() if key not in (None, "")}
        return cast("KeyedRow", msgspec.convert(values, shape.row, strict=False))
    except msgspec.ValidationError as error:
        place = str(error).partition(" - at ")[2] or "a field"
        raise UnreadableRecord(f"Tryton sent a {shape.source} that cannot be read: {place}.") from None
    except (ValueError, KeyError, TypeError, OverflowError):
        raise UnreadableRecord(f"Tryton sent a {shape.source} with a value that cannot be read.") from None


def texts(record: Json, path: str) -> list[str]:
    """All that stands at the end of a path, which may lead through many."""
    return [str(value) for value in _at(record, path.split(".")) if value not in (None, "")]


def _first(record: Json, path: str) -> Any:
    """What stands at the end of a path; of several the first that is not empty."""
    return next((value for value in _at(record, path.split(".")) if value not in (None, "")), None)


def _at(found: Any, steps: list[str]) -> Iterator[Any]:
    """Records that a field refers to stand beside it, under its name and a point."""
    if isinstance(found, list):
        for each in found:
            yield from _at(each, steps)
    elif isinstance(found, dict):
        if len(steps) > 1:
            yield from _at(found.get(f"{steps[0]}."), steps[1:])
        else:
            yield plain(found.get(steps[0]))


def _values(mapped: Mapped, shape: Shape, record: Json) -> dict[str, Any]:
    paths = {word: mapped.path(shape, word) for word in shape.words}
    values = {word: _cell(mapped, shape, word, _first(record, path)) for word, path in paths.items() if path}
    known = {word: value for word, value in values.items() if value is not None}
    for word, (_, below) in shape.below.items():
        nested = record.get(f"{below.source}.")
        known[word] = [_values(mapped, below, each) for each in nested] if isinstance(nested, list) else []
    return known


def _cell(mapped: Mapped, shape: Shape, word: str, value: Any) -> Any:
    """A value in the form that its type is read from."""
    wanted = _type(shape.row, word)
    if wanted is str and isinstance(value, int):
        return str(value)
    if wanted is datetime and isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time(), mapped.zone).astimezone(UTC)
    if wanted is Decimal and isinstance(value, int):
        return Decimal(value)
    if wanted is bool and isinstance(value, int):
        return bool(value)  # SQLite has none
    return value


@cache
def _type(kind: type[Row], word: str) -> object:
    annotated: Any = next(field.type for field in structs.fields(kind) if field.name == word)
    return next((part for part in get_args(annotated) if part is not type(None)), annotated)


def product(record: Json, sku: str) -> ProductRow:
    """A product at a warehouse; raises msgspec.ValidationError for one that breaks the contract."""
    words = {"sku": sku, "type": "type", "unit": "default_uom.symbol", "quantity": "quantity"}
    found = {word: value for word, path in words.items() if (value := _first(record, path)) is not None}
    return msgspec.convert(found, ProductRow, strict=False)
