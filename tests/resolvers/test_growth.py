"""No field asks a system more often for twenty things than for one: statements counted for every field of the graph."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLField, GraphQLObjectType, is_composite_type, is_required_argument
from graphql.type import get_named_type

from resolvers.schema import build_schema
from tests.backends.sql.statements import statements

SCHEMA = build_schema()._schema
SCOPE = "{channel: ECOMMERCE}"

STOCK = f"variants(first: SIZE) {{ nodes {{ stock(scope: {SCOPE}) {{ %s }} }} }}"

# How to reach many things of each type: a query with room for the list's size and a selection.
WAYS: dict[str, str] = {
    "Customer": 'customers(search: "m", first: SIZE) { nodes { FIELD } }',
    "Associate": 'customers(search: "m", first: SIZE) { nodes { primaryAssociate { FIELD } } }',
    "CustomerConnection": 'customers(search: "m", first: SIZE) { FIELD }',
    "CustomerEdge": 'customers(search: "m", first: SIZE) { edges { FIELD } }',
    "Loyalty": 'customers(search: "m", first: SIZE) { nodes { loyalty { FIELD } } }',
    "CustomerMetrics": 'customers(search: "m", first: SIZE) { nodes { metrics { FIELD } } }',
    "CustomerIdentity": 'customers(search: "m", first: SIZE) { nodes { identities { FIELD } } }',
    "Order": "orders(first: SIZE) { nodes { FIELD } }",
    "OrderConnection": 'customers(search: "m", first: SIZE) { nodes { orders { FIELD } } }',
    "OrderEdge": "orders(first: SIZE) { edges { FIELD } }",
    "OrderLine": "orders(first: SIZE) { nodes { lines { FIELD } } }",
    "Payment": "orders(first: SIZE) { nodes { payments { FIELD } } }",
    "Return": "orders(first: SIZE) { nodes { returns { FIELD } } }",
    "ReturnLine": "orders(first: SIZE) { nodes { returns { lines { FIELD } } } }",
    "Shipment": "orders(first: SIZE) { nodes { shipments { FIELD } } }",
    "ShipmentLine": "orders(first: SIZE) { nodes { shipments { lines { FIELD } } } }",
    "TrackingEvent": "orders(first: SIZE) { nodes { shipments { events { FIELD } } } }",
    "Package": "orders(first: SIZE) { nodes { shipments { packages { FIELD } } } }",
    "Promise": "orders(first: SIZE) { nodes { promise { FIELD } } }",
    "Location": "orders(first: SIZE) { nodes { store { FIELD } } }",
    "Variant": "variants(first: SIZE) { nodes { FIELD } }",
    "VariantConnection": "variants(first: SIZE) { FIELD }",
    "VariantEdge": "variants(first: SIZE) { edges { FIELD } }",
    "Product": "variants(first: SIZE) { nodes { product { FIELD } } }",
    "StockSummary": STOCK % "FIELD",
    "StockPosition": STOCK % "positions { nodes { FIELD } }",
    "StockPositionConnection": STOCK % "positions { FIELD }",
    "StockPositionEdge": STOCK % "positions { edges { FIELD } }",
    "InboundSupply": STOCK % "inbound { FIELD }",
    "AtpPoint": STOCK % "atpSchedule { FIELD }",
}
# Types that no list of other things leads to, or that are read whole with what they are part of.
ALONE = {
    "Query",
    "SystemHealth",
    "AmbiguousCustomer",
    "CustomerCandidate",
    "PageInfo",
    "Completeness",
    "Gap",
    "SourceStamp",
    "ExternalRef",
    "Money",
    "Address",
    "GeoPoint",
    "ContactPoint",
    "Consent",
    "Voucher",
    "Preference",
    "ImportantDate",
    "Media",
    "OptionValue",
    "Price",
}
ARGUMENTS = {
    ("Variant", "price"): "(channel: STORE)",
    ("Variant", "stock"): f"(scope: {SCOPE})",
    ("StockSummary", "availableToPromise"): '(on: "2026-03-21")',
}


def object_types() -> Iterator[GraphQLObjectType]:
    for name, type_ in SCHEMA.type_map.items():
        if isinstance(type_, GraphQLObjectType) and not name.startswith("__"):
            yield type_


def every_field() -> Iterator[tuple[str, str]]:
    for type_ in object_types():
        if type_.name in WAYS:
            yield from ((type_.name, name) for name in type_.fields)


def selected(typename: str, name: str, field: GraphQLField) -> str:
    arguments = ARGUMENTS.get((typename, name), "")
    assert arguments or not any(is_required_argument(argument) for argument in field.args.values())
    return f"{name}{arguments}" + (" { __typename }" if is_composite_type(get_named_type(field.type)) else "")


def test_every_type_has_a_way_or_stands_alone():
    names = {type_.name for type_ in object_types()}
    assert names == set(WAYS) | ALONE


async def counts(ask: Callable[..., Any], way: str, *sizes: int) -> list[Counter[Any]]:
    """How often each view is read for lists of these sizes."""
    await ask(f"{{ {way.replace('SIZE', '1')} }}")  # what connections learn of their views once
    counted = []
    for size in sizes:
        with statements() as seen:
            answer = await ask(f"{{ {way.replace('SIZE', str(size))} }}")
        assert "errors" not in answer
        counted.append(Counter(seen))
    return counted


@pytest.mark.parametrize(("typename", "name"), list(every_field()))
async def test_twenty_cost_no_more_than_one(typename: str, name: str, ask: Callable[..., Any]):
    """A list, and what other systems add to it, which one row may not need: a few reads of a view, not one a row."""
    field = SCHEMA.type_map[typename].fields[name]
    one, twenty = await counts(ask, WAYS[typename].replace("FIELD", selected(typename, name, field)), 1, 20)
    assert twenty
    grown = {at: count for at, count in twenty.items() if count > max(one[at], 8)}
    assert grown == {}, f"{dict(one)} became {dict(twenty)}"


@pytest.mark.parametrize("typename", sorted(WAYS))
async def test_eighty_cost_no_more_than_twenty(typename: str, ask: Callable[..., Any]):
    """Every field of a type at once: a view is read for each edge that leads to it, and not for each row."""
    fields = SCHEMA.type_map[typename].fields.items()
    every = " ".join(selected(typename, name, field) for name, field in fields)
    twenty, eighty = await counts(ask, WAYS[typename].replace("FIELD", every), 20, 80)
    grown = {at: count for at, count in eighty.items() if count > max(twenty[at], 8)}
    assert grown == {}, f"{dict(twenty)} became {dict(eighty)}"


async def test_three_sixty_asks_each_system_once_per_level(ask: Callable[..., Any]):
    """Customer; orders; variants, stock, shipments, stores; supply, demand, places of positions: four levels."""
    query = (Path(__file__).parents[1] / "stories" / "three_sixty.graphql").read_text(encoding="utf-8")
    answer = await ask(
        query,
        key={"externalId": {"system": "crm", "value": "C-00001"}},
        scope={"channel": "ECOMMERCE"},
        on="2026-03-21",
    )
    assert "errors" not in answer
    assert len(answer["data"]["customer"]["orders"]["nodes"]) == 20
    assert max(answer["extensions"]["cost"]["bySystem"].values()) <= 4
