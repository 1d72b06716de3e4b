"""Limits of time with one timer for all who wait equally long: a timer for each costs as much as a small answer."""

import asyncio
from types import TracebackType
from typing import Final, Protocol, Self

_SLACK: Final = 0.001  # seconds; uvloop's timers count in milliseconds


class Waiting(Protocol):
    """Somebody whose time can be up."""

    def end(self) -> None:
        """It is up; called at most once for each `begin`, by the event loop."""


class Patience:
    """Lasts `seconds` for everybody, so that whoever came first is called first."""

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


class Within:
    """A block that is cancelled and ends with `TimeoutError` when patience does, as `asyncio.timeout` has it."""

    __slots__ = ("_before", "_over", "_patience", "_task")

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._over: type[Exception] | None = None

    def __enter__(self) -> Self:
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("only a task can be cancelled")
        self._task = task
        self._before = task.cancelling()
        self._patience.begin(self)
        return self

    def end(self) -> None:
        """Time is up."""
        self._cancel(TimeoutError)

    def _cancel(self, why: type[Exception]) -> None:
        if self._over is None:
            self._over = why
            self._task.cancel()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._patience.leave(self)
        if self._over is not None and self._task.uncancel() <= self._before and kind is asyncio.CancelledError:
            raise self._over from error
