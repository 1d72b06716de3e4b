"""The golden record: what several systems say of one person, in the order of authority."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from backends.ledger import Stamp
from backends.merging import merge
from backends.merging.consents import doubted, strictest
from backends.records import (
    Address,
    Consent,
    ContactPoint,
    Customer,
    CustomerMetrics,
    ExternalRef,
    ImportantDate,
    Loyalty,
    Ref,
)
from backends.vocabulary import ConsentPurpose, ConsentState, ContactKind, Facet, Noun, SystemRole
from tests.backends.routed_toy import told
from tests.backends.samples import customer
from tests.backends.toy import ANCHOR
from tests.examples import EXAMPLES

MANY = settings(max_examples=EXAMPLES, deadline=None)
CRM = Ref("crm", "c1")
CALL = ConsentPurpose.CALL


def in_crm(**known: Any) -> Customer:
    return customer("c1", "crm", **{"refs": (), "merged": (), **known})


def in_pos(**known: Any) -> Customer:
    return customer("p1", "pos", **{"refs": (), "merged": (), **known})


def together(*people: Customer, ref: Ref = CRM) -> Customer:
    found = merge(Noun.CUSTOMER, ref, people, {})
    assert isinstance(found, Customer)
    return found


def email(value: str, system: str, *, verified: bool) -> ContactPoint:
    return ContactPoint(kind=ContactKind.EMAIL, value=value, verified=verified, system=system)


def consent(state: ConsentState, system: str = "crm", purpose: ConsentPurpose = CALL) -> Consent:
    return Consent(purpose=purpose, state=state, system=system)


def test_the_first_system_that_knows_a_field_says_it() -> None:
    crm = in_crm(given_name="Léa", family_name=None, birthday=None, display_name="Léa R.")
    pos = in_pos(given_name="Lea", family_name="Roy", birthday=date(1990, 1, 2), display_name="ROY LEA")
    found = together(crm, pos)
    assert (found.ref, found.display_name) == (CRM, "Léa R.")
    assert (found.given_name, found.family_name, found.birthday) == ("Léa", "Roy", date(1990, 1, 2))


def test_all_that_systems_list_is_put_together_once() -> None:
    home, work = Address(city="Lyon"), Address(city="Paris")
    wedding, birth = (ImportantDate(kind=kind, on=date(2026, 6, 1)) for kind in ("wedding", "birth"))
    found = together(
        in_crm(addresses=(home,), segments=("vip", "shoes"), important_dates=(wedding,)),
        in_pos(addresses=(home, work), segments=("till", "vip"), important_dates=(birth, wedding)),
    )
    assert found.addresses == (home, work)
    assert found.segments == ("vip", "shoes", "till")
    assert found.important_dates == (wedding, birth)


def test_what_no_system_was_asked_is_not_an_empty_list() -> None:
    parts = {"contacts": None, "addresses": None, "segments": None, "consents": None}
    found = together(in_crm(**parts), in_pos(**parts))
    assert (found.contacts, found.addresses, found.segments, found.consents) == (None, None, None, None)
    assert together(in_crm(contacts=()), in_pos(contacts=None)).contacts == ()


def test_of_one_contact_the_verified_counts() -> None:
    guess, sure = email("a@x.org", "crm", verified=False), email("a@x.org", "pos", verified=True)
    other = email("b@x.org", "pos", verified=False)
    assert together(in_crm(contacts=(guess,)), in_pos(contacts=(other, sure))).contacts == (other, sure)
    first = email("a@x.org", "crm", verified=True)
    assert together(in_crm(contacts=(first,)), in_pos(contacts=(sure,))).contacts == (first,)


def test_figures_come_from_one_system() -> None:
    some, few = (CustomerMetrics(order_count=count, computed_at=ANCHOR) for count in (9, 2))
    metrics = frozenset({Facet.HEAD, Facet.METRICS})
    without = in_crm(metrics=None, facets=frozenset({Facet.HEAD}))
    assert together(without, in_pos(metrics=few, facets=metrics)).metrics == few
    assert together(in_crm(metrics=some), in_pos(metrics=few)).metrics == some
    assert together(in_crm(loyalty=None), in_pos(loyalty=Loyalty(program="club"))).loyalty is None, "no member, it says"


def test_everybody_who_took_part_is_told() -> None:
    stamps = [Stamp(system=name, role=SystemRole(name.upper())) for name in ("crm", "pos")]
    head, consents = (frozenset({Facet.HEAD, facet}) for facet in (Facet.IDENTITIES, Facet.CONSENTS))
    found = together(in_crm(stamps=(stamps[0],), facets=head), in_pos(stamps=tuple(stamps), facets=consents))
    assert found.stamps == tuple(stamps)
    assert found.facets == head | consents


def test_identities_say_why_they_are_hers() -> None:
    link = ExternalRef(system="pos", kind="customer", value="p1", synced_at=ANCHOR - timedelta(days=9))
    shop = customer("s1", "oms", refs=(), merged=(), loyalty_number="L1", contacts=())
    found = together(in_crm(refs=(link,), loyalty_number="L1"), in_pos(), shop)
    told_of = [(one.system, one.external_id, one.matched_by, one.confidence, one.linked_at) for one in found.identities]
    assert told_of == [
        ("crm", "c1", "key", 1.0, None),
        ("pos", "p1", "reference", 1.0, link.synced_at),
        ("oms", "s1", "loyalty-number", 1.0, None),
    ]


LINK, LATER = (ANCHOR - timedelta(days=days) for days in (9, 2))


def synced(system: str, key: str, when: datetime | None = LINK, kind: str = "customer") -> tuple[ExternalRef, ...]:
    return (ExternalRef(system=system, kind=kind, value=key, synced_at=when),)


@pytest.mark.parametrize(
    ("crm", "pos", "linked"),
    [
        ({"refs": synced("pos", "p1")}, {}, LINK),
        ({}, {"refs": synced("crm", "c1")}, LINK),
        ({"merged": ("c0",)}, {"refs": synced("crm", "c0")}, LINK),
        ({"refs": synced("pos", "p1", LATER)}, {"refs": synced("crm", "c1")}, LINK),
        ({"refs": synced("pos", "p1", None)}, {"refs": synced("crm", "c1")}, LINK),
        ({"refs": synced("pos", "p1", None)}, {}, None),
        ({"refs": synced("pos", "p9")}, {"refs": synced("oms", "c1")}, None),
        ({"refs": synced("pos", "p1", kind="card")}, {}, None),
        ({"loyalty_number": "L1"}, {"loyalty_number": "L1"}, None),
    ],
    ids=[
        "the primary names it",
        "it names the primary",
        "it names an old key",
        "both, the first counts",
        "one of both says when",
        "nobody says when",
        "others are named",
        "a name of something else",
        "by rule",
    ],
)
def test_a_link_is_as_old_as_who_made_it_says(crm: Any, pos: Any, linked: datetime | None) -> None:
    """Whoever of the two holds the reference; who names the person is linked to nothing."""
    assert [one.linked_at for one in together(in_crm(**crm), in_pos(**pos)).identities] == [None, linked]


@pytest.mark.parametrize(("kind", "sure"), [(ContactKind.EMAIL, 0.95), (ContactKind.PHONE, 0.9)])
def test_a_contact_makes_an_identity_less_sure(kind: ContactKind, sure: float) -> None:
    contacts = (ContactPoint(kind=kind, value="x", verified=True, system="any"),)
    found = together(in_crm(contacts=contacts), in_pos(contacts=contacts))
    assert [(one.matched_by, one.confidence) for one in found.identities] == [("key", 1.0), (kind.lower(), sure)]


def test_references_are_kept_once_and_without_her_own_name() -> None:
    paper = told("erp", "D-1", "debtor")
    found = together(
        in_crm(refs=(told("pos", "p1", "customer"), paper)), in_pos(refs=(told("crm", "c1", "customer"), paper))
    )
    assert found.refs == (told("pos", "p1", "customer"), paper)


def test_old_keys_stay_keys_of_their_own_system() -> None:
    """A key of the till's would otherwise be taken for one of the CRM's, which may be another person's."""
    found = together(in_crm(merged=("c0",)), in_pos(merged=("p0",)))
    assert found.merged == ("c0",)
    assert told("pos", "p0", "customer") in found.refs


def test_a_copy_that_stands_in_brings_no_old_keys_of_the_authority() -> None:
    found = together(in_pos(merged=("p0",), refs=(told("crm", "c1", "customer"),)))
    assert (found.ref, found.merged) == (CRM, ())
    assert found.refs == (told("pos", "p0", "customer"),)
    assert [(one.system, one.external_id) for one in found.identities] == [("pos", "p1")]


STRICTEST_FIRST = [
    ConsentState.WITHDRAWN,
    ConsentState.DENIED,
    ConsentState.PENDING,
    ConsentState.UNKNOWN,
    ConsentState.GRANTED,
]
consents = st.lists(
    st.builds(
        consent,
        st.sampled_from(ConsentState),
        st.sampled_from(["crm", "pos", "oms"]),
        st.sampled_from([CALL, ConsentPurpose.PROFILING]),
    ),
    max_size=6,
)


@MANY
@given(consents, st.randoms(use_true_random=False))
def test_the_most_restrictive_consent_counts(given: list[Consent], dice: Any) -> None:
    found = strictest(given)
    assert {one.purpose for one in found} == {one.purpose for one in given}
    for one in found:
        assert one in given
        assert one.state == min(
            (other.state for other in given if other.purpose == one.purpose), key=STRICTEST_FIRST.index
        )
    dice.shuffle(given)
    assert strictest(given) == strictest(found) == found, "whoever speaks first"
    assert all(one.state is not ConsentState.GRANTED for one in doubted(found))
    assert [one for one in doubted(found) if one.state is not ConsentState.UNKNOWN] == [
        one for one in found if one.state not in (ConsentState.GRANTED, ConsentState.UNKNOWN)
    ]


def test_a_refusal_at_the_till_counts_everywhere() -> None:
    yes, no = consent(ConsentState.GRANTED), consent(ConsentState.DENIED, "pos")
    for people in permutations([in_crm(consents=(yes,)), in_pos(consents=(no,))]):
        assert together(*people).consents == (no,)


SYSTEMS = ("crm", "pos", "oms")
points = st.builds(email, st.sampled_from(["a@x", "b@x"]), st.just("any"), verified=st.booleans())


def records_of(system: str) -> st.SearchStrategy[Customer]:
    """What a system may say of one person."""
    links = st.builds(
        told, st.sampled_from([name for name in SYSTEMS if name != system]), st.just("1"), st.just("customer")
    )
    return st.builds(
        customer,
        st.just("1"),
        st.just(system),
        refs=st.lists(links, unique=True, max_size=2).map(tuple),
        merged=st.sampled_from([(), ("7",), ("7", "8")]),
        given_name=st.sampled_from([None, "Léa", "Lea"]),
        contacts=st.none() | st.lists(points, max_size=3).map(tuple),
        consents=st.none() | consents.map(tuple),
        segments=st.sampled_from([None, (), ("a",), ("b", "a"), ("a", "a")]),
    )


everybody = st.tuples(*map(records_of, SYSTEMS))
authority = st.permutations(range(3))


@MANY
@given(everybody, authority, st.integers(1, 3))
def test_nothing_is_lost_and_nothing_is_told_twice(known: Any, authority: list[int], how_many: int) -> None:
    people: Sequence[Customer] = [known[place] for place in authority[:how_many]]
    ref = people[0].ref
    found = together(*people, ref=ref)
    assert found.given_name == next((one.given_name for one in people if one.given_name is not None), None)
    for name in ("contacts", "segments"):
        parts = [getattr(one, name) for one in people if getattr(one, name) is not None]
        whole = getattr(found, name)
        assert (whole is None) == (not parts)
        assert sorted(map(_told, whole or ())) == sorted({_told(item) for part in parts for item in part})
    sure = {point.value for one in people for point in one.contacts or () if point.verified}
    assert {point.value for point in found.contacts or () if point.verified} == sure
    assert [one.system for one in found.identities] == [one.ref.system for one in people]
    assert len(set(found.refs)) == len(found.refs)
    again = together(found, *people[1:], ref=ref)
    assert structs.replace(again, identities=()) == structs.replace(found, identities=()), "it has nothing to add"


def _told(item: object) -> object:
    return item.value if isinstance(item, ContactPoint) else item
