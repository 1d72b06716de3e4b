"""Scalars and enums, a column at a time.

`fitting` looks at a column of values and gives them as the answer says them, or None where it had better be done one
by one, as GraphQL does it: whatever is unusual is left to the type's own `coerce_output_value`.
"""

import sys
from collections.abc import Callable, Collection, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from math import isfinite
from types import NoneType
from typing import Annotated, Any, Final, TypeAlias

import msgspec
import orjson
from graphql import (
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLFloat,
    GraphQLID,
    GraphQLInt,
    GraphQLLeafType,
    GraphQLString,
    Undefined,
)
from graphql.pyutils import inspect
from msgspec import Meta
from strawberry.schema.schema_converter import CustomGraphQLEnumType

from resolvers.scalars import write_instant

Column: TypeAlias = list[Any]
Classes: TypeAlias = Collection[type]
Fitting: TypeAlias = Callable[[Column, Classes], Column | None]

_NOTHING: Final[frozenset[type]] = frozenset({NoneType})
_PLAIN: Final[frozenset[type]] = frozenset({str, int, float, bool})
_LARGEST_INT: Final = 2**31 - 1
_SMALLEST_INT: Final = -(2**31)


def fitting(type_: GraphQLLeafType) -> Fitting:
    """How a column of this type is looked at."""
    if isinstance(type_, CustomGraphQLEnumType):
        return _names(type_)
    if isinstance(type_, GraphQLEnumType):
        return _nothing_fits
    return _KNOWN.get(type_.coerce_output_value) or _written(type_.coerce_output_value)


def checked(type_: GraphQLLeafType) -> Any:
    """The type by which msgspec itself knows values that may be written as they are; None if it cannot tell them."""
    if isinstance(type_, CustomGraphQLEnumType):
        return _words(type_.wrapped_cls)
    return None if isinstance(type_, GraphQLEnumType) else _CHECKED.get(type_.coerce_output_value)


def _words(members: Any) -> Any:
    """An enum whose members the encoder writes by their names, because these are their values."""
    return members if all(member.value == name for name, member in members.__members__.items()) else None


def coerced(type_: GraphQLLeafType, value: Any) -> Any:
    """One value as the answer says it; raises whatever the type does."""
    said = type_.coerce_output_value(value)
    if said is None or said is Undefined:
        name, call = inspect(type_), f"coerce_output_value({inspect(value)})"
        raise TypeError(f"Expected `{name}.{call}` to return non-nullable value, returned: {inspect(said)}")
    return said if type(said) in _PLAIN else msgspec.Raw(orjson.dumps(said, option=orjson.OPT_UTC_Z))


def _of(*classes: type) -> Fitting:
    """Values of these classes are said as they are."""
    wanted = _NOTHING.union(classes)
    return lambda column, found: column if wanted.issuperset(found) else None


def _nothing_fits(_column: Column, _found: Classes) -> None:
    return None


def _ints(column: Column, found: Classes) -> Column | None:
    if not _INTS.issuperset(found):
        return None
    known = [number for number in column if number is not None] if NoneType in found else column
    return column if not known or (min(known) >= _SMALLEST_INT and max(known) <= _LARGEST_INT) else None


def _floats(column: Column, found: Classes) -> Column | None:
    if not _FLOATS.issuperset(found):
        return None
    return column if all(map(isfinite, filter(None, column))) else None


def _names(type_: CustomGraphQLEnumType) -> Fitting:
    """Members are said by their names."""
    names: dict[Any, str | None] = {None: None}
    member: Any
    for member in type_.wrapped_cls:
        try:
            names[member] = type_.coerce_output_value(member)
        except ValueError:  # it is not in the graph
            return _nothing_fits
    wanted = frozenset({NoneType, type_.wrapped_cls})
    return lambda column, found: [names[member] for member in column] if wanted.issuperset(found) else None


def _instants(column: Column, found: Classes) -> Column | None:
    """In UTC the encoder writes RFC 3339 with a Z, as `write_instant` does, and twenty times as fast."""
    if not _INSTANTS.issuperset(found):
        return None
    return column if {value.tzinfo for value in column if value is not None} <= {UTC} else None


def _written(write: Callable[[Any], Any]) -> Fitting:
    """Each value by its scalar's own function, as long as it gives plain ones."""

    def fit(column: Column, found: Classes) -> Column | None:
        nulls = NoneType in found
        try:
            said = [write(value) for value in column if value is not None] if nulls else list(map(write, column))
        except Exception:  # the one that fails is found one by one
            return None
        if not _PLAIN.issuperset(map(type, said)):
            return None
        return _with_nulls(column, iter(said)) if nulls else said

    return fit


def _with_nulls(column: Column, said: Iterator[Any]) -> Column:
    return [None if value is None else next(said) for value in column]


_INTS: Final = _NOTHING | {int}
_FLOATS: Final = _NOTHING | {float}
_INSTANTS: Final = _NOTHING | {datetime}

# By how a type writes its values: of these the encoder writes some itself, in the same way.
_KNOWN: Final[dict[Any, Fitting]] = {
    GraphQLString.coerce_output_value: _of(str),
    GraphQLID.coerce_output_value: _of(str),
    GraphQLBoolean.coerce_output_value: _of(bool),
    GraphQLInt.coerce_output_value: _ints,
    GraphQLFloat.coerce_output_value: _floats,
    str: _of(str, Decimal),
    date.isoformat: _of(date),
    write_instant: _instants,
}

_Int: TypeAlias = Annotated[int, Meta(ge=_SMALLEST_INT, le=_LARGEST_INT)]
_Float: TypeAlias = Annotated[float, Meta(ge=-sys.float_info.max, le=sys.float_info.max)] | int  # a NaN is neither

# The same for msgspec. Instants are not there: it cannot tell those that are in UTC.
_CHECKED: Final[dict[Any, Any]] = {
    GraphQLString.coerce_output_value: str,
    GraphQLID.coerce_output_value: str,
    GraphQLBoolean.coerce_output_value: bool,
    GraphQLInt.coerce_output_value: _Int,
    GraphQLFloat.coerce_output_value: _Float,
    str: Decimal,
}
