"""Contestants in one process, one core: a round of each in turn, so that a noisy neighbour troubles them all."""

import gc
import time
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from statistics import median
from typing import TypeAlias, TypeVar

from msgspec import Struct

Name = TypeVar("Name", bound=Hashable)
Ask: TypeAlias = Callable[[], Awaitable[bytes]]
"""Asks one question, and has the bytes of its answer."""


class Measured(Struct, frozen=True):
    """Seconds of CPU for each question, and the median of their wall times."""

    cpu: float
    p50: float


async def interleaved(contestants: Mapping[Name, Ask], rounds: int, seconds: float) -> dict[Name, list[Measured]]:
    """So many rounds of so many seconds of CPU each, or of one question where that takes longer."""
    found: dict[Name, list[Measured]] = {name: [] for name in contestants}
    gc.collect()
    gc.freeze()  # what stands from the start is not looked through again, as in a server
    for _ in range(rounds):
        for name, ask in contestants.items():
            found[name].append(await _round(ask, seconds))
    gc.unfreeze()
    return found


def middle(measures: Sequence[Measured]) -> Measured:
    """The medians of some rounds."""
    return Measured(median(each.cpu for each in measures), median(each.p50 for each in measures))


async def _round(ask: Ask, seconds: float) -> Measured:
    walls: list[float] = []
    gc.collect()
    start = time.process_time()
    while not walls or time.process_time() - start < seconds:
        began = time.perf_counter()
        await ask()
        walls.append(time.perf_counter() - began)
    return Measured((time.process_time() - start) / len(walls), median(walls))


def times(slow: Sequence[Measured], fast: Sequence[Measured]) -> float:
    """How much more CPU the one takes: the median of the rounds' own ratios."""
    return median(one.cpu / other.cpu for one, other in zip(slow, fast, strict=True))
