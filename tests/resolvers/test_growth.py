"""No field asks a system more often for many things than for one: calls and statements of every field of the graph.

The calls are counted at a retailer all of whose things are alike, where nothing but the length of a list can make a
difference; then at the demo, where some things need a call that others do not.
"""

import shutil
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from graphql import GraphQLField, GraphQLObjectType, is_composite_type, is_required_argument
from graphql.type import get_named_type
from msgspec import Struct

from tests.backends.sql.statements import statements
from tests.resolvers import alike
from tests.resolvers.conftest import Ask, asker, serving
from tests.stories.retailer import graph

SCHEMA = graph()._schema
SCOPE = "{channel: ECOMMERCE}"
SIZES = (1, 80)


def calls(systems: str) -> Counter[str]:
    """How often each system is called, its name once for each call."""
    return Counter(systems.split())


# What each level of a question costs, each system that serves it one call.
CUSTOMERS = calls("crm pos")  # rows, of each without copies of those above it
TOLD_BY_TILLS = calls("pos")  # what the other system adds to a row, asked by the row's names
ORDERS = calls("oms pos erp")
SHIPMENTS = calls("tms")
VARIANTS = calls("pim")
PRODUCTS = calls("pim")
STOCK = calls("wms pos oms")
SUPPLY = calls("erp wms") + calls("wms")  # rows; what the WMS adds to those of the ERP, asked by their names
OUTLOOK = SUPPLY + calls("oms")  # and the demand
UNITS = calls("pim")  # of SKUs for which no stock system says one
PLACES = calls("erp")


class Way(Struct, frozen=True):
    """How many things of a type are reached: a query with room for the list's size and a selection, and its calls."""

    query: str
    calls: Counter[str]

    def asked(self, size: int, selection: str) -> str:
        return f"{{ {self.query.replace('SIZE', str(size)).replace('FIELD', selection)} }}"


PERSONS = 'customers(search: "a", first: SIZE) { %s }'
SOLD = "orders(first: SIZE) { nodes { %s } }"
GOODS = "variants(first: SIZE) { nodes { %s } }"
SHELVES = GOODS % f"stock(scope: {SCOPE}) {{ %s }}"

WAYS: dict[str, Way] = {
    "Customer": Way(PERSONS % "nodes { FIELD }", CUSTOMERS),
    "Associate": Way(PERSONS % "nodes { primaryAssociate { FIELD } }", CUSTOMERS),
    "CustomerConnection": Way(PERSONS % "FIELD", CUSTOMERS),
    "CustomerEdge": Way(PERSONS % "edges { FIELD }", CUSTOMERS),
    "Loyalty": Way(PERSONS % "nodes { loyalty { FIELD } }", CUSTOMERS),
    "CustomerMetrics": Way(PERSONS % "nodes { metrics { FIELD } }", CUSTOMERS),
    "CustomerIdentity": Way(PERSONS % "nodes { identities { FIELD } }", CUSTOMERS + TOLD_BY_TILLS),
    "OrderConnection": Way(PERSONS % "nodes { orders { FIELD } }", CUSTOMERS + TOLD_BY_TILLS + ORDERS),
    "Order": Way(SOLD % "FIELD", ORDERS),
    "OrderEdge": Way("orders(first: SIZE) { edges { FIELD } }", ORDERS),
    "OrderLine": Way(SOLD % "lines { FIELD }", ORDERS),
    "Payment": Way(SOLD % "payments { FIELD }", ORDERS),
    "Return": Way(SOLD % "returns { FIELD }", ORDERS),
    "ReturnLine": Way(SOLD % "returns { lines { FIELD } }", ORDERS),
    "Promise": Way(SOLD % "promise { FIELD }", ORDERS),
    "Location": Way(SOLD % "store { FIELD }", ORDERS + PLACES),
    "Shipment": Way(SOLD % "shipments { FIELD }", ORDERS + SHIPMENTS),
    "ShipmentLine": Way(SOLD % "shipments { lines { FIELD } }", ORDERS + SHIPMENTS),
    "TrackingEvent": Way(SOLD % "shipments { events { FIELD } }", ORDERS + SHIPMENTS),
    "Package": Way(SOLD % "shipments { packages { FIELD } }", ORDERS + SHIPMENTS),
    "Variant": Way(GOODS % "FIELD", VARIANTS),
    "VariantConnection": Way("variants(first: SIZE) { FIELD }", VARIANTS),
    "VariantEdge": Way("variants(first: SIZE) { edges { FIELD } }", VARIANTS),
    "Product": Way(GOODS % "product { FIELD }", VARIANTS + PRODUCTS),
    "StockSummary": Way(SHELVES % "FIELD", VARIANTS + STOCK),
    "StockPosition": Way(SHELVES % "positions(first: 9) { nodes { FIELD } }", VARIANTS + STOCK),
    "StockPositionConnection": Way(SHELVES % "positions(first: 9) { FIELD }", VARIANTS + STOCK),
    "StockPositionEdge": Way(SHELVES % "positions(first: 9) { edges { FIELD } }", VARIANTS + STOCK),
    "InboundSupply": Way(SHELVES % "inbound { FIELD }", VARIANTS + STOCK + OUTLOOK),
    "AtpPoint": Way(SHELVES % "atpSchedule { FIELD }", VARIANTS + STOCK + OUTLOOK),
}

TOLD_BY_MANY = (
    *("contacts", "addresses", "identities", "mergedIds"),
    *("consents", "segments", "preferences", "importantDates"),
)

# The fields that ask more than their parents were asked for. Every other is one of the parents' own.
MORE: dict[tuple[str, str], Counter[str]] = {
    **{("Customer", field): TOLD_BY_TILLS for field in TOLD_BY_MANY},
    ("Customer", "orders"): TOLD_BY_TILLS + ORDERS,
    ("Customer", "homeStore"): PLACES,
    ("Associate", "store"): PLACES,
    ("Order", "store"): PLACES,
    ("Order", "customer"): calls("crm"),
    ("Order", "shipments"): SHIPMENTS,
    ("OrderLine", "variant"): VARIANTS,
    ("Return", "location"): PLACES,
    ("Shipment", "order"): calls("oms"),
    ("Shipment", "from"): PLACES,
    ("Shipment", "pickUpLocation"): PLACES,
    ("ShipmentLine", "variant"): VARIANTS,
    ("Variant", "price"): calls("erp"),
    ("Variant", "product"): PRODUCTS,
    ("Variant", "stock"): STOCK,
    ("Product", "variants"): VARIANTS,
    ("StockSummary", "variant"): VARIANTS,
    **{("StockSummary", field): OUTLOOK for field in ("signal", "availableToPromise", "atpSchedule", "inbound")},
    ("StockPosition", "location"): PLACES,
    ("InboundSupply", "destination"): PLACES,
    ("InboundSupply", "originLocation"): PLACES,
}

# What the demo's things cost beyond those that are alike, whatever the length of the list.
HELD = calls("crm pos")  # who holds the contacts of persons whom a system does not know by any name
OF_TILLS = calls("crm")  # what the CRM knows of persons whom the till named
DIFFERENT: dict[str, Counter[str]] = {
    **{typename: HELD + OF_TILLS for typename, way in WAYS.items() if way.query.startswith("customers")},
    "Order": HELD + calls("pos"),  # persons whom the till named
    **{typename: UNITS for typename, way in WAYS.items() if "stock(" in way.query},
    "Variant": UNITS,  # through its stock
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


@pytest.fixture(scope="session")
def uniform(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A retailer all of whose things are alike, configured as the demo is."""
    folder = tmp_path_factory.mktemp("alike")
    shutil.copy(demo / "comptoir.toml", folder)
    alike.write(folder, size=max(SIZES) + 20)
    return folder


@pytest.fixture
async def ask_alike(uniform: Path) -> AsyncIterator[Ask]:
    """Asks that retailer one question."""
    async with serving(uniform) as client:
        yield asker(client)


async def cost(ask: Ask, query: str) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    """How often a question calls each system, and how often it reads each of their views."""
    with statements() as seen:
        answer = await ask(query)
    assert "errors" not in answer
    return Counter(answer["extensions"]["cost"]["bySystem"]), Counter(seen)


@pytest.mark.parametrize(("typename", "name"), list(every_field()))
async def test_many_cost_what_one_costs(typename: str, name: str, ask_alike: Ask):
    """To the call, and to the statement; 80 names are far from the 500 that one statement may have."""
    way, field = WAYS[typename], SCHEMA.type_map[typename].fields[name]
    one, *more = [await cost(ask_alike, way.asked(size, selected(typename, name, field))) for size in SIZES]
    assert one[0] == way.calls + MORE.get((typename, name), Counter())
    assert more == [one]
    for (system, view), count in one[1].items():
        translated = view.endswith(("_refs", "_merges"))  # read for what they say of rows, and to know rows by
        assert count <= one[0][system] * (2 if translated else 1)


@pytest.mark.parametrize("typename", ["Customer", "Order", "Variant"])
@pytest.mark.parametrize("size", SIZES)
async def test_the_lists_are_as_long_as_they_are_asked_to_be(typename: str, size: int, ask_alike: Ask):
    [found] = (await ask_alike(WAYS[typename].asked(size, "id")))["data"].values()
    assert len({node["id"] for node in found["nodes"]}) == size


@pytest.mark.parametrize("typename", sorted(WAYS))
async def test_what_the_demo_costs(typename: str, ask: Ask, ask_alike: Ask):
    """Every field of a type at once: things of all sorts cost no more than alike ones and what tells them apart."""
    fields = SCHEMA.type_map[typename].fields.items()
    every = " ".join(selected(typename, name, field) for name, field in fields)
    most = (await cost(ask_alike, WAYS[typename].asked(1, every)))[0] + DIFFERENT.get(typename, Counter())
    for size in SIZES:
        called, _ = await cost(ask, WAYS[typename].asked(size, every))
        assert called <= most


async def test_a_scan_reads_on_and_is_bounded(ask: Ask):
    """Only the gateway can tell what is late: it reads on until the page is full or 2,000 rows were looked at.

    So the calls grow with what lies between two late orders, whatever is asked of those: by a hundred rows at a time.
    The ERP, where all are copies, looks at more rows than that at a time, and must now and then be asked to look on.
    """
    where = "where: {promiseBreached: true}"
    few, _ = await cost(ask, f"{{ orders(first: 1, {where}) {{ nodes {{ id }} }} }}")
    for selection in ("id", "id lines { sku } payments { id } refs { system }"):
        many, read = await cost(ask, f"{{ orders(first: 100, {where}) {{ nodes {{ {selection} }} }} }}")
        chunks = 2_000 // 100
        assert few < many <= Counter(dict.fromkeys(ORDERS, chunks)) + Counter(erp=chunks // 4)
        assert max(read.values()) <= max(many.values())


async def test_three_sixty_asks_each_system_once_per_level(ask: Ask):
    """Customer; what the till adds to her; orders; what is below them; supply, demand and places of stock."""
    query = (Path(__file__).parents[1] / "stories" / "three_sixty.graphql").read_text(encoding="utf-8")
    answer = await ask(
        query,
        key={"externalId": {"system": "crm", "value": "C-00001"}},
        scope={"channel": "ECOMMERCE"},
        on="2026-03-21",
    )
    assert "errors" not in answer
    assert len(answer["data"]["customer"]["orders"]["nodes"]) == 20
    levels = calls("crm") + TOLD_BY_TILLS + ORDERS + PLACES + SHIPMENTS + VARIANTS + STOCK + OUTLOOK + PLACES
    assert Counter(answer["extensions"]["cost"]["bySystem"]) == levels
