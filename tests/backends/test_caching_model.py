"""The cache against a model: a system whose whole past is known."""

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct, structs

from backends.entries import CacheTimes
from backends.errors import Absent, Failure, Unavailable
from backends.fragments import narrowed
from backends.ports import Answer, Facets
from backends.records import Order, Record
from backends.vocabulary import Facet, FreshnessState
from tests.backends.cached_toy import ROOT, SOFT, TIMES, House, bare, ref, stamps
from tests.backends.samples import order
from tests.backends.toy import HEAD, question
from tests.backends.virtual_time import run

EXAMPLES = 300


class Wait(Struct, frozen=True):
    """Time passes."""

    seconds: int


class Change(Struct, frozen=True):
    """An order is changed in every facet, or deleted, or there again."""

    key: str
    there: bool


class Outage(Struct, frozen=True):
    """The system fails, or is back."""

    over: bool


class AskRecords(Struct, frozen=True):
    keys: tuple[str, ...]
    facets: Facets


class AskPage(Struct, frozen=True):
    """The page of all orders."""

    facets: Facets


Step = Wait | Change | Outage | AskRecords | AskPage

keys = st.sampled_from("abc")
facet_sets = st.frozensets(st.sampled_from([Facet.LINES, Facet.PAYMENTS])).map(lambda some: some | HEAD)
steps: st.SearchStrategy[Step] = st.one_of(
    st.builds(AskRecords, st.lists(keys, min_size=1, unique=True).map(tuple), facet_sets),
    st.builds(Wait, st.sampled_from([1, 5, 10, 20, 40, 100])),
    st.builds(Change, keys, st.sampled_from([True, True, False])),
    st.builds(AskPage, facet_sets),
    st.builds(Outage, st.booleans()),
)


class Model:
    """A cached system whose whole past is known."""

    def __init__(self, times: CacheTimes) -> None:
        self.house = House(times, records=[])
        self.times = times
        self.past: dict[str, list[tuple[datetime, int | None]]] = {key: [] for key in "abc"}
        self.version = 0
        for key in "ab":
            self.change(Change(key, there=True))
        self.past["c"].append((self.house.clock(), None))

    def change(self, step: Change) -> None:
        self.version += 1
        self.past[step.key].append((self.house.clock(), self.version if step.there else None))
        if step.there:
            self.house.port.put(versioned(step.key, self.version))
        else:
            self.house.port.records.pop(step.key, None)

    def current_within(self, key: str, seconds: float) -> set[int | None]:
        """The versions that were current at some moment of the last seconds."""
        since = self.house.clock() - timedelta(seconds=seconds)
        ends = [at for at, _ in self.past[key][1:]] + [datetime.max.replace(tzinfo=since.tzinfo)]
        return {version for (_, version), end in zip(self.past[key], ends, strict=True) if end >= since}

    async def take(self, step: Step) -> None:
        """Do one step and check what comes of it."""
        match step:
            case Wait():
                self.house.clock.advance(step.seconds)
            case Change():
                self.change(step)
            case Outage():
                self.house.port.failure = None if step.over else Unavailable("down")
            case AskRecords():
                await self.check_records(step)
            case AskPage():
                await self.check_page(step)

    async def check_records(self, step: AskRecords) -> None:
        before, names = len(self.house.port.calls), [ref(key) for key in step.keys]
        answers = await self.house.ask(*names, facets=step.facets)
        made = self.house.port.calls[before:]
        assert len(made) <= 1 + bool(self.times.soft), "one, and one in the background"
        assert all(set(call.names) <= set(names) and call.facets <= step.facets for call in made)
        assert answers.keys() == set(names)
        for key, answer in answers.items():
            self.check(key.key, answer, step.facets)
        await self.house.refreshed()

    async def check_page(self, step: AskPage) -> None:
        before = len(self.house.port.calls)
        (page,) = (await self.house.page(ROOT, size=9, facets=step.facets)).values()
        assert len(self.house.port.calls) <= before + 1
        await self.house.refreshed()
        if isinstance(page, Failure):
            assert self.house.port.failure is not None
            return
        for record in page.items:
            self.check(record.key, record, step.facets)
        limit = self.times.fresh + self.times.stale_if_error
        for key in self.past.keys() - {record.key for record in page.items}:
            assert None in self.current_within(key, limit)

    def check(self, key: str, answer: Answer, facets: Facets) -> None:
        """Every facet was true not longer ago than the cache's times allow, and fits what the system would say."""
        if isinstance(answer, Failure):
            assert self.house.port.failure is not None
        elif isinstance(answer, Absent):
            assert None in self.current_within(key, self.times.absent)
        else:
            stale = any(state is FreshnessState.STALE for state, _ in stamps(answer))
            assert not stale or self.house.port.failure is not None
            limit = self.times.fresh + (self.times.stale_if_error if stale else 0)
            versions = versions_of(answer)
            assert set(versions) == facets == answer.facets
            assert set(versions.values()) <= self.current_within(key, limit)
            if len(set(versions.values())) == 1:
                (version,) = set(versions.values())
                assert bare(answer) == bare(narrowed(versioned(key, version), facets))


def versioned(key: str, version: int) -> Order:
    """An order of which every facet tells its version."""
    whole = order(key, version=version)
    assert whole.lines
    assert whole.payments
    return structs.replace(
        whole,
        lines=(structs.replace(whole.lines[0], title=str(version)),),
        payments=(structs.replace(whole.payments[0], key=str(version)),),
    )


def versions_of(record: Record) -> dict[Facet, int]:
    assert isinstance(record, Order)
    versions = {Facet.HEAD: record.version}
    if record.lines is not None:
        versions[Facet.LINES] = int(record.lines[0].title)
    if record.payments is not None:
        versions[Facet.PAYMENTS] = int(record.payments[0].key)
    return versions


@settings(max_examples=EXAMPLES, deadline=None)
@given(
    steps=st.lists(steps, max_size=25),
    times=st.sampled_from([TIMES, SOFT, CacheTimes(fresh=10, stale_if_error=40), CacheTimes(fresh=30, absent=100)]),
)
def test_the_cache_never_lies(steps: list[Step], times: CacheTimes) -> None:
    """Whatever is asked, changes, fails or expires in whatever order."""

    async def story() -> None:
        model = Model(times)
        for step in steps:
            await model.take(step)

    run(story())


@settings(max_examples=EXAMPLES, deadline=None)
@given(questions=st.lists(st.builds(AskRecords, st.lists(keys, min_size=1).map(tuple), facet_sets), max_size=12))
def test_a_world_that_stands_still_answers_the_same(questions: list[AskRecords]) -> None:
    """As without a cache, with at most one call for each question and none when it is repeated."""

    async def story() -> None:
        house = House(CacheTimes(fresh=10, absent=10), records=[versioned("a", 1), versioned("b", 1)])
        for asked in questions:
            names, before = [ref(key) for key in asked.keys], len(house.port.calls)
            cached = await house.ask(*names, facets=asked.facets)
            assert len(house.port.calls) <= before + 1
            direct = await house.port.lookup(names, asked.facets, question())
            calls = len(house.port.calls)
            assert cached == direct == await house.ask(*names, facets=asked.facets)
            assert len(house.port.calls) == calls

    run(story())
