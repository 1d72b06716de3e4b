"""Days, times and instants: how SAP writes them, and how places in an order are compared with them. Pure.

A moment of ours is read from one instant, from a day, or from a day and the time of day beside it; the latter two are
in the zone of the system.
"""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any, Final

from msgspec import Struct

from backends.errors import UnreadableRecord
from backends.sap.odata import Version, every, literal, some

_DATE: Final = re.compile(r"/Date\((-?\d{1,15})([+-]\d{1,4})?\)/")
_DURATION: Final = re.compile(r"PT(?:(\d{1,2})H)?(?:(\d{1,2})M)?(?:(\d{1,2})(?:\.\d+)?S)?")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_TICK: Final = timedelta(milliseconds=1)  # what is told of an instant; what is kept of it may be finer


def day(value: Any) -> date | None:
    """A day of V2 or V4; raises UnreadableRecord for what is none."""
    found = _moment(value)
    return None if found is None else found[0].date()


def moment(values: Sequence[Any], zone: tzinfo) -> datetime | None:
    """The instant that an instant, a day, or a day and a time are; raises UnreadableRecord for what is none."""
    found = _moment(values[0])
    if found is None:
        return None
    instant, whole = found
    if not whole:
        return instant
    at = _clock(values[1]) if len(values) > 1 else time()
    try:
        return datetime.combine(instant.date(), at, zone).astimezone(UTC)
    except OverflowError:
        raise UnreadableRecord("SAP sent a date that is none.") from None


def _moment(value: Any) -> tuple[datetime, bool] | None:
    """The instant, and whether only its day counts."""
    if value is None or value == "":
        return None
    try:
        found = _DATE.fullmatch(value)
        if found is not None:
            return _EPOCH + timedelta(milliseconds=int(found[1])), found[2] is None
        parsed = datetime.fromisoformat(value)
    except (TypeError, ValueError, OverflowError):
        raise UnreadableRecord("SAP sent a date that is none.") from None
    return (parsed.replace(tzinfo=UTC), True) if parsed.tzinfo is None else (parsed.astimezone(UTC), False)


def _clock(value: Any) -> time:
    """A time of day; none is midnight."""
    if value is None or value == "":
        return time()
    try:
        found = _DURATION.fullmatch(value)
        if found is None:
            return time.fromisoformat(value)
        hours, minutes, seconds = (int(part or 0) for part in found.groups())
        return time(hours, minutes, seconds)
    except (TypeError, ValueError):
        raise UnreadableRecord("SAP sent a time that is none.") from None


class Timed(Struct, frozen=True):
    """The properties that a moment is read from: an instant, or a day (`whole`), or a day and a time."""

    version: Version
    properties: tuple[str, ...]
    whole: bool
    zone: tzinfo

    def before(self, moment: datetime) -> str:
        """Rows whose moment is earlier."""
        return self._beyond(moment, "lt")

    def after(self, moment: datetime) -> str:
        """Rows whose moment is later, as far as we are told."""
        return self._beyond(moment, "gt")

    def since(self, moment: datetime) -> str:
        """Rows whose moment is not earlier."""
        return some([self.after(moment), self.at(moment)])

    def at(self, moment: datetime) -> str:
        """Rows whose moment it is, as far as we are told."""
        if not self.whole:
            begins = _ticked(moment)
            return every([self._compared(0, "ge", begins), self._compared(0, "lt", begins + _TICK)])
        local = moment.astimezone(self.zone)
        on, at = local.date(), local.time()
        if len(self.properties) == 1:
            # no day is at this moment unless the moment is a midnight
            return self._compared(0, "eq", on) if at == time() else ""
        return every([self._compared(0, "eq", on), self._compared(1, "eq", at)]) if not at.microsecond else ""

    def _beyond(self, moment: datetime, sign: str) -> str:
        if not self.whole:
            begins = _ticked(moment)
            return self._compared(0, "lt", begins) if sign == "lt" else self._compared(0, "ge", begins + _TICK)
        local = moment.astimezone(self.zone)
        on, at = local.date(), local.time()
        if len(self.properties) == 1:
            later_on_the_day = sign == "lt" and at != time()  # the day's own midnight is before
            return self._compared(0, "le" if later_on_the_day else sign, on)
        reached = sign == "lt" and bool(at.microsecond)
        same_day = every([self._compared(0, "eq", on), self._compared(1, "le" if reached else sign, at)])
        return some([self._compared(0, sign, on), same_day])

    def _compared(self, place: int, sign: str, value: date | time | datetime) -> str:
        return f"{self.properties[place]} {sign} {literal(self.version, value)}"


def _ticked(moment: datetime) -> datetime:
    return moment.replace(microsecond=moment.microsecond // 1_000 * 1_000)
