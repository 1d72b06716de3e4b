"""All the systems as one: a port for each noun over every system that serves it, and how the systems fare."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from datetime import date as day

from msgspec import Struct

from backends.registry import Status, Systems
from backends.routing import Routed
from backends.vocabulary import Noun, SystemRole

FIRST_LOOK = 0.8  # seconds that a system has to answer when nobody has asked it anything yet


class SystemState(Struct, frozen=True, kw_only=True):
    """How one system fares; milliseconds over its last calls."""

    system: str
    role: SystemRole
    serves: tuple[str, ...]
    failing: bool
    last_success_at: datetime | None
    p95_millis: int | None
    error_code: str | None
    vocabulary_gaps: int


class Federation:
    """What the graph asks instead of systems."""

    def __init__(self, systems: Systems) -> None:
        self._systems = systems
        served = {noun: systems.ports(noun) for noun in Noun}
        self._ports = {
            noun: Routed(noun, ports, remembered=systems.remembered(noun)) for noun, ports in served.items() if ports
        }
        self.authority: Mapping[Noun, str] = {noun: ports[0].served.name for noun, ports in served.items() if ports}
        self.roles: Mapping[str, SystemRole] = {status.served.name: status.served.role for status in systems.status()}
        self.complete_from: Mapping[Noun, datetime | None] = {
            noun: _latest([port.served.history_from for port in ports]) for noun, ports in served.items()
        }

    def port(self, noun: Noun) -> Routed | None:
        """The port of a noun over all its systems; None when none serves it."""
        return self._ports.get(noun)

    async def states(self) -> list[SystemState]:
        """How every system fares; one that was never called is asked something small first."""
        if any(status.health.calls == 0 for status in self._systems.status()):
            await self._systems.probe_all(FIRST_LOOK)
        return [_state(status) for status in self._systems.status()]


def _state(status: Status) -> SystemState:
    health = status.health
    return SystemState(
        system=status.served.name,
        role=status.served.role,
        serves=tuple(sorted(status.served.facets)),
        failing=health.failing,
        last_success_at=health.last_success_at,
        p95_millis=None if health.p95_seconds is None else round(health.p95_seconds * 1000),
        error_code=health.last_failure_code if health.failing else None,
        vocabulary_gaps=status.vocabulary_gaps,
    )


def _latest(days: Sequence[str | None]) -> datetime | None:
    """The day from which on every system's history is whole, as an instant; None for always."""
    known = [day.fromisoformat(text) for text in days if text is not None]
    return datetime.combine(max(known), time.min, tzinfo=UTC) if known else None
