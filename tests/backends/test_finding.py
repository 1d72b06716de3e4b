"""What a thing is does not depend on what is asked of it; and who stands in gives all that it has."""

from itertools import chain, combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backends.errors import ABSENT, Failure
from backends.ports import Facets
from backends.records import Customer, Record, Ref, Variant
from backends.vocabulary import FACETS, Facet, Noun
from tests.backends.persons_toy import LINKS, person, two_people
from tests.backends.routed_toy import House, Member, brief, told
from tests.backends.samples import order
from tests.backends.toy import ANCHOR, HEAD, question
from tests.backends.virtual_time import run
from tests.examples import EXAMPLES

MANY = settings(max_examples=EXAMPLES, deadline=None)
NAMES, LINES, PAYMENTS, RETURNS = Facet.IDENTITIES, Facet.LINES, Facet.PAYMENTS, Facet.RETURNS
OMS, ERP = Ref("oms", "1"), Ref("erp", "E1")
SKU = Ref("", "s1")
ASKED = tuple(chain.from_iterable(combinations((LINES, PAYMENTS, RETURNS), length) for length in range(4)))


def orders(*, in_oms: bool = True) -> House:
    """An order of the OMS, and its copy in the ERP, which alone serves returns."""
    return House(
        Noun.ORDER,
        Member(name="oms", records=(order("1", refs=()),) if in_oms else (), facets=frozenset({NAMES, LINES})),
        Member(name="pos", facets=frozenset({LINES, PAYMENTS})),
        Member(
            name="erp",
            records=(order("E1", "erp", refs=(told("oms", "1"),)),),
            facets=frozenset({NAMES, LINES, RETURNS}),
        ),
    )


@pytest.mark.parametrize("facets", ASKED)
async def test_a_copy_stands_in_with_all_it_has(facets: tuple[Facet, ...]) -> None:
    """Under the original's name, though at first it was asked for no more than what it adds to that."""
    here = orders()
    here.fail("oms")
    found = (await here.look(OMS, facets=facets))[OMS]
    assert isinstance(found, Record)
    assert found.ref == OMS
    assert found.facets >= {LINES, RETURNS} & set(facets)
    assert LINES not in found.gaps
    assert all(count <= 2 for count in here.calls.values())


@pytest.mark.parametrize("facets", ASKED)
async def test_what_the_owner_lost_is_what_its_copy_says(facets: tuple[Facet, ...]) -> None:
    """Under the copy's own name: the owner says that there is no such thing."""
    here = orders(in_oms=False)
    assert brief((await here.look(OMS, facets=facets))[OMS]) == ERP


async def test_a_name_known_to_nobody_is_asked_of_each_system_once() -> None:
    here, nobody = orders(), Ref("oms", "9")
    assert (await here.look(nobody, nobody, facets=[RETURNS]))[nobody] is ABSENT
    assert here.calls == {"oms": 1, "pos": 1, "erp": 1}


async def test_who_owns_it_and_answers_is_asked_for_no_more() -> None:
    """What no system serves, or none has, is no reason to ask anybody again."""
    here = orders()
    here.toys["erp"].records.clear()
    await here.look(OMS, facets=[LINES, PAYMENTS, RETURNS])
    assert here.calls == {"oms": 1, "pos": 1, "erp": 1}


def variant(system: str) -> Variant:
    return Variant(
        ref=Ref(system, "s1"),
        product=Ref(system, "P1"),
        unit="C62",
        default_locale="fr",
        updated_at=ANCHOR,
        titles=(),
    )


@pytest.mark.parametrize("facets", [[], [Facet.TEXTS], [Facet.TEXTS, Facet.PRICES]])
async def test_a_sku_of_the_second_catalogue_is_found(facets: list[Facet]) -> None:
    here = House(
        Noun.VARIANT,
        Member(name="pim", facets=frozenset({Facet.TEXTS})),
        Member(name="pim-home", records=(variant("pim-home"),), facets=frozenset({Facet.TEXTS})),
        Member(name="erp", records=(variant("erp"),), facets=frozenset({Facet.PRICES})),
    )
    found = (await here.look(SKU, facets=facets))[SKU]
    assert isinstance(found, Variant)
    assert (found.ref, found.facets >= set(facets)) == (Ref("pim", "s1"), True)


async def test_the_other_catalogue_stands_in() -> None:
    here = House(Noun.VARIANT, *(Member(name=name, records=(variant(name),)) for name in ("pim", "pim-home")))
    here.fail("pim")
    found = (await here.look(SKU, facets=[Facet.TEXTS]))[SKU]
    assert isinstance(found, Variant)
    assert (found.ref, found.facets, found.gaps) == (Ref("pim", "s1"), HEAD | {Facet.TEXTS}, {})


async def test_who_keeps_no_contacts_is_not_asked_for_them() -> None:
    """Nor is it silent: nothing is doubted because of it."""
    here = two_people(*LINKS["a verified phone"])
    plan = here.routed.plan
    plan.ports[1].served.facets[Noun.CUSTOMER] = HEAD | {Facet.CONSENTS}  # type: ignore[index]  # a dict, as toys have it
    found = (await here.look(Ref("crm", "c1"), facets=[Facet.CONSENTS]))[Ref("crm", "c1")]
    assert isinstance(found, Record)
    assert found.gaps == {}
    assert not any(call.kind == "pages" for call in here.toys["pos"].calls)


@pytest.mark.parametrize("link", ["the CRM's reference", "the till's reference"])
@pytest.mark.parametrize("name", [Ref("crm", "c1"), Ref("pos", "p1")])
async def test_a_persons_systems_are_each_asked_once(link: str, name: Ref) -> None:
    """Whichever of the two says how the other calls her, and by whichever name she is asked for."""
    here = two_people(*LINKS[link])
    found = (await here.look(name, facets=[Facet.CONSENTS]))[name]
    assert isinstance(found, Customer)
    assert {identity.system for identity in found.identities or ()} == {"crm", "pos"}
    assert here.calls == {"crm": 1, "pos": 1}


async def test_a_list_of_persons_of_two_systems_asks_each_twice_at_most() -> None:
    here = two_people(*LINKS["the CRM's reference"], person("p2", "pos", refs=(told("crm", "c2", "customer"),)))
    here.toys["crm"].records["c2"] = person("c2", "crm")
    await here.look(Ref("crm", "c1"), Ref("pos", "p2"), facets=[Facet.CONSENTS])
    assert here.calls == {"crm": 2, "pos": 2}, "once for those it names, once by the names that the other told"


async def test_a_till_may_know_a_person_by_the_name_she_had_before() -> None:
    """The CRM merged two; the till still holds the old name, and nobody asks by it."""
    here = two_people({"merged": ("c0",)}, {"refs": (told("crm", "c0", "customer"),)})
    found = (await here.look(Ref("crm", "c1"), facets=[Facet.CONSENTS]))[Ref("crm", "c1")]
    assert isinstance(found, Customer)
    assert {identity.system for identity in found.identities or ()} == {"crm", "pos"}
    assert here.calls == {"crm": 1, "pos": 1}


async def test_a_name_that_came_to_light_late_is_asked_for() -> None:
    """The CRM knows the till's name, the till the shop's; the shop knows nobody's."""
    here = House(
        Noun.CUSTOMER,
        Member(name="crm", records=(person("c1", "crm", refs=(told("pos", "p1", "customer"),)),)),
        Member(name="pos", records=(person("p1", "pos", refs=(told("oms", "o1", "customer"),)),)),
        Member(name="oms", records=(person("o1", "oms"),)),
    )
    found = (await here.look(Ref("crm", "c1"), facets=[Facet.CONSENTS]))[Ref("crm", "c1")]
    assert isinstance(found, Customer)
    assert {identity.system for identity in found.identities or ()} == {"crm", "pos", "oms"}
    assert here.calls == {"crm": 1, "pos": 1, "oms": 2}


# ------------------------------------------------------------ for any systems

SYSTEMS = ("oms", "pos", "erp")
served = st.frozensets(st.sampled_from(sorted(FACETS[Noun.ORDER] - HEAD)))
links = st.frozensets(st.tuples(st.sampled_from(SYSTEMS), st.sampled_from(SYSTEMS)))


def order_in(system: str, told_of: frozenset[tuple[str, str]]) -> Record:
    """The one order as a system knows it: its key is the system's name."""
    return order(system, system, refs=tuple(told(other, other) for one, other in sorted(told_of) if one == system))


def house(
    held: frozenset[str], facets: dict[str, Facets], told_of: frozenset[tuple[str, str]], failing: frozenset[str]
) -> House:
    members = (
        Member(name=name, records=(order_in(name, told_of),) if name in held else (), facets=facets[name] | {NAMES})
        for name in SYSTEMS
    )
    here = House(Noun.ORDER, *members)
    here.fail(*failing)
    return here


@MANY
@given(
    st.frozensets(st.sampled_from(SYSTEMS)),
    st.fixed_dictionaries(dict.fromkeys(SYSTEMS, served)),
    links,
    st.frozensets(st.sampled_from(SYSTEMS)),
    served,
    st.sampled_from(SYSTEMS),
)
def test_any_name_in_any_house(
    held: frozenset[str],
    facets: dict[str, Facets],
    told_of: frozenset[tuple[str, str]],
    failing: frozenset[str],
    asked: Facets,
    name: str,
) -> None:
    """It is found if who gave the name has it and answers; never absent while one is silent; two calls at the most."""
    here, key = house(held, facets, told_of, failing), Ref(name, name)
    answer = run(here.look(key, facets=asked))[key]
    assert all(count <= 2 for count in here.calls.values())
    if isinstance(answer, Record):
        assert held - failing
        assert answer.facets - HEAD <= {NAMES}.union(*(facets[one] for one in held - failing))
        assert {failure.system for failures in answer.gaps.values() for failure in failures} <= failing
        for facet in asked:
            if name in held - failing and facet in facets[name]:
                assert facet in answer.facets, "who gave the name serves it"
    else:
        assert name not in held - failing
        assert isinstance(answer, Failure) if failing else answer is ABSENT
    bare = run(house(held, facets, told_of, failing).routed.lookup([key], HEAD, question()))[key]
    if not failing:
        assert brief(bare) == brief(answer), "whatever is asked of it"
