"""A database that has only what the contract says it must: every optional column left out of every view."""

from collections.abc import AsyncIterator

import pytest

from backends.filters import CustomerFilter, Filter, InboundFilter, LocationFilter, OrderFilter, VariantFilter
from backends.ports import Parent, ParentKind
from backends.records import Ref
from backends.sql.client import SqlSystem
from backends.sql.pages import LINKS
from backends.vocabulary import Channel, LocationKind, Noun, SortField
from tests.backends.asking import ROOT, spec
from tests.backends.sql import rows
from tests.backends.sql.asking import keys, named, one
from tests.backends.sql.databases import Database, SqliteDatabase, contract, system

MINIMAL_KEYS = dict.fromkeys(Noun, "k")
MINIMAL = {
    "comptoir_customers": rows.customer("k"),
    "comptoir_orders": rows.order("k"),
    "comptoir_order_lines": rows.line("k", "l"),
    "comptoir_shipments": rows.shipment("k"),
    "comptoir_products": rows.product("k"),
    "comptoir_variants": rows.variant("k"),
    "comptoir_locations": rows.location("k"),
    "comptoir_inbound": rows.inbound("k"),
    "comptoir_demand": rows.demand("k"),
    "comptoir_stock_positions": {"sku": "S1", "location_key": "L1"},
    "comptoir_stock_safety": {"sku": "S1", "location_key": "L1", "quantity": 1},
}
FOUND_BY = {
    (Noun.ORDER, ParentKind.NUMBER): "N-k",
    (Noun.VARIANT, ParentKind.PRODUCT): "P1",
    (Noun.INBOUND, ParentKind.SKU): "S1",
    (Noun.INBOUND, ParentKind.LOCATION): "L1",
    (Noun.DEMAND, ParentKind.SKU): "S1",
}
SORTS = {
    Noun.CUSTOMER: (SortField.NAME, SortField.UPDATED_AT),
    Noun.ORDER: (SortField.PLACED_AT, SortField.UPDATED_AT),
    Noun.SHIPMENT: (SortField.SHIPPED_AT, SortField.ETA),
    Noun.INBOUND: (SortField.ETA,),
    Noun.DEMAND: (SortField.DUE,),
    Noun.LOCATION: (SortField.NAME,),
}
NARROWED: list[tuple[Noun, Filter, list[str]]] = [
    (Noun.CUSTOMER, CustomerFilter(search="ada"), ["k"]),
    (Noun.CUSTOMER, CustomerFilter(stores=(Ref("oms", "L1"),)), []),
    (Noun.ORDER, OrderFilter(channels=(Channel.STORE,), numbers=("N-k",)), ["k"]),
    (Noun.ORDER, OrderFilter(stores=(Ref("oms", "L1"),)), []),
    (Noun.ORDER, OrderFilter(customers=(Ref("oms", "c1"),)), []),
    (Noun.VARIANT, VariantFilter(search="k"), ["k"]),
    (Noun.LOCATION, LocationFilter(kinds=(LocationKind.STORE,)), ["k"]),
]


def _bare(view: str, sqlite: bool) -> str:
    needed = [
        (column.name, column.type if sqlite else column.postgresql) for column in contract()[view] if column.required
    ]
    return f"DROP TABLE {view}; CREATE TABLE {view} ({', '.join(f'{name} {kind}' for name, kind in needed)})"


@pytest.fixture
async def bare(database: Database) -> AsyncIterator[SqlSystem]:
    """One thing of each kind, in views without optional columns."""
    await database.execute("; ".join(_bare(view, isinstance(database, SqliteDatabase)) for view in contract()))
    for view, row in MINIMAL.items():
        await database.add(view, row)
    made = system(database)
    yield made
    await made.close()


async def test_things_are_read(bare: SqlSystem) -> None:
    await bare.probe()
    for noun in Noun:
        assert (await one(bare, noun, "S1" if noun is Noun.STOCK else MINIMAL_KEYS[noun])).facets


@pytest.mark.parametrize(("noun", "kind"), LINKS)
@pytest.mark.parametrize("descending", [False, True])
async def test_lists_by_all_they_hang_on(noun: Noun, kind: ParentKind, descending: bool, bare: SqlSystem) -> None:
    """What names nothing here leads nowhere."""
    parent = ROOT if kind is ParentKind.ROOT else named(kind, ("oms", FOUND_BY.get((noun, kind), "k")))
    expected = ["k"] if kind is ParentKind.ROOT or (noun, kind) in FOUND_BY else []
    for field in (SortField.KEY, *SORTS.get(noun, ())):
        assert await keys(bare, noun, spec(field, descending=descending), parent) == expected
        crowd = Parent(kind, (*parent.names, Ref("erp", "9")))
        assert await keys(bare, noun, spec(field, descending=descending), crowd) == expected


@pytest.mark.parametrize(("noun", "wish", "expected"), NARROWED)
async def test_what_filters_leave(noun: Noun, wish: Filter, expected: list[str], bare: SqlSystem) -> None:
    assert await keys(bare, noun, spec(wish=wish)) == expected


async def test_what_is_due_by_an_instant_that_nobody_says(bare: SqlSystem) -> None:
    parent = named(ParentKind.SKU, ("", "S1"))
    order = (await one(bare, Noun.ORDER, "k")).updated_at  # type: ignore[attr-defined]  # an order
    assert await keys(bare, Noun.INBOUND, spec(wish=InboundFilter(eta_to=order)), parent) == []
