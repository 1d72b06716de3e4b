"""One list out of several systems: merged, completed, and whole when one of them is silent."""

from typing import Any

import pytest

from backends.errors import TimedOut
from backends.paging import CursorMismatch, InvalidCursor, MergedPage
from backends.ports import PageSpec, Parent, ParentKind, Sort
from backends.records import Customer, Order, Ref
from backends.vocabulary import ConsentState, Facet, FreshnessState, Noun, SortField
from tests.backends.persons_toy import LINKS, two_people
from tests.backends.routed_toy import House, Member, keys, sold
from tests.backends.toy import HEAD, page_spec, question

LINES, RETURNS, NAMES = Facet.LINES, Facet.RETURNS, Facet.IDENTITIES
ROOT = Parent(ParentKind.ROOT)
NEWEST = page_spec(10, Sort(SortField.PLACED_AT, descending=True))


def house(*, oms: tuple[Order, ...] = (), pos: tuple[Order, ...] = (), erp: tuple[Order, ...] = ()) -> House:
    """Orders of the OMS and the till; the ERP holds copies, and alone serves returns."""
    return House(
        Noun.ORDER,
        Member(name="oms", records=oms, facets=frozenset({NAMES, LINES})),
        Member(name="pos", records=pos, facets=frozenset({LINES})),
        Member(name="erp", records=erp, facets=frozenset({NAMES, LINES, RETURNS})),
    )


def shop() -> House:
    return house(
        oms=(sold("1", "oms", 1), sold("4", "oms", 4)),
        pos=(sold("2", "pos", 2),),
        erp=(sold("E1", "erp", 1, "oms1"), sold("E3", "erp", 3), sold("E4", "erp", 4, "oms4")),
    )


async def page(house: House, *facets: Facet, spec: PageSpec = NEWEST, cursor: str | None = None) -> MergedPage:
    """The page of all orders after a cursor."""
    house.asked = question()
    starts = house.routed.places([ROOT], spec, cursor)
    return (await house.routed.pages([ROOT], spec, HEAD | frozenset(facets), house.asked, starts))[ROOT]


def spec_of(size: int) -> PageSpec:
    return page_spec(size, NEWEST.sort)


async def test_rows_of_all_systems_are_merged_and_copies_left_out() -> None:
    here = shop()
    found = await page(here)
    assert keys(found) == ["oms1", "pos2", "erpE3", "oms4"]
    assert (found.more, found.failures, here.calls) == (False, (), {"oms": 1, "pos": 1, "erp": 1})


async def test_one_call_for_all_parents() -> None:
    customers = [Ref("crm", f"c{number}") for number in range(20)]
    here = house(
        oms=tuple(sold(f"{one.key}-1", "oms", 1, customer=one) for one in customers),
        erp=tuple(sold(f"{one.key}-2", "erp", 2, customer=one) for one in customers),
    )
    parents = [Parent(ParentKind.CUSTOMER, (one,)) for one in customers]
    found = await here.routed.pages(parents, NEWEST, HEAD | {LINES, RETURNS}, question())
    assert [keys(found[parent]) for parent in parents] == [[f"oms{c.key}-1", f"erp{c.key}-2"] for c in customers]
    assert here.calls == {"oms": 1, "pos": 1, "erp": 2}, "the ERP also adds returns to the rows of the OMS"


async def test_rows_are_completed_with_what_others_serve() -> None:
    here = shop()
    found = {record.key: record for record in (await page(here, LINES, RETURNS)).items}
    assert [(one.key, one.order) for one in found["1"].returns] == [("r1", Ref("oms", "1"))]  # type: ignore[attr-defined]  # an order
    assert [stamp.system for stamp in found["1"].stamps] == ["oms", "erp"]
    assert found["2"].facets >= {LINES}
    assert found["2"].gaps == {}


async def test_without_the_authority_copies_stand_in_under_its_names() -> None:
    here = shop()
    here.fail("oms")
    found = await page(here, LINES)
    assert keys(found) == ["oms1", "pos2", "erpE3", "oms4"]
    assert [row.system for row in found.rows] == ["erp", "pos", "erp", "erp"]
    assert [failure.system for failure in found.failures] == ["oms"]
    copy, ticket = found.items[0], found.items[1]
    assert {stamp.system: stamp.state for stamp in copy.stamps} == {
        "erp": FreshnessState.LIVE,
        "oms": FreshnessState.UNAVAILABLE,
    }
    assert [stamp.system for stamp in ticket.stamps] == ["pos"], "the OMS has no part in a ticket"


async def test_two_copies_of_one_order_stand_in_once() -> None:
    here = House(
        Noun.ORDER,
        Member(name="oms"),
        Member(name="pos", records=(sold("T1", "pos", 1, "oms1"),)),
        Member(name="erp", records=(sold("E1", "erp", 1, "oms1"), sold("E2", "erp", 2))),
    )
    here.fail("oms")
    found = await page(here)
    assert keys(found) == ["oms1", "erpE2"]
    assert here.routed.places([ROOT], NEWEST, found.end_cursor)[ROOT].keys() == {"pos", "erp"}


async def test_a_silent_system_costs_only_its_own_rows() -> None:
    here = shop()
    here.fail("pos")
    found = await page(here, LINES)
    assert keys(found) == ["oms1", "erpE3", "oms4"]
    assert [failure.system for failure in found.failures] == ["pos"]
    assert all(record.gaps == {} for record in found.items)
    assert [stamp.system for record in found.items for stamp in record.stamps] == ["oms", "erp", "oms"]


async def test_a_silent_system_leaves_a_gap_where_it_adds() -> None:
    here = shop()
    here.fail("erp")
    found = await page(here, LINES, RETURNS)
    assert keys(found) == ["oms1", "pos2", "oms4"]
    assert [list(record.gaps) for record in found.items] == [[RETURNS]] * 3


async def test_when_all_are_silent_all_are_told() -> None:
    here = shop()
    here.fail("oms", "pos", "erp")
    found = await page(here)
    assert (found.items, found.more, [failure.system for failure in found.failures]) == (
        (),
        False,
        ["oms", "pos", "erp"],
    )


async def test_who_fails_when_asked_again_is_still_heard() -> None:
    """The ERP gave its own rows; that it then does not give its copies costs no row that we have."""
    here = shop()
    here.fail("oms")
    toy = here.toys["erp"]

    async def pages(*asked: Any) -> Any:
        found = await type(toy).pages(toy, *asked)
        toy.failure = TimedOut("too much")
        return found

    toy.pages = pages  # type: ignore[method-assign]  # it fails from its second call on
    assert keys(await page(here)) == ["pos2", "erpE3"]


async def test_who_was_silent_goes_on_from_its_own_place() -> None:
    here = shop()
    here.fail("pos")
    first = await page(here, spec=spec_of(2))
    assert (keys(first), first.more) == (["oms1", "erpE3"], True)
    here.fail()
    rest = await page(here, cursor=first.end_cursor)
    assert keys(rest) == ["pos2", "oms4"]


async def test_copies_do_not_repeat_what_was_shown() -> None:
    """Once rows of a system were shown, copies cannot stand in: nobody can tell which of them were."""
    here = shop()
    first = await page(here, spec=spec_of(1))
    here.fail("oms")
    rest = await page(here, cursor=first.end_cursor)
    assert (keys(first), keys(rest)) == (["oms1"], ["pos2", "erpE3"])
    assert [failure.system for failure in rest.failures] == ["oms"]
    here.fail()
    assert keys(await page(here, cursor=rest.end_cursor)) == ["oms4"]


async def test_a_cursor_of_every_row_leads_to_the_next() -> None:
    here = shop()
    whole = await page(here)
    for place, cursor in enumerate(whole.cursors()):
        assert keys(await page(here, cursor=cursor)) == keys(whole)[place + 1 :]


async def test_another_lists_cursor_is_refused() -> None:
    here = shop()
    cursor = (await page(here)).end_cursor
    oldest = page_spec(10, Sort(SortField.PLACED_AT))
    with pytest.raises(CursorMismatch):
        here.routed.places([ROOT], oldest, cursor)
    with pytest.raises(CursorMismatch):
        here.routed.places([Parent(ParentKind.NUMBER, (Ref("", "N1"),))], NEWEST, cursor)
    with pytest.raises(InvalidCursor):
        here.routed.places([ROOT], NEWEST, "me")


async def test_an_empty_page_asks_nobody() -> None:
    here = shop()
    cursor = (await page(here, spec=spec_of(1))).end_cursor
    before = here.calls
    start = here.routed.places([ROOT], NEWEST, cursor)[ROOT]
    found = here.routed.empty(ROOT, NEWEST, start)
    assert (found.items, found.more, found.end_cursor, here.calls) == ((), False, cursor, before)


async def test_the_ledger_knows_who_did_what() -> None:
    here = shop()
    here.fail("pos")
    await page(here)
    assert {name: touch.state for name, touch in here.asked.ledger.touches.items()} == {
        "oms": FreshnessState.LIVE,
        "pos": FreshnessState.UNAVAILABLE,
        "erp": FreshnessState.LIVE,
    }


# ------------------------------------------------------------ persons


@pytest.mark.parametrize("link", LINKS)
async def test_a_person_is_listed_once_and_whole(link: str) -> None:
    here = two_people(*LINKS[link])
    spec = page_spec(10, Sort(SortField.NAME))
    asked = HEAD | {Facet.CONSENTS, NAMES}
    found = (await here.routed.pages([ROOT], spec, asked, question()))[ROOT]
    (one,) = found.items
    assert isinstance(one, Customer)
    assert (one.ref, [identity.system for identity in one.identities]) == (Ref("crm", "c1"), ["crm", "pos"])
    assert [consent.state for consent in one.consents or ()] == [ConsentState.DENIED], "the till's refusal counts"


async def test_who_was_silent_in_a_list_is_not_asked_again() -> None:
    here = two_people(*LINKS["a loyalty number"])
    here.fail("crm")
    found = (await here.routed.pages([ROOT], page_spec(10, Sort(SortField.NAME)), HEAD, question()))[ROOT]
    assert keys(found) == ["posp1"]
    assert here.calls["crm"] == 1


async def test_persons_who_are_two_are_listed_as_two() -> None:
    here = two_people({}, {})
    found = (await here.routed.pages([ROOT], page_spec(10, Sort(SortField.NAME)), HEAD, question()))[ROOT]
    assert keys(found) == ["crmc1", "posp1"]
