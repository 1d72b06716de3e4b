"""What a port makes of answers that are none, of records that cannot be read, and of fields that do not do."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from starlette.responses import PlainTextResponse, Response

from backends.errors import (
    ABSENT,
    BackendError,
    Failure,
    Overloaded,
    Rejected,
    Unavailable,
    Unreadable,
    UnreadableRecord,
)
from backends.ports import Answer, ParentKind
from backends.records import Customer, Ref
from backends.salesforce import advice
from backends.sandbox import stories
from backends.vocabulary import Facet, Noun, SortField
from tests.backends.asking import HEAD, look_up, named, pages, spec, value
from tests.backends.salesforce.orgs import Hosted, connected

INSTEAD = [
    (Response('{"records":[{"Id"', media_type="application/json"), Unreadable),
    (Response("[]", media_type="application/json"), Unreadable),
    (Response("{}" * 3, media_type="application/json"), Unreadable),
    (Response("[" * 200_000, media_type="application/json"), Unreadable),
    (Response('{"compositeResponse":[]}', media_type="application/json"), Unreadable),
    (
        Response('{"compositeResponse":[{"body":{"records":[{}]},"httpStatusCode":200,"referenceId":"q0"}]}'),
        Unreadable,
    ),
    (PlainTextResponse("Internal Server Error", 500), Unavailable),
    (PlainTextResponse("", 503, {"Retry-After": "3"}), Overloaded),
]


@pytest.mark.parametrize(("answer", "kind"), INSTEAD, ids=lambda value: getattr(value, "__name__", None))
async def test_broken_answers(crm: Hosted, answer: Response, kind: type[BackendError]) -> None:
    async with connected(crm) as reader:
        await look_up(reader, Noun.CUSTOMER, stories.REGULAR)
        crm.swap.instead = answer
        try:
            with pytest.raises(kind):
                await look_up(reader, Noun.CUSTOMER, stories.REGULAR)
        finally:
            crm.swap.instead = None
        await look_up(reader, Noun.CUSTOMER, stories.REGULAR)


@pytest.mark.parametrize(
    "record",
    [
        '{"Customer_Key__c":"C-00001","Name":null,"LastModifiedDate":"2026-03-18T10:00:00.000+0000"}',
        '{"Customer_Key__c":"C-00001","Name":"secret name","LastModifiedDate":"yesterday"}',
    ],
)
async def test_a_broken_record_is_told_without_its_content(crm: Hosted, record: str) -> None:
    """And without the others: it costs them nothing."""
    good = '{"Customer_Key__c":"C-00002","Name":"Ada","LastModifiedDate":"2026-03-18T10:00:00.000+0000"}'
    answers = await told(crm, f"{record},{good}", Ref("crm", "C-00001"), Ref("crm", "C-00002"))
    failure, found = answers[Ref("crm", "C-00001")], answers[Ref("crm", "C-00002")]
    assert isinstance(failure, Failure)
    assert (failure.code, failure.retryable) == (Unreadable.code, False)
    assert "CustomerRow that cannot be read: `" in failure.message
    assert "secret" not in failure.message
    assert "yesterday" not in failure.message
    assert isinstance(found, Customer)


async def test_a_record_whose_key_cannot_be_read(crm: Hosted) -> None:
    """Nobody knows whose it is: it may be anybody's who was asked for."""
    record = '{"Customer_Key__c":{"secret":1},"Name":"A","LastModifiedDate":"2026-03-18T10:00:00.000+0000"}'
    with pytest.raises(UnreadableRecord, match="CustomerRow that cannot be read") as raised:
        await told(crm, record, stories.REGULAR)
    assert "secret" not in raised.value.message


async def told(org: Hosted, records: str, *refs: Ref) -> Mapping[Ref, Answer]:
    """What is made of these records, in answer to a lookup."""
    part = f'{{"body":{{"records":[{records}],"done":true}},"httpStatusCode":200,"referenceId":"q0"}}'
    empty = '{"body":{"records":[],"done":true},"httpStatusCode":200,"referenceId":"q1"}'
    async with connected(org) as reader:
        await look_up(reader, Noun.CUSTOMER, stories.REGULAR)
        org.swap.instead = Response(f'{{"compositeResponse":[{part},{empty}]}}', media_type="application/json")
        try:
            return await look_up(reader, Noun.CUSTOMER, *refs)
        finally:
            org.swap.instead = None


async def test_an_amount_without_a_currency_is_its_orders_matter(oms: Hosted) -> None:
    """In a list there is no page without it."""
    order = oms.holdings.orders[0]
    async with connected(oms, {Noun.ORDER: HEAD}, fields={"order": {"key": "Order_Key__c", "currency": ""}}) as reader:
        answers = await look_up(reader, Noun.ORDER, order.ref, Ref("oms", "no"))
        assert answers[Ref("oms", "no")] is ABSENT
        failure = answers[order.ref]
        assert isinstance(failure, Failure)
        assert "amount without a currency" in failure.message
        with pytest.raises(UnreadableRecord, match="amount without a currency"):
            await pages(reader, Noun.ORDER, spec())


async def test_an_answer_without_an_end(crm: Hosted) -> None:
    async with connected(crm, merged_records=False) as reader:
        await look_up(reader, Noun.CUSTOMER, stories.REGULAR)
        endless = '{"records":[],"done":false,"nextRecordsUrl":"/services/data/v66.0/query/01g-2000"}'
        crm.swap.instead = Response(endless, media_type="application/json")
        try:
            with pytest.raises(Unreadable, match="without an end"):
                await look_up(reader, Noun.CUSTOMER, stories.REGULAR)
        finally:
            crm.swap.instead = None


async def test_inventory_that_complains(oms: Hosted) -> None:
    async with connected(oms) as reader:
        await look_up(reader, Noun.STOCK, stories.WEB_ORDER, facets=[Facet.SAFETY])
        body = '{"success":false,"errors":[{"errorCode":"FUNCTIONALITY_NOT_ENABLED","message":"secret"}]}'
        oms.swap.instead = Response(body, media_type="application/json")
        try:
            with pytest.raises(Rejected, match="FUNCTIONALITY_NOT_ENABLED") as raised:
                await look_up(reader, Noun.STOCK, stories.WEB_ORDER, facets=[Facet.SAFETY])
        finally:
            oms.swap.instead = None
    assert "secret" not in raised.value.message


async def test_a_field_that_is_not_there(crm: Hosted) -> None:
    async with connected(crm, fields={"customer": {"key": "Customer_Key__c", "store": "Nowhere__c"}}) as reader:
        with pytest.raises(Rejected, match="Nowhere__c"):
            await look_up(reader, Noun.CUSTOMER, stories.REGULAR)


PEOPLE = {Noun.CUSTOMER: frozenset({Facet.HEAD, Facet.CONTACTS})}


@pytest.mark.parametrize(
    ("word", "field", "says"),
    [
        ("other_email", "Description", ": Description."),
        ("other_email", "BillingAddress", ": Address fields can only be filtered using Distance expressions."),
    ],
)
async def test_a_field_that_cannot_be_searched(crm: Hosted, word: str, field: str, says: str) -> None:
    """Such as one that is encrypted: it is there, and it is shown."""
    settings = {"fields": {"customer": {"key": "Customer_Key__c", word: field}}}
    async with connected(crm, PEOPLE, **settings) as reader:
        with pytest.raises(Rejected, match="cannot be searched or sorted by") as raised:
            await pages(reader, Noun.CUSTOMER, spec(), value(ParentKind.EMAIL, stories.EMAIL))
    assert raised.value.message.endswith(f"(INVALID_FIELD){says}")
    assert raised.value.advice == advice.SEARCH


async def test_a_field_that_cannot_be_sorted_by(crm: Hosted) -> None:
    settings = {"fields": {"customer": {"sort_name": "Description"}}}
    async with connected(crm, PEOPLE, **settings) as reader:
        with pytest.raises(Rejected, match="cannot be searched or sorted by") as raised:
            await pages(reader, Noun.CUSTOMER, spec(SortField.NAME))
    assert raised.value.advice == advice.SEARCH


async def test_a_lookup_is_compared_with_a_key(oms: Hosted) -> None:
    """That a field of one's own is a look-up cannot be seen in its name."""
    mine = named(ParentKind.CUSTOMER, Ref("crm", "C-00001"))
    async with connected(oms, fields={"order": {"customer": "Sold_By__c"}}) as reader:
        with pytest.raises(Rejected, match="a field for ids was compared") as raised:
            await pages(reader, Noun.ORDER, spec(), mine)
    assert "C-00001" not in raised.value.message
    assert raised.value.advice == advice.SEARCH


async def test_an_object_in_which_nothing_is_merged(crm: Hosted) -> None:
    """A check tells, as every question for customers would."""
    unlike = dict.fromkeys(("birthday", "given_name", "family_name", "associate_key", "associate_name"), "")
    settings = {"sources": {"customer": "User"}, "fields": {"customer": unlike}, "names": None}
    async with connected(crm, {Noun.CUSTOMER: HEAD}, **settings) as reader:
        with pytest.raises(Rejected, match=r"\(INVALID_FIELD\): MasterRecord") as raised:
            await reader.probe()
    assert raised.value.advice == advice.MISSING
    async with connected(crm, {Noun.CUSTOMER: HEAD}, **settings, merged_records=False) as reader:
        await reader.probe()


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"fields": {"order": {"currency": ""}}}, "amount without a currency"),
        ({"fields": {"order": {"placed_at": "OrderNumber"}}}, "OrderRow that cannot be read: `$.placed_at`"),
    ],
)
async def test_a_check_reads_what_it_asks(oms: Hosted, settings: dict[str, Any], says: str) -> None:
    async with connected(oms, {Noun.ORDER: HEAD}, **settings) as reader:
        with pytest.raises(Unreadable, match=re.escape(says)) as raised:
            await reader.probe()
    assert raised.value.advice == advice.TYPE


async def test_a_facet_without_fields(crm: Hosted) -> None:
    """A check says so; questions are answered without the facet."""
    async with connected(crm, sources=None) as reader:
        with pytest.raises(Rejected, match="consents is to be served, but the settings name no field"):
            await reader.probe()
        answers = await look_up(reader, Noun.CUSTOMER, stories.REGULAR, facets=[Facet.CONSENTS, Facet.CONTACTS])
    found = answers[stories.REGULAR]
    assert isinstance(found, Customer)
    assert (found.consents, found.facets) == (None, {Facet.HEAD, Facet.CONTACTS})
