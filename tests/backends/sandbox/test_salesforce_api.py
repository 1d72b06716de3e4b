"""The pretend org over HTTP: sign-in, pages, single records, collections, composite requests, limits."""

import base64
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.backends.sandbox.salesforce_asking import NOW, PRIVATE, ROOT, Client, Clock, signed_in

JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
OTHER = RSAKey.generate_key(2048)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def client(clock: Clock) -> AsyncIterator[Client]:
    async with signed_in(clock) as made:
        yield made


def claims(**changes: Any) -> dict[str, Any]:
    now = NOW.timestamp()
    return {
        "iss": "app",
        "sub": "u@example.com",
        "aud": "https://login.salesforce.com",
        "exp": int(now) + 180,
    } | changes


def assertion(key: RSAKey = PRIVATE, algorithm: str = "RS256", **changes: Any) -> str:
    return jwt.encode({"alg": algorithm}, claims(**changes), key, algorithms=[algorithm])


def unsigned() -> str:
    head, body = (
        base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in (b'{"alg":"none"}', b'{"iss":"app"}')
    )
    return f"{head}.{body}."


async def test_by_assertion(client: Client) -> None:
    reply = (await client.token(grant_type=JWT_BEARER, assertion=assertion())).json()
    assert set(reply) == {"access_token", "scope", "instance_url", "id", "token_type"}, "neither expiry nor refresh"
    assert reply["instance_url"] == "https://org.test"


async def test_by_basic_authorization(client: Client) -> None:
    reply = await client.http.post(
        "/services/oauth2/token", data={"grant_type": "client_credentials"}, auth=("app", "made-up")
    )
    assert reply.status_code == 200


@pytest.mark.parametrize(
    ("given", "error", "description"),
    [
        (lambda: assertion(OTHER), "invalid_grant", "invalid assertion"),
        (lambda: assertion(algorithm="RS512"), "invalid_grant", "invalid assertion"),
        (unsigned, "invalid_grant", "invalid assertion"),
        (lambda: "nonsense", "invalid_grant", "invalid assertion"),
        (lambda: assertion()[:-4] + "AAAA", "invalid_grant", "invalid assertion"),
        (lambda: assertion(aud="https://test.salesforce.com"), "invalid_grant", "audience is invalid"),
        (lambda: assertion(exp=int(NOW.timestamp())), "invalid_grant", "expired authorization code"),
        (lambda: assertion(exp=int(NOW.timestamp()) + 3600), "invalid_grant", "expired authorization code"),
        (lambda: assertion(exp="soon"), "invalid_grant", "invalid assertion"),
        (lambda: assertion(sub="x@example.com"), "invalid_grant", "user hasn't approved this consumer"),
        (lambda: assertion(iss="another"), "invalid_client_id", "client identifier invalid"),
    ],
)
async def test_assertions_that_are_refused(
    client: Client, given: Callable[[], str], error: str, description: str
) -> None:
    reply = await client.token(grant_type=JWT_BEARER, assertion=given())
    assert (reply.status_code, reply.json()) == (400, {"error": error, "error_description": description})


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"grant_type": "client_credentials", "client_id": "app", "client_secret": "x"}, "invalid_client"),
        ({"grant_type": "client_credentials", "client_id": "x", "client_secret": "made-up"}, "invalid_client_id"),
        ({"grant_type": "authorization_code"}, "unsupported_grant_type"),
        ({}, "unsupported_grant_type"),
        (
            {"grant_type": "password", "client_id": "app", "client_secret": "made-up", "username": "u@example.com"},
            "invalid_grant",
        ),
    ],
)
async def test_other_grants_that_are_refused(client: Client, form: dict[str, str], error: str) -> None:
    reply = await client.token(**form)
    assert (reply.status_code, reply.json()["error"]) == (400, error)


@pytest.mark.parametrize("credentials", ["é", "YTpi", "/w==", "=", ""])
async def test_basic_authorization_that_is_none(client: Client, credentials: str) -> None:
    headers = {"Authorization": f"Basic {credentials}".encode("latin-1")}
    form = {"grant_type": "client_credentials"}
    reply = await client.http.post("/services/oauth2/token", data=form, headers=headers)  # type: ignore[arg-type]
    assert (reply.status_code, reply.json()["error"]) == (400, "invalid_client_id")


async def test_soap_login(client: Client) -> None:
    """As older clients sign in."""
    envelope = "<soap><n1:username>u@example.com</n1:username><n1:password>{}</n1:password></soap>"
    reply = await client.http.post("/services/Soap/u/59.0", content=envelope.format("made-up"))
    assert "<sessionId>00D" in reply.text
    assert "<serverUrl>https://org.test/services/Soap/u/59.0<" in reply.text
    reply = await client.http.post("/services/Soap/u/59.0", content=envelope.format("wrong"))
    assert (reply.status_code, "INVALID_LOGIN" in reply.text) == (500, True)


@pytest.mark.parametrize("authorization", ["", "Bearer x", "Basic YTpi", "Bearer"])
async def test_without_a_session(client: Client, authorization: str) -> None:
    client.http.headers["Authorization"] = authorization
    reply = await client.query("SELECT Id FROM Account")
    assert (reply.status_code, reply.json()) == (
        401,
        [{"message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID"}],
    )


async def test_sessions_end(client: Client, clock: Clock) -> None:
    clock.now += timedelta(seconds=599)
    assert (await client.query("SELECT Id FROM Account LIMIT 1")).status_code == 200
    clock.now += timedelta(seconds=1)
    assert (await client.query("SELECT Id FROM Account LIMIT 1")).status_code == 401


async def test_versions_need_no_session(client: Client) -> None:
    del client.http.headers["Authorization"]
    versions = (await client.http.get("/services/data/")).json()
    assert {"label": "v66", "url": "/services/data/v66.0", "version": "66.0"} in versions


@pytest.mark.parametrize("resource", ["query", "query/"])
async def test_pages_by_locator(client: Client, resource: str) -> None:
    """With the slash of simple-salesforce and without it, as jsforce asks."""
    soql = "SELECT Customer_Key__c FROM Account ORDER BY Customer_Key__c"
    page = (await client.query(soql, resource, **{"Sforce-Query-Options": "batchSize=200"})).json()
    keys = [record["Customer_Key__c"] for record in page["records"]]
    sizes = [len(page["records"])]
    while not page["done"]:
        assert page["totalSize"] == 450
        page = (await client.http.get(page["nextRecordsUrl"])).json()
        keys += [record["Customer_Key__c"] for record in page["records"]]
        sizes.append(len(page["records"]))
    assert (sizes, keys) == ([200, 200, 50], [f"C-{number:05d}" for number in range(450)])
    assert "nextRecordsUrl" not in page


@pytest.mark.parametrize("locator", ["01g000000000001AAA-200", "x", "01g-x"])
async def test_locators_that_lead_nowhere(client: Client, locator: str) -> None:
    reply = await client.http.get(f"{ROOT}/query/{locator}")
    assert (reply.status_code, reply.json()[0]["errorCode"]) == (400, "INVALID_QUERY_LOCATOR")


@pytest.mark.parametrize("place", ["450", "²", "9" * 5_000, "-1", ""])
async def test_places_that_an_open_query_does_not_have(client: Client, place: str) -> None:
    options = {"Sforce-Query-Options": "batchSize=200"}
    url = (await client.query("SELECT Id FROM Account", **options)).json()["nextRecordsUrl"]
    assert (await client.http.get(url)).status_code == 200
    reply = await client.http.get(url.removesuffix("200") + place)
    assert (reply.status_code, reply.json()[0]["errorCode"]) == (400, "INVALID_QUERY_LOCATOR")


@pytest.mark.parametrize(("size", "rows"), [("1", 200), ("201", 201), ("9" * 5_000, 450), ("x", 450)])
async def test_page_sizes_are_a_wish(client: Client, size: str, rows: int) -> None:
    reply = await client.query("SELECT Id FROM Account", **{"Sforce-Query-Options": f"batchSize={size}"})
    assert len(reply.json()["records"]) == rows


async def test_one_record(client: Client) -> None:
    found = (await client.http.get(f"{ROOT}/sobjects/Account/Customer_Key__c/c-00007")).json()
    assert found["Name"] == "Person 7"
    again = (await client.http.get(f"{ROOT}/sobjects/Account/{found['Id'][:15]}", params={"fields": "Name"})).json()
    assert again == {"attributes": found["attributes"], "Name": "Person 7", "Id": found["Id"]}


@pytest.mark.parametrize(
    "path", ["Account/001000000000ZZZAAA", "Account/x", "Account/Customer_Key__c/x", "Account/Name/x", "Nothing/x"]
)
async def test_no_record(client: Client, path: str) -> None:
    reply = await client.http.get(f"{ROOT}/sobjects/{path}")
    assert (reply.status_code, reply.json()[0]["errorCode"]) == (404, "NOT_FOUND")


async def test_kinds_are_described(client: Client) -> None:
    described = (await client.http.get(f"{ROOT}/sobjects/Account/describe")).json()
    fields = {field["name"]: field for field in described["fields"]}
    assert fields["Customer_Key__c"]["externalId"]
    assert (fields["OwnerId"]["referenceTo"], fields["OwnerId"]["relationshipName"]) == (["User"], "Owner")
    kinds = (await client.http.get(f"{ROOT}/sobjects")).json()["sobjects"]
    assert {"Account", "OrderSummary", "Shipment"} <= {kind["name"] for kind in kinds}


async def test_what_was_updated(client: Client) -> None:
    period = {"start": "2026-03-18T09:00:00+00:00", "end": "2026-03-18T11:00:00+00:00"}
    assert len((await client.http.get(f"{ROOT}/sobjects/Account/updated", params=period)).json()["ids"]) == 450
    assert (await client.http.get(f"{ROOT}/sobjects/Account/updated")).status_code == 400


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


async def test_the_day_has_so_many_calls(client: Client) -> None:
    for _ in range(100):
        assert (await client.http.get(f"{ROOT}/limits")).status_code == 200
    reply = await client.http.get(f"{ROOT}/limits")
    assert (reply.status_code, reply.json()[0]["errorCode"]) == (403, "REQUEST_LIMIT_EXCEEDED")


async def test_a_url_has_so_many_characters(client: Client) -> None:
    reply = await client.query(f"SELECT Id FROM Account WHERE Name = '{'x' * 16_000}'")
    assert (reply.status_code, reply.headers["content-type"]) == (414, "text/html; charset=utf-8")
    assert "URI Too Long" in reply.text


async def test_a_url_and_the_headers_together(client: Client) -> None:
    reply = await client.http.get(f"{ROOT}/limits", params={"x": "x" * 9_000}, headers={"x-note": "x" * 8_000})
    assert (reply.status_code, reply.headers["content-type"]) == (431, "text/html; charset=utf-8")


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/services/data/v66.0/nowhere", 404, "NOT_FOUND"),
        ("GET", "/services/data/v12.0/limits", 404, "NOT_FOUND"),
        ("GET", "/elsewhere", 404, "NOT_FOUND"),
        ("POST", "/services/data/v66.0/query", 405, "METHOD_NOT_ALLOWED"),
        ("DELETE", "/services/data/v66.0/sobjects/Account/x", 405, "METHOD_NOT_ALLOWED"),
        ("GET", "/services/data/v66.0/query", 400, "MALFORMED_QUERY"),
        ("POST", "/services/data/v66.0/composite", 400, "JSON_PARSER_ERROR"),
    ],
)
async def test_what_is_not_served(client: Client, method: str, path: str, status: int, code: str) -> None:
    reply = await client.http.request(method, path)
    assert (reply.status_code, reply.json()[0]["errorCode"]) == (status, code)


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


@pytest.mark.parametrize("version", ["v066.0", "v٦٦.0", f"v{'9' * 5_000}.0", "v6.0", "66.0"])
async def test_versions_that_are_none(client: Client, version: str) -> None:
    reply = await client.http.get(f"/services/data/{version}/limits")
    assert (reply.status_code, reply.json()[0]["errorCode"]) == (404, "NOT_FOUND")


async def test_who_am_i(client: Client) -> None:
    identity = (await client.http.get(f"{ROOT}/")).json()["identity"]
    assert set((await client.http.get(identity)).json()) == {"user_id", "organization_id"}
