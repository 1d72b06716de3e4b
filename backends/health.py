"""How a system fares, seen from the calls that are made to it anyway."""

import math
from collections import deque
from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from backends.ports import Clock


class HealthReport(Struct, frozen=True, kw_only=True):
    """How a system fared since start.

    `failing`: its last call failed. `p95_seconds` is over its last calls, None before the first.
    """

    failing: bool
    calls: int
    failures: int
    last_success_at: datetime | None
    last_failure_at: datetime | None
    last_failure_code: str | None
    p95_seconds: float | None


class Health:
    """Notes the outcome of each call to one system; keeps the durations of the last `window` calls."""

    def __init__(self, clock: Clock, *, window: int = 256) -> None:
        self._clock = clock
        self._durations: deque[float] = deque(maxlen=window)
        self._failing = False
        self._calls = self._failures = 0
        self._success_at: datetime | None = None
        self._failure_at: datetime | None = None
        self._failure_code: str | None = None

    def record(self, seconds: float, failure_code: str | None = None) -> None:
        """One call took so long, and was answered unless it has a failure's code."""
        self._durations.append(seconds)
        self._calls += 1
        self._failing = failure_code is not None
        if failure_code is None:
            self._success_at = self._clock()
            return
        self._failures += 1
        self._failure_at, self._failure_code = self._clock(), failure_code

    def report(self) -> HealthReport:
        """How the system fared until now."""
        return HealthReport(
            failing=self._failing,
            calls=self._calls,
            failures=self._failures,
            last_success_at=self._success_at,
            last_failure_at=self._failure_at,
            last_failure_code=self._failure_code,
            p95_seconds=nearest_rank(self._durations, 0.95),
        )


def nearest_rank(values: Iterable[float], share: float) -> float | None:
    """The smallest value that at least `share` of all values do not exceed; None if there are none."""
    ordered = sorted(values)
    return ordered[math.ceil(share * len(ordered)) - 1] if ordered else None
