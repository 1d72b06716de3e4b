"""How long somebody waits for an answer, and whether she still does.

One timer serves all who wait: a timer for each costs as much as the rest of a small answer. Whether an asker hung up is
watched for only once her answer takes long, because a watch is a task.
"""

import asyncio
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Final, Protocol, Self, TypeAlias

UNWATCHED: Final = 0.1  # seconds for which nobody looks whether the asker hung up: such work ends on its own
_SLACK: Final = 0.001  # seconds; uvloop's timers count in milliseconds

Gone: TypeAlias = Callable[[], Awaitable[None]]
"""Returns when the asker has hung up."""


class Abandoned(Exception):
    """Nobody waits for the answer any more."""


class Waiting(Protocol):
    """Somebody whose time can be up."""

    def end(self) -> None:
        """It is up; called at most once for each `begin`, by the event loop."""


class Queue:
    """Those who wait equally long: whoever came first is called first. `seconds` is how long."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._waiting: dict[Waiting, float] = {}  # in the order of their ends
        self._timer: asyncio.TimerHandle | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def __len__(self) -> int:
        return len(self._waiting)

    def begin(self, one: Waiting) -> None:
        """Somebody begins to wait."""
        loop = asyncio.get_running_loop()
        self._waiting[one] = end = loop.time() + self.seconds
        if self._timer is None or loop is not self._loop:  # the timer of another loop never comes
            self._loop, self._timer = loop, loop.call_at(end, self._look)

    def leave(self, one: Waiting) -> None:
        """Somebody waits no more."""
        self._waiting.pop(one, None)

    def _look(self) -> None:
        self._timer, loop = None, asyncio.get_running_loop()
        while self._waiting:
            one, end = next(iter(self._waiting.items()))
            if end > loop.time() + _SLACK:
                self._timer = loop.call_at(end, self._look)
                return
            del self._waiting[one]
            one.end()


class Patience:
    """`seconds` for everybody, the first of them without a look at whether the asker is still there."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.unwatched = Queue(min(seconds, UNWATCHED))
        self.watched = Queue(seconds - self.unwatched.seconds)

    def __len__(self) -> int:
        return len(self.unwatched) + len(self.watched)


class Within:
    """A block that is cancelled and ends with `TimeoutError` when patience does, as `asyncio.timeout` has it.

    It ends with `Abandoned` when the asker has `gone`.
    """

    __slots__ = ("_before", "_gone", "_over", "_patience", "_queue", "_task", "_watch")

    def __init__(self, patience: Patience, gone: Gone | None = None) -> None:
        self._patience = patience
        self._gone = gone

    def __enter__(self) -> Self:
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("only a task can be cancelled")
        self._task = task
        self._before = task.cancelling()
        self._over: type[Exception] | None = None
        self._watch: asyncio.Task[None] | None = None
        self._queue = self._patience.unwatched
        self._queue.begin(self)
        return self

    def end(self) -> None:
        if self._queue is self._patience.watched:
            self._cancel(TimeoutError)
            return
        self._queue = self._patience.watched
        self._queue.begin(self)
        if self._gone is not None:
            self._watch = asyncio.ensure_future(self._watched(self._gone))

    async def _watched(self, gone: Gone) -> None:
        await gone()
        self._cancel(Abandoned)

    def _cancel(self, why: type[Exception]) -> None:
        if self._over is None:
            self._over = why
            self._task.cancel()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._queue.leave(self)
        if self._watch is not None:
            self._watch.cancel()
        if self._over is not None and self._task.uncancel() <= self._before and kind is asyncio.CancelledError:
            raise self._over from error
