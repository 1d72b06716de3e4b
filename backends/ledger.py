"""What one question cost, and how fresh each system's part of the answer is."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from backends.errors import Failure
from backends.vocabulary import FreshnessState, SystemRole


class Stamp(Struct, frozen=True, kw_only=True):
    """One system's part in an answer.

    `as_of`: when the system says the data was true, None if it does not say. `fetched_at`: when we read it.
    """

    system: str
    role: SystemRole
    state: FreshnessState = FreshnessState.LIVE
    as_of: datetime | None = None
    fetched_at: datetime | None = None
    error_code: str | None = None


def seen(stamp: Stamp, asked_at: datetime) -> FreshnessState:
    """The state as the asker sees it: what was read before the question was asked came from a cache."""
    if stamp.state is FreshnessState.LIVE and stamp.fetched_at is not None and stamp.fetched_at < asked_at:
        return FreshnessState.CACHED
    return stamp.state


_WORSE = tuple(FreshnessState)  # the vocabulary lists them best first


class Touch(Struct, kw_only=True):
    """How one system fared over a whole question; times are the oldest seen."""

    system: str
    role: SystemRole
    states: set[FreshnessState]
    as_of: datetime | None = None
    fetched_at: datetime | None = None
    error_code: str | None = None

    @property
    def state(self) -> FreshnessState:
        """The worst state, except that a system which answered in part is PARTIAL."""
        if len(self.states) == 1:
            return next(iter(self.states))
        if FreshnessState.UNAVAILABLE in self.states and len(self.states) > 1:
            return FreshnessState.PARTIAL
        return max(self.states, key=_WORSE.index, default=FreshnessState.LIVE)


class Ledger:
    """Notes, for one question, which systems were touched and how many calls were made to each."""

    def __init__(self, asked_at: datetime) -> None:
        self.asked_at = asked_at
        self.calls: dict[str, int] = {}
        self.touches: dict[str, Touch] = {}

    def called(self, system: str) -> None:
        """One call went out to a system."""
        self.calls[system] = self.calls.get(system, 0) + 1

    def failed(self, failure: Failure) -> None:
        """A system failed some of the question."""
        touch = self._touch(failure.system, failure.role)
        touch.states.add(FreshnessState.UNAVAILABLE)
        touch.error_code = failure.code

    def answered(self, system: str, role: SystemRole) -> None:
        """A system answered live, perhaps that it knows nothing."""
        self._touch(system, role).states.add(FreshnessState.LIVE)

    def stamped(self, stamps: Iterable[Stamp]) -> None:
        """Records with these stamps became part of the answer."""
        for stamp in stamps:
            touch = self._touch(stamp.system, stamp.role)
            touch.states.add(seen(stamp, self.asked_at))
            touch.as_of = _oldest(touch.as_of, stamp.as_of)
            touch.fetched_at = _oldest(touch.fetched_at, stamp.fetched_at)
            touch.error_code = touch.error_code or stamp.error_code

    def _touch(self, system: str, role: SystemRole) -> Touch:
        if system not in self.touches:
            self.touches[system] = Touch(system=system, role=role, states=set())
        return self.touches[system]


def _oldest(one: datetime | None, other: datetime | None) -> datetime | None:
    times = [time for time in (one, other) if time is not None]
    return min(times, default=None)
