"""The graph keeps its own rules: descriptions, nullability, id siblings, open enums."""

from collections.abc import Iterator

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_list_type,
    is_non_null_type,
)

from resolvers.edges import BATCH
from resolvers.schema import build_schema

SCHEMA: GraphQLSchema = build_schema()._schema
OURS = [type_ for name, type_ in SCHEMA.type_map.items() if not name.startswith("__")]
BUILT_IN = {"Int", "Float", "String", "Boolean", "ID"}
CLOSED = {"SystemRole", "FreshnessState", "SortDirection", "OrderSortField"}  # words of our own, fed by no system
RAISES_NEVER = {"nodes", "systems"}  # roots that are allowed to be non-null


def fields() -> Iterator[tuple[GraphQLNamedType, str, GraphQLField]]:
    for type_ in OURS:
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            for name, field in type_.fields.items():
                yield type_, name, field


def asks_backends(field: GraphQLField) -> bool:
    return BATCH in field.extensions["strawberry-definition"].metadata


EDGES = [(type_, name, field) for type_, name, field in fields() if asks_backends(field)]


@pytest.mark.parametrize("type_", OURS, ids=str)
def test_described(type_):
    assert type_.description or type_.name in BUILT_IN
    for name, field in getattr(type_, "fields", {}).items():
        assert field.description, f"{type_.name}.{name}"
        for argument, spec in getattr(field, "args", {}).items():
            assert spec.description, f"{type_.name}.{name}({argument}:)"
    for name, value in getattr(type_, "values", {}).items() if isinstance(type_, GraphQLEnumType) else ():
        assert value.description, f"{type_.name}.{name}"


@pytest.mark.parametrize(("type_", "name", "field"), EDGES, ids=lambda value: str(value)[:40])
def test_an_edge_that_leaves_its_system_is_nullable(type_, name, field):
    if type_ is not SCHEMA.query_type or name not in RAISES_NEVER:
        assert not is_non_null_type(field.type)


@pytest.mark.parametrize(("type_", "name", "field"), EDGES, ids=lambda value: str(value)[:40])
def test_a_to_one_edge_has_an_id_sibling(type_, name, field):
    target = get_named_type(field.type)
    to_one = not is_list_type(get_nullable_type(field.type)) and not target.name.endswith("Connection")
    if type_ is SCHEMA.query_type or not to_one or "id" not in getattr(target, "fields", {}):
        return
    if name == "stock":  # its id is made of the variant's and the scope that was asked
        return
    sibling = type_.fields[f"{name}Id"]
    assert get_named_type(sibling.type).name == "ID"


def test_there_are_edges():
    assert len(EDGES) > 15


@pytest.mark.parametrize("type_", [type_ for type_ in OURS if isinstance(type_, GraphQLEnumType)], ids=str)
def test_open_enums_have_unknown(type_):
    assert type_.name in CLOSED or "UNKNOWN" in type_.values


def test_root_fields_are_nullable():
    for name, field in SCHEMA.query_type.fields.items():
        assert not is_non_null_type(field.type) or name in RAISES_NEVER


def test_lists_hold_no_nulls_except_nodes():
    for type_, name, field in fields():
        found = get_nullable_type(field.type)
        if is_list_type(found) and (type_.name, name) not in {("Query", "nodes"), ("Query", "stock")}:
            assert is_non_null_type(found.of_type), f"{type_.name}.{name}"


def test_keys_are_one_of():
    for name in ("CustomerKey", "ScanKey"):
        key = SCHEMA.type_map[name]
        assert isinstance(key, GraphQLInputObjectType)
        assert key.extensions["strawberry-definition"].is_one_of


def test_no_vendor_in_the_graph():
    text = str(build_schema().as_str()).lower()
    for vendor in ("salesforce", "netsuite", "reflex", "winsped", "andsoft", "tryton", "sqlite"):
        assert vendor not in text
