"""When things happen: always so long before or after one fixed instant."""

from datetime import UTC, datetime, timedelta
from typing import Final

ANCHOR: Final = datetime(2026, 3, 18, 10, tzinfo=UTC)
"""The present of the demo world, a Wednesday: 11:00 in Paris and Berlin, 10:00 in London."""

NIGHT: Final = ANCHOR - timedelta(hours=8)
"""Last night, when the books were closed: what is loaded once a day is as of then."""

COUNTED: Final = ANCHOR - timedelta(minutes=5)
"""When the shelves' figures were last told."""


def at(days: int = 0, hours: int = 0, minutes: int = 0) -> datetime:
    """So long after the anchor; before it when negative."""
    return ANCHOR + timedelta(days=days, hours=hours, minutes=minutes)


def ago(seconds: int) -> datetime:
    """So many seconds before the anchor."""
    return ANCHOR - timedelta(seconds=seconds)


def evening(moment: datetime, days: int) -> datetime:
    """17:00 UTC so many days later: before the day ends wherever the house sells, summer time or not."""
    return (moment + timedelta(days=days)).replace(hour=17, minute=0, second=0)
