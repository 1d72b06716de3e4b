"""Lists whose systems answer less than they could, or the same thing twice; and lists of many."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from backends.paging import MergedPage, merged
from backends.ports import Page, Pages, PageSpec, Parent, ParentKind, Sort
from backends.records import Customer, Ref
from backends.vocabulary import Facet, Noun, SortField
from tests.backends.persons_toy import LINKS, person, two_people
from tests.backends.routed_toy import House, Member, keys, sold
from tests.backends.toy import HEAD, page_spec, question
from tests.backends.virtual_time import run
from tests.examples import EXAMPLES

MANY = settings(max_examples=EXAMPLES, deadline=None)
ROOT = Parent(ParentKind.ROOT)
NEWEST = Sort(SortField.PLACED_AT, descending=True)
NAME = Sort(SortField.NAME)
CONSENTS = Facet.CONSENTS


async def page(here: House, spec: PageSpec, *facets: Facet, cursor: str | None = None) -> MergedPage:
    starts = here.routed.places([ROOT], spec, cursor)
    return (await here.routed.pages([ROOT], spec, HEAD | frozenset(facets), question(), starts))[ROOT]


async def walk(here: House, spec: PageSpec, most: int = 50) -> list[str]:
    """The rows of all pages."""
    met, cursor = [], None
    for _ in range(most):
        found = await page(here, spec, cursor=cursor)
        met += keys(found)
        if not found.more:
            return met
        cursor = found.end_cursor
    raise AssertionError("the walk does not end")


def stingy(here: House, most: dict[str, int]) -> None:
    """From now on systems give fewer rows than are asked for, and say that others follow."""
    for name, size in most.items():
        toy = here.toys[name]

        async def pages(parents: Any, spec: PageSpec, *rest: Any, toy: Any = toy, size: int = size) -> Pages:
            found: Pages = await type(toy).pages(toy, parents, structs.replace(spec, size=min(size, spec.size)), *rest)
            return found

        toy.pages = pages  # type: ignore[assignment]  # a system with a page size of its own


@MANY
@given(
    st.lists(st.sampled_from(["oms", "pos", "erp"]), max_size=12),
    st.fixed_dictionaries({name: st.integers(1, 5) for name in ("oms", "pos", "erp")}),
    st.integers(1, 5),
)
def test_a_system_may_give_less_than_is_asked(places: list[str], most: dict[str, int], size: int) -> None:
    rows = [sold(f"{hour:02}", name, hour) for hour, name in enumerate(places)]
    here = House(
        Noun.ORDER, *(Member(name=name, records=tuple(row for row in rows if row.ref.system == name)) for name in most)
    )
    stingy(here, most)
    met = run(walk(here, page_spec(size, NEWEST)))
    assert met == [f"{name}{hour:02}" for hour, name in enumerate(places)]


def test_a_page_without_rows_leads_nowhere() -> None:
    """Whatever a system says of others that follow: who went on would go on for ever."""
    found = merged([Page((), more=True)], page_spec(5), fingerprint=str, start={}, failures=())
    assert (found.rows, found.more) == ((), False)


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize("facets", [(), (CONSENTS,), (Facet.METRICS,)])
async def test_a_person_is_listed_once_whatever_is_asked(link: str, facets: tuple[Facet, ...]) -> None:
    assert keys(await page(two_people(*LINKS[link]), page_spec(10, NAME), *facets)) == ["crmc1"]


async def test_every_cursor_passes_the_rows_that_were_left_out() -> None:
    """A person's row of the till comes after hers of the CRM, and is left out: no cursor goes back before it."""
    here = two_people(
        {"loyalty_number": "L1", "sort_name": "a"},
        {"loyalty_number": "L1", "sort_name": "b"},
        person("c2", "crm", sort_name="c"),
        person("c3", "crm", sort_name="d"),
    )
    spec = page_spec(3, NAME)
    found = await page(here, spec)
    assert keys(found) == ["crmc1", "crmc2"]
    rest = [keys(await page(here, spec, cursor=cursor)) for cursor in found.cursors()]
    assert rest == [["crmc2", "crmc3"], ["crmc3"]]


async def test_when_nobody_can_list_skus_only_who_lists_them_is_missing() -> None:
    here = House(Noun.VARIANT, Member(name="pim"), Member(name="erp"))
    here.fail("pim", "erp")
    found = await page(here, page_spec(5))
    assert ([failure.system for failure in found.failures], here.routed.listing) == (["pim"], 1)


async def test_who_is_silent_is_told_in_the_order_of_authority() -> None:
    here = House(Noun.ORDER, *(Member(name=name) for name in ("oms", "pos", "erp")))
    here.fail("oms", "pos", "erp")
    here.toys["oms"].delay = 0.01
    found = await page(here, page_spec(5, NEWEST))
    assert [failure.system for failure in found.failures] == ["oms", "pos", "erp"]


async def test_who_failed_is_not_asked_for_copies() -> None:
    """Not even where its own list was begun, so that nobody stands in for it."""
    here = House(
        Noun.ORDER,
        Member(name="oms", records=(sold("1", "oms", 1), sold("2", "oms", 2))),
        Member(name="pos", records=(sold("0", "pos", 0), sold("3", "pos", 3))),
        Member(name="erp"),
    )
    first = await page(here, page_spec(1, NEWEST))
    assert keys(first) == ["pos0"]
    here.fail("oms", "pos")
    for toy in here.toys.values():
        toy.calls.clear()
    await page(here, page_spec(1, NEWEST), cursor=first.end_cursor)
    assert here.calls == {"oms": 1, "pos": 1, "erp": 2}


async def test_a_silent_crm_is_a_gap_of_everybody_listed() -> None:
    here = two_people({}, {})
    here.fail("crm")
    (one,) = (await page(here, page_spec(5, NAME), CONSENTS)).items
    assert isinstance(one, Customer)
    assert (one.ref, [failure.system for failure in one.gaps[CONSENTS]]) == (Ref("pos", "p1"), ["crm"])


class Empty:
    """Says at once that there is nothing."""

    async def pages(self, parents: Any, *rest: Any) -> Pages:
        return {parent: Page(()) for parent in parents}


class Name(str):
    """A key that counts how often it is compared."""

    compared = 0
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        Name.compared += 1
        return str.__eq__(self, other)


async def test_many_lists_cost_what_they_are_many() -> None:
    """The work grows with the number of parents, not with its square."""
    here = House(Noun.ORDER, *(Member(name=name) for name in ("oms", "pos", "erp")))
    for toy in here.toys.values():
        toy.pages = Empty().pages  # type: ignore[assignment]  # not the toy's work is measured
    compared = []
    for count in (100, 400):
        Name.compared = 0
        parents = [Parent(ParentKind.CUSTOMER, (Ref("crm", Name(number)),)) for number in range(count)]
        await here.routed.pages(parents, page_spec(5, NEWEST), HEAD, question())
        compared.append(Name.compared)
    assert compared[1] < 6 * compared[0] + 1000
