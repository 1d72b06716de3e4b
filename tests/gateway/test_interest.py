"""Who waits for an answer, and whether she still does."""

import asyncio

import pytest

from gateway.interest import UNWATCHED, Abandoned, Interest, Interested
from tests.backends import virtual_time


@pytest.mark.parametrize("moment", [0.01, 0.5, 1.5])
def test_who_is_gone(moment: float) -> None:
    """It is noticed at once, once the answer takes long; by then in vain if it took short."""

    async def work(seconds: float) -> tuple[str, float]:
        left = asyncio.Event()
        loop = asyncio.get_running_loop()
        loop.call_later(moment, left.set)

        async def gone() -> None:
            await left.wait()

        try:
            with Interested(Interest(1.0), gone):
                await asyncio.sleep(seconds)
        except Abandoned:
            return "abandoned", round(loop.time(), 2)
        except TimeoutError:
            return "timeout", round(loop.time(), 2)
        return "done", round(loop.time(), 2)

    assert virtual_time.run(work(0.05)) == ("done", 0.05)
    assert virtual_time.run(work(60)) == (("abandoned", max(moment, UNWATCHED)) if moment < 1 else ("timeout", 1.0))


@pytest.mark.parametrize("seconds", [0.05, 0.1, 0.3, 2.0])
@pytest.mark.parametrize("stay", [0.04, 0.2, 1.0, 3.0])
def test_how_long_it_lasts(seconds: float, stay: float) -> None:
    interest = Interest(seconds)

    async def work() -> tuple[str, float]:
        loop = asyncio.get_running_loop()
        try:
            with Interested(interest, None):
                await asyncio.sleep(stay)
        except TimeoutError:
            return "timeout", round(loop.time(), 2)
        return "done", round(loop.time(), 2)

    assert virtual_time.run(work()) == (("timeout", seconds) if seconds < stay else ("done", stay))
    assert len(interest.unwatched) == len(interest.watched) == 0
