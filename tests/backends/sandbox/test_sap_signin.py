"""Who is let in, CSRF, and batches."""

import pytest

from backends.sandbox.holdings import Holdings, holdings
from backends.sandbox.sap.credentials import Limits
from tests.backends.sandbox.sap_asking import JSON, KEYS, ORDERS, PHYSICAL, USER, Server, served

ORDER = f"{ORDERS}/A_SalesOrder?$top=1&$select=SalesOrder"
TOKEN = "/sap/bc/sec/oauth2/token"  # noqa: S105 - an address


@pytest.fixture(scope="module")
def held() -> Holdings:
    return holdings(1, 7, "erp")


@pytest.fixture
def erp(held: Holdings) -> Server:
    return served(held, Limits(batch_parts=3, token_seconds=60, session_seconds=60))


@pytest.mark.parametrize("auth", [None, (USER[0], "wrong"), ("wrong", USER[1])])
async def test_who_is_not_let_in(held: Holdings, auth: tuple[str, str] | None) -> None:
    reply = await served(held, auth=auth).client.get(ORDER)
    assert reply.status_code == 401
    assert reply.headers["content-type"].startswith("text/html")
    assert reply.headers["www-authenticate"].startswith("Basic realm=")


@pytest.mark.parametrize("header", [True, False])
async def test_another_client_is_another_system(erp: Server, header: bool) -> None:
    for client, status in (("100", 200), ("200", 401)):
        query, headers = ("", {"sap-client": client}) if header else (f"&sap-client={client}", {})
        assert (await erp.client.get(ORDER + query, headers=headers)).status_code == status


async def test_oauth(held: Holdings) -> None:
    erp = served(held, Limits(token_seconds=60), auth=None)
    form = {"grant_type": "client_credentials", "client_id": KEYS.client_id, "client_secret": KEYS.client_secret}
    token = (await erp.client.post(TOKEN, data=form)).json()
    assert (token["token_type"], token["expires_in"]) == ("Bearer", 60)
    headers = {"authorization": f"Bearer {token['access_token']}"}
    assert (await erp.client.get(ORDER, headers=headers)).status_code == 200
    erp.clock.advance(61)
    assert (await erp.client.get(ORDER, headers=headers)).status_code == 401
    wrong = await erp.client.post(TOKEN, data={**form, "client_secret": "wrong"})
    assert (wrong.status_code, wrong.json()["error"]) == (401, "invalid_client")
    assert (await erp.client.post(TOKEN, data={**form, "grant_type": "password"})).status_code == 400
    basic = await erp.client.post(
        TOKEN, data={"grant_type": "client_credentials"}, auth=(KEYS.client_id, KEYS.client_secret)
    )
    assert basic.status_code == 200


async def fetched(erp: Server) -> dict[str, str]:
    """A token, with the cookies that it holds with."""
    reply = await erp.client.get(f"{ORDERS}/", headers={"x-csrf-token": "Fetch"})
    cookies = "; ".join(f"{name}={value}" for name, value in reply.cookies.items())
    erp.client.cookies.clear()
    return {"x-csrf-token": reply.headers["x-csrf-token"], "cookie": cookies}


def multipart(*urls: str, accept: str = "application/json") -> bytes:
    parts = [
        f"--b\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n"
        f"GET {url} HTTP/1.1\r\nAccept: {accept}\r\n\r\n\r\n"
        for url in urls
    ]
    return "".join([*parts, "--b--\r\n"]).encode()


MULTIPART = {"content-type": "multipart/mixed; boundary=b"}


async def test_a_batch_needs_the_token_and_its_cookie(erp: Server) -> None:
    token, body = await fetched(erp), multipart("A_SalesOrder?$top=1")
    without = [
        {},
        {"x-csrf-token": token["x-csrf-token"]},
        {"cookie": token["cookie"]},
        {**token, "x-csrf-token": "other"},
        *({**token, "cookie": one} for one in token["cookie"].split("; ")),
    ]
    for headers in without:
        reply = await erp.client.post(f"{ORDERS}/$batch", content=body, headers={**MULTIPART, **headers})
        assert (reply.status_code, reply.headers["x-csrf-token"]) == (403, "Required")
        assert reply.text == "CSRF token validation failed"
    reply = await erp.client.post(f"{ORDERS}/$batch", content=body, headers={**MULTIPART, **token})
    assert reply.status_code == 202
    erp.clock.advance(61)
    assert (await erp.client.post(f"{ORDERS}/$batch", content=body, headers={**MULTIPART, **token})).status_code == 403


async def test_one_bad_part_costs_the_others_nothing(erp: Server) -> None:
    body = multipart("A_SalesOrder?$top=1", "A_SalesOrder('none')", "A_SalesOrder?$top=2&$filter=SalesOrder%20gt%20''")
    token = await fetched(erp)
    reply = await erp.client.post(f"{ORDERS}/$batch", content=body, headers={**MULTIPART, **token})
    assert reply.headers["content-type"].startswith("multipart/mixed; boundary=")
    statuses = [line for line in reply.text.split("\r\n") if line.startswith("HTTP/1.1")]
    assert statuses == ["HTTP/1.1 200 OK", "HTTP/1.1 404 Not Found", "HTTP/1.1 200 OK"]


async def test_parts_have_their_own_accept(erp: Server) -> None:
    body, token = multipart("A_SalesOrder?$top=1", accept="*/*"), await fetched(erp)
    reply = await erp.client.post(f"{ORDERS}/$batch", content=body, headers={**MULTIPART, **JSON, **token})
    assert "application/atom+xml" in reply.text


async def test_a_json_batch(erp: Server) -> None:
    urls = ["WarehousePhysicalStockProducts?$top=1", "Nope"]
    body = {"requests": [{"id": str(place), "method": "GET", "url": url} for place, url in enumerate(urls)]}
    reply = await erp.client.post(f"{PHYSICAL}/$batch", json=body, headers=await fetched(erp))
    first, second = reply.json()["responses"]
    assert (first["id"], first["status"], first["body"]["value"]) == ("0", 200, [])
    assert (second["id"], second["status"]) == ("1", 404)
    assert "error" in second["body"]


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({"content-type": "text/plain"}, b"", 415),
        (MULTIPART, b"nothing", 400),
        (MULTIPART, multipart(*["A_SalesOrder?$top=1"] * 4), 400),
        (MULTIPART, multipart("A_SalesOrder?$top=1").replace(b"application/http", b"text/plain"), 400),
        (MULTIPART, multipart("x").replace(b"application/http", b"multipart/mixed; boundary=c"), 501),
        ({"content-type": "application/json"}, b"{}", 415),
    ],
)
async def test_broken_batches(erp: Server, headers: dict[str, str], body: bytes, status: int) -> None:
    token = await fetched(erp)
    reply = await erp.client.post(f"{ORDERS}/$batch", content=body, headers={**JSON, **headers, **token})
    assert reply.status_code == status
    assert reply.json()["error"]["message"]["value"]


async def test_nothing_is_written(erp: Server) -> None:
    token = await fetched(erp)
    assert (await erp.client.post(f"{ORDERS}/A_SalesOrder", json={})).status_code == 403
    assert (await erp.client.post(f"{ORDERS}/A_SalesOrder", json={}, headers=token)).status_code == 405
