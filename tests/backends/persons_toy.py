"""A person in the CRM and a person at the till, and all that may make them one."""

from typing import Any

from backends.records import Consent, ContactPoint, Customer
from backends.vocabulary import ConsentPurpose, ConsentState, ContactKind, Facet, Noun
from tests.backends.routed_toy import House, Member, told
from tests.backends.samples import customer


def phone(value: str = "+331", *, verified: bool = True) -> ContactPoint:
    return ContactPoint(kind=ContactKind.PHONE, value=value, verified=verified, system="any")


def consent(state: ConsentState, system: str) -> tuple[Consent, ...]:
    return (Consent(purpose=ConsentPurpose.CALL, state=state, system=system),)


def person(key: str, system: str, **known: Any) -> Customer:
    """A person whom nothing links to anybody, unless told otherwise."""
    state = ConsentState.GRANTED if system == "crm" else ConsentState.DENIED
    plain = {"refs": (), "merged": (), "contacts": (), "consents": consent(state, system)}
    return customer(key, system, **{**plain, **known})


def two_people(crm: dict[str, Any], pos: dict[str, Any], *others: Customer) -> House:
    """A person in the CRM and one at the till, with what is known of them; and others, in either."""
    records = (person("c1", "crm", **crm), person("p1", "pos", **pos), *others)
    return House(
        Noun.CUSTOMER,
        Member(name="crm", records=tuple(one for one in records if one.ref.system == "crm")),
        Member(
            name="pos",
            records=tuple(one for one in records if one.ref.system == "pos"),
            facets=frozenset({Facet.IDENTITIES, Facet.CONTACTS, Facet.CONSENTS}),
        ),
    )


LINKS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "the CRM's reference": ({"refs": (told("pos", "p1", "customer"),)}, {}),
    "the till's reference": ({}, {"refs": (told("crm", "c1", "customer"),)}),
    "a loyalty number": ({"loyalty_number": "L1"}, {"loyalty_number": "L1"}),
    "a verified phone": ({"contacts": (phone(),)}, {"contacts": (phone(),)}),
}
