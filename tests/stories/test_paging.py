"""All orders, page by page, over HTTP: each once, in order, no copies, whatever happens between two pages."""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from backends.records import Ref
from backends.sandbox import stories
from tests.stories.retailer import PATIENT, Counter, id_of, serving

WALK = """
query Walk($first: Int, $after: String, $where: OrderFilter, $sort: OrderSort) {
  orders(first: $first, after: $after, where: $where, sort: $sort) {
    edges { cursor node { id placedAt updatedAt status channel promise { breached } } }
    pageInfo { hasNextPage hasPreviousPage endCursor }
    completeness { complete reason missing { system } }
  }
}
"""

Page = dict[str, Any]


async def walk(
    counter: Counter, first: int = 100, between: Callable[[int], None] = lambda _: None, **variables: Any
) -> list[Page]:
    """Every page from the first to the last; `between` two pages something may happen."""
    pages: list[Page] = []
    after = None
    while not pages or pages[-1]["pageInfo"]["hasNextPage"]:
        assert len(pages) < 2_000
        page = (await counter.data(WALK, first=first, after=after, **variables))["orders"]
        assert page["pageInfo"]["hasPreviousPage"] is (after is not None)
        after = page["pageInfo"]["endCursor"]
        pages.append(page)
        between(len(pages))
    return pages


def rows(pages: Sequence[Page]) -> list[dict[str, Any]]:
    return [edge["node"] for page in pages for edge in page["edges"]]


def ids(pages: Sequence[Page]) -> list[str]:
    return [row["id"] for row in rows(pages)]


def originals(folder: Path) -> set[str]:
    """The ids of all orders, read from the files: what the ERP and the tills hold as copies of others is none."""
    found = set()
    for system in ("oms", "pos", "erp"):
        with closing(sqlite3.connect(folder / f"{system}.sqlite")) as file:
            statement = """SELECT key FROM comptoir_orders WHERE key NOT IN
                (SELECT order_key FROM comptoir_order_refs WHERE kind = 'order')"""
            found |= {id_of("Order", Ref(system, key)) for (key,) in file.execute(statement)}
    return found


@pytest.mark.parametrize(
    ("sort", "field", "falling"),
    [
        (None, "placedAt", True),
        ({"field": "PLACED_AT", "direction": "ASC"}, "placedAt", False),
        ({"field": "UPDATED_AT"}, "updatedAt", True),
    ],
)
async def test_every_order_once(
    counter: Counter, written: Path, sort: dict[str, str] | None, field: str, falling: bool
) -> None:
    pages = await walk(counter, sort=sort)
    found = ids(pages)
    assert len(found) == len(set(found))
    assert set(found) == originals(written)
    times = [row[field] for row in rows(pages)]
    assert times == sorted(times, reverse=falling)
    assert all(page["completeness"] == {"complete": True, "reason": None, "missing": []} for page in pages)


@pytest.mark.parametrize("first", [1, 7])
async def test_small_pages_are_parts_of_large_ones(counter: Counter, first: int) -> None:
    where = {"placedAt": {"gte": "2026-03-01T00:00:00Z"}}
    large, small = await walk(counter, where=where), await walk(counter, first, where=where)
    assert ids(small) == ids(large)
    assert all(len(page["edges"]) == first for page in small[:-1])
    assert {row["channel"] for row in rows(large)} > {"STORE", "ECOMMERCE"}


async def test_every_rows_cursor(counter: Counter) -> None:
    """Going on after any row is going on where it stands."""
    where = {"placedAt": {"gte": "2026-03-17T00:00:00Z"}}
    [page] = await walk(counter, where=where)
    names = ids([page])
    for at, edge in enumerate(page["edges"]):
        after = (await counter.data(WALK, first=3, after=edge["cursor"], where=where))["orders"]
        assert ids([after]) == names[at + 1 : at + 4]


async def test_ties(folder: Path) -> None:
    """Hundreds of orders of one instant, in two systems."""
    for system in ("oms", "pos"):
        with closing(sqlite3.connect(folder / f"{system}.sqlite")) as file:
            file.execute("UPDATE comptoir_orders SET placed_at = substr(placed_at, 1, 4) || '-01-01T00:00:00Z'")
            file.commit()
    async with serving(folder) as counter:
        found = await walk(counter, 83)
    assert len({row["placedAt"] for row in rows(found)}) < 5
    assert len(ids(found)) == len(set(ids(found)))
    assert set(ids(found)) == originals(folder)


@pytest.mark.parametrize("where", [{"status": ["IN_PROGRESS", "PLACED"]}, {"promiseBreached": True}])
async def test_what_only_the_gateway_can_decide(counter: Counter, where: dict[str, Any]) -> None:
    """Found by looking through all: the very orders that say so of themselves."""

    def fits(row: dict[str, Any]) -> bool:
        if "status" in where:
            return row["status"] in where["status"]
        return row["promise"] is not None and row["promise"]["breached"]

    expected = [row["id"] for row in rows(await walk(counter)) if fits(row)]
    assert 10 < len(expected) < 1_000
    assert ids(await walk(counter, 9, where=where)) == expected


async def test_where_a_scan_stops(written: Path, counter: Counter) -> None:
    """A page may be short, even empty: it says why, and its cursor goes on."""
    where = {"promiseBreached": True}
    expected = ids(await walk(counter, where=where))
    async with serving(written, {**PATIENT, "COMPTOIR_LIMITS__SCAN_LIMIT": "100"}) as strict:
        pages = await walk(strict, 5, where=where)
    assert ids(pages) == expected
    short = [page for page in pages[:-1] if len(page["edges"]) < 5]
    assert short
    assert all(page["completeness"] == {"complete": False, "reason": "SCAN_LIMIT", "missing": []} for page in short)


class Clerk:
    """Writes orders into the OMS while others read."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "oms.sqlite"
        self.written: dict[str, str] = {}

    def order(self, key: str, placed_at: str) -> None:
        """A new order like one that is there."""
        with closing(sqlite3.connect(self.file)) as file:
            file.execute(
                f"CREATE TEMP TABLE new AS SELECT * FROM comptoir_orders WHERE key = '{stories.GUEST_ORDER.key}'"
            )
            file.execute("UPDATE new SET key = ?, number = ?, placed_at = ?", (key, f"N{key}", placed_at))
            file.execute("INSERT INTO comptoir_orders SELECT * FROM new")
            file.commit()
        self.written[id_of("Order", Ref("oms", key))] = placed_at


@pytest.mark.parametrize("first", [50, 100])
async def test_orders_that_arrive_between_pages(first: int, folder: Path) -> None:
    """What was there is found once; of what is new, what lies ahead is, and what lies behind is not."""
    before, clerk = originals(folder), Clerk(folder)
    ahead: set[str] = set()

    def between(page: int) -> None:
        for at, placed in enumerate(("2099-01-01T00:00:00Z", f"{2000 - page}-01-01T00:00:00Z", "2025-06-01T12:00:00Z")):
            clerk.order(f"X{page:04}{at}", placed)
        ahead.add(id_of("Order", Ref("oms", f"X{page:04}1")))

    async with serving(folder) as counter:
        pages = await walk(counter, first, between, where={"placedAt": {"lt": "2099-06-01T00:00:00Z"}})
    found = ids(pages)
    assert len(found) == len(set(found))
    assert before <= set(found)
    assert set(found) - before <= set(clerk.written)
    assert not {name for name in found if clerk.written.get(name, "").startswith("2099")}
    late = id_of("Order", Ref("oms", f"X{len(pages):04}1"))  # after the last page
    assert ahead - {late} <= set(found)


async def test_a_system_that_comes_back(folder: Path) -> None:
    """A page without the tills says so; they are asked from where they were, so that nothing is lost for good."""
    before, file = originals(folder), folder / "pos.sqlite"

    def between(page: int) -> None:
        if page == 2:
            file.rename(file.with_suffix(".kept"))
        if page == 4:
            file.with_suffix(".kept").rename(file)

    async with serving(folder) as counter:
        pages = await walk(counter, 100, between)
    assert [page["completeness"]["complete"] for page in pages[:5]] == [True, True, False, False, True]
    assert pages[2]["completeness"]["missing"] == [{"system": "pos"}]
    assert len(ids(pages)) == len(set(ids(pages)))
    assert set(ids(pages)) == before


async def test_nothing_is_asked_of_nobody(counter: Counter) -> None:
    """A page of no rows, and the page after the last row."""
    [none] = await walk(counter, where={"numbers": []})
    assert none["edges"] == []
    page = (await counter.data(WALK, first=0))["orders"]
    assert page["edges"] == []
    *_, last = await walk(counter, where={"placedAt": {"gte": "2026-03-10T00:00:00Z"}})
    beyond = await counter.data(
        WALK, after=last["pageInfo"]["endCursor"], where={"placedAt": {"gte": "2026-03-10T00:00:00Z"}}
    )
    assert (beyond["orders"]["edges"], beyond["orders"]["pageInfo"]["hasNextPage"]) == ([], False)
    assert beyond["orders"]["pageInfo"]["endCursor"] == last["pageInfo"]["endCursor"]
