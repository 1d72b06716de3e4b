"""GraphQL over HTTP to the letter (graphql.github.io/graphql-over-http/draft), as the audits of graphql-http ask it."""

import json
from typing import Any

import httpx
import pytest

from gateway.sections import Limits
from tests.gateway.toy import Seen, serving, toy_app

RESPONSE = "application/graphql-response+json"
JSON = "application/json"
UTF8 = "; charset=utf-8"


VALUES: tuple[object, ...] = ("{}", {}, 0, True, [])
WRONG_KINDS: list[dict[str, Any]] = [
    {"query": "{hello}", name: value}
    for name, right in {"query": str, "operationName": str, "variables": dict, "extensions": dict}.items()
    for value in VALUES
    if not isinstance(value, right)
]


async def post(client: httpx.AsyncClient, body: object, accept: str = RESPONSE, **headers: str) -> httpx.Response:
    return await client.post("/graphql", json=body, headers={"accept": accept, **headers})


def codes(answer: httpx.Response) -> list[str]:
    return [error["extensions"]["code"] for error in answer.json()["errors"]]


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (JSON, JSON),
        (RESPONSE, RESPONSE),
        (f"{RESPONSE}, {JSON}", RESPONSE),
        (f"{JSON}, {RESPONSE}", RESPONSE),
        (f"{RESPONSE};q=0.5, {JSON};q=0.9", JSON),
        (f"{RESPONSE};q=0, */*", JSON),
        (f"{JSON};q=0, */*", RESPONSE),
        (f"{RESPONSE}; charset=utf-8", RESPONSE),
        (f"{RESPONSE}; charset=latin-1, {JSON}", JSON),
        (f"{JSON};charset=UTF-8;q=0.3, text/html", JSON),
        ("text/html, */*;q=0.1", JSON),
        (RESPONSE.upper(), RESPONSE),
    ],
)
async def test_media_type(client: httpx.AsyncClient, accept: str | None, expected: str) -> None:
    client.headers.pop("accept")
    answer = await client.post("/graphql", json={"query": "{hello}"}, headers={"accept": accept} if accept else {})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == expected + UTF8
    assert answer.json()["data"] == {"hello": "hello you"}


@pytest.mark.parametrize("accept", ["text/html", "application/xml;q=1", f"{JSON};q=0", f"{JSON};q=nonsense"])
async def test_unacceptable(client: httpx.AsyncClient, accept: str) -> None:
    answer = await post(client, {"query": "{hello}"}, accept)
    assert (answer.status_code, codes(answer)) == (406, ["NOT_ACCEPTABLE"])


@pytest.mark.parametrize("accept", [JSON, RESPONSE])
@pytest.mark.parametrize(
    "body",
    [
        {"query": "{hello}", "operationName": None, "variables": None, "extensions": None},
        {"query": "query A($n: String){hello(name: $n)}", "operationName": "A", "variables": {"n": "Ada"}},
        {"query": "{hello}", "extensions": {"some": "value"}, "id": "other keys are not ours"},
    ],
)
async def test_accepts(client: httpx.AsyncClient, body: dict[str, Any], accept: str) -> None:
    answer = await post(client, body, accept)
    assert answer.status_code == 200
    assert "errors" not in answer.json()


@pytest.mark.parametrize("accept", [JSON, RESPONSE])
@pytest.mark.parametrize(
    "body",
    [
        {},
        {"query": None},
        *WRONG_KINDS,
    ],
)
async def test_malformed_parameters(client: httpx.AsyncClient, body: dict[str, Any], accept: str) -> None:
    answer = await post(client, body, accept)
    assert (answer.status_code, codes(answer)) == (400, ["BAD_REQUEST"])
    assert "expected" in answer.json()["errors"][0]["message"]
    assert "data" not in answer.json()


@pytest.mark.parametrize("body", [b"", b"{", b'{"query": "\xff"}', b"nonsense", b'{"query": NaN}'])
async def test_malformed_json(client: httpx.AsyncClient, body: bytes) -> None:
    answer = await client.post("/graphql", content=body, headers={"content-type": JSON})
    assert (answer.status_code, codes(answer)) == (400, ["MALFORMED_JSON"])


@pytest.mark.parametrize("body", [b"3", b'"{hello}"', b"null", b"true"])
async def test_body_is_no_object(client: httpx.AsyncClient, body: bytes) -> None:
    answer = await client.post("/graphql", content=body, headers={"content-type": JSON})
    assert (answer.status_code, codes(answer)) == (400, ["BAD_REQUEST"])


async def test_batches_are_refused(client: httpx.AsyncClient) -> None:
    answer = await post(client, [{"query": "{hello}"}])
    assert (answer.status_code, codes(answer)) == (400, ["BATCHING_NOT_SUPPORTED"])


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"content-type": "text/plain"},
        {"content-type": "application/x-www-form-urlencoded"},
        {"content-type": "multipart/form-data; boundary=x"},
        {"content-type": f"{JSON}; charset=latin-1"},
        {"content-type": JSON, "content-encoding": "gzip"},
    ],
)
async def test_wrong_content_type(client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    answer = await client.post("/graphql", content=b'{"query":"{hello}"}', headers=headers)
    assert (answer.status_code, codes(answer)) == (415, ["UNSUPPORTED_MEDIA_TYPE"])
    assert answer.headers["accept-post"] == JSON


@pytest.mark.parametrize("content_type", [JSON, f"{JSON}; charset=utf-8", f'{JSON.upper()};charset="UTF-8"'])
async def test_right_content_type(client: httpx.AsyncClient, content_type: str) -> None:
    body = '{"query":"{hello(name: \\"Zoë\\")}"}'.encode()
    answer = await client.post("/graphql", content=body, headers={"content-type": content_type})
    assert answer.json()["data"] == {"hello": "hello Zoë"}


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"])
async def test_other_methods(client: httpx.AsyncClient, method: str) -> None:
    answer = await client.request(method, "/graphql")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST")


@pytest.mark.parametrize(("accept", "status"), [(JSON, 200), (RESPONSE, 400)])
@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"query": "{"}, "GRAPHQL_PARSE_FAILED"),
        ({"query": ""}, "GRAPHQL_PARSE_FAILED"),
        ({"query": "{nothing}"}, "GRAPHQL_VALIDATION_FAILED"),
        ({"query": "type A {a: Int}"}, "GRAPHQL_VALIDATION_FAILED"),
        ({"query": "{thing(key: {})}"}, "GRAPHQL_VALIDATION_FAILED"),
        ({"query": "query A{hello}", "operationName": "B"}, "OPERATION_RESOLUTION_FAILURE"),
        ({"query": "query A{hello} query B{hello}"}, "OPERATION_RESOLUTION_FAILURE"),
        ({"query": "query($n: String!){hello(name: $n)}"}, "BAD_USER_INPUT"),
        ({"query": "query($n: String){hello(name: $n)}", "variables": {"n": 3}}, "BAD_USER_INPUT"),
        ({"query": "query($n: String){hello(name: $n)}", "variables": {"m": "x"}}, "BAD_USER_INPUT"),
        ({"query": "query($k: Key){thing(key: $k){id}}", "variables": {"k": {}}}, "BAD_USER_INPUT"),
        ({"query": "subscription{ticks}"}, "OPERATION_NOT_SUPPORTED"),
    ],
)
async def test_wrong_questions(
    client: httpx.AsyncClient, body: dict[str, Any], code: str, accept: str, status: int
) -> None:
    """As plain JSON they are 200, because the request itself is well-formed."""
    answer = await post(client, body, accept)
    assert (answer.status_code, set(codes(answer))) == (status, {code})
    assert "data" not in answer.json()
    assert all(error["extensions"]["traceId"] == answer.headers["x-trace-id"] for error in answer.json()["errors"])


async def test_unknown_variables_are_named(client: httpx.AsyncClient) -> None:
    query = "query($name: String, $other: String){hello(name: $name) b: hello(name: $other)}"
    answer = await post(client, {"query": query, "variables": {"nmae": "Ada", "x": 1}})
    [error] = answer.json()["errors"]
    assert error["message"] == "Unknown variables: $nmae, $x. The operation declares $name, $other."


@pytest.mark.parametrize("accept", [JSON, RESPONSE])
async def test_partial_answers_are_200(client: httpx.AsyncClient, accept: str) -> None:
    answer = await post(client, {"query": "{hello thing{fails}}"}, accept)
    assert answer.status_code == 200
    assert answer.json()["data"] == {"hello": "hello you", "thing": {"fails": None}}
    assert codes(answer) == ["SYSTEM_TIMEOUT"]


async def test_data_that_is_null_all_over_is_200(client: httpx.AsyncClient) -> None:
    answer = await post(client, {"query": "{breaksHard}"})
    assert (answer.status_code, answer.json()["data"], codes(answer)) == (200, None, ["INTERNAL"])


async def test_what_json_cannot_say_is_our_mistake(client: httpx.AsyncClient) -> None:
    answer = await post(client, {"query": "{hello unserialisable}"})
    assert (answer.status_code, codes(answer)) == (200, ["INTERNAL"])
    assert answer.json()["data"] is None  # it is non-null, as is what it is in


async def test_get(client: httpx.AsyncClient) -> None:
    asked = {
        "query": "query A($n: String){hello(name: $n)} query B{hello}",
        "operationName": "A",
        "variables": json.dumps({"n": "Zoë & co"}),
        "extensions": "{}",
    }
    answer = await client.get("/graphql", params=asked)
    assert (answer.status_code, answer.json()["data"]) == (200, {"hello": "hello Zoë & co"})


async def test_get_as_the_audits_send_it(client: httpx.AsyncClient) -> None:
    headers = {"accept": RESPONSE, "sec-fetch-mode": "cors"}
    answer = await client.get("/graphql?query=%7B__typename%7D", headers=headers)
    assert (answer.status_code, answer.json()["data"]) == (200, {"__typename": "Query"})


@pytest.mark.parametrize(
    ("query_string", "code"),
    [
        ("", "BAD_REQUEST"),
        ("query=%7Bhello%7D&query=%7Bhello%7D", "BAD_REQUEST"),
        ("query=%ff", "BAD_REQUEST"),
        ("query=%7Bhello%7D&variables=%5B%5D", "BAD_REQUEST"),
        ("query=%7Bhello%7D&variables=x", "MALFORMED_JSON"),
        ("&".join(f"p{number}=1" for number in range(200)), "BAD_REQUEST"),
    ],
)
async def test_malformed_get(client: httpx.AsyncClient, query_string: str, code: str) -> None:
    answer = await client.get(f"/graphql?{query_string}")
    assert (answer.status_code, codes(answer)) == (400, [code])


@pytest.mark.parametrize("accept", [JSON, RESPONSE])
async def test_get_never_writes(client: httpx.AsyncClient, accept: str) -> None:
    answer = await client.get("/graphql", params={"query": "mutation{write}"}, headers={"accept": accept})
    assert (answer.status_code, answer.headers["allow"], codes(answer)) == (405, "POST", ["METHOD_NOT_ALLOWED"])
    assert (await post(client, {"query": "mutation{write}"})).json()["data"] == {"write": "written"}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"sec-fetch-site": "none"}, 200),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"origin": "http://shop"}, 200),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
    ],
)
async def test_get_from_another_site(client: httpx.AsyncClient, headers: dict[str, str], status: int) -> None:
    answer = await client.get("/graphql", params={"query": "{hello}"}, headers=headers)
    assert answer.status_code == status


async def test_answers_are_private(client: httpx.AsyncClient) -> None:
    for answer in (await client.get("/graphql", params={"query": "{hello}"}), await post(client, {"query": "{hello}"})):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["vary"] == "Accept, Accept-Encoding, Origin, Sec-Fetch-Site"


async def test_freshness_and_cost(client: httpx.AsyncClient) -> None:
    answer = await post(client, {"query": "{sourced}"})
    assert answer.json()["extensions"] == {
        "freshness": [
            {
                "system": "oms",
                "role": "OMS",
                "state": "CACHED",
                "asOf": None,
                "fetchedAt": "2026-03-18T11:59:30Z",
                "ageSeconds": 30,
                "errorCode": None,
            },
            {
                "system": "wms",
                "role": "WMS",
                "state": "UNAVAILABLE",
                "asOf": None,
                "fetchedAt": None,
                "ageSeconds": None,
                "errorCode": "SYSTEM_TIMEOUT",
            },
        ],
        "cost": {"weight": 1, "systems": 2, "calls": 3, "bySystem": {"oms": 2, "wms": 1}},
        "traceId": answer.headers["x-trace-id"],
    }


async def test_long_query_string() -> None:
    async with serving(toy_app(limits=Limits(body_bytes=100))) as client:
        answer = await client.get("/graphql", params={"query": "{hello}" + " " * 100})
    assert (answer.status_code, codes(answer)) == (414, ["URL_TOO_LONG"])


async def test_a_body_is_read_no_further_than_its_limit(seen: Seen) -> None:
    sent = 0

    async def endless() -> Any:
        nonlocal sent
        while True:
            sent += 10_000
            yield b" " * 10_000

    async with serving(toy_app(seen=seen, limits=Limits(body_bytes=100_000))) as client:
        answer = await client.post("/graphql", content=endless(), headers={"content-type": JSON})
    assert (answer.status_code, codes(answer)) == (413, ["BODY_TOO_LARGE"])
    assert sent <= 64 * 1024 * 1024 + 120_000


async def test_who_asks_whether_to_send_a_long_body_is_told_at_once() -> None:
    async def unread() -> Any:
        raise AssertionError("was read")
        yield b""

    async with serving(toy_app(limits=Limits(body_bytes=100))) as client:
        headers = {"content-type": JSON, "content-length": "101", "expect": "100-continue"}
        answer = await client.post("/graphql", content=unread(), headers=headers)
    assert (answer.status_code, codes(answer)) == (413, ["BODY_TOO_LARGE"])


async def test_schema(client: httpx.AsyncClient) -> None:
    sdl = await client.get("/schema.graphql")
    assert "type Thing {" in sdl.text
    introspection = await client.get("/schema.json")
    assert introspection.json()["data"]["__schema"]["queryType"]["name"] == "Query"


async def test_a_slash_too_many_leads_to_the_graph(client: httpx.AsyncClient) -> None:
    answer = await client.post("/graphql/", json={"query": "{hello}"}, follow_redirects=True)
    assert answer.json()["data"] == {"hello": "hello you"}


@pytest.mark.parametrize("path", ["/mounted/graphql", "/graphql"])  # as servers give it, and as some proxies do
async def test_under_a_root_path(path: str) -> None:
    app = toy_app()
    transport = httpx.ASGITransport(app, root_path="/mounted")
    async with httpx.AsyncClient(transport=transport, base_url="http://shop") as client:
        answer = await client.post(path, json={"query": "{hello}"})
    assert answer.json()["data"] == {"hello": "hello you"}
    assert answer.headers["cache-control"] == "no-store"


async def test_nothing_else_is_served(client: httpx.AsyncClient) -> None:
    assert (await client.get("/")).status_code == 404
    assert (await client.post("/healthz")).status_code == 405
