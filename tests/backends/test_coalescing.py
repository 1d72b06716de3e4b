"""Concurrent questions join, and nobody's hanging up or failing costs the others."""

import asyncio
import gc

import pytest
from msgspec import Struct, structs

from backends.coalescing import Lookup
from backends.errors import ABSENT, Failure, Unavailable
from backends.ports import Page, Parent, ParentKind
from backends.records import Ref
from tests.backends.coalesced_toy import LINES, PAYMENTS, ROOT, WIDE, House, refs, ticks
from tests.backends.toy import HEAD, page_spec, question
from tests.backends.virtual_time import run


async def test_alone_it_is_the_port() -> None:
    house, ask = House(), question()
    answers = await house.coalesced.lookup(refs(1, 1, 99), LINES, ask)
    assert answers == await house.port.lookup(refs(1, 99), LINES, ask)
    assert house.asked[0] == ["1", "99"]
    assert ask.ledger.calls == {"oms": 1}


async def test_an_idle_slot_is_used_at_once() -> None:
    """Without a timer: in virtual time nothing passes."""

    async def story() -> float:
        house = House(wait=5.0)
        await house.coalesced.lookup(refs(1), HEAD, question())
        return asyncio.get_running_loop().time()

    assert await asyncio.to_thread(run, story()) == 0.0


async def test_nothing_asked_nothing_called() -> None:
    house = House()
    assert await house.coalesced.lookup([], HEAD, question()) == {}
    assert await house.coalesced.pages([], page_spec(), HEAD, question()) == {}
    assert house.port.calls == []


async def test_a_key_in_flight_is_awaited() -> None:
    house = House(shut=True)
    one, two = house.ask(1, 2), house.ask(2, 3)
    await ticks()
    house.open()
    assert (await one)[Ref("oms", "2")] is (await two)[Ref("oms", "2")]
    assert house.asked == [["1", "2"], ["3"]]


async def test_a_wide_flight_answers_a_narrow_question_narrowly() -> None:
    house = House(shut=True)
    wide, narrow = house.ask(1, facets=WIDE), house.ask(1, facets=LINES)
    await ticks()
    house.open()
    assert await narrow == await house.port.lookup(refs(1), LINES, question())
    assert await wide == await house.port.lookup(refs(1), WIDE, question())
    assert len(house.port.calls) == 1 + 2


async def test_a_narrow_flight_never_answers_a_wide_question() -> None:
    house = House(shut=True)
    narrow, wide = house.ask(1, facets=LINES), house.ask(1, facets=WIDE)
    await ticks()
    house.open()
    assert (await wide)[Ref("oms", "1")].facets == WIDE
    assert (await narrow)[Ref("oms", "1")].facets == LINES
    assert [call.facets for call in house.port.calls] == [LINES, WIDE]


async def test_keys_gather_while_all_slots_are_busy() -> None:
    house = House(shut=True, slots=2, wait=60)
    asks = [house.ask(n) for n in (1, 2, 3, 4, 5, 3)]
    await ticks()
    assert house.asked == [["1"], ["2"]]
    house.open()
    await asyncio.gather(*asks)
    assert house.asked == [["1"], ["2"], ["3", "4", "5"]]
    assert house.port.most_in_flight == 2


async def test_facets_gather_apart() -> None:
    house = House(shut=True, slots=1, wait=60)
    asks = [house.ask(0), house.ask(1, facets=LINES), house.ask(2, facets=PAYMENTS), house.ask(3, facets=LINES)]
    await ticks()
    house.open()
    await asyncio.gather(*asks)
    assert [(call.facets, len(call.names)) for call in house.port.calls] == [(HEAD, 1), (LINES, 2), (PAYMENTS, 1)]


async def test_a_full_batch_departs_without_a_slot() -> None:
    house = House(shut=True, slots=1, most=2, batch=2, wait=60)
    asks = [house.ask(n) for n in (0, 1, 2, 3, 4, 5)]
    await ticks()
    assert house.asked == [["0"], ["1", "2"]], "and no more than `most` are in the air"
    house.open()
    await asyncio.gather(*asks)
    assert house.asked == [["0"], ["1", "2"], ["3", "4"], ["5"]]


async def test_a_large_question_is_not_torn_apart() -> None:
    house = House(batch=2)
    await house.ask(*range(7))
    assert house.asked == [[str(n) for n in range(7)]]


def test_nobody_waits_long_for_a_slot() -> None:
    """The one slot is taken by a call of ten seconds; who comes then waits half a second for it."""

    async def story() -> None:
        house = House(slots=1, wait=0.5)
        house.port.delay = 10.0
        first = house.ask(1)
        await ticks()
        house.port.delay = 0.0
        second = house.ask(2)
        assert (await second)[Ref("oms", "2")].key == "2"
        assert asyncio.get_running_loop().time() == pytest.approx(0.5)
        await first

    run(story())


async def test_the_starter_hanging_up_costs_the_others_nothing() -> None:
    house = House(shut=True)
    starter, other = house.ask(1), house.ask(1)
    await ticks()
    starter.cancel()
    await ticks()
    house.open()
    assert (await other)[Ref("oms", "1")].key == "1"
    assert (len(house.port.calls), house.port.cancelled) == (1, 0)


async def test_the_last_to_hang_up_ends_the_flight() -> None:
    house = House(shut=True)
    asks = [house.ask(1), house.ask(1)]
    await ticks()
    for ask in asks:
        ask.cancel()
    await asyncio.wait(asks)
    await ticks()
    assert (house.port.cancelled, len(house.tasks)) == (1, 0)


@pytest.mark.parametrize("slots", [1, 2])
@pytest.mark.parametrize("later", range(5))
async def test_who_comes_after_a_flight_was_given_up_starts_anew(slots: int, later: int) -> None:
    """In whichever tick, while the call (of two slots) or the gathering (of one) is still being cancelled."""
    house = House(shut=True, slots=slots, wait=60)
    other, first = house.ask(0), house.ask(1)
    await ticks()
    first.cancel()
    await ticks(later)
    second = house.ask(1)
    await ticks()
    house.open()
    assert (await second)[Ref("oms", "1")].key == "1"
    await other


async def test_a_key_that_nobody_wants_any_more_does_not_depart() -> None:
    house = House(shut=True, slots=1, wait=60)
    asks = [house.ask(0), house.ask(1, 2), house.ask(2, 3)]
    await ticks()
    asks[1].cancel()
    await ticks()
    house.open()
    await asyncio.gather(*asks, return_exceptions=True)
    assert house.asked == [["0"], ["2", "3"]]


async def test_gathering_ends_when_all_hang_up() -> None:
    house = House(shut=True, slots=1, wait=60)
    first, second = house.ask(0), house.ask(1)
    await ticks()
    second.cancel()
    await asyncio.wait([second])
    third = house.ask(2)
    await ticks()
    house.open()
    await asyncio.gather(first, third)
    assert house.asked == [["0"], ["2"]]


async def test_a_failure_is_everybodys_value() -> None:
    house = House(shut=True)
    house.port.failure = Unavailable("down")
    one, two = house.ask(1, 2), house.ask(2)
    await ticks()
    house.open()
    assert isinstance((await one)[Ref("oms", "2")], Failure)
    assert (await one)[Ref("oms", "2")] == (await two)[Ref("oms", "2")]
    house.port.failure = None
    assert (await house.ask(2))[Ref("oms", "2")].key == "2", "and it is not remembered"


async def test_the_same_page_is_asked_once() -> None:
    house = House(shut=True)
    spec, ask = page_spec(2), question()
    pages = [asyncio.create_task(house.coalesced.pages([ROOT], spec, HEAD, ask)) for _ in range(3)]
    await ticks()
    house.open()
    one, *others = [(await page)[ROOT] for page in pages]
    assert isinstance(one, Page)
    assert all(other is one for other in others)
    assert ask.ledger.calls == {"oms": 1}


async def test_pages_that_differ_do_not_join() -> None:
    """Not by a facet, a size, a scope or a parent; a parent in flight is left out of the next call."""
    house = House(shut=True)
    other = Parent(ParentKind.CUSTOMER, (Ref("crm", "c1"),))
    asked = [
        ([ROOT], page_spec(2), HEAD, "all"),
        ([ROOT], page_spec(2), LINES, "all"),
        ([ROOT], page_spec(3), HEAD, "all"),
        ([ROOT], page_spec(2), HEAD, "store-7"),
        ([other, ROOT], page_spec(2), HEAD, "all"),
    ]
    tasks = [
        asyncio.create_task(house.coalesced.pages(parents, spec, facets, question(scope=scope)))
        for parents, spec, facets, scope in asked
    ]
    await ticks()
    house.open()
    found = [await task for task in tasks]
    assert [list(call.names) for call in house.port.calls] == [[ROOT]] * 4 + [[other]]
    assert set(found[-1]) == {ROOT, other}


async def test_the_last_to_hang_up_ends_a_page() -> None:
    house = House(shut=True)
    task = asyncio.create_task(house.coalesced.pages([ROOT], page_spec(), HEAD, question()))
    await ticks()
    task.cancel()
    await asyncio.wait([task])
    await ticks()
    assert (house.port.cancelled, len(house.tasks)) == (1, 0)
    house.open()
    assert ROOT in await house.coalesced.pages([ROOT], page_spec(), HEAD, question())


async def test_nothing_is_left_behind() -> None:
    """Nor is there garbage that only the cycle collector would find."""
    house = House()
    gc.collect()
    gc.disable()
    try:
        await asyncio.gather(house.ask(1, 2), house.ask(2, 3), house.ask(1))
        await ticks()
        left = [thing for thing in gc.get_objects() if type(thing) is Lookup]
    finally:
        gc.enable()
    assert (left, len(house.tasks)) == ([], 0)


async def test_closing_ends_what_flies() -> None:
    house = House(shut=True)
    ask = house.ask(1)
    await ticks()
    await house.tasks.close()
    assert (house.port.in_flight, len(house.tasks)) == (0, 0)
    with pytest.raises(asyncio.CancelledError):
        await ask


async def test_closing_ends_what_gathers() -> None:
    house = House(shut=True, slots=1, wait=60)
    asks = [house.ask(n) for n in range(3)]
    await ticks()
    await house.tasks.close()
    results = await asyncio.gather(*asks, return_exceptions=True)
    assert all(isinstance(result, asyncio.CancelledError) for result in results)
    assert (house.port.in_flight, len(house.tasks)) == (0, 0)


async def test_a_key_that_did_not_depart_is_asked_again() -> None:
    """By whoever comes while the flight that dropped it is in the air."""
    house = House(shut=True, slots=1, wait=60)
    gates = [asyncio.Event(), asyncio.Event()]
    house.port.gate = gates[0]
    first, gone, other = house.ask(0), house.ask(1), house.ask(2)
    await ticks()
    gone.cancel()
    await ticks()
    house.port.gate = gates[1]
    gates[0].set()
    await first
    await ticks()
    late = house.ask(1)
    await ticks()
    gates[1].set()
    assert (await late)[Ref("oms", "1")].key == "1"
    await other
    assert house.asked == [["0"], ["2"], ["1"]]


async def test_forms_do_not_join() -> None:
    """What is decoded into one form is no answer to who asks for another, or for records."""

    class Row(Struct):
        key: str

    house = House(shut=True)
    asked = [question(), structs.replace(question(), form=Row), structs.replace(question(), form=Row)]
    lookups = [asyncio.create_task(house.coalesced.lookup(refs(1), HEAD, ask)) for ask in asked]
    pages = [asyncio.create_task(house.coalesced.pages([ROOT], page_spec(), HEAD, ask)) for ask in asked]
    await ticks()
    assert len(house.port.calls) == 2 + 2
    house.open()
    await asyncio.gather(*lookups, *pages)


async def test_absence_is_an_answer() -> None:
    assert (await House().ask(99))[Ref("oms", "99")] is ABSENT
