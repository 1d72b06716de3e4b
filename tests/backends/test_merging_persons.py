"""When records are one person: by table, and for any records by property (decision 0016)."""

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from backends.merging.persons import cluster, confidence, matched_by
from backends.records import ContactPoint, Customer, Ref
from backends.vocabulary import ContactKind
from tests.backends.routed_toy import told
from tests.examples import EXAMPLES

MANY = settings(max_examples=EXAMPLES, deadline=None)
IDENTIFYING = (ContactKind.EMAIL, ContactKind.PHONE)


def contact(value: str, *, verified: bool = True) -> ContactPoint:
    """An e-mail if it has an @, else a phone."""
    kind = ContactKind.EMAIL if "@" in value else ContactKind.PHONE
    return ContactPoint(kind=kind, value=value, verified=verified, system="any")


def person(name: str, *contacts: str | ContactPoint, names: Iterable[str] = (), **known: Any) -> Customer:
    """A record named `crm1`, with verified contacts, that names others."""
    system, key = name[:3], name[3:]
    return Customer(
        ref=Ref(system, key),
        refs=tuple(told(other[:3], other[3:], "customer") for other in names),
        display_name=name,
        sort_name=name,
        contacts=tuple(contact(one) if isinstance(one, str) else one for one in contacts),
        **known,
    )


def groups(*people: Customer) -> list[set[str]]:
    return [{one.display_name for one in group} for group in cluster(people)]


LINKED = {
    "a reference": [person("crm1", names=["pos1"]), person("pos1")],
    "a reference back": [person("crm1"), person("pos1", names=["crm1"])],
    "a reference to an old key": [person("crm1", merged=("0",)), person("pos1", names=["crm0"])],
    "a loyalty number": [person("crm1", loyalty_number="L1"), person("pos1", loyalty_number="L1")],
    "a verified e-mail": [person("crm1", "a@x.org"), person("pos1", "a@x.org")],
    "a verified phone": [person("crm1", "+331"), person("pos1", "+331")],
    "names that differ in case": [
        person("crm1", "+331", family_name="STRAUSS"),
        person("pos1", "+331", family_name="Strauß"),
    ],
    "a name that is not known": [person("crm1", "+331", family_name="Roy"), person("pos1", "+331")],
    "a chain": [person("crm1", names=["pos1"]), person("pos1", "+331"), person("oms1", "+331")],
}
APART = {
    "a phone that one side did not verify": [person("crm1", "+331"), person("pos1", contact("+331", verified=False))],
    "a phone of two in one system": [person("crm1", "+331"), person("pos1", "+331"), person("pos2", "+331")],
    "a phone that another in one system claims": [
        person("crm1", "+331"),
        person("crm2", contact("+331", verified=False)),
        person("pos1", "+331"),
    ],
    "names that contradict": [
        person("crm1", "+331", family_name="Roy"),
        person("pos1", "+331", family_name="Petit"),
    ],
    "a name and a birthday": [
        person("crm1", family_name="Roy", given_name="Léa"),
        person("pos1", family_name="Roy", given_name="Léa"),
    ],
    "one system": [person("crm1", "+331", loyalty_number="L1"), person("crm2", "+331", loyalty_number="L1")],
    "a loyalty number of two in one system": [
        person("crm1", loyalty_number="L1"),
        person("pos1", loyalty_number="L1"),
        person("pos2", loyalty_number="L1"),
    ],
    "a messaging address": [
        person("crm1", ContactPoint(kind=ContactKind.MESSAGING, value="lea", verified=True, system="crm")),
        person("pos1", ContactPoint(kind=ContactKind.MESSAGING, value="lea", verified=True, system="pos")),
    ],
    "a reference of another kind": [structs.replace(person("crm1"), refs=(told("pos", "1", "order"),)), person("pos1")],
    "a reference to nobody": [person("crm1", names=["pos9"]), person("pos1")],
}


@pytest.mark.parametrize("case", LINKED)
def test_links(case: str) -> None:
    assert groups(*LINKED[case]) == [{one.display_name for one in LINKED[case]}]


@pytest.mark.parametrize("case", APART)
def test_does_not_link(case: str) -> None:
    assert sorted(map(sorted, groups(*APART[case]))) == sorted([one.display_name] for one in APART[case])


def test_what_a_system_says_itself_goes_before_a_number() -> None:
    """The till's card names another person in the CRM than its loyalty number does."""
    said = person("pos1", names=["crm2"], loyalty_number="L1")
    number = person("crm1", loyalty_number="L1")
    assert groups(number, person("crm2"), said) == [{"crm1"}, {"crm2", "pos1"}]
    assert groups(number, said) == [{"crm1"}, {"pos1"}], "though the other is not here"


def test_what_identifies_does_not_break_what_a_system_says() -> None:
    """A contact is held by one person only, who has two records."""
    people = [person("crm1", "+331", names=["pos1"]), person("pos1", "+331"), person("oms1", "+331")]
    assert groups(*people) == [{"crm1", "pos1", "oms1"}]


def test_why_and_how_surely() -> None:
    first = person("crm1", "a@x.org", "+331", names=["pos1"], loyalty_number="L1")
    others = {
        "key": first,
        "reference": person("pos1"),
        "loyalty-number": person("pos2", "a@x.org", loyalty_number="L1"),
        "email": person("pos3", "a@x.org", "+331"),
        "phone": person("pos4", "+331"),
    }
    assert {word: matched_by(other, first) for word, other in others.items()} == {word: word for word in others}
    assert [confidence(word) for word in others] == [1.0, 1.0, 1.0, 0.95, 0.9]


names = st.builds(lambda system, key: system + key, st.sampled_from(["crm", "pos", "oms"]), st.sampled_from("123"))
contacts = st.lists(
    st.builds(lambda value, sure: contact(value, verified=sure), st.sampled_from(["a@x", "b@x", "+1"]), st.booleans()),
    max_size=2,
)


@st.composite
def crowds(draw: st.DrawFn) -> list[Customer]:
    return [
        person(
            name,
            *draw(contacts),
            names=draw(st.lists(names, max_size=1)),
            merged=tuple(draw(st.lists(st.sampled_from("456"), max_size=1))),
            loyalty_number=draw(st.none() | st.sampled_from(["L1", "L2"])),
            family_name=draw(st.none() | st.sampled_from(["Roy", "ROY", "Petit"])),
        )
        for name in draw(st.lists(names, unique=True, max_size=7))
    ]


@MANY
@given(crowds(), st.randoms(use_true_random=False))
def test_any_crowd_is_told_apart(crowd: list[Customer], dice: Any) -> None:
    once = cluster(crowd)
    everybody = [one for group in once for one in group]
    assert sorted(one.ref for one in everybody) == sorted(one.ref for one in crowd)
    assert all(len({one.ref.system for one in group}) == len(group) for group in once)
    assert cluster(everybody) == once
    dice.shuffle(crowd)
    assert cluster(crowd) == once, "it does not matter who answers first"
    assert all(cluster(group) == [group] for group in once), "whom others made one are one without the others"


def strong(one: Customer, other: Customer) -> bool:
    """Whether a system says that these are one, or both have one loyalty number; told anew for the test."""
    named = {(ref.system, ref.value) for ref in one.refs} & {
        (other.ref.system, key) for key in (*other.merged, other.key)
    }
    back = {(ref.system, ref.value) for ref in other.refs} & {(one.ref.system, key) for key in (*one.merged, one.key)}
    return bool(named or back) or (one.loyalty_number is not None and one.loyalty_number == other.loyalty_number)


def verified(one: Customer) -> set[str]:
    return {point.value for point in one.contacts or () if point.verified}


def components(group: Iterable[Customer], crowd: Iterable[Customer]) -> Iterator[set[Ref]]:
    """The parts of a person that hang together by strong links alone."""
    parts = [{one.ref} for one in group]
    for one, other in combinations(group, 2):
        if strong(one, other):
            joined = [part for part in parts if one.ref in part or other.ref in part]
            parts = [part for part in parts if part not in joined] + [set().union(*joined)]
    yield from parts


@MANY
@given(crowds())
def test_contacts_link_only_what_is_beyond_doubt(crowd: list[Customer]) -> None:
    for group in cluster(crowd):
        parts = list(components(group, crowd))
        if len(parts) == 1:
            continue
        families = {one.family_name.casefold() for one in group if one.family_name}
        assert len(families) <= 1
        for part in parts:
            mine = {value for one in group if one.ref in part for value in verified(one)}
            theirs = {value for one in group if one.ref not in part for value in verified(one)}
            assert any(_one_in_each_system(value, crowd) for value in mine & theirs)


def _one_in_each_system(value: str, crowd: Iterable[Customer]) -> bool:
    holders = [one.ref.system for one in crowd if any(point.value == value for point in one.contacts or ())]
    return len(set(holders)) == len(holders)
