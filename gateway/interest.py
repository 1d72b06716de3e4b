"""How long an asker waits for an answer, and whether she still does.

Whether she hung up is watched for only once her answer takes long, because a watch is a task.
"""

import asyncio
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Final, TypeAlias

from backends.patience import Patience, Within

UNWATCHED: Final = 0.1  # seconds for which nobody looks whether the asker hung up: such work ends on its own

Gone: TypeAlias = Callable[[], Awaitable[None]]
"""Returns when the asker has hung up."""


class Abandoned(Exception):
    """Nobody waits for the answer any more."""


class Interest:
    """Lasts `seconds` for everybody, the first of them without a look at whether the asker is still there."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.unwatched = Patience(min(seconds, UNWATCHED))
        self.watched = Patience(seconds - self.unwatched.seconds)


class Interested(Within):
    """A block that ends with `TimeoutError` when interest does, and with `Abandoned` when the asker has `gone`."""

    __slots__ = ("_gone", "_interest", "_watch")

    def __init__(self, interest: Interest, gone: Gone | None) -> None:
        super().__init__(interest.unwatched)
        self._interest = interest
        self._gone = gone
        self._watch: asyncio.Task[None] | None = None

    def end(self) -> None:
        """Time is up, or it is time to watch."""
        if self._patience is self._interest.watched:
            super().end()
            return
        self._patience = self._interest.watched
        self._patience.begin(self)
        if self._gone is not None:
            self._watch = asyncio.ensure_future(self._watched(self._gone))

    async def _watched(self, gone: Gone) -> None:
        await gone()
        self._cancel(Abandoned)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._watch is not None:
            self._watch.cancel()
        super().__exit__(kind, error, trace)
