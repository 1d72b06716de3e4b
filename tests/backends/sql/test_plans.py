"""With the indexes that the contract advises, SQLite looks nothing through that it could look up."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event

from backends.filters import OrderFilter
from backends.ports import Parent, ParentKind, Position
from backends.records import Ref
from backends.vocabulary import FACETS, Channel, Noun, SortField
from tests.backends.asking import HEAD, ROOT, spec, value
from tests.backends.sql import rows
from tests.backends.sql.asking import HELD_BY, ask, look_up, named
from tests.backends.sql.databases import SqliteDatabase, contract, system

ADVISED = [
    "comptoir_orders (customer_key, placed_at, key)",
    "comptoir_orders (placed_at, key)",
    "comptoir_orders (updated_at, key)",
    "comptoir_orders (number)",
    "comptoir_shipments (order_key)",
    "comptoir_shipments (tracking_number)",
    "comptoir_customers (sort_name, key)",
    "comptoir_customers (loyalty_number)",
    "comptoir_customer_contacts (value)",
    "comptoir_inbound (sku)",
    "comptoir_inbound (destination_key)",
    "comptoir_demand (sku)",
    "comptoir_variants (product_key)",
    "comptoir_variants (gtin)",
    "comptoir_shipment_packages (tracking_number)",
]


@pytest.fixture
async def advised(sqlite_database: SqliteDatabase) -> SqliteDatabase:
    """A file with the indexes, and some rows for the planner to have an opinion of."""
    below = [f"{view} ({c.name})" for view, cs in contract().items() for c in cs[:1] if c.name != "key"]
    refs = [f"{view} (system, value)" for view in contract() if view.endswith("_refs")]
    for number, index in enumerate(ADVISED + below + refs):
        await sqlite_database.execute(f"CREATE INDEX i{number} ON {index}")
    keys = [f"k{n}" for n in range(300)]
    # of a customer with one order SQLite would sort the one
    await sqlite_database.add("comptoir_orders", *(rows.order(key, customer_key=f"{key[:-1]}0") for key in keys))
    await sqlite_database.add("comptoir_order_lines", *(rows.line(key, key) for key in keys))
    await sqlite_database.add("comptoir_customers", *(rows.customer(key, loyalty_number=key) for key in keys))
    await sqlite_database.add(
        "comptoir_shipments", *(rows.shipment(key, order_key=key, tracking_number=key) for key in keys)
    )
    await sqlite_database.execute("ANALYZE")
    return sqlite_database


@contextmanager
def explained(database: SqliteDatabase) -> Iterator[list[str]]:
    """How SQLite goes about each statement."""
    steps: list[str] = []

    def note(_asked: Any, _cursor: Any, text: str, values: Any, context: Any, _many: bool) -> None:
        if context.execution_options.get("view"):
            file = sqlite3.connect(database.path)
            steps.extend(row[3] for row in file.execute(f"EXPLAIN QUERY PLAN {text}", values))
            file.close()

    event.listen(Engine, "before_cursor_execute", note)
    yield steps
    event.remove(Engine, "before_cursor_execute", note)


def scans(steps: list[str]) -> list[str]:
    """Views read from end to end without the help of an index, and sorts."""
    return [
        step
        for step in steps
        if (step.startswith("SCAN comptoir") and "INDEX" not in step) or step.startswith("USE TEMP B-TREE FOR ORDER BY")
    ]


@pytest.mark.parametrize("noun", list(Noun))
async def test_lookups(noun: Noun, advised: SqliteDatabase) -> None:
    oms = system(advised)
    with explained(advised) as steps:
        await look_up(oms, noun, *(Ref(name, f"k{n}") for n in range(5) for name in ("oms", "erp")))
    # the few rows below one noun may be sorted
    assert [step for step in scans(steps) if step.startswith("SCAN")] == []
    await oms.close()


@pytest.mark.parametrize("after", [None, Position("2026-01-01T00:00:00Z", "k5")])
@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize("parent", [ROOT, named(ParentKind.CUSTOMER, ("oms", "k10"))])
async def test_the_hot_lists(parent: Parent, descending: bool, after: Position | None, advised: SqliteDatabase) -> None:
    """The newest orders of all, and of one customer, without looking at the others or sorting."""
    oms = system(advised)
    wanted = spec(SortField.PLACED_AT, descending=descending, after=after, without={"erp"})
    with explained(advised) as steps:
        await oms.port(Noun.ORDER).pages([parent], wanted, HEAD, ask())
    assert steps
    assert scans(steps) == []
    await oms.close()


async def test_customers_by_name(advised: SqliteDatabase) -> None:
    oms = system(advised)
    with explained(advised) as steps:
        await oms.port(Noun.CUSTOMER).pages([ROOT], spec(SortField.NAME, after=Position("k1 ada", "k1")), HEAD, ask())
    assert steps
    assert scans(steps) == []
    await oms.close()


@pytest.mark.parametrize(
    ("noun", "parents"),
    [
        (Noun.ORDER, [named(ParentKind.CUSTOMER, ("oms", f"k{n}"), ("crm", f"k{n}")) for n in range(20)]),
        (Noun.ORDER, [named(ParentKind.CUSTOMER, ("oms", "k1"), ("crm", "k1"), ("pos", "7"))]),
        (Noun.ORDER, [value(ParentKind.NUMBER, f"N-k{n}") for n in range(20)]),
        (Noun.SHIPMENT, [named(ParentKind.ORDER, ("oms", f"k{n}"), ("erp", f"k{n}")) for n in range(20)]),
        (Noun.SHIPMENT, [value(ParentKind.TRACKING, "T1")]),
        (Noun.SHIPMENT, [value(ParentKind.TRACKING, f"T{n}") for n in range(20)]),
        (Noun.CUSTOMER, [value(ParentKind.EMAIL, "a@b.c")]),
        (Noun.CUSTOMER, [value(ParentKind.PHONE, f"+{n}") for n in range(20)]),
        (Noun.CUSTOMER, [value(kind, f"+{n}") for kind in HELD_BY for n in range(20)]),
        (Noun.VARIANT, [value(ParentKind.GTIN, "04006381333931")]),
        (Noun.VARIANT, [named(ParentKind.PRODUCT, ("pim", f"P{n}")) for n in range(20)]),
        (Noun.INBOUND, [value(ParentKind.SKU, f"S{n}") for n in range(20)]),
        (Noun.DEMAND, [value(ParentKind.SKU, f"S{n}") for n in range(20)]),
    ],
)
async def test_rows_below_parents(noun: Noun, parents: list[Parent], advised: SqliteDatabase) -> None:
    oms = system(advised)
    with explained(advised) as steps:
        await oms.port(noun).pages(parents, spec(), FACETS[noun], ask())
    assert steps
    assert [step for step in scans(steps) if step.startswith("SCAN")] == []
    await oms.close()


async def test_a_filter_by_key(advised: SqliteDatabase) -> None:
    oms = system(advised)
    wish = OrderFilter(keys=(Ref("oms", "k1"), Ref("erp", "E1")), channels=(Channel.STORE,))
    with explained(advised) as steps:
        await oms.port(Noun.ORDER).pages([ROOT], spec(wish=wish), HEAD, ask())
    assert [step for step in scans(steps) if step.startswith("SCAN")] == []
    await oms.close()
