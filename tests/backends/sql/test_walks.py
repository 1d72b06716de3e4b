"""A walk from page to page meets every row once and in order, whatever is inserted meanwhile."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import Struct

from backends.ports import Page, Parent, ParentKind, Position
from backends.sql.client import SqlSystem
from backends.vocabulary import Noun, SortField
from tests.backends.asking import HEAD, ROOT, spec, value
from tests.backends.sql import rows
from tests.backends.sql.asking import ask, named
from tests.backends.sql.databases import Database, PostgresqlDatabase, SqliteDatabase, system
from tests.examples import EXAMPLES

INSTANTS = [f"2026-01-01T00:00:0{second}Z" for second in range(4)]


class Way(Struct, frozen=True, kw_only=True):
    """What is walked: the view, by which column, below which parent, and what else is asked in the same call."""

    noun: Noun
    view: str
    field: SortField
    values: Sequence[str | None]
    parent: Parent
    row: Any
    company: Parent | None = None


CROWD = named(ParentKind.CUSTOMER, ("crm", "c2"))
WAYS = [
    Way(
        noun=Noun.ORDER, view="comptoir_orders", field=SortField.PLACED_AT, values=INSTANTS, parent=ROOT, row=rows.order
    ),
    Way(
        noun=Noun.ORDER,
        view="comptoir_orders",
        field=SortField.PLACED_AT,
        values=INSTANTS,
        parent=named(ParentKind.CUSTOMER, ("crm", "c1"), ("oms", "c1")),
        row=lambda key, **more: rows.order(key, customer_system="crm", customer_key="c1", **more),
        company=CROWD,
    ),
    Way(
        noun=Noun.INBOUND,
        view="comptoir_inbound",
        field=SortField.ETA,
        values=[*INSTANTS[:2], None],
        parent=value(ParentKind.SKU, "S1"),
        row=rows.inbound,
    ),
    Way(
        noun=Noun.INBOUND,
        view="comptoir_inbound",
        field=SortField.ETA,
        values=[*INSTANTS[:2], None],
        parent=value(ParentKind.SKU, "S1"),
        row=rows.inbound,
        company=value(ParentKind.SKU, "S2"),
    ),
    Way(
        noun=Noun.CUSTOMER,
        view="comptoir_customers",
        field=SortField.NAME,
        values=["a", "A", "é", "%", "🧣"],
        parent=ROOT,
        row=rows.customer,
    ),
]

KEYS = st.text("aA'_é0\U0001f9e3", min_size=1, max_size=3)
WALKS = st.fixed_dictionaries(
    {
        "way": st.sampled_from(WAYS),
        "descending": st.booleans(),
        "size": st.integers(1, 4),
        "keys": st.lists(KEYS, unique=True, max_size=14),
        "late": st.lists(KEYS, unique=True, max_size=6),
        "dice": st.randoms(use_true_random=False),
    }
)
QUIETLY = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]


class Walk:
    """One walk over one way, with rows that come late."""

    def __init__(self, system: SqlSystem, database: Database, walk: dict[str, Any]) -> None:
        self.system = system
        self.database = database
        self.way: Way = walk["way"]
        self.descending: bool = walk["descending"]
        self.size: int = walk["size"]
        self.dice = walk["dice"]
        self.late = [key for key in walk["late"] if key not in walk["keys"]]
        self.first = list(walk["keys"])
        self.values: dict[str, str | None] = {}

    async def insert(self, keys: Sequence[str]) -> None:
        fresh = {key: self.dice.choice(self.way.values) for key in keys}
        self.values |= fresh
        await self.database.add(
            self.way.view, *(self.way.row(key, **{self.way.field.value: text}) for key, text in fresh.items())
        )

    async def seen(self) -> list[str]:
        """The keys in the order in which the walk met them."""
        await self.insert(self.first)
        met: list[str] = []
        while True:
            page = await self._page(met)
            met += [record.key for record in page.items]
            if not page.more:
                return met
            assert len(page.items) == self.size
            await self.insert([self.late.pop()] if self.late else [])

    async def _page(self, met: list[str]) -> Page:
        after = Position(self.values[met[-1]], met[-1]) if met else None
        wanted = spec(self.way.field, descending=self.descending, size=self.size, after=after)
        parents = [self.way.parent, *([self.way.company] if self.way.company else [])]
        answer = (await self.system.port(self.way.noun).pages(parents, wanted, HEAD, ask()))[self.way.parent]
        assert isinstance(answer, Page)
        return answer

    def sorted(self, keys: Sequence[str]) -> list[str]:
        """As the contract sorts: by value and key in one direction, nulls last."""
        told = [key for key in keys if self.values[key] is not None]
        told.sort(key=lambda key: (self.values[key], key), reverse=self.descending)
        return told + sorted((key for key in keys if self.values[key] is None), reverse=self.descending)


@pytest.fixture
async def sqlite_oms(sqlite_database: SqliteDatabase) -> AsyncIterator[SqlSystem]:
    made = system(sqlite_database)
    yield made
    await made.close()


@pytest.fixture
async def postgresql_oms(postgresql_database: PostgresqlDatabase) -> AsyncIterator[SqlSystem]:
    made = system(postgresql_database)
    yield made
    await made.close()


async def walked(walk: Walk) -> None:
    await walk.database.execute("; ".join(f"DELETE FROM {view}" for view in {way.view for way in WAYS}))
    met = await walk.seen()
    assert met == walk.sorted(met)
    assert len(set(met)) == len(met)
    assert set(met) >= set(walk.first)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=QUIETLY)
@given(walk=WALKS)
async def test_sqlite(sqlite_database: SqliteDatabase, sqlite_oms: SqlSystem, walk: dict[str, Any]) -> None:
    await walked(Walk(sqlite_oms, sqlite_database, walk))


@settings(max_examples=60, deadline=None, suppress_health_check=QUIETLY)
@given(walk=WALKS)
async def test_postgresql(
    postgresql_database: PostgresqlDatabase, postgresql_oms: SqlSystem, walk: dict[str, Any]
) -> None:
    await walked(Walk(postgresql_oms, postgresql_database, walk))
