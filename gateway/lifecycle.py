"""Whether the gateway serves, and which of its systems are missing."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from types import FrameType

from backends.registry import Probed, Systems


class Condition(StrEnum):
    """Where the gateway is between its start and its end."""

    STARTING = "starting"
    SERVING = "serving"
    DRAINING = "draining"


class Lifecycle:
    """Tells those who send requests whether to send more."""

    def __init__(self) -> None:
        self.condition = Condition.STARTING

    def serve(self) -> None:
        """From now on requests are welcome."""
        self.condition = Condition.SERVING

    def drain(self) -> None:
        """From now on requests should go elsewhere; those that come are still answered."""
        self.condition = Condition.DRAINING

    @contextmanager
    def draining_first(self, seconds: float) -> Iterator[None]:
        """Asked to stop (SIGTERM), drain so long before doing what the server does then; asked again, do it at once."""
        usual = signal.getsignal(signal.SIGTERM)
        if seconds <= 0 or not callable(usual):  # no server is listening for it
            yield
            return
        loop = asyncio.get_running_loop()

        def asked(number: int, frame: FrameType | None) -> None:
            delay = 0 if self.condition is Condition.DRAINING else seconds
            self.drain()
            loop.call_soon_threadsafe(loop.call_later, delay, usual, number, frame)

        signal.signal(signal.SIGTERM, asked)
        try:
            yield
        finally:
            signal.signal(signal.SIGTERM, usual)


class Roll:
    """Asks the systems whether they are there, not more often than every `fresh` seconds, whoever wants to know.

    A system that has not answered `within` so many seconds is missing.
    """

    def __init__(self, systems: Systems, *, fresh: float = 5.0, within: float = 0.8) -> None:
        self._systems = systems
        self._fresh = fresh
        self._within = within
        self._calling = asyncio.Lock()
        self._called: list[Probed] = []
        self._expires = 0.0

    async def call(self) -> list[Probed]:
        """Every system, as it answered last."""
        async with self._calling:
            now = asyncio.get_running_loop().time()
            if now >= self._expires:
                self._called = await self._systems.probe_all(self._within)
                self._expires = now + self._fresh
        return self._called
