"""One timer for many moments."""

import asyncio
import math
from collections.abc import Callable
from typing import Final

NEVER: Final = math.inf


class Alarm:
    """Rings at the earliest moment that it was told of; whoever is rung says when next.

    A timer for each request costs more than sending it, and nearly all of them would be cancelled. This one is set
    when there was none or a later one, which is once in a request's whole time budget. `at` says for when.
    """

    def __init__(self, ring: Callable[[float], float]) -> None:
        self._ring = ring
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self.at = NEVER

    def by(self, moment: float) -> None:
        """Ring then at the latest."""
        if moment < self.at:
            self._off()
            self.at = moment
            self._timer = self._loop.call_at(moment, self._rung)

    def stop(self) -> None:
        """Ring no more, and forget who is rung, who refers to us."""
        self._off()
        self._ring = _nobody

    def _off(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer, self.at = None, NEVER

    def _rung(self) -> None:
        self._timer, self.at = None, NEVER
        self.by(self._ring(self._loop.time()))


def _nobody(now: float) -> float:
    return NEVER
