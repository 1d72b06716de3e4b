"""Serving leaves nothing that only the garbage collector could find: its pauses would be everybody's."""

import gc
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from gateway.clock import pinned_clock
from gateway.execution.documents import Documents
from gateway.execution.plans import Plans
from gateway.execution.run import Runner, core_schema
from gateway.sections import Limits
from tests.gateway.execution.graph import SCHEMA as WORLDLY
from tests.gateway.execution.graph import Worlds
from tests.gateway.execution.spec_graph import SCHEMA
from tests.gateway.execution.world import NOON, World


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
    gc.collect()
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        for _ in range(3):
            await ask()
        gc.collect()
        return list(gc.garbage)
    finally:
        gc.set_debug(0)
        gc.garbage.clear()


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
