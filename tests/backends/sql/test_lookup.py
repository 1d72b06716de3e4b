"""Names in, records out: the system's own, those of other systems, old ones, unknown ones, hostile ones, many."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.engine import ExecutionContext

from backends.errors import ABSENT
from backends.records import Customer, Order, Record, Ref
from backends.sql.client import SqlSystem
from backends.vocabulary import Noun
from tests.backends.asking import HEAD
from tests.backends.sql import rows
from tests.backends.sql.asking import look_up, one
from tests.backends.sql.databases import Database, SqliteDatabase, system

HOSTILE = [
    "O'Brien",
    '"quoted"',
    "50%_off",
    "a\\b",
    "Ünï-🧣",
    "; DROP TABLE comptoir_orders --",
    " ",
    "[1]",
    "{x}",
    "null",
]
UNSTORABLE = ["a\0b", "\ud800"]


def key_of(answer: object) -> str | None:
    return answer.key if isinstance(answer, Record) else None


async def test_own_keys(oms: SqlSystem, database: Database) -> None:
    await database.add("comptoir_orders", rows.order("o1"), rows.order("o2"))
    asked = [Ref("oms", "o2"), Ref("oms", "o1"), Ref("oms", "o2"), Ref("oms", "o9")]
    answers = await look_up(oms, Noun.ORDER, *asked, facets=HEAD)
    assert {ref: key_of(answer) for ref, answer in answers.items()} == {
        Ref("oms", "o1"): "o1",
        Ref("oms", "o2"): "o2",
        Ref("oms", "o9"): None,
    }
    assert answers[Ref("oms", "o9")] is ABSENT


async def test_nothing_asked(oms: SqlSystem) -> None:
    assert await look_up(oms, Noun.ORDER) == {}


@pytest.mark.parametrize("noun", [Noun.CUSTOMER, Noun.ORDER, Noun.LOCATION, Noun.INBOUND])
async def test_copies_of_other_systems_things(noun: Noun, oms: SqlSystem, database: Database) -> None:
    """Only where the reference is of the noun's own kind."""
    row = {"customer": rows.customer, "order": rows.order, "location": rows.location, "inbound": rows.inbound}[noun]
    plural = "comptoir_inbound" if noun is Noun.INBOUND else f"comptoir_{noun}s"
    await database.add(plural, row("k1"), row("k2"))
    of = f"{noun}_key"
    await database.add(
        f"comptoir_{noun}_refs",
        rows.ref(of, "k1", "erp", "E1", noun),
        rows.ref(of, "k2", "erp", "E2", "invoice"),
    )
    asked = [Ref("erp", "E1"), Ref("erp", "E2"), Ref("wms", "E1"), Ref("erp", "k1")]
    answers = await look_up(oms, noun, *asked)
    assert {ref: key_of(answer) for ref, answer in answers.items()} == dict(
        zip(asked, ["k1", None, None, None], strict=True)
    )
    found = answers[asked[0]]
    assert isinstance(found, Record) and found.ref == Ref("oms", "k1")


async def test_of_two_copies_the_first_by_key(oms: SqlSystem, database: Database) -> None:
    await database.add("comptoir_orders", rows.order("o2"), rows.order("o1"))
    await database.add(
        "comptoir_order_refs", *(rows.ref("order_key", key, "erp", "E", "order") for key in ("o1", "o2"))
    )
    assert key_of((await look_up(oms, Noun.ORDER, Ref("erp", "E")))[Ref("erp", "E")]) == "o1"


async def test_a_merged_customer(oms: SqlSystem, database: Database) -> None:
    """Old names lead to the survivor, who knows them; even where the old row is still there."""
    await database.add("comptoir_customers", rows.customer("new"), rows.customer("old"))
    await database.add("comptoir_customer_merges", {"old_key": "old", "customer_key": "new"})
    await database.add("comptoir_customer_refs", rows.ref("customer_key", "old", "pos", "P1", "customer"))
    asked = [Ref("oms", "old"), Ref("oms", "new"), Ref("pos", "P1")]
    answers = await look_up(oms, Noun.CUSTOMER, *asked)
    assert [key_of(answers[ref]) for ref in asked] == ["new"] * 3
    survivor = answers[asked[0]]
    assert isinstance(survivor, Customer) and survivor.merged == ("old",)


async def test_a_loyalty_number_is_no_name(oms: SqlSystem, database: Database) -> None:
    """It is asked for as a page's parent: several people may hold it."""
    await database.add("comptoir_customers", rows.customer("c1", loyalty_number="L-1"))
    asked = [Ref("loyalty", "L-1"), Ref("oms", "L-1"), Ref("", "L-1")]
    assert await look_up(oms, Noun.CUSTOMER, *asked) == dict.fromkeys(asked, ABSENT)


@pytest.mark.parametrize("noun", [Noun.VARIANT, Noun.STOCK])
async def test_skus_are_everybodys(noun: Noun, oms: SqlSystem, database: Database) -> None:
    """The record's own name is this system's, whoever's was asked."""
    await database.add("comptoir_variants", rows.variant("S1"))
    await database.add("comptoir_stock_positions", {"sku": "S1", "location_key": "L1"})
    asked = [Ref("pim", "S1"), Ref("", "S1"), Ref("oms", "S1"), Ref("pim", "S2")]
    answers = await look_up(oms, noun, *asked)
    assert [answers[ref].ref if isinstance(answers[ref], Record) else None for ref in asked] == [
        Ref("oms", "S1")
    ] * 3 + [None]


@pytest.mark.parametrize("noun", [Noun.SHIPMENT, Noun.PRODUCT, Noun.DEMAND])
async def test_nouns_without_references(noun: Noun, oms: SqlSystem, database: Database) -> None:
    await database.add("comptoir_products", rows.product("k"))
    await database.add("comptoir_shipments", rows.shipment("k"))
    await database.add("comptoir_demand", rows.demand("k"))
    answers = await look_up(oms, noun, Ref("oms", "k"), Ref("erp", "k"))
    assert [key_of(answer) for answer in answers.values()] == ["k", None]


@pytest.mark.parametrize("max_keys", [1, 7, 500])
async def test_more_keys_than_a_statement_takes(max_keys: int, database: Database) -> None:
    await database.add("comptoir_orders", *(rows.order(f"o{n}") for n in range(20)))
    await database.add("comptoir_order_lines", *(rows.line(f"o{n}", "1") for n in range(20)))
    oms = system(database, max_keys=max_keys)
    asked = [Ref("oms", f"o{n}") for n in range(25)]
    answers = await look_up(oms, Noun.ORDER, *asked)
    assert [key_of(answers[ref]) for ref in asked] == [f"o{n}" if n < 20 else None for n in range(25)]
    assert all(len(order.lines or ()) == 1 for order in answers.values() if isinstance(order, Order))
    await oms.close()


async def test_hostile_keys(oms: SqlSystem, database: Database) -> None:
    await database.add("comptoir_customers", *(rows.customer(key) for key in HOSTILE))
    refs = [rows.ref("customer_key", key, f"pos{key}", f"P{key}", "customer") for key in HOSTILE]
    await database.add("comptoir_customer_refs", *refs)
    asked = [
        Ref(f"{system}{key if system == 'pos' else ''}", f"{letter}{key}")
        for key in HOSTILE
        for system, letter in NAMES
    ]
    answers = await look_up(oms, Noun.CUSTOMER, *asked)
    assert [key_of(answers[ref]) for ref in asked] == [key for key in HOSTILE for _ in NAMES]


NAMES = [("oms", ""), ("pos", "P")]


@contextmanager
def between(view: str, happens: Callable[[], Coroutine[None, None, None]]) -> Iterator[None]:
    """Something happens just before a view is read."""

    def listen(_asked: Any, _cursor: Any, _text: str, _values: Any, context: ExecutionContext, _many: bool) -> None:
        if context.execution_options.get("view") == view:
            other = Thread(target=lambda: asyncio.run(happens()))
            other.start()
            other.join()

    event.listen(Engine, "before_cursor_execute", listen)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", listen)


async def test_one_moment_for_all_statements(oms: SqlSystem, database: Database) -> None:
    """What is written between the head and its lines is not seen by either."""
    if isinstance(database, SqliteDatabase):
        await database.execute("PRAGMA journal_mode = WAL")  # else a reader keeps writers out
    await database.add("comptoir_orders", rows.order("o1", version=1))
    await database.add("comptoir_order_lines", rows.line("o1", "l1", title="before"))
    change = "UPDATE comptoir_order_lines SET title = 'after'; UPDATE comptoir_orders SET version = 2"
    with between("comptoir_order_lines", lambda: database.execute(change)):
        during = await one(oms, Noun.ORDER, "o1")
    after = await one(oms, Noun.ORDER, "o1")
    seen = [
        (order.version, order.lines[0].title) for order in (during, after) if isinstance(order, Order) and order.lines
    ]
    assert seen == [(1, "before"), (2, "after")]


@pytest.mark.parametrize("key", UNSTORABLE)
@pytest.mark.parametrize("noun", list(Noun))
async def test_what_no_text_can_be_is_absent(key: str, noun: Noun, oms: SqlSystem) -> None:
    asked = [Ref("oms", key), Ref("erp", key), Ref(key, "k")]
    assert await look_up(oms, noun, *asked) == dict.fromkeys(asked, ABSENT)
