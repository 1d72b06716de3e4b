"""Days, times and instants, and comparing with them, on the pretend server's own reading of filters."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backends.errors import UnreadableRecord
from backends.sandbox.sap.edm import Row, entity
from backends.sandbox.sap.edm import Version as Served
from backends.sandbox.sap.evaluation import test as condition
from backends.sandbox.sap.grammar import parsed
from backends.sap.moments import Timed, day, moment
from backends.sap.odata import Version

PARIS = ZoneInfo("Europe/Paris")
THING = entity("Thing", "Key*:10 At:instant Day:day Clock:time")
MOMENTS = st.datetimes(datetime(2025, 12, 1), datetime(2026, 1, 10)).map(lambda each: each.replace(tzinfo=UTC))  # noqa: DTZ001 - made aware


@pytest.mark.parametrize(
    ("values", "meant"),
    [
        (("/Date(1773828000000+0000)/",), datetime(2026, 3, 18, 10, tzinfo=UTC)),
        (("/Date(1773828000123+0060)/",), datetime(2026, 3, 18, 10, 0, 0, 123_000, tzinfo=UTC)),
        (("/Date(1773792000000)/",), datetime(2026, 3, 17, 23, tzinfo=UTC)),
        (("/Date(1773792000000)/", "PT11H30M00S"), datetime(2026, 3, 18, 10, 30, tzinfo=UTC)),
        (("/Date(1773792000000)/", None), datetime(2026, 3, 17, 23, tzinfo=UTC)),
        (("2026-03-18", "11:30:00"), datetime(2026, 3, 18, 10, 30, tzinfo=UTC)),
        (("2026-03-18T11:30:00+01:00",), datetime(2026, 3, 18, 10, 30, tzinfo=UTC)),
        ((None,), None),
        (("", "PT11H30M00S"), None),
    ],
)
def test_what_is_meant(values: tuple[str | None, ...], meant: datetime | None) -> None:
    assert moment(values, PARIS) == meant


def test_days() -> None:
    assert day("/Date(449452800000)/") == date(1984, 3, 30)
    assert day("1984-03-30") == date(1984, 3, 30)
    assert day("/Date(-86400000)/") == date(1969, 12, 31)
    assert day(None) is None


@pytest.mark.parametrize(
    "values", [("soon",), (17,), ("/Date(999999999999999)/",), ("2026-03-18", "noon"), ("/Date()/",)]
)
def test_what_cannot_be_read(values: tuple[str, ...]) -> None:
    with pytest.raises(UnreadableRecord):
        moment(values, UTC)


TIMED = {
    "instant": Timed(Version.V2, ("At",), False, PARIS),
    "day": Timed(Version.V2, ("Day",), True, PARIS),
    "both": Timed(Version.V2, ("Day", "Clock"), True, PARIS),
}


def row(kind: str, kept: datetime) -> tuple[Row, datetime]:
    """A row that keeps a moment in its way, and the moment that we are told of it."""
    local = kept.astimezone(PARIS)
    if kind == "instant":
        return {"At": kept}, kept.replace(microsecond=kept.microsecond // 1_000 * 1_000)
    whole = {"Day": local.date()}
    at = time() if kind == "day" else local.time().replace(microsecond=0)
    return (whole if kind == "day" else {**whole, "Clock": at}), datetime.combine(local.date(), at, PARIS)


@pytest.mark.parametrize("kind", TIMED)
@settings(max_examples=150, deadline=None)
@given(kept=MOMENTS, near=st.integers(-2_000_000, 2_000_000), far=MOMENTS, close=st.booleans())
def test_comparing(kind: str, kept: datetime, near: int, far: datetime, close: bool) -> None:
    """What a filter lets through is what compares so once it was told."""
    known, told = row(kind, kept)
    place = told + timedelta(microseconds=near) if close else far
    tick = timedelta(milliseconds=1) if kind == "instant" else timedelta()
    floor = place.replace(microsecond=place.microsecond // 1_000 * 1_000) if tick else place
    timed = TIMED[kind]
    assert holds(timed.before(place), known) == (told < floor)
    assert holds(timed.after(place), known) == (told > floor)
    assert holds(timed.at(place), known) == (told == floor)
    assert holds(timed.since(place), known) == (told >= floor)


def holds(told: str, known: Row) -> bool:
    return bool(told) and condition(parsed(told, Served.V2), THING)(known)
