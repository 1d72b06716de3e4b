"""What a response tells of itself, byte for byte as JSON has it."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import orjson
from hypothesis import given
from hypothesis import strategies as st

from backends.ledger import Ledger, Touch
from backends.vocabulary import FreshnessState, SystemRole
from gateway.execution import summary

zones = st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=30)), timezone(timedelta(hours=-3))])
times = st.none() | st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=zones)  # noqa: DTZ001  # zoned by `timezones`
touches = st.builds(
    Touch,
    system=st.text(max_size=5),
    role=st.sampled_from(SystemRole),
    states=st.sets(st.sampled_from(FreshnessState)),
    as_of=times,
    fetched_at=times,
    error_code=st.none() | st.text(max_size=5),
)


@given(touched=st.lists(touches), calls=st.dictionaries(st.text(max_size=5), st.integers(0, 10**6)))
def test_bytes(touched: list[Touch], calls: dict[str, int]) -> None:
    ledger = Ledger(datetime(2026, 3, 18, 12, tzinfo=UTC))
    ledger.touches.update((touch.system, touch) for touch in touched)
    ledger.calls.update(calls)
    found = summary.encoded(summary.extensions(ledger, 7, "abc"))
    assert found == orjson.dumps(plainly(ledger), option=orjson.OPT_UTC_Z)


def plainly(ledger: Ledger) -> dict[str, Any]:
    return {
        "freshness": [_part(touch, ledger.asked_at) for _, touch in sorted(ledger.touches.items())],
        "cost": {
            "weight": 7,
            "systems": len({*ledger.touches, *ledger.calls}),
            "calls": sum(ledger.calls.values()),
            "bySystem": dict(sorted(ledger.calls.items())),
        },
        "traceId": "abc",
    }


def _part(touch: Touch, asked_at: datetime) -> dict[str, Any]:
    read = touch.fetched_at
    return {
        "system": touch.system,
        "role": touch.role,
        "state": touch.state,
        "asOf": touch.as_of,
        "fetchedAt": read,
        "ageSeconds": None if read is None else max(0, int((asked_at - read).total_seconds())),
        "errorCode": touch.error_code,
    }
