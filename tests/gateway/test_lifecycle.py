import asyncio
import os
import signal
import time
from collections.abc import Iterator

import pytest

from gateway.lifecycle import Condition, Lifecycle, Roll
from tests.gateway.toy import ToySystem, client_of, serving, toy_app, toy_systems


async def test_not_ready_before_the_start_nor_while_draining() -> None:
    app = toy_app()
    async with client_of(app) as client:
        starting = await client.get("/readyz")
        assert (starting.status_code, starting.json()) == (503, {"status": "starting"})
        assert (await client.get("/healthz")).status_code == 200
    async with serving(app) as client:
        assert (await client.get("/readyz")).status_code == 200
        app.state.lifecycle.drain()
        draining = await client.get("/readyz")
        assert (draining.status_code, draining.json()) == (503, {"status": "draining"})
        answer = await client.post("/graphql", json={"query": "{hello}"})
        assert answer.status_code == 200


async def test_missing_systems_are_named() -> None:
    async with serving(toy_app(ToySystem("oms"), ToySystem("wms", "down"))) as client:
        ready = await client.get("/readyz")
    assert (ready.status_code, ready.json()) == (
        200,
        {"status": "serving", "systems": 2, "missing": [{"system": "wms", "code": "SYSTEM_UNAVAILABLE"}]},
    )


async def test_a_hung_system_delays_nobody() -> None:
    roll = Roll(toy_systems(ToySystem("oms"), ToySystem("wms", "hung")), within=0.05)
    started = time.monotonic()
    failures = [each.failure and each.failure.code for each in await roll.call()]
    assert failures == [None, "SYSTEM_TIMEOUT"]
    assert time.monotonic() - started < 1


async def test_systems_are_asked_once_for_many_callers() -> None:
    system = ToySystem("oms")
    roll = Roll(toy_systems(system), fresh=0.05)
    await asyncio.gather(*(roll.call() for _ in range(20)))
    assert system.probes == 1
    await asyncio.sleep(0.06)
    await roll.call()
    assert system.probes == 2


async def test_systems_are_closed_at_the_end() -> None:
    system = ToySystem("oms")
    async with serving(toy_app(system)):
        assert not system.closed
    assert system.closed


@pytest.fixture
def stopping() -> Iterator[asyncio.Event]:
    """Set when a server such as uvicorn would stop."""
    stopping = asyncio.Event()
    usual = signal.signal(signal.SIGTERM, lambda number, frame: stopping.set())
    yield stopping
    signal.signal(signal.SIGTERM, usual)


def terminate() -> None:
    """As an operator does; the handler has run when this returns."""
    os.kill(os.getpid(), signal.SIGTERM)


async def test_asked_to_stop_it_drains_first(stopping: asyncio.Event) -> None:
    lifecycle = Lifecycle()
    with lifecycle.draining_first(0.1):
        lifecycle.serve()
        asked = time.monotonic()
        terminate()
        assert lifecycle.condition is Condition.DRAINING
        assert not stopping.is_set()
        await asyncio.wait_for(stopping.wait(), 2)
        assert time.monotonic() - asked >= 0.1


async def test_asked_twice_it_stops_at_once(stopping: asyncio.Event) -> None:
    with Lifecycle().draining_first(60):
        terminate()
        terminate()
        await asyncio.wait_for(stopping.wait(), 2)


async def test_without_a_drain_it_stops_at_once(stopping: asyncio.Event) -> None:
    with Lifecycle().draining_first(0):
        terminate()
        assert stopping.is_set()
