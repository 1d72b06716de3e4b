"""Pages of what only the gateway can decide: as much as fits, looked for no further than the limit."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backends import scanning
from backends.listing import LANES
from backends.paging import MergedPage
from backends.ports import Parent, ParentKind, Sort
from backends.records import Order, Ref
from backends.scanning import scanned
from backends.vocabulary import Noun, SortField
from tests.backends.routed_toy import House, Member, keys, sold
from tests.backends.toy import HEAD, page_spec, question
from tests.backends.virtual_time import run
from tests.examples import EXAMPLES

MANY = settings(max_examples=EXAMPLES, deadline=None)
ROOT = Parent(ParentKind.ROOT)
NEWEST = Sort(SortField.PLACED_AT, descending=True)


def shop(numbers: Iterable[int]) -> House:
    """Orders of two systems in turn, the newest first by number."""
    orders = [sold(f"{number:03}", ("oms", "pos")[number % 2], number) for number in numbers]
    members = (
        Member(name=name, records=tuple(one for one in orders if one.ref.system == name)) for name in ("oms", "pos")
    )
    return House(Noun.ORDER, *members)


def among(*numbers: int) -> Callable[[Order], bool]:
    return lambda order: int(order.key) in numbers


async def scan(
    house: House, fits: Callable[[Any], bool], *, size: int = 2, limit: int = 100, cursor: str | None = None
) -> MergedPage:
    spec = page_spec(size, NEWEST)
    starts = house.routed.places([ROOT], spec, cursor)
    return (await scanned(house.routed, starts, spec, HEAD, question(), fits, limit))[ROOT]


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three rows are read at a time, so that a scan is many questions."""
    monkeypatch.setattr(scanning, "CHUNK", 3)


async def test_it_reads_until_the_page_is_full() -> None:
    here = shop(range(20))
    found = await scan(here, among(1, 4, 9))
    assert (keys(found), found.more, found.limited) == (["pos001", "oms004"], True, False)
    assert here.calls == {"oms": 2, "pos": 2}
    assert keys(await scan(here, among(1, 4, 9), cursor=found.end_cursor)) == ["pos009"]


async def test_it_says_where_the_limit_stopped_it_and_goes_on_from_there() -> None:
    here = shop(range(20))
    found = await scan(here, among(1, 15), limit=6)
    assert (keys(found), found.more, found.limited) == (["pos001"], True, True)
    assert here.calls == {"oms": 2, "pos": 2}
    rest = await scan(here, among(1, 15), cursor=found.end_cursor)
    assert (keys(rest), rest.more, rest.limited) == (["pos015"], False, False)


async def test_a_page_on_which_nothing_fits_still_goes_on() -> None:
    here, cursor, met = shop(range(20)), None, []
    for _ in range(10):
        found = await scan(here, among(18), limit=3, cursor=cursor)
        met += keys(found)
        assert found.limited == found.more
        if not found.more:
            break
        assert found.end_cursor != cursor
        cursor = found.end_cursor
    assert met == ["oms018"]


async def test_what_exactly_fills_the_page_is_not_limited() -> None:
    here = shop(range(6))
    found = await scan(here, among(0, 5), limit=6)
    assert (keys(found), found.more, found.limited) == (["oms000", "pos005"], False, False)


async def test_a_system_that_failed_once_is_told_though_it_came_back() -> None:
    here = shop(range(20))
    here.fail("pos")

    def fits(order: Order) -> bool:
        here.fail()  # nobody any more
        return order.key > "004"

    found = await scan(here, fits)
    assert len(here.toys["pos"].calls) > 1
    assert [failure.system for failure in found.failures] == ["pos"]


async def test_many_lists_are_begun_in_one_call() -> None:
    people = [Ref("crm", f"c{number}") for number in range(4)]
    rows = [sold(f"{hour:03}{person.key}", "oms", hour, customer=person) for person in people for hour in range(3)]
    here = House(Noun.ORDER, Member(name="oms", records=tuple(rows)))
    starts: dict[Parent, Any] = {Parent(ParentKind.CUSTOMER, (person,)): {} for person in people}
    latest = people[1:]

    def fits(order: Order) -> bool:
        return order.key.startswith("002") and order.customer in latest

    found = await scanned(here.routed, starts, page_spec(1, NEWEST), HEAD, question(), fits, 100)
    assert [keys(page) for page in found.values()] == [[], *([f"oms002{person.key}"] for person in latest)]
    assert here.calls == {"oms": 1}


def test_many_lists_go_on_together() -> None:
    """Beyond its first rows each list goes on from a place of its own, which is a call; a few are made at a time."""
    people = [Ref("crm", f"c{number}") for number in range(8)]
    rows = [sold(f"{hour:03}{person.key}", "oms", hour, customer=person) for person in people for hour in range(5)]
    here = House(Noun.ORDER, Member(name="oms", records=tuple(rows)))
    here.toys["oms"].delay = 0.1
    starts: dict[Parent, Any] = {Parent(ParentKind.CUSTOMER, (person,)): {} for person in people}

    async def last_of_each() -> tuple[list[list[str]], float]:
        begun = asyncio.get_running_loop().time()
        last = {f"004{person.key}" for person in people}
        spec = page_spec(1, NEWEST)
        found = await scanned(here.routed, starts, spec, HEAD, question(), lambda order: order.key in last, 100)
        return [keys(page) for page in found.values()], asyncio.get_running_loop().time() - begun

    found, seconds = run(last_of_each())
    assert found == [[f"oms004{person.key}"] for person in people]
    assert here.calls == {"oms": 1 + len(people)}
    assert here.toys["oms"].most_in_flight == LANES
    assert seconds == pytest.approx(0.1 * (1 + len(people) / LANES))


@MANY
@given(
    st.integers(0, 14),
    st.frozensets(st.integers(0, 14)),
    st.integers(1, 4),
    st.integers(1, 9),
)
def test_a_walk_meets_all_that_fits_once_and_in_order(
    rows: int, fitting: frozenset[int], size: int, limit: int
) -> None:
    async def walk() -> list[str]:
        here, cursor, met = shop(range(rows)), None, []
        for _ in range(50):
            before = sum(len(toy.calls) for toy in here.toys.values())
            found = await scan(here, among(*fitting), size=size, limit=limit, cursor=cursor)
            chunk = max(3, size)
            assert sum(len(toy.calls) for toy in here.toys.values()) - before <= 2 * (limit // chunk + 1)
            assert len(found.rows) <= size
            assert found.limited == (found.more and len(found.rows) < size)
            met += keys(found)
            if not found.more:
                return met
            assert found.end_cursor != cursor
            cursor = found.end_cursor
        raise AssertionError("the walk does not end")

    assert run(walk()) == [f"{('oms', 'pos')[number % 2]}{number:03}" for number in range(rows) if number in fitting]
