"""The cache spares the systems questions, never changes the answers, and says when they are old."""

import asyncio
from collections.abc import Sequence
from typing import ClassVar

from msgspec import structs

from backends.caching import Cached
from backends.entries import Fragment, extended
from backends.errors import ABSENT, Failure, Unavailable
from backends.fragments import narrowed
from backends.ledger import Stamp
from backends.ports import Answers, Ask, Facets, Page, Pages, PageSpec, Parent, ParentKind
from backends.records import Customer, Order, Ref, Stock
from backends.vocabulary import FACETS, Facet, FreshnessState, Noun, SystemRole
from tests.backends.cached_toy import LINES, PAYMENTS, ROOT, SOFT, TIMES, WIDE, House, bare, ref, stamps
from tests.backends.samples import customer, order, stock
from tests.backends.toy import ANCHOR, HEAD, ToyPort, page_spec, question, served

CUSTOMER = Parent(ParentKind.CUSTOMER, (Ref("crm", "c1"),))


async def test_fresh_answers_are_not_asked_again() -> None:
    house = House()
    first = await house.ask(ref(1), ref(2), facets=LINES)
    house.clock.advance(59.9)
    second = await house.ask(ref(2), ref(1), facets=LINES)
    assert second == first
    assert second[ref(1)] is first[ref(1)]
    assert len(house.asked) == 1


async def test_what_is_remembered_is_whole_whatever_form_was_asked() -> None:
    """A port that decodes rows into the form that was asked for would be remembered for everybody."""

    class Forms(ToyPort):
        asked: ClassVar[list[object]] = []

        async def lookup(self, keys: Sequence[Ref], facets: Facets, ask: Ask) -> Answers:
            self.asked.append(ask.form)
            return await super().lookup(keys, facets, ask)

        async def pages(self, parents: Sequence[Parent], spec: PageSpec, facets: Facets, ask: Ask) -> Pages:
            self.asked.append(ask.form)
            return await super().pages(parents, spec, facets, ask)

    house = House()
    port = Forms(Noun.ORDER, "oms", SystemRole.OMS, [order("1")], house.clock)
    cached = Cached(port, house.memory, served(), Noun.ORDER, TIMES, house.clock, house.tasks)
    ask = structs.replace(question(), form=Order)
    await cached.lookup([ref(1)], HEAD, ask)
    await cached.pages([ROOT], page_spec(2), HEAD, ask)
    assert Forms.asked == [None, None]


async def test_expired_answers_are() -> None:
    house = House()
    await house.ask(ref(1))
    house.port.put(order("1", version=2))
    house.clock.advance(60)
    (found,) = (await house.ask(ref(1))).values()
    assert isinstance(found, Order)
    assert found.version == 2


async def test_only_missing_keys_and_facets_are_asked() -> None:
    house = House()
    await house.ask(ref(1), ref(2), facets=LINES)
    await house.ask(ref(1), ref(2), ref(3), facets=LINES)
    await house.ask(ref(1), facets=WIDE)
    assert house.asked[1:] == [([ref(3)], LINES), ([ref(1)], PAYMENTS)]
    (found,) = (await house.ask(ref(1), facets=WIDE)).values()
    assert bare(found) == bare((await house.port.lookup([ref(1)], WIDE, question()))[ref(1)])


async def test_a_wide_entry_answers_narrowly() -> None:
    house = House()
    await house.ask(ref(1), facets=WIDE)
    assert await house.ask(ref(1), facets=LINES) == await house.port.lookup([ref(1)], LINES, question())


async def test_each_facet_expires_by_itself() -> None:
    house = House()
    await house.ask(ref(1), facets=LINES)
    house.clock.advance(40)
    await house.ask(ref(1), facets=PAYMENTS)
    house.clock.advance(40)
    await house.ask(ref(1), facets=WIDE)
    assert [facets for _, facets in house.asked] == [LINES, PAYMENTS, LINES]


def test_what_a_newer_fragment_brings_is_dropped() -> None:
    old, new, wide = (Fragment(ANCHOR, narrowed(order("1"), facets)) for facets in (LINES, PAYMENTS, WIDE))
    assert extended((old,), new) == (new, old)
    assert extended((new, old), wide) == (wide,)
    assert extended((wide,), new) == (new, wide)
    assert extended((new, wide), old) == (old, new)


async def test_absence_is_known_for_a_while() -> None:
    house = House()
    assert await house.ask(ref(99)) == {ref(99): ABSENT}
    house.clock.advance(9)
    assert await house.ask(ref(99), facets=WIDE) == {ref(99): ABSENT}
    house.port.put(order("99"))
    house.clock.advance(1)
    assert isinstance((await house.ask(ref(99)))[ref(99)], Order)
    assert len(house.asked) == 2


async def test_what_vanishes_is_forgotten() -> None:
    """Once a system was sure that it is gone, what is remembered is not served in its stead."""
    house = House()
    await house.ask(ref(1))
    del house.port.records["1"]
    house.clock.advance(60)
    assert await house.ask(ref(1)) == {ref(1): ABSENT}
    house.clock.advance(10)
    house.port.failure = Unavailable("down")
    assert isinstance((await house.ask(ref(1)))[ref(1)], Failure)


async def test_failures_are_not_remembered() -> None:
    house = House()
    house.port.failure = Unavailable("down")
    assert isinstance((await house.ask(ref(1)))[ref(1)], Failure)
    assert isinstance((await house.page(ROOT))[ROOT], Failure)
    house.port.failure = None
    assert isinstance((await house.ask(ref(1)))[ref(1)], Order)
    assert isinstance((await house.page(ROOT))[ROOT], Page)


async def test_old_answers_serve_while_the_system_fails() -> None:
    house = House()
    await house.ask(ref(1), facets=LINES)
    house.port.failure = Unavailable("down")
    house.clock.advance(659)
    answers = await house.ask(ref(1), ref(2), facets=LINES)
    assert stamps(answers[ref(1)]) == [(FreshnessState.STALE, "SYSTEM_UNAVAILABLE")]
    assert bare(answers[ref(1)]) == bare(
        structs.replace(order("1", refs=(), payments=None, returns=None), facets=LINES)
    )
    assert isinstance(answers[ref(2)], Failure)
    house.clock.advance(1)
    assert isinstance((await house.ask(ref(1), facets=LINES))[ref(1)], Failure)


async def test_old_answers_serve_only_whole() -> None:
    house = House()
    await house.ask(ref(1), facets=LINES)
    house.port.failure = Unavailable("down")
    assert isinstance((await house.ask(ref(1), facets=WIDE))[ref(1)], Failure)


async def test_recovery_is_live() -> None:
    house = House()
    await house.ask(ref(1))
    house.port.failure = Unavailable("down")
    house.clock.advance(100)
    await house.ask(ref(1))
    house.port.failure = None
    assert stamps((await house.ask(ref(1)))[ref(1)]) == [(FreshnessState.LIVE, None)]


async def test_stale_stock_says_so_at_every_location() -> None:
    stamp = Stamp(system="oms", role=SystemRole.OMS)
    positions = tuple(structs.replace(position, stamps=(stamp,)) for position in stock("s1").positions)
    house = House(noun=Noun.STOCK, records=[stock("s1", positions=positions)])
    counts = frozenset({Facet.HEAD, Facet.COUNTS})
    await house.ask(ref("s1"), facets=counts)
    house.port.failure = Unavailable("down")
    house.clock.advance(100)
    found = (await house.ask(ref("s1"), facets=counts))[ref("s1")]
    assert isinstance(found, Stock)
    assert {stamp.state for position in found.positions for stamp in position.stamps} == {FreshnessState.STALE}


async def test_stock_is_joined_by_location() -> None:
    house = House(noun=Noun.STOCK, records=[stock("s1")])
    for facet in (Facet.COUNTS, Facet.SAFETY, Facet.RESERVATIONS):
        await house.ask(ref("s1"), facets=HEAD | {facet})
    whole = (await house.ask(ref("s1"), facets=FACETS[Noun.STOCK]))[ref("s1")]
    assert len(house.asked) == 3
    assert bare(whole) == bare(stock("s1"))


async def test_own_and_foreign_names_are_apart() -> None:
    """And so are names that run together to the same text."""
    house = House()
    names = [ref(1), ref("E1", "erp"), Ref("oms:1", "x"), Ref("oms", "1:x"), ref("E9", "erp")]
    first = await house.ask(*names)
    assert await house.ask(*names) == first
    assert [isinstance(answer, Order) for answer in first.values()] == [True, True, False, False, False]
    assert len(house.memory) == 5


async def test_a_merged_key_is_torn_from_the_former_person() -> None:
    """Her old key names the survivor by now: nothing of the former record may be mixed in."""
    house = House(noun=Noun.CUSTOMER, records=[customer("1", "oms"), customer("2", "oms")])
    wide = HEAD | {Facet.LOYALTY, Facet.PROFILE}
    await house.ask(ref(1), facets=HEAD | {Facet.LOYALTY})
    del house.port.records["1"]
    house.port.put(customer("2", "oms", merged=("1",)))
    (found,) = (await house.ask(ref(1), facets=wide)).values()
    assert isinstance(found, Customer)
    assert found.loyalty is not None
    assert (found.ref, found.loyalty.number, found.facets) == (ref(2), "L2", wide)


async def test_pages_are_remembered_by_all_that_was_asked() -> None:
    house = House()
    for _ in range(2):
        await house.page(ROOT, CUSTOMER)
        await house.page(ROOT, size=3)
        await house.page(ROOT, facets=LINES)
        await house.page(ROOT, scope="store-7")
    assert [names for names, _ in house.asked] == [[ROOT, CUSTOMER], [ROOT], [ROOT], [ROOT]]
    house.clock.advance(30)
    other = Parent(ParentKind.ORDER, (ref(1),))
    await house.page(CUSTOMER, other)
    assert house.asked[-1] == ([other], HEAD)


async def test_pages_expire_and_serve_on_error() -> None:
    house = House()
    (fresh,) = (await house.page(ROOT)).values()
    assert isinstance(fresh, Page)
    house.clock.advance(60)
    house.port.failure = Unavailable("down")
    (stale,) = (await house.page(ROOT)).values()
    assert isinstance(stale, Page)
    assert [bare(row) for row in stale.items] == [bare(row) for row in fresh.items]
    assert stale.more == fresh.more
    assert {state for row in stale.items for state in stamps(row)} == {(FreshnessState.STALE, "SYSTEM_UNAVAILABLE")}
    house.clock.advance(600)
    assert isinstance((await house.page(ROOT))[ROOT], Failure)


async def test_an_old_empty_page_never_stands_for_a_dead_system() -> None:
    house = House()
    nobody = Parent(ParentKind.CUSTOMER, (Ref("crm", "nobody"),))
    assert await house.page(nobody) == {nobody: Page(())}
    house.clock.advance(60)
    house.port.failure = Unavailable("down")
    assert isinstance((await house.page(nobody))[nobody], Failure)


async def test_the_cache_stays_within_its_bound() -> None:
    house = House(records=[order(str(n)) for n in range(50)], entries=10)
    for n in range(50):
        await house.ask(ref(n))
        await house.page(Parent(ParentKind.NUMBER, (Ref("", str(n)),)))
    assert len(house.memory) == 10


async def test_what_ages_is_served_and_asked_anew() -> None:
    house = House(SOFT)
    await house.ask(ref(1), ref(2), facets=LINES)
    await house.page(ROOT)
    house.port.put(order("1", version=2))
    house.clock.advance(20)
    before = await house.ask(ref(1), facets=LINES), await house.page(ROOT)
    await house.ask(ref(1), facets=LINES)
    await house.refreshed()
    assert house.asked[2:] == [([ref(1)], LINES), ([ROOT], HEAD)]
    after = await house.ask(ref(1), facets=LINES), await house.page(ROOT)
    versions = [(found[ref(1)].version, pages[ROOT].items[1].version) for found, pages in (before, after)]
    assert versions == [(1, 1), (2, 2)]
    assert len(house.asked) == 4


async def test_asking_anew_costs_the_asker_nothing() -> None:
    house = House(SOFT)
    await house.ask(ref(1))
    house.clock.advance(30)
    ask = question(house.clock())
    await house.cached.lookup([ref(1)], HEAD, ask)
    await house.refreshed()
    assert (len(house.asked), ask.ledger.calls) == (2, {})


async def test_a_failed_refresh_changes_nothing() -> None:
    house = House(SOFT)
    first = await house.ask(ref(1))
    house.clock.advance(30)
    house.port.failure = Unavailable("down")
    assert await house.ask(ref(1)) == first
    await house.refreshed()
    assert await house.ask(ref(1)) == first


async def test_background_work_is_bounded() -> None:
    house = House(SOFT, refreshes=3)
    names = [ref(n) for n in range(5)]
    await house.ask(*names)
    house.clock.advance(30)
    house.port.gate = asyncio.Event()
    for name in names:
        await house.ask(name)
    assert len(house.tasks) == 3
    await asyncio.sleep(0)
    await house.tasks.close()
    assert (len(house.tasks), house.port.in_flight) == (0, 0)
    house.port.gate = None
    await house.ask(*names)
    await house.refreshed()
    assert house.asked[-1] == (names[:3], HEAD), "there is room again"


async def test_absence_is_not_asked_anew() -> None:
    house = House(SOFT)
    await house.ask(ref(99))
    house.clock.advance(30)
    await house.ask(ref(99))
    await house.refreshed()
    assert len(house.asked) == 1
