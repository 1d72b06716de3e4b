"""One person in several systems: found by references, numbers and verified contacts; and never another's."""

from typing import Any

import pytest

from backends.errors import ABSENT
from backends.people import Match, matching
from backends.ports import Parent, ParentKind
from backends.records import Customer, Ref
from backends.vocabulary import ConsentState, Facet, FreshnessState
from tests.backends.persons_toy import LINKS, consent, person, phone, two_people
from tests.backends.routed_toy import House, brief, told
from tests.backends.toy import HEAD, question

NAMES, CONTACTS, CONSENTS = Facet.IDENTITIES, Facet.CONTACTS, Facet.CONSENTS
CRM, POS = Ref("crm", "c1"), Ref("pos", "p1")
PHONE = Parent(ParentKind.PHONE, (Ref("", "+331"),))


REASONS = {
    "the CRM's reference": "reference",
    "the till's reference": "reference",
    "a loyalty number": "loyalty-number",
}


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize("name", [CRM, POS])
async def test_she_is_one_person_by_either_name(link: str, name: Ref) -> None:
    here = two_people(*LINKS[link])
    found = (await here.look(name, facets=[NAMES, CONSENTS]))[name]
    assert isinstance(found, Customer)
    assert found.ref == CRM
    reason = REASONS.get(link, "phone")
    assert [(one.system, one.external_id, one.matched_by) for one in found.identities] == [
        ("crm", "c1", "key"),
        ("pos", "p1", reason),
    ]
    assert [one.state for one in found.consents or ()] == [ConsentState.DENIED], "the till's refusal counts"
    assert {stamp.system for stamp in found.stamps} == {"crm", "pos"}
    assert all(count <= 3 for count in here.calls.values())


@pytest.mark.parametrize("link", LINKS)
async def test_her_id_is_the_same_whatever_is_asked(link: str) -> None:
    here = two_people(*LINKS[link])
    assert brief((await here.look(POS))[POS]) == CRM


async def test_an_old_key_leads_to_her() -> None:
    here = two_people({"merged": ("c0",), "refs": (told("pos", "p1", "customer"),)}, {})
    old = Ref("crm", "c0")
    found = (await here.look(old, facets=[NAMES]))[old]
    assert isinstance(found, Customer)
    assert (found.ref, found.merged, [one.system for one in found.identities]) == (CRM, ("c0",), ["crm", "pos"])


async def test_nobody_else_is_asked_for_what_only_the_crm_serves() -> None:
    here = two_people(*LINKS["a loyalty number"])
    found = (await here.look(CRM, facets=[Facet.METRICS]))[CRM]
    assert (brief(found), here.calls) == (CRM, {"crm": 1})


@pytest.mark.parametrize(
    ("crm", "pos", "other"),
    [
        ({"contacts": (phone(),)}, {"contacts": (phone(verified=False),)}, None),
        ({"contacts": (phone(verified=False),)}, {"contacts": (phone(),)}, None),
        ({"contacts": (phone(),)}, {"contacts": (phone(),)}, person("p2", "pos", contacts=(phone(),))),
        ({"contacts": (phone(),)}, {"contacts": (phone(),)}, person("c2", "crm", contacts=(phone(verified=False),))),
        (
            {"contacts": (phone(),), "family_name": "Roy"},
            {"contacts": (phone(),), "family_name": "Petit"},
            None,
        ),
        (
            {"loyalty_number": "L1"},
            {"loyalty_number": "L1", "refs": (told("crm", "c2", "customer"),)},
            person("c2", "crm"),
        ),
        ({"loyalty_number": "L1"}, {"loyalty_number": "L1"}, person("p2", "pos", loyalty_number="L1")),
    ],
    ids=[
        "not verified by the till",
        "not verified by the CRM",
        "two at the till",
        "another in the CRM claims it",
        "other names",
        "the till says it is another",
        "a number of two",
    ],
)
async def test_another_is_another(crm: dict[str, Any], pos: dict[str, Any], other: Customer | None) -> None:
    here = two_people(crm, pos, *([other] if other else []))
    found = await here.look(CRM, POS, facets=[NAMES, CONSENTS])
    one = found[CRM]
    assert isinstance(one, Customer)
    assert [identity.system for identity in one.identities] == ["crm"]
    assert [consent.state for consent in one.consents or ()] == [ConsentState.GRANTED]
    assert brief(found[POS]) != CRM


async def test_a_yes_is_doubted_while_one_who_may_know_a_no_is_silent() -> None:
    here = two_people({}, {})
    here.fail("pos")
    found = (await here.look(CRM, facets=[CONSENTS]))[CRM]
    assert isinstance(found, Customer)
    assert [(one.state, one.system) for one in found.consents or ()] == [(ConsentState.UNKNOWN, "crm")]
    assert [failure.system for failure in found.gaps[CONSENTS]] == ["pos"]


async def test_a_no_is_not_doubted() -> None:
    here = two_people({"consents": consent(ConsentState.DENIED, "crm")}, {})
    here.fail("pos")
    found = (await here.look(CRM, facets=[CONSENTS]))[CRM]
    assert isinstance(found, Customer)
    assert [one.state for one in found.consents or ()] == [ConsentState.DENIED]


async def test_the_till_stands_in_for_the_crm() -> None:
    here = two_people(*LINKS["the till's reference"])
    here.fail("crm")
    for name in (CRM, POS):
        found = (await here.look(name, facets=[CONSENTS]))[name]
        assert isinstance(found, Customer)
        assert found.ref == CRM
        assert {stamp.system: stamp.state for stamp in found.stamps} == {
            "pos": FreshnessState.LIVE,
            "crm": FreshnessState.UNAVAILABLE,
        }


async def test_twenty_persons_cost_no_more_calls_than_one() -> None:
    people = [
        person(f"{letter}{number}", system, contacts=(phone(f"+{number}"),))
        for number in range(20)
        for letter, system in (("c", "crm"), ("p", "pos"))
    ]
    here = two_people({"contacts": (phone(),)}, {"contacts": (phone(),)}, *people)
    await here.look(Ref("crm", "c3"), facets=[NAMES])
    one = here.calls
    answers = await here.look(*(Ref("crm", f"c{number}") for number in range(20)), facets=[NAMES])
    assert here.calls == one
    assert {len(answer.identities) for answer in answers.values() if isinstance(answer, Customer)} == {2}


# ------------------------------------------------------------ who is meant


async def who(here: House, parent: Parent = PHONE, *facets: Facet) -> Match:
    return await matching(here.routed, parent, HEAD | frozenset(facets), question())


async def test_nobody_has_it() -> None:
    assert await who(two_people({}, {})) == Match((), ())


async def test_one_person_has_it_in_both_systems() -> None:
    (one,) = (await who(two_people(*LINKS["a verified phone"]), PHONE, CONSENTS)).candidates
    assert (one.customer.ref, one.matched_on, one.confidence) == (CRM, ("phone",), 0.9)
    assert [consent.state for consent in one.customer.consents or ()] == [ConsentState.DENIED]


async def test_two_people_with_one_phone_are_two() -> None:
    here = two_people({"contacts": (phone(),)}, {}, person("c2", "crm", contacts=(phone(),)))
    match = await who(here)
    assert [one.customer.ref for one in match.candidates] == [CRM, Ref("crm", "c2")]
    assert [one.confidence for one in match.candidates] == [0.45, 0.45]


async def test_a_number_that_nobody_verified_makes_candidates() -> None:
    unsure = {"contacts": (phone(verified=False),)}
    assert [one.customer.ref for one in (await who(two_people(unsure, unsure))).candidates] == [CRM, POS]


async def test_a_loyalty_number_names_one_person() -> None:
    number = Parent(ParentKind.LOYALTY, (Ref("", "L1"),))
    here = two_people(*LINKS["a loyalty number"])
    for silent, her in ((), CRM), (("pos",), CRM), (("crm",), POS):
        here.fail(*silent)
        match = await who(here, number)
        (one,) = match.candidates
        assert (one.customer.ref, one.matched_on, one.confidence) == (her, ("loyalty-number",), 1.0)
        assert match.meant == one.customer


async def test_a_loyalty_number_of_two_of_whom_one_is_lost() -> None:
    """Who is left is not therefore the one."""
    here = two_people({"loyalty_number": "L1"}, {"loyalty_number": "L1", "refs": (told("crm", "c9", "customer"),)})
    toy = here.toys["pos"]

    async def failing(*asked: Any) -> Any:
        here.fail("pos")
        return await type(toy).lookup(toy, *asked)

    toy.lookup = failing  # type: ignore[method-assign]  # it goes down just then
    match = await who(here, Parent(ParentKind.LOYALTY, (Ref("", "L1"),)))
    assert ([one.customer.ref for one in match.candidates], match.meant) == ([CRM], None)


async def test_a_silent_system_is_told_beside_those_who_match() -> None:
    here = two_people(*LINKS["a verified phone"])
    here.fail("pos")
    match = await who(here)
    assert [one.customer.ref for one in match.candidates] == [CRM]
    assert [failure.system for failure in match.failures] == ["pos"]
    assert match.meant == match.candidates[0].customer, "the CRM is believed before the till"
    here = two_people(*LINKS["a verified phone"])
    here.fail("crm")
    match = await who(here)
    assert [one.customer.ref for one in match.candidates] == [POS]
    assert match.meant is None, "the CRM may know another who has the phone"
    assert [one.confidence for one in match.candidates] == [0.45]
    here.fail("crm", "pos")
    match = await who(here)
    assert (match.candidates, [failure.system for failure in match.failures]) == ((), ["crm", "pos"])


async def test_who_was_found_and_is_then_lost_is_told() -> None:
    """A system that fails between the two questions does not make a person nobody."""
    here = two_people({"contacts": (phone(),)}, {})
    toy = here.toys["crm"]

    async def failing(*asked: Any) -> Any:
        here.fail("crm", "pos")
        return await type(toy).lookup(toy, *asked)

    toy.lookup = failing  # type: ignore[method-assign]  # it goes down just then
    match = await who(here)
    assert match.candidates == ()
    assert [failure.system for failure in match.failures] == ["crm"]


async def test_a_stranger_is_absent() -> None:
    nobody = Ref("crm", "c9")
    assert await two_people({}, {}).look(nobody, facets=[NAMES]) == {nobody: ABSENT}
