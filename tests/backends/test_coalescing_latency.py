"""Joining costs nobody time: whoever asks a slow system waits as long as without it, and the system is asked less."""

import asyncio
from collections.abc import Mapping, Sequence
from random import Random
from statistics import median
from typing import Any

import pytest

from backends.coalescing import Coalesced, Joining
from backends.ports import Ask, Facets, PageSpec, Parent
from backends.records import Ref
from backends.tasks import Tasks
from tests.backends import virtual_time
from tests.backends.toy import HEAD, question

LATENCY = 0.02
QUESTIONS = 40
KEYS = 20


class Slow:
    """A port that takes 20 ms, however much it is asked."""

    def __init__(self) -> None:
        self.calls = 0

    async def lookup(self, keys: Sequence[Ref], facets: Facets, ask: Ask) -> Mapping[Ref, Any]:
        self.calls += 1
        await asyncio.sleep(LATENCY)
        return dict.fromkeys(keys)

    async def pages(self, parents: Sequence[Parent], spec: PageSpec, facets: Facets, ask: Ask) -> Any:
        raise NotImplementedError


async def asked(clients: int, joining: Joining | None, together: bool) -> tuple[float, float]:
    """The median latency in seconds, and the calls for each question."""
    slow, tasks, random, loop = Slow(), Tasks(), Random(7), asyncio.get_running_loop()
    port: Any = slow if joining is None else Coalesced(slow, tasks, joining)
    waited: list[float] = []

    async def client() -> None:
        await asyncio.sleep(0 if together else random.random() * LATENCY)
        for _ in range(QUESTIONS):
            keys = [Ref("oms", str(number)) for number in random.sample(range(1_000), KEYS)]
            began = loop.time()
            await port.lookup(keys, HEAD, question())
            waited.append(loop.time() - began)

    await asyncio.gather(*(client() for _ in range(clients)))
    await tasks.close()
    return median(waited), slow.calls / len(waited)


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("clients", [1, 16, 64])
def test_the_median_is_never_worse(clients: int, together: bool) -> None:
    alone, _ = virtual_time.run(asked(clients, None, together))
    joined, calls = virtual_time.run(asked(clients, Joining(), together))
    assert joined <= alone * 1.000_001
    assert calls <= 1


@pytest.mark.parametrize(("clients", "most"), [(16, 0.4), (64, 0.15)])
def test_those_who_ask_in_one_turn_are_one_call(clients: int, most: float) -> None:
    _, calls = virtual_time.run(asked(clients, Joining(), True))
    assert calls <= most


def test_holding_keys_back_would_be_worse() -> None:
    """So the test above can fail."""
    alone, _ = virtual_time.run(asked(64, None, False))
    held, _ = virtual_time.run(asked(64, Joining(most=16, wait=0.02), False))
    assert held > 1.5 * alone
