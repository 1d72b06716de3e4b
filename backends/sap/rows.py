"""Documents as they come to rows of ours, checked. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, Final, TypeVar, get_args

import msgspec
from msgspec import structs

from backends.errors import UnreadableRecord
from backends.ports import Facets
from backends.sap.mapping import Mapped
from backends.sap.moments import day, moment
from backends.sap.paths import NUMBER, NUMBER_TYPE, Path
from backends.sap.shapes import Shape
from backends.sap.wire import Json, KeyedRow, Row, StockRow
from backends.vocabulary import Facet, Noun

RowT = TypeVar("RowT", bound=Row)

_HEAD: Final[Facets] = frozenset({Facet.HEAD})


def row(mapped: Mapped, noun: Noun, document: Json, facets: Facets) -> KeyedRow:
    """The row of a noun that a document is, if it was asked for facets; raises UnreadableRecord."""
    values = _values(mapped, mapped.shape(noun), document, facets)
    names = {system: _text(_at(document, path)) for system, path in mapped.names(noun).items()}
    values["names"] = {system: key for system, key in names.items() if key}
    found = checked(mapped.shape(noun).row, values)
    assert isinstance(found, KeyedRow)  # noqa: S101 - the rows of nouns are
    return found


def stock_row(words: Mapping[str, str], document: Json) -> StockRow:
    """A quantity of a material; raises UnreadableRecord for one that breaks the contract."""
    return checked(StockRow, {word: _plain(document.get(name)) for word, name in words.items()})


def checked(kind: type[RowT], values: Mapping[str, Any]) -> RowT:
    """A row of these values; raises UnreadableRecord that names what is wrong, and not what is in it."""
    known = {word: value for word, value in values.items() if value is not None}
    try:
        return msgspec.convert(known, kind, strict=False)
    except msgspec.ValidationError as error:
        place = str(error).partition(" - at ")[2] or "a word that it cannot do without"
        raise UnreadableRecord(f"SAP sent a {kind.__name__} that cannot be read: {place}.") from None


def _values(mapped: Mapped, shape: Shape, document: Json, facets: Facets) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for word in shape.words:
        path = mapped.path(shape, word)
        if path is not None:
            values[word] = _cell(mapped, _type(shape.row, word), _at(document, path))
    for word, (facet, below) in shape.below.items():
        if facet in facets:
            values[word] = [_values(mapped, below, each, _HEAD) for each in _rows(document.get(below.source))]
    return _known(values)


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    return {word: value for word, value in values.items() if value is not None}


def _rows(linked: Any) -> Iterable[Json]:
    """The rows that a link leads to; none where it was not followed."""
    if isinstance(linked, dict):
        linked = linked.get("results", () if "__deferred" in linked else [linked])
    return [each for each in linked or () if isinstance(each, dict)]


def _at(document: Json, path: Path) -> tuple[Any, ...]:
    """The values of a path's properties, in the first row that its links lead to."""
    found: Iterable[Json] = [document]
    for link in path.links:
        found = [below for each in found for below in _rows(each.get(link))]
    if path.kind is not None:
        numbers = (each.get(NUMBER) for each in found if each.get(NUMBER_TYPE) == path.kind)
        return (next(numbers, None),)
    first: Json = next(iter(found), {})
    return tuple(first.get(name) for name in path.properties)


def _cell(mapped: Mapped, wanted: object, values: tuple[Any, ...]) -> Any:
    """A value in the form that its type is read from."""
    if wanted is datetime:
        return moment(values, mapped.zone)
    if wanted is date:
        return day(values[0])
    return _text(values) if wanted is str else _plain(values[0])


def _plain(value: Any) -> Any:
    return None if value == "" else value


def _text(values: tuple[Any, ...]) -> str | None:
    """Numbers in fields that are read as texts stay as they are written."""
    value = values[0]
    return None if value is None or value == "" else format(value, "f") if isinstance(value, Decimal) else str(value)


@cache
def _type(kind: type[Row], word: str) -> object:
    annotated: Any = next(field.type for field in structs.fields(kind) if field.name == word)
    return next((part for part in get_args(annotated) if part is not type(None)), annotated)
