import asyncio
from typing import Any

import httpx
import pytest
from structlog.testing import capture_logs

from gateway.middleware import trace_id_of
from gateway.sections import Limits
from tests.gateway.toy import Seen, serving, toy_app

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.mark.parametrize(
    ("traceparent", "kept"),
    [
        (f"00-{TRACE}-00f067aa0ba902b7-01", True),
        (f"cc-{TRACE}-00f067aa0ba902b7-01-what-the-future-will-be-like", True),
        (f"ff-{TRACE}-00f067aa0ba902b7-01", False),
        (f"00-{'0' * 32}-00f067aa0ba902b7-01", False),
        (f"00-{TRACE}-{'0' * 16}-01", False),
        (f"00-{TRACE.upper()}-00f067aa0ba902b7-01", False),
        ("nonsense\n", False),
        ("", False),
        (None, False),
    ],
)
def test_trace_id(traceparent: str | None, kept: bool) -> None:
    found = trace_id_of(traceparent)
    assert (found == TRACE) is kept
    assert len(found) == 32


async def test_the_callers_trace_is_continued(client: httpx.AsyncClient) -> None:
    headers = {"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}
    answer = await client.post("/graphql", json={"query": "{"}, headers=headers)
    assert answer.headers["x-trace-id"] == TRACE
    assert answer.json()["errors"][0]["extensions"]["traceId"] == TRACE


async def test_the_log_holds_nothing_personal(client: httpx.AsyncClient) -> None:
    with capture_logs() as logs:
        await client.post(
            "/graphql",
            json={"query": 'query Find($n: String){hello(name: "Ada") b: hello(name: $n)}', "variables": {"n": "Zoë"}},
        )
        await client.get("/graphql", params={"query": '{hello(name: "Ada")}'})
    post, get = logs
    assert (post["event"], post["operation"], post["status"], post["outcome"]) == ("request", "Find", 200, "executed")
    assert len(post["document"]) == 16
    assert get["path"] == "/graphql"
    assert "Ada" not in str(logs)
    assert "Zo" not in str(logs)


async def test_every_response_is_secured(client: httpx.AsyncClient) -> None:
    for path in ("/graphql", "/healthz", "/readyz", "/nowhere"):
        headers = (await client.get(path)).headers
        assert headers["cache-control"] == "no-store"
        assert headers["content-security-policy"].startswith("default-src 'none'")
    assert (await client.get("/schema.graphql")).headers["cache-control"] == "no-cache"


async def test_too_many_at_once(seen: Seen) -> None:
    async with serving(toy_app(seen=seen, limits=Limits(concurrent_requests=2))) as client:

        async def ask(seconds: float) -> httpx.Response:
            return await client.post("/graphql", json={"query": f"{{slow(seconds: {seconds})}}"})

        answers = await asyncio.gather(*(ask(0.05) for _ in range(5)), client.get("/healthz"))
        statuses = sorted(answer.status_code for answer in answers)
        assert statuses == [200, 200, 200, 503, 503, 503]
        turned_away: Any = next(answer for answer in answers if answer.status_code == 503)
        assert turned_away.headers["retry-after"] == "1"
        [error] = turned_away.json()["errors"]
        assert (error["extensions"]["code"], error["extensions"]["retryable"]) == ("OVERLOADED", True)
        assert (await ask(0)).status_code == 200
