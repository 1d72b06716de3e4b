"""Whether an answer is one that the schema allows to a question. It knows the schema's text and none of our code."""

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final, TypeAlias

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLEnumType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    TypeNameMetaFieldDef,
)

Path: TypeAlias = tuple[str | int, ...]

_CODE: Final = re.compile(r"[A-Z][A-Z0-9_]+")


def problems(schema: GraphQLSchema, document: DocumentNode, answer: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with an answer; the document has no fragment with a name, and `__typename` wherever it matters."""
    (operation,) = (each for each in document.definitions if isinstance(each, OperationDefinitionNode))
    yield from (f"{key}: not of GraphQL's response format" for key in answer.keys() - {"data", "errors", "extensions"})
    if not isinstance(answer.get("extensions", {}).get("traceId"), str):
        yield "extensions: no trace id"
    errors = answer.get("errors", [{}])  # where there are some, there is one at least
    for number, error in enumerate(errors if "errors" in answer else ()):
        yield from (f"errors[{number}]: {problem}" for problem in _error(error, answer))
    if not errors or ("errors" not in answer and answer.get("data") is None):
        yield "errors: none, and no data either" if "errors" not in answer else "errors: an empty list"
    if answer.get("data") is not None:
        assert schema.query_type is not None
        yield from _object(schema, schema.query_type, [operation.selection_set], answer["data"], ())


# ---------------------------------------------------------------------------------------------------------- errors


def _error(error: Any, answer: Mapping[str, Any]) -> Iterator[str]:
    said = error.get("extensions", {})
    if not isinstance(error.get("message"), str) or not error["message"]:
        yield "no message"
    if not _CODE.fullmatch(str(said.get("code"))):
        yield f"the code is {said.get('code')!r}"
    if not isinstance(said.get("retryable"), bool) or not isinstance(said.get("traceId"), str):
        yield "it does not say whether to try again, or its trace id"
    if "data" not in answer and "path" in error:
        yield "a path, though nothing was executed"
    if "data" in answer and said.get("code") not in ("MORE_ERRORS", "TIMEOUT"):
        yield from _led_to(error.get("path"), answer["data"])


def _led_to(path: Any, data: Any) -> Iterator[str]:
    """A field's error has a path, and at its end or on the way there is a null."""
    if not path:
        yield "no path"
        return
    place = data
    for step in path:
        if place is None:
            return
        try:
            place = place[step]
        except (KeyError, IndexError, TypeError):
            yield f"the path {path} leads nowhere"
            return
    if place is not None:
        yield f"at the end of the path {path} is a value"


# ------------------------------------------------------------------------------------------------------------ data


def _object(
    schema: GraphQLSchema, type_: GraphQLObjectType, selections: Sequence[SelectionSetNode], value: Any, path: Path
) -> Iterator[str]:
    fields: dict[str, list[FieldNode]] = {}
    for node in _collected(schema, type_, selections):
        fields.setdefault((node.alias or node.name).value, []).append(node)
    if not isinstance(value, dict) or list(value) != list(fields):
        yield f"{_at(path)}: found {value if not isinstance(value, dict) else list(value)}, asked for {list(fields)}"
        return
    for name, nodes in fields.items():
        definition = TypeNameMetaFieldDef if nodes[0].name.value == "__typename" else type_.fields[nodes[0].name.value]
        below = [node.selection_set for node in nodes if node.selection_set]
        yield from _value(schema, definition.type, below, value[name], (*path, name))
        if definition is TypeNameMetaFieldDef and value[name] != type_.name:
            yield f"{_at((*path, name))}: {value[name]} instead of {type_.name}"


def _collected(
    schema: GraphQLSchema, type_: GraphQLObjectType, selections: Sequence[SelectionSetNode]
) -> Iterator[FieldNode]:
    """The fields that a question has for objects of this type, in order."""
    for node in (node for each in selections for node in each.selections):
        if isinstance(node, FieldNode):
            yield node
        elif isinstance(node, InlineFragmentNode):
            if node.type_condition is None or _fits(schema, type_, node.type_condition.name.value):
                yield from _collected(schema, type_, [node.selection_set])
        else:
            raise TypeError("A fragment with a name; this knows of none.")


def _fits(schema: GraphQLSchema, type_: GraphQLObjectType, condition: str) -> bool:
    return condition == type_.name or type_ in possible(schema, condition)


def possible(schema: GraphQLSchema, name: str) -> Sequence[GraphQLObjectType]:
    """The types of which an object of a type may be."""
    type_: Any = schema.type_map[name]
    return (type_,) if isinstance(type_, GraphQLObjectType) else schema.get_possible_types(type_)


def _value(
    schema: GraphQLSchema, type_: Any, selections: Sequence[SelectionSetNode], value: Any, path: Path
) -> Iterator[str]:
    if isinstance(type_, GraphQLNonNull):
        if value is None:
            yield f"{_at(path)}: null, which {type_} never is"
        type_ = type_.of_type
    if value is None:
        return
    if isinstance(type_, GraphQLList):
        if not isinstance(value, list):
            yield f"{_at(path)}: {value!r} is no list"
            return
        for place, member in enumerate(value):
            yield from _value(schema, type_.of_type, selections, member, (*path, place))
    elif isinstance(type_, GraphQLScalarType | GraphQLEnumType):
        if not _is_leaf(type_, value):
            yield f"{_at(path)}: {value!r} is no {type_}"
    else:
        yield from _composite(schema, type_, selections, value, path)


def _composite(
    schema: GraphQLSchema, type_: GraphQLNamedType, selections: Sequence[SelectionSetNode], value: Any, path: Path
) -> Iterator[str]:
    if isinstance(type_, GraphQLObjectType):
        yield from _object(schema, type_, selections, value, path)
        return
    found = {each.name: each for each in possible(schema, type_.name)}
    name = value.get("__typename") if isinstance(value, dict) else None
    if name not in found:
        yield f"{_at(path)}: {name!r} is none of {', '.join(found)}"
        return
    yield from _object(schema, found[name], selections, value, path)


def _at(path: Path) -> str:
    return ".".join(map(str, path)) or "data"


# ---------------------------------------------------------------------------------------------------------- leaves


def _is_leaf(type_: GraphQLScalarType | GraphQLEnumType, value: Any) -> bool:
    if isinstance(type_, GraphQLEnumType):
        return value in type_.values
    return LEAVES[type_.name](value)


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _whole(value: Any, limit: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and -limit - 1 <= value <= limit


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _like(pattern: str) -> Callable[[Any], bool]:
    compiled = re.compile(pattern, re.ASCII)
    return lambda value: isinstance(value, str) and compiled.fullmatch(value) is not None


def _readable(pattern: str, read: Callable[[str], object]) -> Callable[[Any], bool]:
    """Of a pattern, and there is such a thing."""
    alike = _like(pattern)

    def check(value: Any) -> bool:
        try:
            return alike(value) and read(value) is not None
        except ValueError:
            return False

    return check


def _trade_item(value: Any) -> bool:
    """Fourteen digits, the last of which checks the others (GS1 General Specifications 7.9)."""
    return _like(r"\d{14}")(value) and sum(int(d) * (3, 1)[n % 2] for n, d in enumerate(value)) % 10 == 0


LEAVES: Final[Mapping[str, Callable[[Any], bool]]] = {
    "Boolean": lambda value: isinstance(value, bool),
    "ID": _text,
    "String": _text,
    "Float": _number,
    "Int": lambda value: _whole(value, 2**31 - 1),
    "BigInt": lambda value: _whole(value, 2**53 - 2) or value == 2**53 - 1,
    "Quantity": lambda value: _number(value) and round(value, 3) == value,
    "Decimal": _like(r"-?\d+(\.\d+)?"),
    "DateTime": _readable(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", datetime.fromisoformat),
    "Date": _readable(r"\d{4}-\d\d-\d\d", date.fromisoformat),
    "CountryCode": _like("[A-Z]{2}"),
    "CurrencyCode": _like("[A-Z]{3}"),
    "UnitCode": _like("[A-Z0-9]{2,3}"),
    "GTIN": _trade_item,
    "URL": _like(r"https?://\S+"),
}
