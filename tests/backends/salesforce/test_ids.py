"""Orgs whose own record ids are the keys: nothing is configured but the sign-in."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from backends.errors import ABSENT
from backends.filters import OrderFilter
from backends.ports import ParentKind
from backends.records import Ref
from backends.salesforce.client import SalesforceSystem
from backends.salesforce.narrowing import long_id
from backends.sandbox.salesforce import ids
from backends.vocabulary import FACETS, Facet, Noun
from tests.backends.asking import keys, look_up, named, one, pages, spec, value
from tests.backends.salesforce.orgs import Hosted, connected

PLAIN: dict[str, Any] = {"fields": None, "sources": None, "words": None, "keys_of": None, "names": None}
NO_DETOUR = PLAIN | {"fields": {"customer": {"associate_name": ""}}}
PEOPLE = {Noun.CUSTOMER: frozenset({Facet.HEAD, Facet.CONTACTS, Facet.IDENTITIES})}
SALES = {Noun.ORDER: FACETS[Noun.ORDER], Noun.DEMAND: FACETS[Noun.DEMAND]}


@pytest.fixture
async def accounts(crm: Hosted) -> AsyncIterator[SalesforceSystem]:
    async with connected(crm, PEOPLE, **PLAIN) as made:
        yield made


async def test_standard_fields_are_enough(accounts: SalesforceSystem, oms: Hosted) -> None:
    await accounts.probe()
    async with connected(oms, SALES, **PLAIN) as orders:
        await orders.probe()
        (page,) = await pages(orders, Noun.ORDER, spec(size=3), facets=FACETS[Noun.ORDER])
    found: Any = page.items
    assert [ids.is_id(order.key) and len(order.lines) > 0 for order in found] == [True] * 3


async def test_short_and_long_ids_are_one(accounts: SalesforceSystem) -> None:
    (key,) = await keys(accounts, Noun.CUSTOMER, spec(size=1))
    assert long_id(key[:15]) == key
    answers: Any = await look_up(accounts, Noun.CUSTOMER, Ref("crm", key), Ref("crm", key[:15]))
    assert [answer.key for answer in answers.values()] == [key, key]


async def test_what_is_no_id_is_not_asked(accounts: SalesforceSystem, crm: Hosted) -> None:
    """One of them would make the whole query fail."""
    (key,) = await keys(accounts, Noun.CUSTOMER, spec(size=1))
    answers: Any = await look_up(accounts, Noun.CUSTOMER, Ref("crm", "C-00001"), Ref("crm", key))
    assert answers[Ref("crm", "C-00001")] is ABSENT
    assert answers[Ref("crm", key)].key == key


@pytest.mark.parametrize("text", ["x", "ORDER-000000000001", "ORDER0000000000001", "é" * 15, "٣" * 18])
async def test_what_cannot_be_an_id(accounts: SalesforceSystem, crm: Hosted, text: str) -> None:
    """Eighteen characters are an id only if the last three are those of the others: an order's number is none."""
    (key,) = await keys(accounts, Noun.CUSTOMER, spec(size=1))
    crm.seen.clear()
    for stranger in (text, key[:15] + "ZZZ"):
        assert (await look_up(accounts, Noun.CUSTOMER, Ref("crm", stranger)))[Ref("crm", stranger)] is ABSENT
    assert crm.seen.calls == []


async def test_a_lookup_of_ones_own_is_compared_with_ids(oms: Hosted) -> None:
    """Named by the way to the record: what is no id is not asked, and an id may be short."""
    plain = PLAIN | {"fields": {"order": {"customer": "Account.Id"}}}
    async with connected(oms, SALES, **plain) as orders:
        (page,) = await pages(orders, Noun.ORDER, spec(size=1))
        (order,) = page.items
        customer: Any = order.customer  # type: ignore[attr-defined]
        hers, stranger = (
            named(ParentKind.CUSTOMER, Ref("oms", customer.key[:15])),
            named(ParentKind.CUSTOMER, Ref("oms", "x'")),
        )
        found, none = await pages(orders, Noun.ORDER, spec(), hers, stranger)
        assert order.ref in [each.ref for each in found.items]
        assert none.items == ()
        assert (
            await keys(orders, Noun.ORDER, spec(wish=OrderFilter(customers=(Ref("oms", "ORDER-000000000001"),)))) == []
        )


async def test_many_ids_are_posted(crm: Hosted) -> None:
    """Where no field is reached through another record, one collection has all; the bin is for ids that are missing."""
    unknown = ids.record_id("001", 999_999)
    async with connected(crm, PEOPLE, **NO_DETOUR) as made:
        found = await keys(made, Noun.CUSTOMER, spec(size=290))
        crm.seen.clear()
        answers: Any = await look_up(made, Noun.CUSTOMER, *(Ref("crm", key) for key in [*found, unknown]))
        assert crm.seen.calls == [("POST", "/composite/sobjects/Account"), ("GET", "/queryAll")]
        crm.seen.clear()
        await look_up(made, Noun.CUSTOMER, *(Ref("crm", key) for key in found))
        assert crm.seen.calls == [("POST", "/composite/sobjects/Account")]
    assert [answers[Ref("crm", key)].key for key in found] == found
    assert answers[Ref("crm", unknown)] is ABSENT


@pytest.mark.parametrize("settings", [PLAIN, NO_DETOUR], ids=["queried", "collected"])
async def test_a_merged_id(crm: Hosted, settings: dict[str, Any]) -> None:
    async with connected(crm, PEOPLE, **settings) as made:
        (page,) = await pages(made, Noun.CUSTOMER, spec(size=300), facets=[Facet.IDENTITIES])
        everybody: Any = page.items
        (survivor,) = (person for person in everybody if person.merged)
        (old,) = survivor.merged
        again = await one(made, Noun.CUSTOMER, Ref("crm", old[:15]), facets=[Facet.IDENTITIES])
    assert again == survivor


async def test_people_as_contacts(crm: Hosted) -> None:
    """Orgs without person accounts."""
    told = crm.holdings.customers[0]
    email = next(point.value for point in told.contacts or () if point.kind == "EMAIL")
    async with connected(crm, PEOPLE, **PLAIN | {"people": "contacts"}) as made:
        await made.probe()
        (page,) = await pages(made, Noun.CUSTOMER, spec(), value(ParentKind.EMAIL, email), facets=[Facet.CONTACTS])
    (found,) = page.items
    person: Any = found
    assert (person.display_name, person.birthday, person.addresses) == (
        *(told.display_name, told.birthday, told.addresses),
    )
    assert [point.verified for point in person.contacts] == [False, False], "nothing says that they are"
