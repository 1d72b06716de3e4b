"""Walks over lists of persons whom several systems know: everybody once, wherever a page ends."""

from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct

from backends.filters import CustomerFilter
from backends.paging import MergedPage, Row
from backends.ports import Facets, Parent, ParentKind, Sort
from backends.records import ContactPoint, Customer, Ref
from backends.vocabulary import ContactKind, Facet, Noun, SortField
from tests.backends.persons_toy import person
from tests.backends.routed_toy import FAILED, House, Member, told
from tests.backends.toy import HEAD, page_spec, question
from tests.backends.toy_rows import passes
from tests.backends.virtual_time import run
from tests.examples import EXAMPLES

MANY = settings(max_examples=EXAMPLES, deadline=None)
ROOT = Parent(ParentKind.ROOT)
SYSTEMS = ("crm", "pos", "oms")
MOST_PAGES = 100
LINKS = ("number", "e-mail", "the first names the others", "the others name the first", "nothing")


class Known(Struct, frozen=True):
    """How a system knows a person: her name there, the store that keeps her, and whether she is reached by mail."""

    system: str
    name: str
    store: str
    mail: bool


class Human(Struct, frozen=True):
    """Somebody, by all that is known of her, and what tells that it is she."""

    known: Sequence[Known]
    link: str


class Walk(Struct, frozen=True, kw_only=True):
    """A walk over the people, narrowed; who fails before each page; at which rows to stop."""

    authority: Sequence[str]
    people: Sequence[Human]
    wish: CustomerFilter
    facets: Facets
    size: int
    descending: bool
    stops: Sequence[int] = ()
    failing: Sequence[frozenset[str]] = ()


def records(walk: Walk, number: int) -> list[Customer]:
    """What the systems have of a person, in the order of authority."""
    human = walk.people[number]
    known = sorted(human.known, key=lambda one: walk.authority.index(one.system))
    names = [told(one.system, f"{number}", "customer") for one in known]
    refs = {
        "the first names the others": [tuple(names[1:])] + [()] * len(names),
        "the others name the first": [()] + [(names[0],)] * len(names),
    }.get(human.link, [()] * len(names))
    return [_record(one, number, human.link, refs[place]) for place, one in enumerate(known)]


def _record(one: Known, number: int, link: str, refs: tuple[Any, ...]) -> Customer:
    sure = link == "e-mail"
    mail = ContactPoint(kind=ContactKind.EMAIL, value=f"{number}@x.org", verified=sure, system=one.system)
    return person(
        str(number),
        one.system,
        sort_name=one.name,
        home_store=Ref("erp", one.store),
        loyalty_number=f"L{number}" if link == "number" else None,
        contacts=(mail,) if sure or one.mail else (),
        refs=refs,
    )


def listed(walk: Walk) -> Iterator[frozenset[Ref]]:
    """For each person that the list shows, the records that may stand for her: copies never do while all answer."""
    for number, human in enumerate(walk.people):
        all_of_her = records(walk, number)
        groups = [[one] for one in all_of_her] if human.link == "nothing" else [all_of_her]
        for group in groups:
            rows = [one for one in group if passes(one, walk.wish) and not _is_copy(one, walk)]
            if rows:
                yield frozenset(one.ref for one in rows)


def _is_copy(one: Customer, walk: Walk) -> bool:
    rank = walk.authority.index
    return any(rank(ref.system) < rank(one.ref.system) for ref in one.refs)


def house_of(walk: Walk) -> House:
    everybody = [one for number in range(len(walk.people)) for one in records(walk, number)]
    members = ((name, tuple(one for one in everybody if one.ref.system == name)) for name in walk.authority)
    return House(Noun.CUSTOMER, *(Member(name=name, records=records) for name, records in members))


async def page_of(walk: Walk, house: House, cursor: str | None = None) -> tuple[MergedPage, Sequence[str]]:
    """The page after a cursor, and the systems that have moved on after its first row."""
    spec = page_spec(walk.size, Sort(SortField.NAME, walk.descending), filter=walk.wish)
    starts = house.routed.places([ROOT], spec, cursor)
    page = (await house.routed.pages([ROOT], spec, HEAD | walk.facets, question(), starts))[ROOT]
    places = [sorted(house.routed.places([ROOT], spec, cursor)[ROOT]) for cursor in page.cursors()[:1]]
    return page, next(iter(places), [])


async def walked(walk: Walk) -> list[Row]:
    """All rows, from cursor to cursor."""
    house = house_of(walk)
    found: list[Row] = []
    cursor, stops = None, list(walk.stops)
    for number in count():
        assert number < MOST_PAGES, "the walk does not end"
        house.fail(*(walk.failing[number] if number < len(walk.failing) else ()))
        page, _ = await page_of(walk, house, cursor)
        rows, cursor = _taken(page, stops.pop() if stops and not page.failures else None)
        found += rows
        if cursor is None:
            break
    return found


def _taken(page: MergedPage, stop: int | None) -> tuple[Sequence[Row], str | None]:
    """A page's rows and where to go on; or only those up to some row, and that row's own cursor."""
    if stop is not None and page.rows:
        place = stop % len(page.rows)
        return page.rows[: place + 1], page.cursors()[place]
    return page.rows, page.end_cursor if page.more or page.failures else None


def met(rows: Sequence[Row]) -> list[Ref]:
    """The rows' own names, in the systems that listed them."""
    return [Ref(row.system, row.position.key) for row in rows]


people = st.lists(
    st.builds(
        Human,
        st.lists(
            st.builds(
                Known,
                st.sampled_from(SYSTEMS),
                st.sampled_from(["roy ada", "roy eve", "petit ada"]),
                st.sampled_from(["s1", "s2"]),
                st.booleans(),
            ),
            min_size=1,
            max_size=3,
            unique_by=lambda one: one.system,
        ),
        st.sampled_from(LINKS),
    ),
    max_size=6,
)
wishes = st.builds(
    CustomerFilter,
    search=st.sampled_from(["roy", "ada", "r a", "L0", "L1", "0@x.org", "1@x.org"]),
    stores=st.sampled_from([(), (), (Ref("erp", "s1"),)]),
)
ways = {
    "authority": st.sampled_from([("crm", "pos"), SYSTEMS, SYSTEMS[::-1]]),
    "wish": wishes,
    "facets": st.sampled_from([frozenset(), frozenset({Facet.CONSENTS}), frozenset({Facet.LOYALTY})]),
    "size": st.integers(1, 4),
    "descending": st.booleans(),
}


@st.composite
def walks(draw: st.DrawFn, **more: Any) -> Walk:
    """People whom only systems of the house know."""
    chosen = {name: draw(way) for name, way in (ways | more).items()}
    crowd = draw(people)
    here = ([known for known in one.known if known.system in chosen["authority"]] for one in crowd)
    return Walk(people=[Human(known, one.link) for known, one in zip(here, crowd, strict=True) if known], **chosen)


@MANY
@given(walks(stops=st.lists(st.integers(0, 3), max_size=8)))
def test_everybody_once(walk: Walk) -> None:
    """Whatever links the records, whatever the filter knows them by, wherever a page ends or one leaves it."""
    rows = run(walked(walk))
    told_of = sorted(ref for her in listed(walk) for ref in her & set(met(rows)))
    assert sorted(met(rows)) == told_of, "nobody else, and no row twice"
    assert all(len(her & set(met(rows))) == 1 for her in listed(walk)), "everybody once"
    assert len({row.record.ref for row in rows}) == len(rows), "under her own name"


@MANY
@given(walks(failing=st.lists(st.frozensets(st.sampled_from(SYSTEMS)), min_size=1, max_size=5)))
def test_nobody_is_lost_while_systems_come_and_go(walk: Walk) -> None:
    """Her row is kept while the system above, that would list her, is silent."""
    rows = run(walked(walk))
    assert all(her & set(met(rows)) for her in listed(walk))


def narrow(search: str, *people: Human, size: int = 1) -> Walk:
    """The heads of these people in the CRM and at the till, by name."""
    wish = CustomerFilter(search=search)
    here = {"authority": SYSTEMS, "facets": frozenset(), "size": size, "descending": False}
    return Walk(people=people, wish=wish, **here)  # type: ignore[arg-type]  # as they are above


BOTH = (Known("crm", "roy zoe", "s1", True), Known("pos", "roy ada", "s1", True))


async def test_a_page_of_nobody_new_goes_on() -> None:
    """Hers in the CRM comes later: the till's row is left out, and is not read again."""
    walk = narrow("roy", Human(BOTH, "number"))
    first, _ = await page_of(walk, house_of(walk))
    assert (first.rows, first.more) == ((), True)
    assert met(await walked(walk)) == [Ref("crm", "0")]


async def test_a_cursor_passes_what_was_left_out_before_it() -> None:
    page, moved = await page_of(walk := narrow("roy", Human(BOTH, "number"), size=2), house_of(walk))
    assert (met(page.rows), moved) == ([Ref("crm", "0")], ["crm", "pos"])


async def test_what_only_her_contacts_tell() -> None:
    """Nobody asked for them, and the CRM's record that names the till's has her by no other word."""
    assert met(await walked(narrow("0@x.org", Human(BOTH, "the first names the others")))) == [Ref("crm", "0")]


async def test_whom_only_a_record_that_is_not_listed_names() -> None:
    """The CRM knows her by another name, and alone says that the till's and the shop's are one."""
    known = (Known("crm", "petit ada", "s1", False), *(Known(name, "roy ada", "s1", False) for name in ("pos", "oms")))
    assert met(await walked(narrow("roy", Human(known, "the first names the others")))) == [Ref("pos", "0")]


ADA = {"sort_name": "roy ada", "loyalty_number": "L0"}


async def all_rows(house: House) -> list[Ref]:
    return met((await page_of(narrow("roy", size=9), house))[0].rows)


async def test_a_copy_lists_nobody() -> None:
    """The till's row is the CRM's to list, under a name that is not looked for: the shop's stays."""
    house = House(
        Noun.CUSTOMER,
        Member(name="crm", records=(person("0", "crm", sort_name="petit ada"),)),
        Member(name="pos", records=(person("0", "pos", refs=(told("crm", "0", "customer"),), **ADA),)),
        Member(name="oms", records=(person("0", "oms", **ADA),)),
    )
    assert await all_rows(house) == [Ref("oms", "0")]


async def test_a_system_whose_rows_are_missing_lists_nobody() -> None:
    """Though it says who she is, when asked for her, as it is together with the till."""
    known = {"crm": ADA, "pos": ADA | {"sort_name": "petit ada"}, "oms": ADA}
    house = House(
        Noun.CUSTOMER, *(Member(name=name, records=(person("0", name, **her),)) for name, her in known.items())
    )
    assert await all_rows(house) == [Ref("crm", "0")]
    toy = house.toys["crm"]

    async def failing(parents: Sequence[Parent], *rest: Any) -> Any:
        if ROOT in parents:
            raise FAILED
        return await type(toy).pages(toy, parents, *rest)

    toy.pages = failing  # type: ignore[method-assign]  # of its questions only this one fails
    assert await all_rows(house) == [Ref("oms", "0")]
