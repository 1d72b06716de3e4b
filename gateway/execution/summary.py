"""What a response tells of itself: which systems took part, how fresh their parts are, and what it cost."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import msgspec
from msgspec import Struct

from backends.ledger import Ledger, Touch
from backends.vocabulary import FreshnessState, SystemRole


class Freshness(Struct, frozen=True, rename="camel"):
    """One system's part; `age_seconds` counts from when it was read to when the question was asked."""

    system: str
    role: SystemRole
    state: FreshnessState
    as_of: datetime | None
    fetched_at: datetime | None
    age_seconds: int | None
    error_code: str | None


class Cost(Struct, frozen=True, rename="camel"):
    """What was expected of the answer, and what it took."""

    weight: int
    systems: int
    calls: int
    by_system: Mapping[str, int]


class Extensions(Struct, frozen=True, rename="camel"):
    """The response's `extensions`; the trace id is last, where kept answers put another."""

    freshness: list[Freshness]
    cost: Cost
    trace_id: str


_ENCODER: Final = msgspec.json.Encoder()


def extensions(ledger: Ledger, weight: int, trace_id: str) -> Extensions:
    """What is told of an executed question."""
    touches, calls = ledger.touches, ledger.calls
    systems = sorted(touches.keys() | calls.keys())
    freshness = [_freshness(touches[system], ledger.asked_at) for system in systems if system in touches]
    by_system = {system: calls[system] for system in systems if system in calls}
    return Extensions(freshness, Cost(weight, len(systems), sum(calls.values()), by_system), trace_id)


def encoded(told: Extensions) -> bytes:
    """As JSON, times in UTC with a Z."""
    return _ENCODER.encode(told)


def _freshness(touch: Touch, asked_at: datetime) -> Freshness:
    read = touch.fetched_at
    age = None if read is None else max(0, int((asked_at - read).total_seconds()))
    return Freshness(touch.system, touch.role, touch.state, touch.as_of, read, age, touch.error_code)
