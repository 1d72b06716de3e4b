"""Each answer that is none becomes the right error, in words that help and give nothing away."""

import re
from collections.abc import Mapping
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.responses import PlainTextResponse, Response

from backends.errors import (
    ABSENT,
    Advice,
    BackendError,
    Denied,
    Failure,
    Overloaded,
    Rejected,
    TimedOut,
    Unavailable,
    Unreadable,
)
from backends.ports import Answer, ParentKind
from backends.records import Customer, Ref
from backends.salesforce import advice
from backends.salesforce.failures import explained, sign_in
from backends.sandbox import stories
from backends.transport import Reply
from backends.vocabulary import Facet, Noun, SortField
from tests.backends.salesforce.asking import HEAD, look_up, named, pages, spec, value
from tests.backends.salesforce.orgs import Hosted, connected

PERSONAL = "clemence.aubrival.1@example.org"


def reply(status: int, code: str = "", message: str = "", **headers: str) -> Reply:
    body = f'[{{"errorCode":"{code}","message":"{message}"}}]' if code else "<h1>Not for machines</h1>"
    return Reply(status, {name.replace("_", "-"): value for name, value in headers.items()}, body.encode())


ANSWERS = [
    (reply(400, "MALFORMED_QUERY", f"unexpected token: '{PERSONAL}'"), Rejected),
    (reply(400, "INVALID_FIELD", f"SELECT x WHERE y = '{PERSONAL}' No such column 'Foo__c' on entity"), Rejected),
    (reply(400, "INVALID_TYPE", "sObject type 'OrderSummary' is not supported."), Rejected),
    (reply(400, "INVALID_QUERY_FILTER_OPERATOR", f"invalid ID field: {PERSONAL}"), Rejected),
    (reply(400, "INVALID_QUERY_LOCATOR"), Unavailable),
    (reply(400, "UNABLE_TO_LOCK_ROW"), Unavailable),
    (reply(400, "QUERY_TIMEOUT"), TimedOut),
    (reply(400, PERSONAL), Rejected),
    (reply(401, "INVALID_SESSION_ID"), Denied),
    (reply(403, "REQUEST_LIMIT_EXCEEDED"), Overloaded),
    (reply(403, "API_DISABLED_FOR_ORG"), Denied),
    (reply(403), Denied),
    (reply(404, "NOT_FOUND"), Rejected),
    (reply(409), Rejected),
    (reply(410), Rejected),
    (reply(414), Rejected),
    (reply(415), Rejected),
    (reply(420), Unavailable),
    (reply(429), Overloaded),
    (reply(431), Rejected),
    (reply(500), Unavailable),
    (reply(502), Unavailable),
    (reply(500, "UNKNOWN_EXCEPTION", PERSONAL), Unavailable),
    (reply(503, "SERVER_UNAVAILABLE"), Unavailable),
    (reply(503), Overloaded),
    (reply(302), Unreadable),
]


@pytest.mark.parametrize(("answer", "kind"), ANSWERS, ids=lambda value: str(getattr(value, "status", "")))
def test_answers(answer: Reply, kind: type[BackendError]) -> None:
    error = explained(answer)
    assert type(error) is kind
    assert PERSONAL not in error.message


def malformed(words: str) -> str:
    """A message as it comes: some of the query, a caret, where it is, and what is wrong there."""
    return f"\\n WHERE Email = '{PERSONAL}' AND Nam\\n        ^\\nERROR at Row:1:Column:41\\n{words}"


@pytest.mark.parametrize(
    ("status", "code", "message", "said"),
    [
        (400, "MALFORMED_QUERY", malformed("unexpected token: 'Nam'"), "(MALFORMED_QUERY): unexpected token: …."),
        (400, "MALFORMED_QUERY", malformed(f"bind '{PERSONAL}'"), "(MALFORMED_QUERY): bind …."),
        (400, "MALFORMED_QUERY", "SELECT Id FROM Account WHERE Name = Ada", "refused the question (MALFORMED_QUERY)."),
        (400, "INVALID_FIELD", malformed("invalid operator on id field"), ": invalid operator on id field."),
        (400, "INVALID_QUERY_FILTER_OPERATOR", malformed("invalid ID field: Ada"), "(INVALID_QUERY_FILTER_OPERATOR)."),
        (400, "QUERY_TOO_COMPLICATED", "The query is too complicated.", "COMPLICATED): The query is too complicated."),
        (400, "UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access", "was locked (UNABLE_TO_LOCK_ROW): unable to"),
        (
            400,
            "QUERY_TIMEOUT",
            "Your query request was running for too long.",
            "took too long (QUERY_TIMEOUT): Your query",
        ),
        (
            401,
            "INVALID_SESSION_ID",
            "Session expired or invalid",
            "does not hold (INVALID_SESSION_ID): Session expired",
        ),
        (
            403,
            "REQUEST_LIMIT_EXCEEDED",
            "TotalRequests Limit exceeded.",
            "are used up (REQUEST_LIMIT_EXCEEDED): TotalR",
        ),
        (
            403,
            "REQUEST_LIMIT_EXCEEDED",
            "ConcurrentPerOrgLongTxn Limit exceeded.",
            "): ConcurrentPerOrgLongTxn Limit ex",
        ),
        (
            403,
            "FUNCTIONALITY_NOT_ENABLED",
            "Omnichannel Inventory is off.",
            "(FUNCTIONALITY_NOT_ENABLED): Omnichannel In",
        ),
        (
            403,
            "API_CURRENTLY_DISABLED",
            "API is disabled for this User",
            "switched off for the user (API_CURRENTLY_DISAB",
        ),
        (404, "NOT_FOUND", "The requested resource does not exist", "api_version (NOT_FOUND): The requested resource"),
        (
            415,
            "UNSUPPORTED_MEDIA_TYPE",
            "Content-Type header is not supported",
            "TYPE): Content-Type header is not sup",
        ),
        (
            500,
            "UNKNOWN_EXCEPTION",
            "ErrorId: 1773828000-22013 (-1479853246)",
            "ErrorId: 1773828000-22013 (-1479853246).",
        ),
        (503, "SERVER_UNAVAILABLE", "Server too busy. Too many requests.", "): Server too busy. Too many requests."),
    ],
    ids=lambda value: value if isinstance(value, str) and value.isupper() else "",
)
def test_its_own_words_are_kept(status: int, code: str, message: str, said: str) -> None:
    """For support; but not what was asked, of which it shows a piece."""
    told = explained(reply(status, code, message)).message
    assert said in told
    assert "Ada" not in told
    assert PERSONAL not in told


def test_a_missing_field_is_named() -> None:
    message = "SELECT a FROM Account ERROR at Row:1 No such column 'Loyalty_Number__c' on entity 'Account'."
    said = explained(reply(400, "INVALID_FIELD", message)).message
    assert said == (
        "Salesforce: a field is not there, or hidden from the user: name another in the settings (INVALID_FIELD): "
        "Loyalty_Number__c."
    )


@pytest.mark.parametrize(("given", "seconds"), [("7", 7.0), ("Wed, 21 Oct 2026 07:28:00 GMT", None), ("-1", None)])
def test_when_to_come_back(given: str, seconds: float | None) -> None:
    assert explained(reply(503, retry_after=given)).retry_after == seconds


@pytest.mark.parametrize(
    ("error", "described", "says", "told"),
    [
        ("invalid_client_id", "client identifier invalid", "is not known there (invalid_client_id)", advice.APP),
        ("invalid_client", "", "client_secret is wrong", advice.APP),
        ("invalid_grant", "made-up", "the assertion was refused (invalid_grant)", advice.ASSERTION),
        ("invalid_grant", "user hasn't approved this consumer", "has not approved the app", advice.APPROVAL),
        ("invalid_grant", "no client credentials user enabled", "no user is named", advice.FLOW),
        ("invalid_grant", "request not supported on this domain", "not for this address", advice.FLOW),
        ("invalid_app_access", "user is not admin approved to access this app", "is not approved", advice.APPROVAL),
        ("inactive_user", "", "not active", advice.USER),
        ("invalid_grant", "IP restricted or invalid login hours", "not allowed to the user", advice.SESSION),
        ("unsupported_grant_type", "", "does not allow", advice.FLOW),
        ("made-up secret", "", "did not say why", None),
    ],
)
def test_sign_in_is_explained(error: str, described: str, says: str, told: Advice | None) -> None:
    body = msgspec.json.encode({"error": error, "error_description": described})
    refused = sign_in(Reply(400, {}, body))
    assert type(refused) is Denied
    assert says in refused.message
    assert "made-up" not in refused.message
    assert refused.advice == told


@pytest.mark.parametrize(
    ("error", "described"),
    [("rate_limit_exceeded", "number of logins exceeded"), ("invalid_grant", "login rate exceeded")],
)
def test_too_many_sign_ins_are_a_matter_of_time(error: str, described: str) -> None:
    """Nothing is wrong with the app or its user."""
    refused = sign_in(Reply(400, {}, msgspec.json.encode({"error": error, "error_description": described})))
    assert type(refused) is Overloaded
    assert refused.advice == advice.LOGINS


def test_a_page_for_people_is_no_token() -> None:
    refused = sign_in(Reply(404, {}, b"<h1>Who?</h1>"))
    assert "look at base_url" in refused.message
    assert refused.advice == advice.ADDRESS


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (reply(400, "INVALID_FIELD"), advice.MISSING),
        (reply(401, "INVALID_SESSION_ID"), advice.SESSION),
        (reply(403, "API_CURRENTLY_DISABLED"), advice.API),
        (reply(403, "INSUFFICIENT_ACCESS"), advice.ACCESS),
        (reply(403, "REQUEST_LIMIT_EXCEEDED"), advice.QUOTA),
        (reply(403), advice.ACCESS),
        (reply(302), advice.ADDRESS),
        (reply(410), advice.ADDRESS),
        (reply(500, "UNKNOWN_EXCEPTION"), None),
    ],
)
def test_what_to_do(answer: Reply, told: Advice | None) -> None:
    assert explained(answer).advice == told


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
    assert "CustomerRow that cannot be read" in failure.message
    assert "secret" not in failure.message
    assert "yesterday" not in failure.message
    assert isinstance(found, Customer)


async def test_a_record_whose_key_cannot_be_read(crm: Hosted) -> None:
    """Nobody knows whose it is: it may be anybody's who was asked for."""
    record = '{"Customer_Key__c":{"secret":1},"Name":"A","LastModifiedDate":"2026-03-18T10:00:00.000+0000"}'
    with pytest.raises(Unreadable, match="CustomerRow that cannot be read") as raised:
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
        with pytest.raises(Unreadable, match="amount without a currency"):
            await pages(reader, Noun.ORDER, spec())


@pytest.mark.parametrize(
    ("body", "kind", "says"),
    [
        (b'{"errorCode":"REQUEST_LIMIT_EXCEEDED","message":"TotalRequests"}', Overloaded, "(REQUEST_LIMIT_EXCEEDED)"),
        (b'[{"errorCode":"INVALID_SESSION_ID","message":null}]', Denied, "does not hold (INVALID_SESSION_ID)"),
        (b'[{"errorCode":null,"message":"Nobody may."}]', Denied, "may not do this: Nobody may"),
        (b'[{"message":"Nobody may.","fields":["Name"],"extra":1},7]', Denied, "the user may not do this."),
        (b"[]", Denied, "the user may not do this."),
        (b"7", Denied, "the user may not do this."),
        (b"\xff", Denied, "the user may not do this."),
    ],
)
def test_errors_in_other_shapes(body: bytes, kind: type[BackendError], says: str) -> None:
    """Not every resource sends a list, and not every message has words."""
    error = explained(Reply(403, {}, body))
    assert type(error) is kind
    assert says in error.message


@given(body=st.binary(max_size=200), status=st.sampled_from([201, 302, 400, 401, 403, 404, 408, 414, 429, 500, 503]))
def test_whatever_it_says_is_an_error(body: bytes, status: int) -> None:
    assert isinstance(explained(Reply(status, {}, body)), BackendError)
    assert isinstance(sign_in(Reply(status, {}, body)), BackendError)


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
