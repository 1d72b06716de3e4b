"""The pretend org over HTTP: several records, several requests in one, and what bodies may say."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.backends.sandbox.salesforce_asking import ROOT, Client, Clock, signed_in


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def client(clock: Clock) -> AsyncIterator[Client]:
    async with signed_in(clock) as made:
        yield made


async def test_collections_keep_the_order(client: Client) -> None:
    records = (await client.query("SELECT Id FROM Account ORDER BY Customer_Key__c LIMIT 2")).json()["records"]
    first, second = (record["Id"] for record in records)
    body = {"ids": [second, "not-an-id", first], "fields": ["Name"]}
    found = (await client.http.post(f"{ROOT}/composite/sobjects/Account", json=body)).json()
    assert [each and each["Name"] for each in found] == ["Person 1", None, "Person 0"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"ids": ["x"] * 2001, "fields": ["Name"]}, "LIMIT_EXCEEDED"),
        ({"ids": ["x"], "fields": ["Nope"]}, "INVALID_FIELD"),
        ({"ids": "x", "fields": ["Name"]}, "JSON_PARSER_ERROR"),
        ({"ids": ["x"]}, "JSON_PARSER_ERROR"),
        ([], "JSON_PARSER_ERROR"),
        ({"ids": ["x"], "fields": ["Owner.Name"]}, "INVALID_FIELD"),
    ],
)
async def test_collections_that_are_refused(client: Client, body: object, code: str) -> None:
    reply = await client.http.post(f"{ROOT}/composite/sobjects/Account", json=body)
    assert (reply.status_code, reply.json()[0]["errorCode"]) == (400, code)


def part(reference: str, url: str) -> dict[str, str]:
    return {"method": "GET", "url": f"{ROOT}{url}", "referenceId": reference}


async def test_composite_parts_refer_to_others(client: Client) -> None:
    """It counts as one call, and one part's failure is its own."""
    parts = [
        part("a", "/query?q=SELECT+Id+FROM+Account+WHERE+Customer_Key__c='C-00003'"),
        part("b", "/sobjects/Account/@{a.records[0].Id}"),
        part("c", "/query?q=SELECT+Nope+FROM+Account"),
        part("d", "/sobjects/Account/@{c.records[0].Id}"),
    ]
    before = int((await client.http.get(f"{ROOT}/limits")).json()["DailyApiRequests"]["Remaining"])
    reply = await client.http.post(f"{ROOT}/composite", json={"compositeRequest": parts})
    answers = {answer["referenceId"]: answer for answer in reply.json()["compositeResponse"]}
    assert [answers[name]["httpStatusCode"] for name in "abcd"] == [200, 200, 400, 400]
    assert answers["b"]["body"]["Name"] == "Person 3"
    assert answers["c"]["body"][0]["errorCode"] == "INVALID_FIELD"
    assert answers["d"]["body"][0]["errorCode"] == "PROCESSING_HALTED"
    assert reply.headers["Sforce-Limit-Info"] == f"api-usage={101 - before}/100"


async def test_all_or_none(client: Client) -> None:
    parts = [part("a", "/sobjects/Account"), part("b", "/sobjects/Nowhere")]
    body = {"allOrNone": True, "compositeRequest": parts}
    answers = (await client.http.post(f"{ROOT}/composite", json=body)).json()["compositeResponse"]
    assert [answer["httpStatusCode"] for answer in answers] == [400, 404]
    assert [answer["body"][0]["errorCode"] for answer in answers] == ["PROCESSING_HALTED", "NOT_FOUND"]


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ([part(str(number), "/sobjects") for number in range(26)], "LIMIT_EXCEEDED"),
        ([part(str(number), "/query?q=x") for number in range(6)], "LIMIT_EXCEEDED"),
        ([part("a", "/sobjects"), part("a", "/sobjects")], "INVALID_INPUT"),
        ([part("", "/sobjects")], "INVALID_INPUT"),
        ([part("a", "/sobjects") | {"referenceId": ["a"]}], "INVALID_INPUT"),
        ([part("a", "/sobjects") | {"url": 5}], "JSON_PARSER_ERROR"),
        ([{"method": "GET", "referenceId": "a"}], "JSON_PARSER_ERROR"),
        ([part("a", "/sobjects") | {"httpHeaders": {"Authorization": "Bearer x"}}], "INVALID_INPUT"),
        ([part("a", "/sobjects") | {"httpHeaders": ["x"]}], "JSON_PARSER_ERROR"),
        ([], "JSON_PARSER_ERROR"),
        ("x", "JSON_PARSER_ERROR"),
    ],
)
async def test_composites_that_are_refused(client: Client, parts: object, code: str) -> None:
    reply = await client.http.post(f"{ROOT}/composite", json={"compositeRequest": parts})
    assert (reply.status_code, reply.json()[0]["errorCode"]) == (400, code)


@pytest.mark.parametrize(
    ("url", "method", "status", "code"),
    [
        (f"{ROOT}/limits", "GET", 400, "PROCESSING_HALTED"),
        (f"{ROOT}/composite", "POST", 400, "PROCESSING_HALTED"),
        ("/services/oauth2/userinfo", "GET", 400, "PROCESSING_HALTED"),
        ("http://[", "GET", 400, "PROCESSING_HALTED"),
        (f"{ROOT}/sobjects/Account", "get", 405, "METHOD_NOT_ALLOWED"),
    ],
)
async def test_what_composites_are_not_made_of(client: Client, url: str, method: str, status: int, code: str) -> None:
    """Each part says so for itself; the whole is answered."""
    parts = [part("a", "/sobjects/Account"), {"method": method, "url": url, "referenceId": "b"}]
    reply = await client.http.post(f"{ROOT}/composite", json={"compositeRequest": parts})
    good, bad = reply.json()["compositeResponse"]
    assert (reply.status_code, good["httpStatusCode"]) == (200, 200)
    assert (bad["httpStatusCode"], bad["body"][0]["errorCode"]) == (status, code)


async def test_parts_have_headers_of_their_own(client: Client) -> None:
    """A part is asked as the whole is, and by its own headers; not by others of the whole."""
    query = part("a", "/query?q=SELECT+Id+FROM+Account")
    parts = [query, query | {"referenceId": "b", "httpHeaders": {"Sforce-Query-Options": "batchSize=200"}}]
    headers = {"Sforce-Query-Options": "batchSize=300"}
    reply = await client.http.post(f"{ROOT}/composite", json={"compositeRequest": parts}, headers=headers)
    assert [len(answer["body"]["records"]) for answer in reply.json()["compositeResponse"]] == [450, 200]


async def test_each_part_of_a_batch_counts(client: Client) -> None:
    body = {"batchRequests": [{"method": "GET", "url": "v66.0/limits"}, {"method": "GET", "url": "v66.0/nowhere"}]}
    reply = await client.http.post(f"{ROOT}/composite/batch", json=body)
    assert reply.json()["hasErrors"]
    assert [result["statusCode"] for result in reply.json()["results"]] == [200, 404]
    assert reply.headers["Sforce-Limit-Info"] == "api-usage=3/100"


@pytest.mark.parametrize("body", [b"[" * 3_000, b'{"a":' * 3_000, b"\xff", b"", b"nope", b"[]", b"1e999", b'"\\ud800"'])
@pytest.mark.parametrize("path", ["composite", "composite/batch", "composite/sobjects/Account"])
async def test_bodies_that_are_none(client: Client, path: str, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    reply = await client.http.post(f"{ROOT}/{path}", content=body, headers=headers)
    assert (reply.status_code, reply.json()[0]["errorCode"]) == (400, "JSON_PARSER_ERROR")


RECORD = {"actionRequestId": "r", "quantity": 1, "stockKeepingUnit": "S1", "locationIdentifier": "PAR"}
QUESTIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "composite": ("compositeRequest", part("a", "/sobjects")),
    "composite/batch": ("batchRequests", {"method": "GET", "url": "v66.0/limits"}),
    "commerce/oci/reservation/actions/reservations": ("createRecords", RECORD),
    "commerce/oci/reservation/actions/releases": ("releaseRecords", RECORD),
    "commerce/oci/reservation/actions/fulfillments": ("fulfillmentRecords", RECORD),
}
KEYWORDS = sorted({*RECORD, *part("a", ""), "body", "httpHeaders", "richInput", "allOrNone", "locationGroupIdentifier"})
WORDS = st.sampled_from(["", "GET", "a", "S1", "PAR", f"{ROOT}/sobjects/Account", "@{a.x}", "http://[", "v66.0/limits"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | WORDS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(KEYWORDS), inner, max_size=3),
)


@settings(max_examples=40, deadline=None)
@example(changes={"httpHeaders": True}, of_all=False)
@given(changes=st.dictionaries(st.sampled_from(KEYWORDS), JSON, max_size=3), of_all=st.booleans())
@pytest.mark.parametrize("path", sorted(QUESTIONS))
async def test_whatever_a_body_says_is_answered(path: str, changes: dict[str, Any], of_all: bool) -> None:
    """It never falls over."""
    name, one = QUESTIONS[path]
    body = (
        {"actionRequestId": "r", name: [one]} | changes if of_all else {"actionRequestId": "r", name: [one | changes]}
    )
    async with signed_in(Clock()) as client:
        reply = await client.http.post(f"{ROOT}/{path}", json=body)
    assert reply.status_code in (200, 400)


async def test_bodies_are_json(client: Client) -> None:
    reply = await client.http.post(f"{ROOT}/composite", data={"compositeRequest": "x"})
    assert (reply.status_code, reply.json()[0]["errorCode"]) == (415, "UNSUPPORTED_MEDIA_TYPE")
    assert "application/x-www-form-urlencoded" in reply.json()[0]["message"]
