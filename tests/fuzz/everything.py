"""The question that leaves nothing out: of a thing every field, and of what hangs on it, some levels deep."""

from graphql import (
    DocumentNode,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    parse,
)

LEVELS = 3
# For arguments that must be given, and pages that need not be long.
GIVEN = {
    "price": "(channel: STORE)",
    "stock": "(scope: {channel: STORE})",
    "availableToPromise": '(on: "2026-03-21")',
    **dict.fromkeys(("orders", "positions", "events"), "(first: 3)"),
}


def everything(schema: GraphQLSchema, typename: str, id_: str) -> DocumentNode:
    """All that can be asked of one thing."""
    fields = _fields(schema, schema.type_map[typename], LEVELS)
    return parse(f'{{ node(id: "{id_}") {{ __typename ... on {typename} {{ {fields} }} }} }}')


def _fields(schema: GraphQLSchema, type_: GraphQLNamedType, levels: int) -> str:
    if is_abstract_type(type_):
        members = schema.get_possible_types(type_)
        return " ".join(["__typename", *(f"... on {each} {{ {_fields(schema, each, levels)} }}" for each in members)])
    assert isinstance(type_, GraphQLObjectType | GraphQLInterfaceType)
    found = []
    for name, field in type_.fields.items():
        below = get_named_type(field.type)
        if is_leaf_type(below):
            found.append(f"{name}{GIVEN.get(name, '')}")
        elif levels:
            found.append(f"{name}{GIVEN.get(name, '')} {{ {_fields(schema, below, levels - 1)} }}")
    return " ".join(found) or "__typename"
