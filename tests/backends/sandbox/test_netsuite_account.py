"""The pretend account over HTTP: who is let in, how pages and rows look, and what it refuses."""

import asyncio
import hashlib
import hmac
from base64 import b64encode
from collections.abc import Mapping
from typing import Any, Final

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey
from msgspec import Struct
from msgspec.structs import replace

from backends.sandbox.holdings import Holdings, holdings
from backends.sandbox.netsuite.app import server
from backends.sandbox.netsuite.credentials import Credentials, Limits, made_up
from backends.sandbox.netsuite.oauth1 import percent
from tests.backends.toy import ManualClock

BASE: Final = "https://123456-sb1.suitetalk.api.netsuite.com"
TOKEN: Final = f"{BASE}/services/rest/auth/oauth2/v1/token"
SUITEQL: Final = f"{BASE}/services/rest/query/v1/suiteql"
KEYS: Final = made_up()
ORDERS: Final = (
    "SELECT t.id AS id, t.tranid AS tranid, t.otherrefnum AS ref FROM transaction t WHERE t.type = 'SalesOrd'"
)
TRANSIENT: Final = {"prefer": "transient"}
NOTHING: Final = Holdings(name="erp")


class Account(Struct):
    """An account, and the clock it goes by."""

    client: httpx.AsyncClient
    clock: ManualClock

    def claims(self, **changes: Any) -> dict[str, Any]:
        now = int(self.clock().timestamp())
        told = {"iss": KEYS.client_id, "scope": "rest_webservices", "aud": TOKEN, "iat": now, "exp": now + 300}
        return {name: value for name, value in (told | changes).items() if value is not None}

    async def sign_in(
        self,
        *,
        key: Any = None,
        header: Mapping[str, Any] | None = None,
        form: Mapping[str, str] | None = None,
        **claims: Any,
    ) -> httpx.Response:
        """Ask for a token by an assertion of which something may be wrong."""
        head = {"typ": "JWT", "alg": "ES256", "kid": KEYS.certificate_id, **(header or {})}
        signing = key or ECKey.import_key(KEYS.private_key)
        assertion = jwt.encode(head, self.claims(**claims), signing, algorithms=[head["alg"]])
        fields = {
            "grant_type": "client_credentials",
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": assertion,
        }
        return await self.client.post(TOKEN, data={**fields, **(form or {})})

    async def ask(self, query: Any, headers: Mapping[str, str] = TRANSIENT, **parameters: Any) -> httpx.Response:
        """A query by somebody who is let in."""
        token = (await self.sign_in()).json()["access_token"]
        given = {"authorization": f"Bearer {token}", **headers}
        body = query if isinstance(query, dict) else {"q": query}
        return await self.client.post(SUITEQL, params=parameters, json=body, headers=given)

    async def refused(self, query: Any, **parameters: Any) -> str:
        """Why a query is refused."""
        reply = await self.ask(query, **parameters)
        assert reply.status_code == 400, reply.text
        assert reply.headers["content-type"] == "application/vnd.oracle.resource+json; type=error"
        (detail,) = reply.json()["o:errorDetails"]
        return f"{detail['o:errorCode']}: {detail['detail']}"


def account(limits: Limits | None = None, held: Holdings = NOTHING, keys: Credentials = KEYS) -> Account:
    clock = ManualClock()
    transport = httpx.ASGITransport(server(held, keys, clock, limits))
    return Account(httpx.AsyncClient(transport=transport, base_url=BASE), clock)


@pytest.fixture(scope="module")
def held() -> Holdings:
    return holdings(1, 7, "erp")


@pytest.fixture(scope="module")
def erp(held: Holdings) -> Account:
    return account(held=held)


async def test_a_token(erp: Account) -> None:
    """Its seconds are a text, and there is nothing to renew it with."""
    reply = await erp.sign_in()
    assert reply.status_code == 200
    assert {name: type(value) for name, value in reply.json().items()} == {
        "access_token": str,
        "expires_in": str,
        "token_type": str,
    }


RSA: Final = RSAKey.generate_key(2048)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"aud": f"{BASE}/token"}, "invalid_grant"),
        ({"iss": "another"}, "invalid_grant"),
        ({"scope": "restlets"}, "invalid_grant"),
        ({"header": {"kid": "another"}}, "invalid_grant"),
        ({"header": {"typ": "JOSE"}}, "invalid_grant"),
        ({"key": ECKey.generate_key("P-256")}, "invalid_grant"),
        ({"key": RSA, "header": {"alg": "RS256"}}, "invalid_grant"),
        ({"exp": 0}, "invalid_grant"),
        ({"exp": None}, "invalid_grant"),
        ({"iat": None}, "invalid_grant"),
        ({"exp": 2**33}, "invalid_grant"),
        ({"form": {"grant_type": "authorization_code"}}, "unsupported_grant_type"),
        ({"form": {"client_assertion_type": "other"}}, "invalid_request"),
        ({"form": {"client_assertion": "a.b.c"}}, "invalid_grant"),
    ],
)
async def test_assertions_that_are_not_accepted(erp: Account, changes: dict[str, Any], error: str) -> None:
    reply = await erp.sign_in(**changes)
    assert (reply.status_code, reply.json()) == (400, {"error": error})


@pytest.mark.parametrize(("bits", "status"), [(2_048, 400), (3_072, 200)])
async def test_keys_of_rsa_are_long(bits: int, status: int) -> None:
    key = RSAKey.generate_key(bits)
    erp = account(keys=replace(KEYS, private_key=key.as_pem(private=True).decode()))
    assert (await erp.sign_in(key=key, header={"alg": "PS256"})).status_code == status


async def test_a_token_ends() -> None:
    erp = account(Limits(token_seconds=60))
    token = (await erp.sign_in()).json()["access_token"]
    statuses = []
    for seconds in (0, 59, 2):
        erp.clock.advance(seconds)
        headers = {"authorization": f"Bearer {token}", **TRANSIENT}
        statuses.append((await erp.client.post(SUITEQL, json={"q": ORDERS}, headers=headers)).status_code)
    assert statuses == [200, 200, 401]


def signature(erp: Account, parameters: Mapping[str, str], **changes: str) -> str:
    """The header of a request with these parameters in its query, by RFC 5849, written once more."""
    said = {
        "oauth_consumer_key": KEYS.consumer_key,
        "oauth_token": KEYS.token_id,
        "oauth_nonce": "abcdef123456",
        "oauth_timestamp": str(int(erp.clock().timestamp())),
        "oauth_signature_method": "HMAC-SHA256",
        "oauth_version": "1.0",
        **{name: value for name, value in changes.items() if name.startswith("oauth_")},
    }
    pairs = sorted((percent(name), percent(value)) for name, value in {**parameters, **said}.items())
    base = "&".join(map(percent, ("POST", SUITEQL, "&".join(f"{name}={value}" for name, value in pairs))))
    key = f"{KEYS.consumer_secret}&{changes.get('secret', KEYS.token_secret)}"
    signed = b64encode(hmac.new(key.encode(), base.encode(), hashlib.sha256).digest()).decode()
    told = {"realm": changes.get("realm", KEYS.account), **said, "oauth_signature": signed}
    return "OAuth " + ", ".join(f'{name}="{percent(value)}"' for name, value in told.items())


async def signed(erp: Account, header: str, sent: Mapping[str, str]) -> int:
    """The status of a query with this header."""
    headers = {"authorization": header, **TRANSIENT}
    return (await erp.client.post(SUITEQL, params=sent, json={"q": ORDERS}, headers=headers)).status_code


async def test_a_signed_request_counts_once() -> None:
    erp, sent = account(), {"limit": "5", "offset": "0"}
    header = signature(erp, sent)
    assert [await signed(erp, header, sent) for _ in range(2)] == [200, 401]


@pytest.mark.parametrize(
    "changes",
    [
        {"realm": "123456-sb1"},
        {"secret": "another"},
        {"oauth_consumer_key": "another"},
        {"oauth_token": "another"},
        {"oauth_nonce": "short"},
        {"oauth_timestamp": "1"},
        {"oauth_timestamp": "9" * 5_000},
        {"oauth_timestamp": "\u0661"},
        {"oauth_signature_method": "HMAC-SHA1"},
        {"oauth_version": "2.0"},
    ],
    ids=lambda changes: next(iter(changes)),
)
async def test_signatures_that_are_not_accepted(erp: Account, changes: dict[str, str]) -> None:
    assert await signed(erp, signature(erp, {"limit": "5"}, **changes), {"limit": "5"}) == 401


async def test_a_signature_of_other_letters(erp: Account) -> None:
    header = signature(erp, {}, oauth_nonce="of-other-letters")
    assert await signed(erp, f'{header.rpartition("=")[0]}="%C3%A9"', {}) == 401


async def test_the_query_is_signed_too(erp: Account) -> None:
    header = signature(erp, {"limit": "5", "offset": "0"}, oauth_nonce="another-one")
    assert await signed(erp, header, {"limit": "5", "offset": "5"}) == 401
    assert await signed(erp, header, {"limit": "5", "offset": "0"}) == 200


@pytest.mark.parametrize("header", [None, "Basic dTpw", "Bearer nobodys", "OAuth nonsense", "OAuth"])
async def test_who_is_not_let_in(erp: Account, header: str | None) -> None:
    given = TRANSIENT if header is None else {"authorization": header, **TRANSIENT}
    reply = await erp.client.post(SUITEQL, json={"q": ORDERS}, headers=given)
    assert reply.status_code == 401
    assert reply.json()["o:errorDetails"][0]["o:errorCode"] == "INVALID_LOGIN"


async def test_rows_as_they_are_sent(erp: Account) -> None:
    """Texts only, in small letters, without what is null, each with links of its own."""
    columns = "t.ID, t.TranId, t.foreigntotal, t.otherrefnum"
    query = f"SELECT {columns} FROM transaction t WHERE t.type = 'SalesOrd' ORDER BY t.id"
    reply = await erp.ask(query, limit=2, offset=0)
    document = reply.json()
    assert reply.headers["content-type"] == "application/vnd.oracle.resource+json; type=collection"
    assert (document["count"], document["offset"], document["hasMore"]) == (2, 0, True)
    assert {link["rel"] for link in document["links"]} == {"self", "next", "last"}
    for row in document["items"]:
        assert row.pop("links") == []
        assert row.keys() <= {"id", "tranid", "foreigntotal", "otherrefnum"}
        assert all(isinstance(value, str) for value in row.values())


async def test_a_walk_over_pages(erp: Account, held: Holdings) -> None:
    seen: list[str] = []
    while True:
        document = (await erp.ask(f"{ORDERS} ORDER BY t.id", limit=100, offset=len(seen))).json()
        seen += [row["id"] for row in document["items"]]
        if not document["hasMore"]:
            break
    assert len(seen) == document["totalResults"] == len(set(seen)) == len(held.orders)


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"limit": 1_001}, "INVALID_PARAMETER: Invalid query parameter limit: it must be between 1 and 1000."),
        ({"limit": 0}, "between 1 and 1000"),
        ({"limit": "ten"}, "limit: it must be a whole number"),
        ({"limit": 10, "offset": 5}, "offset: it must be divisible by limit"),
        ({"limit": 10, "offset": -10}, "offset: it must be a whole number"),
        ({"limit": 1, "offset": 1_000}, "within 1000 pages and 100000 rows"),
    ],
)
async def test_pages_that_are_none(erp: Account, parameters: dict[str, Any], said: str) -> None:
    assert said in await erp.refused(ORDERS, **parameters)


@pytest.mark.parametrize("prefer", [{}, {"prefer": "respond-async"}])
async def test_a_query_must_be_transient(erp: Account, prefer: dict[str, str]) -> None:
    reply = await erp.ask(ORDERS, prefer)
    assert reply.status_code == 400
    assert "'Prefer: transient' is missing" in reply.text


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT nope FROM transaction t", "Unknown identifier 'nope'"),
        ("SELECT t.id FROM nope t", "Record 'nope' was not found"),
        ("SELECT t.createdfrom FROM transaction t", "Unknown identifier 't.createdfrom'"),
        ("SELECT t.id FROM transaction t WHERE t.id IN ()", "unexpected"),
        ("SELECT t.id FROM transaction t; DELETE FROM transaction", "unexpected character"),
        ("DELETE FROM transaction", "unexpected"),
        ("SELECT t.id FROM transaction t LIMIT 5", "unexpected"),
        ("SELECT SLEEP(5) FROM transaction t", "Unknown function SLEEP"),
        ("SELECT t.id FROM transaction t WHERE t.trandate = 'yesterday'", "Parse of date/time"),
        (f"SELECT t.id FROM transaction t WHERE t.id IN ({', '.join(['1'] * 1_001)})", "at most 1000 values"),
        (f"SELECT {'(' * 100}t.id{')' * 100} FROM transaction t", "nested too deep"),
        ({"q": 5}, "INVALID_CONTENT"),
        ({"q": ORDERS + " AND t.id = ?", "params": []}, "Invalid number of parameters"),
        ({"q": ORDERS + " AND t.id = ?", "params": [None]}, "Invalid parameter value"),
    ],
)
async def test_queries_that_are_refused(erp: Account, query: Any, said: str) -> None:
    assert said in await erp.refused(query)


@pytest.mark.parametrize(("refusal", "code"), [(429, "TOO_MANY_REQUESTS"), (400, "CONCURRENCY_LIMIT_EXCEEDED")])
async def test_no_more_at_once_than_allowed(refusal: int, code: str) -> None:
    erp = account(Limits(concurrency=2, refusal=refusal, seconds=0.05))
    token = (await erp.sign_in()).json()["access_token"]
    headers = {"authorization": f"Bearer {token}", **TRANSIENT}
    replies = await asyncio.gather(*(erp.client.post(SUITEQL, json={"q": ORDERS}, headers=headers) for _ in range(5)))
    assert sorted(reply.status_code for reply in replies) == sorted([200, 200, *[refusal] * 3])
    ((said, kind),) = {(reply.text, reply.headers["content-type"]) for reply in replies if reply.status_code != 200}
    assert (code in said, kind) == (True, "application/vnd.oracle.resource+json; type=error")


@pytest.mark.parametrize(
    ("method", "url", "status"),
    [
        ("GET", TOKEN, 405),
        ("GET", SUITEQL, 401),
        ("GET", f"{BASE}/services/rest/record/v1/customer/1", 401),
        ("POST", f"{BASE}/services/rest/nothing", 401),
    ],
)
async def test_other_ways_in(erp: Account, method: str, url: str, status: int) -> None:
    assert (await erp.client.request(method, url)).status_code == status
