"""The pretend org over HTTP: sign-in, pages, single records, limits."""

import base64
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import pytest
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


@pytest.mark.parametrize("version", ["v066.0", "v٦٦.0", f"v{'9' * 5_000}.0", "v6.0", "66.0"])
async def test_versions_that_are_none(client: Client, version: str) -> None:
    reply = await client.http.get(f"/services/data/{version}/limits")
    assert (reply.status_code, reply.json()[0]["errorCode"]) == (404, "NOT_FOUND")


async def test_who_am_i(client: Client) -> None:
    identity = (await client.http.get(f"{ROOT}/")).json()["identity"]
    assert set((await client.http.get(identity)).json()) == {"user_id", "organization_id"}
