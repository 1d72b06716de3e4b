"""Whole answers that are kept, over HTTP."""

import asyncio
from typing import Any

import httpx
import pytest

from gateway.sections import Cache, Limits
from tests.gateway.toy import Seen, serving, toy_app

SLOW = "query Slow($key: Int!) { loaded(key: $key) hello }"
KEPT = Cache(answers={"Slow": 60, "Hello": 60, "Gap": 60, "Fails": 60, "Write": 60, "Brief": 0.05, "Long": 60})


@pytest.fixture
async def shop(seen: Seen) -> Any:
    async with serving(toy_app(seen=seen, cache=KEPT)) as client:
        yield client


async def ask(shop: httpx.AsyncClient, query: str, variables: Any = None, **headers: str) -> httpx.Response:
    return await shop.post("/graphql", json={"query": query, "variables": variables}, headers=headers)


async def test_asked_once(shop: httpx.AsyncClient, seen: Seen) -> None:
    first, second = [await ask(shop, SLOW, {"key": 0}) for _ in range(2)]
    assert seen.ended == ["load"]
    assert first.json()["data"] == second.json()["data"] == {"loaded": "loaded 0", "hello": "hello you"}
    traces = [each.json()["extensions"]["traceId"] for each in (first, second)]
    assert traces == [each.headers["x-trace-id"] for each in (first, second)]
    assert traces[0] != traces[1]


async def test_other_variables_are_another_question(shop: httpx.AsyncClient, seen: Seen) -> None:
    answers = [await ask(shop, SLOW, {"key": key}) for key in (0, -1, 0, -1)]
    assert [each.json()["data"]["loaded"] for each in answers] == ["loaded 0", "loaded -1"] * 2
    assert len(seen.ended) == 2


@pytest.mark.parametrize(
    "query", ["query Slow { hello }", "query Slow { h: hello }", "query Slow { hello thing { id } }"]
)
async def test_the_same_name_is_not_the_same_text(shop: httpx.AsyncClient, query: str) -> None:
    """A name is whatever a client says; only the whole text tells what was asked."""
    before = (await ask(shop, "query Slow { thing { name } }")).json()["data"]
    assert before == {"thing": {"name": "thing"}}
    assert (await ask(shop, query)).json()["data"] != before


async def test_headers_tell_how_long(shop: httpx.AsyncClient) -> None:
    first, second = [await ask(shop, SLOW, {"key": 0}) for _ in range(2)]
    assert (
        first.headers["cache-control"] == second.headers["cache-control"].replace("59", "60") == "private, max-age=60"
    )
    assert first.headers["etag"] == second.headers["etag"]
    assert int(second.headers["age"]) <= 1


LONG = "query Long { things(first: 500) { id name } }"


async def test_kept_packed_too(shop: httpx.AsyncClient) -> None:
    """Each asker has it as she takes it, and with her own trace id in its end."""
    first = await ask(shop, LONG)
    answers = [await ask(shop, LONG, **{"accept-encoding": coding}) for coding in ("gzip", "identity", "br, gzip")]
    assert [each.headers.get("content-encoding") for each in answers] == ["gzip", None, "gzip"]
    assert all(each.json()["data"] == first.json()["data"] for each in answers)
    assert len({each.headers["x-trace-id"] for each in answers}) == 3
    assert all(each.json()["extensions"]["traceId"] == each.headers["x-trace-id"] for each in answers)
    assert all("Accept-Encoding" in each.headers["vary"] for each in (first, *answers))
    assert int(answers[0].headers["content-length"]) < int(answers[1].headers["content-length"]) / 5


@pytest.mark.parametrize("other", ["", '"other", '])
async def test_who_has_it_is_told_so(shop: httpx.AsyncClient, other: str) -> None:
    params = {"query": "query Hello { hello }"}
    etag = (await shop.get("/graphql", params=params)).headers["etag"]
    again = await shop.get("/graphql", params=params, headers={"if-none-match": f"{other}{etag}"})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    posted = await ask(shop, params["query"], **{"if-none-match": etag})
    assert (posted.status_code, posted.json()["data"]) == (200, {"hello": "hello you"})


async def test_who_has_another_is_answered(shop: httpx.AsyncClient) -> None:
    params = {"query": "query Hello { hello }"}
    answer = await shop.get("/graphql", params=params, headers={"if-none-match": '"other"'})
    assert (answer.status_code, answer.json()["data"]) == (200, {"hello": "hello you"})


@pytest.mark.parametrize(
    "query",
    [
        "query Gap { sourced }",
        "query Fails { thing { fails } }",
        "query Other { hello }",
        "{ hello }",
        "mutation Write { write }",
    ],
    ids=["a system failed", "an error", "not named", "no name", "a mutation"],
)
async def test_not_kept(shop: httpx.AsyncClient, query: str) -> None:
    for _ in range(2):
        answer = await ask(shop, query)
        assert answer.headers["cache-control"] == "no-store"
        assert "etag" not in answer.headers


async def test_its_time_ends(shop: httpx.AsyncClient, seen: Seen) -> None:
    brief = "query Brief { loaded(key: 0) }"
    await ask(shop, brief)
    await asyncio.sleep(0.1)
    await ask(shop, brief)
    assert seen.ended == ["load", "load"]


async def test_bounded(seen: Seen) -> None:
    """Where there is room for one answer, the second takes its place."""
    cache = Cache(answers={"Slow": 60}, answer_bytes=1_900)
    async with serving(toy_app(seen=seen, cache=cache)) as shop:
        for key in (0, -1, -1, 0):
            await ask(shop, SLOW, {"key": key})
    assert len(seen.ended) == 3


async def test_off_with_the_cache(seen: Seen) -> None:
    cache = Cache(enabled=False, answers={"Slow": 60})
    async with serving(toy_app(seen=seen, cache=cache)) as shop:
        for _ in range(2):
            await ask(shop, SLOW, {"key": 0})
    assert len(seen.ended) == 2


async def test_limits_hold_for_what_is_kept(seen: Seen) -> None:
    async with serving(toy_app(seen=seen, cache=KEPT, limits=Limits(variable_values=1))) as shop:
        answer = await ask(shop, SLOW, {"key": 0, "more": [1, 2, 3]})
        assert "errors" in answer.json()
