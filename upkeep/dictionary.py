"""The data dictionary, made from the graph: every type, field, argument and word, and what it takes to answer."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, TypeAlias

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_non_null_type,
)

from resolvers.edges import BATCH, FACETS
from resolvers.schema import build_schema
from upkeep.markdown import code, page, table

Kind: TypeAlias = tuple[str, str, Callable[[GraphQLNamedType], bool]]

INTRODUCTION: Final = """\
Every word of the graph. The same is in `schema.graphql` at the root of the sources, which a gateway also serves at
`/schema.graphql`, and as JSON at `/schema.json`.

*Null?* says whether a client must expect null there. *Asks* says what a field takes: **systems** means that it asks the
systems that serve another noun, once for all the objects at that place of the answer; a facet (a group of fields that
systems answer together) means that the systems are asked for that part of the thing only if the field is selected;
nothing means that it comes with the thing. Units and owners are in the descriptions."""


def dictionary() -> str:
    """The page."""
    types = described(build_schema()._schema)
    return page("Data dictionary", INTRODUCTION, *(part for kind in KINDS for part in _kind(types, *kind)))


def described(schema: GraphQLSchema) -> Mapping[str, GraphQLNamedType]:
    """The types that are ours, by name; what GraphQL itself brings is left out."""
    standard = {"Int", "Float", "String", "Boolean", "ID"}
    return {name: one for name, one in schema.type_map.items() if not name.startswith("__") and name not in standard}


def _is_connection(one: GraphQLNamedType) -> bool:
    return one.name.endswith(("Connection", "Edge")) or one.name in ("PageInfo", "ResultCount")


def _has_id(one: GraphQLNamedType) -> bool:
    return isinstance(one, GraphQLObjectType) and any(each.name == "Node" for each in one.interfaces)


KINDS: Final[tuple[Kind, ...]] = (
    ("Questions", "What can be asked at the root.", lambda one: one.name in ("Query", "Mutation", "Subscription")),
    ("Things", "What has an id: `node(id:)` finds each of them again.", _has_id),
    ("Lists", "Pages of things, after Relay's connections.", _is_connection),
    ("Parts", "What things are made of; it has no id of its own.", lambda one: isinstance(one, GraphQLObjectType)),
    (
        "Interfaces and unions",
        "What several types have in common.",
        lambda one: isinstance(one, GraphQLInterfaceType | GraphQLUnionType),
    ),
    ("Arguments", "What questions are asked with.", lambda one: isinstance(one, GraphQLInputObjectType)),
    (
        "Words",
        "Closed lists. A system's word that is none of them is `UNKNOWN`, never a guess.",
        lambda one: isinstance(one, GraphQLEnumType),
    ),
    ("Values", "How single values are written.", lambda one: isinstance(one, GraphQLScalarType)),
)


def _kind(
    types: Mapping[str, GraphQLNamedType], title: str, purpose: str, belongs: Callable[[GraphQLNamedType], bool]
) -> Iterator[str]:
    """A chapter: the types that belong to it and to none before it."""
    before = [other for *_, other in KINDS[: [name for name, *_ in KINDS].index(title)]]
    mine = [one for one in types.values() if belongs(one) and not any(other(one) for other in before)]
    yield f"## {title}\n\n{purpose}"
    for one in sorted(mine, key=lambda each: each.name):
        yield f"### {one.name}"
        yield _text(one.description)
        yield from _members(one)


def _members(one: GraphQLNamedType) -> Iterator[str]:
    if isinstance(one, GraphQLObjectType | GraphQLInterfaceType):
        yield table(("Field", "Type", "Null?", "Asks", "What it says"), _fields(one))
    elif isinstance(one, GraphQLInputObjectType):
        rows = ((code(name), _type(each), _null(each), _text(each.description)) for name, each in one.fields.items())
        yield table(("Field", "Type", "Null?", "What it says"), rows)
    elif isinstance(one, GraphQLEnumType):
        yield table(
            ("Word", "What it says"), ((code(name), _text(each.description)) for name, each in one.values.items())
        )
    elif isinstance(one, GraphQLUnionType):
        yield f"One of {', '.join(_link(each) for each in one.types)}."


def _fields(one: GraphQLObjectType | GraphQLInterfaceType) -> Iterator[tuple[str, ...]]:
    for name, field in one.fields.items():
        yield code(name), _type(field), _null(field), asks(field), _text(field.description, field.deprecation_reason)
        for argument, spec in field.args.items():
            shown = f"↳ {code(argument)}"
            yield shown, _type(spec), _null(spec), "", _text(spec.description, spec.deprecation_reason)


def asks(field: GraphQLField) -> str:
    """What it takes to answer a field: other systems, facets of the thing, or nothing more."""
    metadata = field.extensions["strawberry-definition"].metadata
    facets = sorted(facet for facet in metadata.get(FACETS, ()) if facet != "head")
    return ", ".join([*(["**systems**"] if BATCH in metadata else []), *map(code, facets)])


def _type(one: Any) -> str:
    named = get_named_type(one.type)
    shown = str(one.type).replace("[", "\\[").replace("]", "\\]")
    return shown.replace(named.name, _link(named)) if _is_ours(named) else shown


def _is_ours(named: GraphQLNamedType) -> bool:
    return named.name not in ("Int", "Float", "String", "Boolean", "ID")


def _link(named: GraphQLNamedType) -> str:
    return f"[{named.name}](#{named.name.lower()})"


def _null(one: Any) -> str:
    return "no" if is_non_null_type(one.type) else "yes"


def _text(description: str | None, deprecated: str | None = None) -> str:
    words: Iterable[str] = [f"**Deprecated.** {deprecated}"] if deprecated else []
    return " ".join([*words, description or ""])
