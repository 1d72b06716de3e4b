"""Questions that are too much, over HTTP: a precise error, the right status, nothing else affected, memory flat."""

import time
import tracemalloc
from collections.abc import AsyncIterator

import httpx
import pytest

from gateway.sections import Limits
from tests.gateway.toy import serving, toy_app

RESPONSE = "application/graphql-response+json"
ROOM = Limits(body_bytes=16_000_000, tokens=1_000_000, fields=1_000_000, aliases=1_000_000, root_fields=1_000_000)


def chain(length: int, link: str = "...F{next}") -> str:
    """Fragments that each spread the next; the last selects a field."""
    links = " ".join(f"fragment F{number} on Query {{{link.format(next=number + 1)}}}" for number in range(length))
    return f"{{...F0}} {links} fragment F{length} on Query {{hello}}"


QUESTIONS = {
    "1,000 deep": ("{thing" + "{me" * 1_000 + "{id}" + "}" * 1_001, "QUERY_TOO_DEEP"),
    "1,000 deep, unclosed": ("{me" * 1_000, "QUERY_TOO_DEEP"),
    "31 deep": ("{thing" + "{me" * 29 + "{id}" + "}" * 30, "QUERY_TOO_DEEP"),
    "deep by fragments": (chain(40), "QUERY_TOO_DEEP"),
    "deep list literal": ("{things(tags: " + "[" * 1_000 + "]" * 1_000 + "){id}}", "QUERY_TOO_DEEP"),
    "deep object literal": ("{thing(range: " + "{within: " * 900 + "null" + "}" * 900 + "){id}}", "QUERY_TOO_DEEP"),
    "deep type": ("query($x: " + "[" * 1_000 + "Int" + "]" * 1_000 + "){hello}", "QUERY_TOO_DEEP"),
    "20,000 aliases": ("{" + " ".join(f"a{number}:hello" for number in range(20_000)) + "}", "QUERY_TOO_LARGE"),
    "201 aliases": ("{thing{" + " ".join(f"a{number}:id" for number in range(201)) + "}}", "TOO_MANY_ALIASES"),
    "aliases of __typename": (
        "{thing{" + " ".join(f"a{number}:__typename" for number in range(201)) + "}}",
        "TOO_MANY_ALIASES",
    ),
    "aliases in a fragment": (
        "{thing{...F me{...F me{...F}}}} fragment F on Thing {" + " ".join(f"a{n}:id" for n in range(70)) + "}",
        "TOO_MANY_ALIASES",
    ),
    "51 root fields": ("{" + " ".join(f"a{number}:hello" for number in range(51)) + "}", "TOO_MANY_ROOT_FIELDS"),
    "root fields in fragments": (
        "{...F ... on Query {...G}} fragment F on Query {" + "hello " * 26 + "} fragment G on Query {...F}",
        "TOO_MANY_ROOT_FIELDS",
    ),
    "a bomb of fragments": (
        "{thing{...F0}} "
        + " ".join(f"fragment F{n} on Thing {{a:me{{...F{n + 1}}} b:me{{...F{n + 1}}}}}" for n in range(13))
        + "fragment F13 on Thing {id}",
        "QUERY_TOO_LARGE",
    ),
    "a bomb of empty fragments": (
        "{thing{...F0}} "
        + " ".join(f"fragment F{n} on Thing {{...F{n + 1} ...F{n + 1}}}" for n in range(25))
        + "fragment F25 on Thing {}",
        "QUERY_TOO_LARGE",
    ),
    "one field again and again": ("{thing{" + "id " * 51 + "}}", "QUERY_TOO_REPETITIVE"),
    "many fragments": (
        "{hello} " + " ".join(f"fragment F{number} on Query {{hello}}" for number in range(100)),
        "QUERY_TOO_LARGE",
    ),
    "many operations": (" ".join(f"query Q{number} {{hello}}" for number in range(101)), "QUERY_TOO_LARGE"),
    "a long introspection": (
        "{__schema{types{fields{type{fields{type{fields{type{name}}}}}}}}}",
        "GRAPHQL_VALIDATION_FAILED",
    ),
    "circular fragments": (
        "{thing{...A}} fragment A on Thing {me{...B}} fragment B on Thing {me{...A}}",
        "GRAPHQL_VALIDATION_FAILED",
    ),
    "a fragment in itself": ("{...A} fragment A on Query {...A hello}", "GRAPHQL_VALIDATION_FAILED"),
    "many unknown fields": (
        "{thing{" + " ".join(f"unknown{number}" for number in range(1_900)) + "}}",
        "GRAPHQL_VALIDATION_FAILED",
    ),
    "a long name": ("{" + "a" * 200_000 + "}", "GRAPHQL_VALIDATION_FAILED"),
    "a string that never ends": ('{hello(name: "' + "a" * 200_000, "GRAPHQL_PARSE_FAILED"),
    "comments": ("{hello}" + "#\n" * 50_000, "QUERY_TOO_LARGE"),
    "brackets": ("{" * 250_000, "QUERY_TOO_LARGE"),
}


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with serving(toy_app()) as client:
        yield client


async def asked(client: httpx.AsyncClient, query: str, variables: object = None) -> httpx.Response:
    body = {"query": query, "variables": variables}
    return await client.post("/graphql", json=body, headers={"accept": RESPONSE})


@pytest.mark.parametrize("name", QUESTIONS)
async def test_too_much(client: httpx.AsyncClient, name: str) -> None:
    query, code = QUESTIONS[name]
    for _ in ("refused", "remembered"):
        started = time.process_time()
        answer = await asked(client, query)
        assert time.process_time() - started < 0.5
        assert answer.status_code == 400
        assert {error["extensions"]["code"] for error in answer.json()["errors"]} == {code}
        assert len(answer.content) < 40_000
    assert (await asked(client, "{hello}")).json()["data"] == {"hello": "hello you"}


async def test_limits_say_what_was_found(client: httpx.AsyncClient) -> None:
    [error] = (await asked(client, "{thing" + "{me" * 100 + "{id}" + "}" * 101)).json()["errors"]
    assert error["message"] == "The question has 102 levels of brackets; the limit is 60."


async def test_circles_are_named(client: httpx.AsyncClient) -> None:
    query, _ = QUESTIONS["circular fragments"]
    [error] = (await asked(client, query)).json()["errors"]
    assert error["message"] == "Cannot spread fragment 'A' within itself via 'B'."
    assert error["locations"]


@pytest.mark.parametrize("announced", [True, False])
async def test_10_mb(client: httpx.AsyncClient, announced: bool) -> None:
    """Refused by its length, or as soon as it is too long; little of it is ever in memory."""

    async def body() -> AsyncIterator[bytes]:
        for _ in range(1_000):
            yield b" " * 10_000

    headers = {"content-type": "application/json", **({"content-length": "10000000"} if announced else {})}
    await asked(client, "{hello}")
    tracemalloc.start()
    answer = await client.post("/graphql", content=body(), headers=headers)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert answer.status_code == 413
    assert peak < 1_000_000


async def test_the_largest_body_that_is_let_in_is_no_trouble() -> None:
    """Where operators lift the limits, counting stays linear and nothing recurses."""
    async with serving(toy_app(limits=ROOM)) as client:
        answer = await asked(client, "{thing{" + "id " * 100_000 + "}}")
        assert {error["extensions"]["code"] for error in answer.json()["errors"]} == {"QUERY_TOO_REPETITIVE"}


@pytest.mark.parametrize(
    ("variables", "code"),
    [
        ({"r": {"within": {"within": {"within": 3}}}}, "BAD_USER_INPUT"),
        ({"r": "x"}, "BAD_USER_INPUT"),
        ({"r": {"unknown": 1}}, "BAD_USER_INPUT"),
        ({"r": {"gte": 2**40}}, "BAD_USER_INPUT"),
        ({"r": {"gte": [1] * 10_000}}, "VARIABLES_TOO_LARGE"),
    ],
)
async def test_bad_variables(client: httpx.AsyncClient, variables: object, code: str) -> None:
    answer = await asked(client, "query($r: Range){thing(range: $r){id}}", variables)
    assert answer.status_code == 400
    assert [error["extensions"]["code"] for error in answer.json()["errors"]] == [code]


async def test_deep_variables(client: httpx.AsyncClient) -> None:
    deep: object = None
    for _ in range(100):
        deep = {"within": deep}
    answer = await asked(client, "query($r: Range){thing(range: $r){id}}", {"r": deep})
    assert [error["extensions"]["code"] for error in answer.json()["errors"]] == ["VARIABLES_TOO_DEEP"]
    body = b'{"query":"{hello}","variables":' + b'{"a":' * 5_000 + b"1" + b"}" * 5_001
    answer = await client.post("/graphql", content=body, headers={"content-type": "application/json"})
    assert [error["extensions"]["code"] for error in answer.json()["errors"]] == ["MALFORMED_JSON"]


async def test_bad_arguments(client: httpx.AsyncClient) -> None:
    """What a resolver refuses keeps its own code, and costs only its field."""
    answer = await asked(client, "{hello things(first: -1){id}}")
    [error] = answer.json()["errors"]
    assert (error["message"], error["extensions"]["code"]) == (
        "first: found -1, expected 0 or more.",
        "BAD_USER_INPUT",
    )
