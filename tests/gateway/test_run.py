"""Time budgets, cancellation, and what is told of failures."""

import asyncio
from typing import Any

import httpx
import orjson
import pytest
from starlette.types import Message, Scope
from structlog.testing import capture_logs

from gateway.sections import Limits, Server
from tests.gateway.toy import DOWN, PRIVATE, Seen, serving, toy_app


async def asked(client: httpx.AsyncClient, query: str, **more: Any) -> dict[str, Any]:
    answer = await client.post("/graphql", json={"query": query, **more})
    found: dict[str, Any] = answer.json()
    return found


async def test_timeout(seen: Seen) -> None:
    async with serving(toy_app(seen=seen, server=Server(request_timeout=0.05))) as client:
        answer = await asked(client, "{hello slow(seconds: 60)}")
        assert (await asked(client, "{hello}"))["data"] == {"hello": "hello you"}
    [error] = answer["errors"]
    assert answer["data"] is None
    assert error["message"] == "This was not answered within 0.05 s."
    assert error["extensions"] == {"code": "TIMEOUT", "retryable": True, "traceId": answer["extensions"]["traceId"]}
    assert seen.cancelled == ["slow"]


async def test_what_loaders_started_ends_with_the_question(seen: Seen) -> None:
    """A loader's batch is a task of its own, and whoever awaits it is shielded from it."""
    async with serving(toy_app(seen=seen, server=Server(request_timeout=0.05))) as client:
        await asked(client, "{loaded(key: 60)}")
        assert seen.cancelled == ["load"]


class Hanging:
    """A client that sends a question and hangs up when it is told to."""

    def __init__(self, query: str) -> None:
        self.body = orjson.dumps({"query": query})
        self.gone = asyncio.Event()
        self.sent: list[Message] = []

    @property
    def scope(self) -> Scope:
        headers = [(b"content-type", b"application/json")]
        return {
            "type": "http",
            "method": "POST",
            "path": "/graphql",
            "query_string": b"",
            "headers": headers,
            "root_path": "",
        }

    async def receive(self) -> Message:
        if self.body:
            body, self.body = self.body, b""
            return {"type": "http.request", "body": body, "more_body": False}
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        self.sent.append(message)


@pytest.mark.parametrize(("query", "name"), [("{slow(seconds: 60)}", "slow"), ("{loaded(key: 60)}", "load")])
async def test_who_hangs_up_ends_the_work(seen: Seen, query: str, name: str) -> None:
    app, client = toy_app(seen=seen), Hanging(query)
    asking = asyncio.create_task(app(client.scope, client.receive, client.send))
    await seen.started.wait()
    client.gone.set()
    await asyncio.wait_for(asking, 1)
    assert (seen.cancelled, client.sent) == ([name], [])


async def test_who_hangs_up_while_sending_costs_nothing(seen: Seen) -> None:
    app, client = toy_app(seen=seen), Hanging("")
    client.body = b""
    client.gone.set()
    await app(client.scope, client.receive, client.send)
    assert client.sent == []


async def test_a_cancelled_request_ends_the_work(seen: Seen) -> None:
    app, client = toy_app(seen=seen), Hanging("{slow(seconds: 60)}")
    asking = asyncio.create_task(app(client.scope, client.receive, client.send))
    await seen.started.wait()
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert seen.cancelled == ["slow"]


async def test_a_failure_that_may_be_shown(client: httpx.AsyncClient) -> None:
    answer = await asked(client, "{thing{id fails}}")
    [error] = answer["errors"]
    assert answer["data"] == {"thing": {"id": "1", "fails": None}}
    assert error == {
        "message": DOWN.message,
        "locations": [{"line": 1, "column": 11}],
        "path": ["thing", "fails"],
        "extensions": {
            "code": "SYSTEM_TIMEOUT",
            "system": "wms",
            "role": "WMS",
            "retryable": True,
            "traceId": answer["extensions"]["traceId"],
        },
    }


async def test_a_bug_is_masked_and_logged_without_its_text(client: httpx.AsyncClient) -> None:
    with capture_logs() as logs:
        answer = await client.post("/graphql", json={"query": "{hello breaks thing{breaks}}"})
    trace_id = answer.json()["extensions"]["traceId"]
    assert answer.json()["data"] == {"hello": "hello you", "breaks": None, "thing": {"breaks": None}}
    for error in answer.json()["errors"]:
        assert error["message"] == f"Something went wrong here; quote the trace id {trace_id}."
        assert error["extensions"] == {"code": "INTERNAL", "retryable": False, "traceId": trace_id}
    bugs = [line for line in logs if line["event"] == "bug"]
    assert [line["error"] for line in bugs] == ["RuntimeError", "RuntimeError"]
    assert all("toy.py" in line["places"][-1] for line in bugs)
    assert PRIVATE not in answer.text + str(logs)


async def test_a_value_that_its_scalar_cannot_say_is_our_mistake(client: httpx.AsyncClient) -> None:
    answer = await asked(client, "{hello tooLarge}")
    assert answer["data"] == {"hello": "hello you", "tooLarge": None}
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["INTERNAL"]
    assert "4711" not in str(answer["errors"])


async def test_an_argument_that_turns_out_wrong_is_the_askers(client: httpx.AsyncClient) -> None:
    """A variable that may be null passes validation where a default stands in for it."""
    query = "query($n: Int = 1){things(first: $n){id}}"
    answer = await asked(client, query, variables={"n": None})
    [error] = answer["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert "'first'" in error["message"]


async def test_the_same_bug_is_logged_once(client: httpx.AsyncClient) -> None:
    with capture_logs() as logs:
        await asked(client, "{things(first: 50){breaks}}")
    assert len([line for line in logs if line["event"] == "bug"]) == 1


async def test_errors_are_counted_beyond_the_limit() -> None:
    async with serving(toy_app(limits=Limits(errors=10))) as client:
        answer = await asked(client, "{things(first: 50){fails}}")
    assert len(answer["data"]["things"]) == 50
    assert len(answer["errors"]) == 11
    assert answer["errors"][-1]["message"] == "40 more errors are left out."


async def test_long_messages_are_shortened(client: httpx.AsyncClient) -> None:
    answer = await asked(client, "query($n: Int){things(first: $n){id}}", variables={"n": "x" * 5_000})
    [error] = answer["errors"]
    assert len(error["message"]) < 1_100


async def test_variables_and_operation_name(client: httpx.AsyncClient) -> None:
    query = 'query A($n: String = "Ada"){hello(name: $n)} query B{hello}'
    assert (await asked(client, query, operationName="A"))["data"] == {"hello": "hello Ada"}
    assert (await asked(client, query, operationName="B"))["data"] == {"hello": "hello you"}
