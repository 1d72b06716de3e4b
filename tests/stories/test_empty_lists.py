"""An empty list of alternatives selects nothing, wherever one may be given; leaving it out selects everything."""

import pytest

from backends.records import Ref
from backends.sandbox import stories
from resolvers.schema import build_schema
from tests.stories.retailer import Counter, id_of

VARIANT = id_of("Variant", Ref("pim", stories.ARRIVING_SKU))
PLACE = id_of("Location", stories.WAREHOUSE_NORTH)
STOCK = f'stock(variantIds: ["{VARIANT}"], scope: {{channel: STORE%s}}) {{ %s }}'

# By the list's place in the schema: a query with room for it, and the way to what it selects.
LISTS = {
    **{
        f"OrderFilter.{name}": (f"orders(where: {{ {name}: GIVEN }}) {{ nodes {{ id }} }}", "orders.nodes")
        for name in (
            *("ids", "numbers", "storeIds", "channels"),
            *("status", "paymentStatus", "fulfilmentStatus", "returnStatus"),
        )
    },
    "Query.variants(skus)": ("variants(skus: GIVEN) { nodes { id } }", "variants.nodes"),
    "Query.locations(kinds)": ("locations(kinds: GIVEN) { id }", "locations"),
    "Query.inbound(stages)": (f'inbound(locationId: "{PLACE}", stages: GIVEN) {{ id }}', "inbound"),
    "StockSummary.inbound(stages)": (STOCK % ("", "inbound(stages: GIVEN) { id }"), "stock.0.inbound"),
    "StockScope.locationIds": (
        STOCK % (", locationIds: GIVEN", "positions { nodes { id } }"),
        "stock.0.positions.nodes",
    ),
    "Query.stock(variantIds)": ("stock(variantIds: GIVEN, scope: {channel: STORE}) { sku }", "stock"),
    "Query.nodes(ids)": ("nodes(ids: GIVEN) { id }", "nodes"),
}
PATHS = {"Query.variants(categoryPath)"}  # no alternatives: an empty path is the root
REQUIRED = {"Query.stock(variantIds)", "Query.nodes(ids)"}


def test_every_list_is_here() -> None:
    """Whatever list the schema lets an asker give."""
    types = build_schema()._schema.type_map
    given = {
        f"{name}.{field}({argument})" if argument else f"{name}.{field}"
        for name, type_ in types.items()
        if not name.startswith("__")
        for field, spec in getattr(type_, "fields", {}).items()
        for argument, asked in (
            getattr(spec, "args", None) or ({"": spec} if not hasattr(spec, "args") else {})
        ).items()
        if str(asked.type).startswith("[")
    }
    assert given == LISTS.keys() | PATHS


@pytest.mark.parametrize("name", LISTS)
async def test_nothing(counter: Counter, name: str) -> None:
    query, way = LISTS[name]
    assert at(await counter.data(f"{{ {query.replace('GIVEN', '[]')} }}"), way) == []


@pytest.mark.parametrize("name", sorted(LISTS.keys() - REQUIRED))
async def test_everything(counter: Counter, name: str) -> None:
    query, way = LISTS[name]
    assert at(await counter.data(f"{{ {query.replace('GIVEN', 'null')} }}"), way)


async def test_an_empty_path_is_the_root(counter: Counter) -> None:
    query = "{ all: variants(first: 5) { nodes { id } } root: variants(first: 5, categoryPath: []) { nodes { id } } }"
    found = await counter.data(query)
    assert found["all"] == found["root"] != {"nodes": []}


def at(data: object, way: str) -> object:
    """What stands at the end of a way."""
    for step in way.split("."):
        data = data[int(step) if step.isdigit() else step]  # type: ignore[index]  # JSON
    return data
