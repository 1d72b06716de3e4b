from datetime import UTC, datetime, timedelta, timezone

from gateway.clock import clock_from, pinned_clock, system_clock

NOON = datetime(2026, 3, 18, 12, tzinfo=UTC)


def test_a_pinned_clock_runs_on() -> None:
    ticks = iter([100.0, 100.0, 160.5])
    clock = pinned_clock(NOON, lambda: next(ticks))
    assert clock() == NOON
    assert clock() == NOON + timedelta(seconds=60.5)


def test_clocks_tell_utc() -> None:
    elsewhere = NOON.astimezone(timezone(timedelta(hours=9)))
    assert pinned_clock(elsewhere, lambda: 0.0)().tzinfo is UTC
    assert system_clock().tzinfo is UTC


def test_the_clock_of_a_configuration() -> None:
    assert clock_from(None) is system_clock
    assert clock_from(NOON)() - NOON < timedelta(minutes=1)
