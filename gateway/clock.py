"""What time it is. The only module that asks the machine."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from backends.ports import Clock


def system_clock() -> datetime:
    """The machine's time, UTC."""
    return datetime.now(UTC)  # noqa: TID251  # everybody else is given a clock


def pinned_clock(instant: datetime, elapsed: Callable[[], float] = time.monotonic) -> Clock:
    """A clock that shows `instant` now and runs on from there; `elapsed` counts seconds."""
    start, zero = instant.astimezone(UTC), elapsed()
    return lambda: start + timedelta(seconds=elapsed() - zero)


def clock_from(pinned_to: datetime | None, pinned_at: datetime | None = None) -> Clock:
    """The clock of a configuration; it showed `pinned_to` when the machine's showed `pinned_at`, None for now."""
    if pinned_to is None:
        return system_clock
    since = timedelta(0) if pinned_at is None else system_clock() - pinned_at
    return pinned_clock(pinned_to + since)
