"""One timer for all who wait, beside `asyncio.timeout`, which takes one for each."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backends.patience import Patience, Within
from tests.backends import virtual_time

Block = Callable[[], AbstractAsyncContextManager[Any]]
tenths = st.integers(0, 40).map(lambda tenth: tenth / 10)
stays = tenths.map(lambda tenth: tenth + 0.03)  # nothing ends at the same moment as patience


async def visit(block: Block, arrival: float, stay: float, cancelled: float) -> tuple[str, float]:
    """How a visitor fares who arrives, would stay for a while and may be cancelled, and when she is gone."""
    loop = asyncio.get_running_loop()

    async def inside() -> str:
        await asyncio.sleep(arrival)
        try:
            async with block():
                await asyncio.sleep(stay)
        except TimeoutError:
            return "timeout"
        return "done"

    task = asyncio.create_task(inside())
    canceller = loop.call_later(cancelled, task.cancel)
    try:
        how = await task
    except asyncio.CancelledError:
        how = "cancelled"
    canceller.cancel()
    return how, round(loop.time(), 3)


async def visits(block: Block, visitors: list[tuple[float, float, float]]) -> list[tuple[str, float]]:
    return await asyncio.gather(*(visit(block, *visitor) for visitor in visitors))


@given(
    seconds=st.sampled_from([0.05, 0.1, 0.11, 1.0]),
    visitors=st.lists(st.tuples(tenths, stays, tenths.map(lambda tenth: tenth + 0.017)), max_size=8),
)
def test_as_asyncio_has_it(seconds: float, visitors: list[tuple[float, float, float]]) -> None:
    patience = Patience(seconds)

    @asynccontextmanager
    async def within() -> Any:
        with Within(patience):
            yield

    expected = virtual_time.run(visits(lambda: asyncio.timeout(seconds), visitors))
    for _ in range(2):  # the second time in another loop
        assert virtual_time.run(visits(within, visitors)) == expected
        assert len(patience) == 0


async def test_who_is_cancelled_as_well_is_cancelled() -> None:
    """A cancellation from outside is not taken for ours."""
    patience = Patience(0.01)
    ours = asyncio.Event()

    async def work() -> None:
        with Within(patience):
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                ours.set()
                await asyncio.sleep(0)
                raise

    task = asyncio.create_task(work())
    await ours.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_nested() -> None:
    outer, inner = Patience(0.02), Patience(0.01)
    seen = []
    with suppress(TimeoutError), Within(outer):
        try:
            with Within(inner):
                await asyncio.sleep(60)
        except TimeoutError:
            seen.append("inner")
        await asyncio.sleep(60)
    assert seen == ["inner"]
    task = asyncio.current_task()
    assert task is not None
    assert task.cancelling() == 0


async def test_another_error_stays_itself() -> None:
    with pytest.raises(ZeroDivisionError), Within(Patience(0.01)):
        try:
            await asyncio.sleep(60)
        finally:
            raise ZeroDivisionError


async def test_one_timer_for_all() -> None:
    patience = Patience(60)
    timers = []
    loop = asyncio.get_running_loop()
    at = loop.call_at
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loop, "call_at", lambda *args: timers.append(args) or at(*args))
        for _ in range(100):
            with Within(patience):
                await asyncio.sleep(0)
    assert len(timers) == 1
