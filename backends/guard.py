"""Around a vendor's port: what goes wrong in it becomes a value, and nobody waits for it longer than its budget."""

import asyncio
import traceback
from collections.abc import Awaitable, Callable, Coroutine, Hashable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias, TypeVar

import structlog

from backends.errors import BackendError, Failure, NotSupported, Rejected, TimedOut, Unreadable, UnreadableRecord
from backends.halving import Halving
from backends.health import Health
from backends.manifest import Served
from backends.patience import Patience, Within
from backends.ports import Answers, Ask, Facets, Pages, PageSpec, Parent, Port
from backends.records import Ref

Name = TypeVar("Name", bound=Hashable)
Found = TypeVar("Found")
Call: TypeAlias = Callable[[Sequence[Name]], Awaitable[Mapping[Name, Found]]]
Told: TypeAlias = Coroutine[None, None, Mapping[Name, Found | Failure]]

_PAUSE: Final = 60.0  # seconds

log = structlog.get_logger(__name__)


class Guarded:
    """Never raises: a call that fails is a `Failure` for every key or parent that it asked.

    A question with more names than `batch_limit` is asked in parts, at most `lanes` at a time. The budget
    (`served.timeout`, seconds) is for the whole question; a part whose turn comes after that is not asked. A record
    that cannot be read fails alone where it can be told apart with `halvings` more calls; where none could be read, it
    is not tried again for a minute.
    """

    def __init__(
        self, port: Port, served: Served, health: Health, *, batch_limit: int, lanes: int = 4, halvings: int = 24
    ) -> None:
        self._port = port
        self._served = served
        self._health = health
        self._batch_limit = batch_limit
        self._lanes = lanes
        self._halvings = halvings
        self._patience = Patience(served.timeout)
        self._hopeless_until = 0.0

    async def lookup(self, keys: Sequence[Ref], facets: Facets, ask: Ask) -> Answers:
        """What the system knows of each key, or why it did not say."""
        return await self._all(keys, lambda part: self._port.lookup(part, facets, ask), ask)

    async def pages(self, parents: Sequence[Parent], spec: PageSpec, facets: Facets, ask: Ask) -> Pages:
        """Each parent's page, or why there is none."""
        return await self._all(parents, lambda part: self._port.pages(part, spec, facets, ask), ask)

    def _all(self, names: Sequence[Name], call: Call[Name, Found], ask: Ask) -> Told[Name, Found]:
        if len(names) <= self._batch_limit:
            return self._part(names, call, self._patience, ask)
        return self._parts(names, call, ask)

    async def _parts(self, names: Sequence[Name], call: Call[Name, Found], ask: Ask) -> Mapping[Name, Found | Failure]:
        now = asyncio.get_running_loop().time
        deadline = now() + self._served.timeout
        answers: dict[Name, Found | Failure] = {}
        parts = _cut(names, self._batch_limit)

        async def lane() -> None:
            # All lanes draw from the one iterator, so that each takes the next part when it is done with its last.
            for part in parts:
                if (left := deadline - now()) <= 0:
                    answers.update(self._failed(part, TimeoutError()))
                else:
                    answers.update(await self._part(part, call, Patience(left), ask))

        async with asyncio.TaskGroup() as lanes:
            for _ in range(self._lanes):
                lanes.create_task(lane())
        return answers

    async def _part(
        self, names: Sequence[Name], call: Call[Name, Found], patience: Patience, ask: Ask
    ) -> Mapping[Name, Found | Failure]:
        now = asyncio.get_running_loop().time
        started = now()
        ask.ledger.called(self._served.name)
        try:
            with Within(patience):
                answers = self._whole(names, await call(names))
        except UnreadableRecord as error:
            failure = failure_of(error, self._served)
        except Exception as error:
            problem = problem_of(error, self._served)
            refusal = isinstance(problem, Rejected | NotSupported)  # the system is well: it answered
            self._health.record(now() - started, None if refusal else problem.code)
            return dict.fromkeys(names, failure_of(problem, self._served))
        else:
            self._health.record(now() - started)
            return answers
        if len(names) > 1 and now() >= self._hopeless_until:
            return await self._told_apart(names, failure, call, started + patience.seconds, ask)
        self._health.record(now() - started, failure.code)
        return dict.fromkeys(names, failure)

    async def _told_apart(
        self, names: Sequence[Name], failure: Failure, call: Call[Name, Found], deadline: float, ask: Ask
    ) -> Mapping[Name, Found | Failure]:
        """The answers, with a failure for each name whose record cannot be read."""
        now = asyncio.get_running_loop().time
        started = now()

        async def again(some: Sequence[Name]) -> Mapping[Name, Found | Failure]:
            ask.ledger.called(self._served.name)
            with Within(Patience(max(0.0, deadline - now()))):
                return self._whole(some, await call(some))

        halving = Halving(again, self._explained, self._halvings)
        await halving.tell_apart(names, failure)
        if not halving.read:  # all records are like that: it would only be asked so much more often
            self._hopeless_until = now() + _PAUSE
        self._health.record(now() - started, None if halving.read else failure.code)
        log.warning("records_unreadable", system=self._served.name, things=len(halving.unread))
        return {**halving.read, **halving.unread}

    def _explained(self, error: Exception) -> Failure:
        return failure_of(problem_of(error, self._served), self._served)

    def _failed(self, names: Sequence[Name], error: Exception) -> Mapping[Name, Failure]:
        return dict.fromkeys(names, self._explained(error))

    def _whole(self, names: Sequence[Name], answers: Mapping[Name, Found]) -> Mapping[Name, Found | Failure]:
        """The answers, with a failure for each name that was forgotten."""
        if all(map(answers.__contains__, names)):
            return answers
        forgotten = [name for name in names if name not in answers]
        log.warning("answer_incomplete", system=self._served.name, forgotten=len(forgotten))
        failure = failure_of(Unreadable(f"{self._served.name} left this out of its answer."), self._served)
        return {**answers, **dict.fromkeys(forgotten, failure)}


def problem_of(error: Exception, served: Served) -> BackendError:
    """What went wrong, in our words; an exception that is not ours is logged as a bug of the backend."""
    if isinstance(error, BackendError):
        return error
    if isinstance(error, TimeoutError):
        return TimedOut(f"{served.name} did not answer in time.")
    # Only the kind and the place: an exception's text may hold a secret or somebody's data.
    log.error("backend_bug", system=served.name, error=type(error).__qualname__, at=_place(error))
    return BackendError(f"{served.name} could not be read because of an error in its backend.")


def failure_of(problem: BackendError, served: Served) -> Failure:
    """What went wrong, as a value."""
    return Failure(
        system=served.name,
        role=served.role,
        code=problem.code,
        message=problem.message,
        retryable=problem.retryable,
        retry_after=problem.retry_after,
    )


def _cut(names: Sequence[Name], size: int) -> Iterator[Sequence[Name]]:
    for start in range(0, len(names), size):
        yield names[start : start + size]


def _place(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "unknown"
