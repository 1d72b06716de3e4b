"""Date literals: each is a span of days, whatever it is compared with.

`=` is within the span, `<` before it and `>` after it (SOQL reference, "Date Formats and Date Literals in WHERE").
LAST_N_DAYS has today in it and NEXT_N_DAYS has not; days are those of UTC, as this org's user has no other time zone.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from backends.sandbox.salesforce.syntax import DateLiteral

_NEAR: Final[Mapping[str, int]] = {"yesterday": -1, "today": 0, "tomorrow": 1}
_TESTS: Final[Mapping[str, Callable[[Any, Any, Any], bool]]] = {
    "=": lambda value, start, end: start <= value < end,
    "!=": lambda value, start, end: not start <= value < end,
    "<": lambda value, start, end: value < start,
    "<=": lambda value, start, end: value < end,
    ">": lambda value, start, end: value >= end,
    ">=": lambda value, start, end: value >= start,
}


class Span:
    """The days of one literal; raises OverflowError for days before or after all calendars."""

    def __init__(self, literal: DateLiteral, today: date) -> None:
        first, days = _days(literal)
        self._start = today + timedelta(days=first)
        self._end = self._start + timedelta(days=days)

    def holds(self, operator: str, value: object) -> bool:
        """How a date or an instant compares with it; nothing is in no span, and differs from each."""
        if isinstance(value, datetime):
            return _TESTS[operator](value, _midnight(self._start), _midnight(self._end))
        if isinstance(value, date):
            return _TESTS[operator](value, self._start, self._end)
        return operator == "!="


def _days(literal: DateLiteral) -> tuple[int, int]:
    """From which day on, seen from today, and how many."""
    if literal.days is None:
        return _NEAR[literal.word], 1
    return (1, literal.days) if literal.word == "next_n_days" else (-literal.days, literal.days + 1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
