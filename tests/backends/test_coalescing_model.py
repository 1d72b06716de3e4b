"""Coalescing under random concurrency, in virtual time."""

import asyncio
from collections.abc import Sequence
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct

from backends.errors import Failure, Unavailable
from backends.ports import Answers, Ask, Facets
from backends.records import Ref
from tests.backends.coalesced_toy import LINES, PAYMENTS, WIDE, House, refs, ticks
from tests.backends.toy import HEAD, ToyPort, question
from tests.backends.virtual_time import run

EXAMPLES = 300


class Watched(ToyPort):
    """Fails the calls whose number is in `failing`, takes what `delays` say, and looks out for needless questions."""

    failing: frozenset[int] = frozenset()
    delays: Sequence[float] = (0.0,)
    needless = 0

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.flying: list[tuple[set[Ref], Facets]] = []
        self.failed: set[Ref] = set()

    async def lookup(self, keys: Sequence[Ref], facets: Facets, ask: Ask) -> Answers:
        number, flight = len(self.calls), (set(keys), facets)
        self.needless += sum(bool(flight[0] & other) and wider >= facets for other, wider in self.flying)
        self.flying.append(flight)
        self.delay = self.delays[number % len(self.delays)]
        try:
            answers = await super().lookup(keys, facets, ask)
        finally:
            self.flying.remove(flight)
        if number in self.failing:
            self.failed |= flight[0]
            raise Unavailable("down")
        return answers


class Asker(Struct, frozen=True):
    """Asks for keys at a time and hangs up after a while, if ever; seconds."""

    at: float
    keys: tuple[int, ...]
    facets: Facets
    patience: float | None


moments = st.integers(0, 8).map(lambda tenths: tenths / 10)
askers = st.builds(
    Asker,
    moments,
    st.lists(st.integers(0, 11), min_size=1, max_size=4).map(tuple),
    st.sampled_from([HEAD, LINES, PAYMENTS, WIDE]),
    st.none() | moments,
)


@settings(max_examples=EXAMPLES, deadline=None)
@given(
    askers=st.lists(askers, min_size=1, max_size=12),
    delays=st.lists(moments, min_size=1, max_size=4),
    failing=st.frozensets(st.integers(0, 6), max_size=3),
    slots=st.integers(1, 3),
    batch=st.integers(1, 4),
    wait=moments,
)
def test_everybody_is_answered_as_if_alone(
    askers: list[Asker], delays: list[float], failing: frozenset[int], slots: int, batch: int, wait: float
) -> None:
    """Whoever asks, hangs up or fails at whatever time: answers are the port's own, or a failure that happened."""

    async def story() -> None:
        house = House(port=Watched, slots=slots, most=4, batch=batch, wait=wait)
        port = house.port
        assert isinstance(port, Watched)
        port.delays, port.failing = delays, failing
        everybody = [asyncio.create_task(asked(house, asker)) for asker in askers]
        for asker, answers in zip(askers, await asyncio.gather(*everybody), strict=True):
            check(port, asker, answers)
        assert port.most_in_flight <= 4
        assert sum(len(call.names) for call in port.calls) <= sum(len(set(asker.keys)) for asker in askers)
        if all(asker.patience is None for asker in askers):
            assert port.needless == 0
        await ticks()
        assert (len(house.tasks), port.in_flight) == (0, 0)

    async def asked(house: House, asker: Asker) -> Answers | None:
        await asyncio.sleep(asker.at)
        try:
            async with asyncio.timeout(asker.patience):
                return await house.coalesced.lookup(refs(*asker.keys), asker.facets, question())
        except TimeoutError:
            return None

    def check(port: Watched, asker: Asker, answers: Answers | None) -> None:
        if answers is None:
            assert asker.patience is not None
            return
        assert list(dict.fromkeys(refs(*asker.keys))) == sorted(answers, key=refs(*asker.keys).index)
        for key, answer in answers.items():
            if isinstance(answer, Failure):
                assert key in port.failed
            else:
                assert answer == port._found(port.records.get(key.key), asker.facets)

    run(story())
