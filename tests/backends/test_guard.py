"""Whatever a backend does, the guard answers."""

import asyncio
from collections.abc import Sequence

import pytest
from structlog.testing import capture_logs

from backends.errors import (
    ABSENT,
    BackendError,
    Denied,
    Failure,
    NotSupported,
    Overloaded,
    Rejected,
    Unavailable,
    Unreadable,
    UnreadableRecord,
)
from backends.guard import Guarded
from backends.health import Health, nearest_rank
from backends.ports import Page, Parent, ParentKind
from backends.records import Ref
from backends.vocabulary import Noun, SystemRole
from tests.backends.samples import order
from tests.backends.toy import ANCHOR, HEAD, ManualClock, ToyPort, page_spec, question, served

ROOT = Parent(ParentKind.ROOT)


def refs(*keys: object) -> list[Ref]:
    return [Ref("oms", str(key)) for key in keys]


class House:
    """A toy system of `size` orders behind a guard."""

    def __init__(self, size: int = 3, *, timeout: float = 1.0, batch_limit: int = 100, lanes: int = 4) -> None:
        clock = ManualClock()
        self.port = ToyPort(Noun.ORDER, "oms", SystemRole.OMS, [order(str(n)) for n in range(size)], clock)
        self.health = Health(clock)
        self.guard = Guarded(self.port, served(timeout=timeout), self.health, batch_limit=batch_limit, lanes=lanes)


async def test_answers_pass() -> None:
    house, ask = House(), question()
    answers = await house.guard.lookup(refs(0, 9), HEAD, ask)
    assert answers == await house.port.lookup(refs(0, 9), HEAD, ask)
    assert answers[Ref("oms", "9")] is ABSENT
    assert ask.ledger.calls == {"oms": 1}


@pytest.mark.parametrize(
    "error",
    [Unavailable("down"), Overloaded("slow down", retry_after=7.5), Denied("no"), Unreadable("?"), Rejected("no")],
    ids=lambda error: type(error).__name__,
)
async def test_a_backend_error_is_a_value(error: BackendError) -> None:
    house = House()
    house.port.failure = error
    failure = Failure(
        system="oms",
        role=SystemRole.OMS,
        code=error.code,
        message=error.message,
        retryable=error.retryable,
        retry_after=error.retry_after,
    )
    assert await house.guard.lookup(refs(0, 1), HEAD, question()) == dict.fromkeys(refs(0, 1), failure)
    assert await house.guard.pages([ROOT], page_spec(), HEAD, question()) == {ROOT: failure}


async def test_a_bug_is_a_value_and_is_logged_without_its_words() -> None:
    house = House()
    house.port.failure = ValueError("ada@example.org")
    with capture_logs() as logs:
        answers = await house.guard.lookup(refs(0), HEAD, question())
    (failure,) = answers.values()
    assert isinstance(failure, Failure)
    assert (failure.code, failure.retryable) == ("SYSTEM_ERROR", False)
    (entry,) = logs
    assert (entry["event"], entry["error"], entry["system"]) == ("backend_bug", "ValueError", "oms")
    assert "toy.py" in entry["at"]
    assert "ada" not in f"{entry}{failure}"


async def test_a_hung_system_costs_its_budget() -> None:
    house = House(timeout=0.05)
    house.port.gate = asyncio.Event()
    started = asyncio.get_running_loop().time()
    (failure,) = (await house.guard.lookup(refs(0), HEAD, question())).values()
    assert isinstance(failure, Failure)
    assert (failure.code, failure.retryable) == ("SYSTEM_TIMEOUT", True)
    assert asyncio.get_running_loop().time() - started < 0.5
    assert house.port.in_flight == 0


async def test_the_budget_is_for_the_whole_question() -> None:
    """Of ten slow parts, one at a time, only the first are asked."""
    house = House(10, timeout=0.1, batch_limit=1, lanes=1)
    house.port.delay = 0.04
    answers = await house.guard.lookup(refs(*range(10)), HEAD, question())
    late = [isinstance(answer, Failure) and answer.code == "SYSTEM_TIMEOUT" for answer in answers.values()]
    assert late == sorted(late)
    assert late[-1]
    assert len(house.port.calls) < 5


async def test_large_questions_are_asked_in_parts() -> None:
    house, ask = House(25, batch_limit=4, lanes=3), question()
    house.port.delay = 0.002
    answers = await house.guard.lookup(refs(*range(25)), HEAD, ask)
    assert [answer.ref for answer in answers.values()] == list(answers)
    assert sorted(len(call.names) for call in house.port.calls) == [1, 4, 4, 4, 4, 4, 4]
    assert house.port.most_in_flight == 3
    assert ask.ledger.calls == {"oms": 7}


async def test_one_part_failing_leaves_the_others() -> None:
    class Picky(ToyPort):
        async def lookup(self, keys: Sequence[Ref], *rest: object) -> object:
            if Ref("oms", "0") in keys:
                raise Unavailable("not that one")
            return await super().lookup(keys, *rest)

    port = Picky(Noun.ORDER, "oms", SystemRole.OMS, [order(str(n)) for n in range(4)], ManualClock())
    guard = Guarded(port, served(), Health(ManualClock()), batch_limit=2)
    answers = await guard.lookup(refs(0, 1, 2, 3), HEAD, question())
    assert [isinstance(answers[key], Failure) for key in refs(0, 1, 2, 3)] == [True, True, False, False]


class Broken(ToyPort):
    """Cannot be read where the order 3 is among what was asked; the whole list has it."""

    async def lookup(self, keys: Sequence[Ref], *rest: object) -> object:
        answers = await super().lookup(keys, *rest)
        if Ref("oms", "3") in keys:
            raise UnreadableRecord("its date is none")
        return answers

    async def pages(self, parents: Sequence[Parent], *rest: object) -> object:
        pages = await super().pages(parents, *rest)
        if ROOT in parents:
            raise UnreadableRecord("its date is none")
        return pages


async def test_a_record_that_cannot_be_read_costs_the_others_nothing() -> None:
    clock, ask = ManualClock(), question()
    port = Broken(Noun.ORDER, "oms", SystemRole.OMS, [order(str(n)) for n in range(8)], clock)
    health = Health(clock)
    guard = Guarded(port, served(), health, batch_limit=100)
    with capture_logs() as logs:
        answers = await guard.lookup(refs(*range(9)), HEAD, ask)
    failures = {key: answer for key, answer in answers.items() if isinstance(answer, Failure)}
    assert [(key.key, failure.code) for key, failure in failures.items()] == [("3", "SYSTEM_UNREADABLE")]
    assert answers[Ref("oms", "8")] is ABSENT
    assert len(answers) == 9
    assert ask.ledger.calls == {"oms": len(port.calls)}
    assert [(entry["event"], entry["things"]) for entry in logs] == [("records_unreadable", 1)]
    assert not health.report().failing


async def test_a_system_none_of_whose_records_can_be_read_is_not_asked_over_and_over() -> None:
    house, ask = House(40), question()
    house.port.failure = UnreadableRecord("its date is none")
    for _ in range(10):
        answers = await house.guard.lookup(refs(*range(40)), HEAD, ask)
        assert {answer.code for answer in answers.values() if isinstance(answer, Failure)} == {"SYSTEM_UNREADABLE"}
        assert len(answers) == 40
    assert len(house.port.calls) <= 25 + 9
    assert house.health.report().failing


async def test_a_list_that_cannot_be_read_costs_the_others_nothing() -> None:
    clock = ManualClock()
    port = Broken(Noun.ORDER, "oms", SystemRole.OMS, [order("3")], clock)
    guard = Guarded(port, served(), Health(clock), batch_limit=100)
    other = Parent(ParentKind.NUMBER, (Ref("", "no such number"),))
    pages = await guard.pages([ROOT, other], page_spec(), HEAD, question())
    assert isinstance(pages[ROOT], Failure)
    assert pages[other] == Page(())


async def test_telling_apart_ends_with_the_budget() -> None:
    clock = ManualClock()
    port = Broken(Noun.ORDER, "oms", SystemRole.OMS, [order(str(n)) for n in range(64)], clock)
    port.delay = 0.06
    guard = Guarded(port, served(timeout=0.1), Health(clock), batch_limit=100)
    answers = await guard.lookup(refs(*range(64)), HEAD, question())
    assert len(answers) == 64
    assert {answer.code for answer in answers.values() if isinstance(answer, Failure)} <= {
        "SYSTEM_UNREADABLE",
        "SYSTEM_TIMEOUT",
    }
    assert len(port.calls) == 2


async def test_what_the_system_forgets_is_a_failure() -> None:
    house = House()
    house.port.lost = frozenset({Ref("oms", "1"), ROOT})
    with capture_logs() as logs:
        answers = await house.guard.lookup(refs(0, 1), HEAD, question())
        pages = await house.guard.pages([ROOT], page_spec(), HEAD, question())
    forgotten = answers[Ref("oms", "1")]
    assert isinstance(forgotten, Failure)
    assert forgotten.code == "SYSTEM_UNREADABLE"
    assert not isinstance(answers[Ref("oms", "0")], Failure)
    assert pages == {ROOT: forgotten}
    assert [entry["forgotten"] for entry in logs] == [1, 1]


async def test_pages_pass() -> None:
    (page,) = (await House().guard.pages([ROOT], page_spec(2), HEAD, question())).values()
    assert isinstance(page, Page)
    assert [record.key for record in page.items] == ["0", "1"]
    assert page.more


async def test_cancellation_passes_through() -> None:
    house = House(batch_limit=1)
    house.port.gate = asyncio.Event()
    task = asyncio.create_task(house.guard.lookup(refs(0, 1), HEAD, question()))
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (house.port.cancelled, house.port.in_flight) == (2, 0)


async def test_health_follows_the_calls() -> None:
    house = House()
    await house.guard.lookup(refs(0), HEAD, question())
    assert (house.health.report().failing, house.health.report().last_success_at) == (False, ANCHOR)
    house.port.failure = Unavailable("down")
    await house.guard.lookup(refs(0), HEAD, question())
    report = house.health.report()
    assert (report.failing, report.calls, report.failures) == (True, 2, 1)
    assert (report.last_failure_code, report.last_failure_at) == ("SYSTEM_UNAVAILABLE", ANCHOR)
    house.port.failure = None
    await house.guard.lookup(refs(0), HEAD, question())
    assert not house.health.report().failing


@pytest.mark.parametrize("refusal", [Rejected("no"), NotSupported("never")])
async def test_a_refusal_is_not_ill_health(refusal: BackendError) -> None:
    house = House()
    house.port.failure = refusal
    await house.guard.lookup(refs(0), HEAD, question())
    assert not house.health.report().failing


def test_durations_are_of_the_last_calls_only() -> None:
    health = Health(ManualClock(), window=20)
    assert health.report().p95_seconds is None
    for seconds in [99.0] * 5 + [n / 100 for n in range(1, 21)]:
        health.record(seconds)
    assert health.report().p95_seconds == 0.19


def test_nearest_rank() -> None:
    assert nearest_rank([3.0, 1.0, 2.0], 0.5) == 2.0
    assert nearest_rank([5.0], 0.95) == 5.0
    assert nearest_rank([], 0.95) is None
