"""What the user may not see, or the org does not have: it looks the same, and is told by its name."""

from typing import Any

import pytest
from msgspec.structs import replace

from backends.errors import BackendError, Rejected
from backends.records import Money, Order, Ref
from backends.salesforce import advice
from backends.sandbox.holdings import Holdings
from backends.sandbox.salesforce import ids
from backends.sandbox.salesforce.credentials import Limits
from backends.vocabulary import FACETS, Facet, Noun
from tests.backends.asking import look_up
from tests.backends.salesforce.orgs import Hosted, connected, hosted, serves

PLAIN: dict[str, Any] = {"fields": None, "sources": None, "words": None, "keys_of": None, "names": None}
PERSONS = [f"Account.{name}" for name in ("IsPersonAccount", "FirstName", "LastName", "PersonBirthdate", "PersonEmail")]
PEOPLE = {Noun.CUSTOMER: frozenset({Facet.HEAD, Facet.CONTACTS})}

HIDDEN = [
    ("crm", "Account", "INVALID_TYPE", "Account"),
    ("crm", "User", "INVALID_FIELD", "Owner"),
    ("crm", "Consent__c", "INVALID_TYPE", "Consents__r"),
    ("crm", "Consent__c.Purpose__c", "INVALID_FIELD", "Purpose__c"),
    ("crm", "Account.PersonEmail", "INVALID_FIELD", "PersonEmail"),
    ("crm", "Account.OwnerId", "INVALID_FIELD", "Owner"),
    ("crm", "Account.MasterRecordId", "INVALID_FIELD", "MasterRecord"),
    ("oms", "OrderSummary", "INVALID_TYPE", "OrderSummary"),
    ("oms", "OrderItemSummary", "INVALID_TYPE", "OrderItemSummaries"),
    ("oms", "OrderItemSummary.QuantityAllocated", "INVALID_FIELD", "QuantityAllocated"),
    ("oms", "OrderSummary.CurrencyIsoCode", "INVALID_FIELD", "CurrencyIsoCode"),
    ("oms", "ReturnOrderLineItem", "INVALID_TYPE", "ReturnOrderLineItems"),
    ("tms", "FulfillmentOrder", "INVALID_FIELD", "FulfillmentOrder"),
]


@pytest.mark.parametrize(("name", "hidden", "code", "named"), HIDDEN)
async def test_what_is_hidden_is_named(name: str, hidden: str, code: str, named: str) -> None:
    """By a check and by a question, though there is no record in the org, nor any below."""
    with hosted(Holdings(name=name), limits=Limits(hidden=(hidden,))) as org:
        async with connected(org) as reader:
            with pytest.raises(Rejected) as raised:
                await reader.probe()
            told: list[BackendError] = [raised.value]
            noun = next(iter(serves(name)))
            with pytest.raises(Rejected) as raised:
                await look_up(reader, noun, Ref(name, "1"), facets=FACETS[noun])
            told.append(raised.value)
    for error in told:
        assert error.message.endswith(f"({code}): {named}."), error.message
        assert error.advice == advice.MISSING


async def test_places_of_the_inventory_are_hidden() -> None:
    with hosted(Holdings(name="oms"), limits=Limits(hidden=("Location",))) as org:
        async with connected(org, {Noun.STOCK: FACETS[Noun.STOCK]}, inventory_locations=None) as reader:
            with pytest.raises(Rejected, match=r"\(INVALID_TYPE\): Location\."):
                await reader.probe()


async def test_a_collection_with_a_hidden_field() -> None:
    """One field that cannot be read costs the whole call, whatever the ids."""
    plain = PLAIN | {"fields": {"customer": {"associate_name": ""}}}
    with hosted(Holdings(name="crm"), limits=Limits(hidden=("Account.Phone",))) as org:
        async with connected(org, PEOPLE, **plain) as reader:
            with pytest.raises(Rejected, match=r"\(INVALID_FIELD\): Phone\."):
                await look_up(reader, Noun.CUSTOMER, Ref("crm", ids.record_id("001", 1)), facets=[Facet.CONTACTS])
            assert org.seen.calls == [("POST", "/composite/sobjects/Account")]


async def test_an_org_without_person_accounts() -> None:
    """People are contacts there, and a check says so if they are sought among accounts."""
    with hosted(Holdings(name="crm"), limits=Limits(hidden=(*PERSONS, "Account.PersonMobilePhone"))) as org:
        async with connected(org, PEOPLE, **PLAIN) as reader:
            with pytest.raises(Rejected, match=r"\(INVALID_FIELD\): PersonBirthdate\."):
                await reader.probe()
        async with connected(org, PEOPLE, **PLAIN, people="contacts") as reader:
            await reader.probe()


async def test_an_org_with_one_currency(oms: Hosted) -> None:
    """No row names it: the settings do, for orders and all that hangs below them."""
    held = replace(oms.holdings, orders=oms.holdings.orders[:5])
    kinds = ("OrderSummary", "OrderItemSummary", "OrderPaymentSummary", "ReturnOrder")
    with hosted(held, limits=Limits(hidden=tuple(f"{kind}.CurrencyIsoCode" for kind in kinds))) as org:
        fields = {"order": {"key": "Order_Key__c", "currency": ""}}
        async with connected(org, {Noun.ORDER: FACETS[Noun.ORDER]}, fields=fields, currency="CHF") as reader:
            await reader.probe()
            answers = await look_up(
                reader, Noun.ORDER, *(order.ref for order in held.orders), facets=FACETS[Noun.ORDER]
            )
    for order in held.orders:
        found = answers[order.ref]
        assert isinstance(found, Order)
        assert found.total == Money(order.total.amount_minor, "CHF")
        assert {line.total.currency for line in found.lines or ()} == {"CHF"}
