"""Serving leaves nothing that only the garbage collector could find: its pauses would be everybody's."""

import asyncio
import gc
from collections.abc import Callable, Coroutine
from typing import Any

import orjson
import pytest
from starlette.applications import Starlette

from backends.sandbox.sqlite import write
from benchmarks.replay import replayed
from gateway.app import create_app, open_systems
from gateway.clock import pinned_clock
from gateway.execution.documents import Documents
from gateway.execution.plans import Plans
from gateway.execution.run import Runner, core_schema
from gateway.sections import Limits
from gateway.settings import read
from tests.gateway.execution.graph import SCHEMA as WORLDLY
from tests.gateway.execution.graph import Worlds
from tests.gateway.execution.spec_graph import SCHEMA
from tests.gateway.execution.world import NOON, World
from tests.gateway.toy import toy_app
from tests.stories.retailer import CLEMENCE, NO_CACHE, PATIENT, THREE_SIXTY, graph


def asking(schema: Any, contexts: Any, query: str) -> Callable[[], Coroutine[Any, Any, object]]:
    """Asks a question of a gateway's runner."""
    core = core_schema(schema)
    runner = Runner(
        schema, contexts, pinned_clock(NOON), Plans(schema, core, entries=9, size=10**9), timeout=9, most_errors=9
    )
    operation = Documents(core, Limits()).prepared(query).operation(None)

    async def ask() -> object:
        answered = await runner.answer(operation, {}, "trace")
        assert answered.executor == "plan"
        return answered

    return ask


async def garbage(ask: Callable[[], Coroutine[Any, Any, object]]) -> list[object]:
    """What three answers leave to the garbage collector."""
    await ask()
    await ask()
    gc.freeze()  # what there was before is not looked at: it would take longer than all the rest
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        for _ in range(3):
            await ask()
        gc.collect()
        return list(gc.garbage)
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.unfreeze()


@pytest.mark.parametrize(
    "query",
    [
        "{ told(times: 2) fetchedCats { name lives likes fetched { name } loosePlace } }",
        '{ cat(of: "friends") { name friend { name friend { name } } } pets(of: "pets") { __typename name } }',
        '{ int(of: "boom") a: int(of: "text") when(of: "text") }',
        '{ cat(of: "nameless friend") { name fetched { name } } cats(of: "pets") { name } }',
        "{ fetchedCats { lost place short } }",
        '{ pets(of: "pet or not") { name } pet(of: "dog") { ... on Dog { tricks } } }',
        '{ looseInts(of: "failing item") a: looseInts(of: "stumbling") }',
        '{ later(of: "boom") a: looseInts(of: "late item boom") b: cat(of: "late cat") { place } }',
    ],
)
async def test_nothing_is_left(query: str) -> None:
    assert await garbage(asking(SCHEMA, Worlds(World(0)), query)) == []


async def test_nothing_is_left_of_a_long_answer() -> None:
    query = "{ allThings { ... on Shop { buyers { shop { staffPeople { loud told when } grid named { text } } } } } }"
    assert await garbage(asking(WORLDLY, Worlds(World(1)), query)) == []


@pytest.mark.parametrize(
    "query",
    [
        "{hello thing{name me{name}} things(first: 3){id name}}",
        "{hello sourced slow(seconds: 0)}",
        "{things(first: 3){fails breaks}}",
        "{breaks tooLarge unserialisable}",
        "{breaksHard}",
        "{nothing}",
        "{",
        "{things(first: 100000){name}}",
    ],
)
async def test_nothing_is_left_of_a_request(query: str) -> None:
    """The whole way of a toy's request: the route, the plan, its errors, its log line."""
    app = toy_app()

    async def ask() -> object:
        return await requested(app, query)

    assert [type(one) for one in await garbage(ask)] == []


@pytest.mark.parametrize("environ", [NO_CACHE, {}], ids=["cold", "warm"])
async def test_nothing_is_left_of_a_request_of_the_demo(
    environ: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The house and its systems, asked through the application. What drivers of databases leave is not ours."""
    folder = tmp_path_factory.mktemp("cycles") / "demo"
    write(folder)
    settings = read(folder / "comptoir.toml", environ=PATIENT | environ if environ else {})
    systems = replayed(settings) if environ else open_systems(settings, pinned_clock(NOON))
    app = create_app(settings, graph(), systems)

    async def ask() -> object:
        return await requested(app, THREE_SIXTY, **CLEMENCE)

    left = await garbage(ask)
    await systems.close()
    assert [type(one) for one in left] == []


async def requested(app: Starlette, query: str, **variables: object) -> bytes:
    """One POST, as a server hands it to the application; the server's own objects are not what is tested."""
    body = orjson.dumps({"query": query, "variables": variables})
    messages = [{"type": "http.request", "body": body, "more_body": False}]
    sent: list[bytes] = []

    async def receive() -> Any:
        return messages.pop() if messages else await asyncio.Event().wait()

    async def send(message: Any) -> None:
        sent.append(message.get("body", b""))

    headers = [(b"host", b"shop"), (b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    scope = {"type": "http", "method": "POST", "path": "/graphql", "raw_path": b"/graphql", "query_string": b""}
    await app(
        {**scope, "headers": headers, "scheme": "http", "http_version": "1.1", "server": ("shop", 80), "root_path": ""},
        receive,
        send,
    )
    return b"".join(sent)


async def test_nothing_grows() -> None:
    """Rows are not looked into by the garbage collector: what they held for ever, only counting would show."""
    query = (
        "{ allThings { ... on Shop { ownerPerson { told slow } named { text } grid buyers { strictShop { kind } } } } }"
    )
    ask = asking(WORLDLY, Worlds(World(3, poison=0.3, late=0.3)), query)
    counts = []
    for _ in range(3):
        for _ in range(10):
            await ask()
        gc.collect()
        counts.append(len(gc.get_objects()))
    assert counts[2] - counts[1] < 20
