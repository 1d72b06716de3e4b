"""Which backends there are, what each system's ports are wrapped in, and the systems of this house."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from math import inf
from typing import Final

from msgspec import Struct, structs
from pydantic import BaseModel

from backends.caching import Cached
from backends.coalescing import Coalesced, Joining
from backends.entries import CacheTimes
from backends.errors import Advice, Failure
from backends.guard import Guarded, failure_of, problem_of
from backends.health import Health, HealthReport
from backends.manifest import Connect, Manifest, Served
from backends.memory import BoundedMemory
from backends.ports import Clock, Port, System
from backends.tasks import Tasks
from backends.vocabulary import Noun

_MOST_QUEUED: Final = 16  # calls, of a system that works on few at a time
_BUSY: Final = 0.02  # seconds that keys wait for each other while it does

BACKENDS: Final[Mapping[str, str]] = {
    "netsuite": "backends.netsuite",
    "salesforce": "backends.salesforce",
    "sap": "backends.sap",
    "sql": "backends.sql",
    "tryton": "backends.tryton",
}
"""The one list of vendors: each backend's module, imported when a configuration names it."""


class Connected(Struct, frozen=True, kw_only=True):
    """A system with what is configured for it.

    `batch_limit` is the most keys or parents of one call; `parallel` is how many calls it works on at a time, None
    for as many as come.
    """

    served: Served
    system: System
    batch_limit: int = 500
    parallel: int | None = None

    def joining(self, usual: Joining) -> Joining:
        """How lookups of this system join: calls that it does not work on would wait there, so keys wait here."""
        if self.parallel is None:
            return usual
        return structs.replace(usual, slots=self.parallel, most=max(_MOST_QUEUED, self.parallel), wait=_BUSY)


class ServedPort(Struct, frozen=True, kw_only=True):
    """One noun of one system, wrapped: it never raises."""

    served: Served
    port: Port


class Wrapping(Struct, frozen=True, kw_only=True):
    """How ports are wrapped; a noun without times, or with `fresh` 0, is not cached.

    Nothing joins without `joining`. `merged_entries`: of how many things of a noun that is cached the merged record is
    remembered as well.
    """

    joining: Joining | None = Joining()
    times: Mapping[Noun, CacheTimes] = {}
    cache_entries: int = 50_000
    merged_entries: int = 5_000

    def caches(self, noun: Noun) -> CacheTimes | None:
        """How long answers of a noun serve, if they do."""
        times = self.times.get(noun)
        return times if times is not None and times.fresh > 0 else None


class Probed(Struct, frozen=True, kw_only=True):
    """What asking a system something small came to, how long it took, and what can be done about its failure."""

    served: Served
    seconds: float
    failure: Failure | None = None
    advice: Advice | None = None


class Status(Struct, frozen=True, kw_only=True):
    """How a system fares; `vocabulary_gaps` counts the words it sent that nobody has translated."""

    served: Served
    health: HealthReport
    vocabulary_gaps: int


def manifest(backend: str) -> Manifest:
    """What a backend says of itself; raises KeyError if there is no such backend."""
    found: Manifest = import_module(BACKENDS[backend]).MANIFEST
    return found


def connected(served: Served, options: BaseModel, clock: Clock, *, parallel: int | None = None) -> Connected:
    """Make a configured system; `options` are of its manifest's `settings` type, `parallel` is as in `Connected`."""
    declared = manifest(served.backend)
    module, _, function = declared.connect.partition(":")
    connect: Connect = getattr(import_module(module), function)
    system = connect(served, options, clock)
    return Connected(served=served, system=system, batch_limit=declared.batch_limit, parallel=parallel)


class Around(Struct, frozen=True, kw_only=True):
    """What the wrappers of one system's ports share."""

    wrapping: Wrapping
    health: Health
    cache: BoundedMemory
    tasks: Tasks
    clock: Clock


def onion(member: Connected, noun: Noun, around: Around) -> Port:
    """A system's port and all that is put around it, from the inside out."""
    served, times = member.served, around.wrapping.caches(noun)
    port: Port = member.system.port(noun)
    port = Guarded(port, served, around.health, batch_limit=member.batch_limit)
    if around.wrapping.joining is not None:
        port = Coalesced(port, around.tasks, member.joining(around.wrapping.joining))
    if times is not None:
        port = Cached(port, around.cache, served, noun, times, around.clock, around.tasks)
    return port


class Systems:
    """The systems of this house: their wrapped ports, and how they fare.

    `authority` orders the systems of a noun; those that it does not name follow as they are given.
    """

    def __init__(
        self,
        members: Iterable[Connected],
        clock: Clock,
        *,
        authority: Mapping[Noun, Sequence[str]],
        wrapping: Wrapping,
    ) -> None:
        self.cache = BoundedMemory(clock, entries=wrapping.cache_entries)
        self._tasks = Tasks()
        self._wrapping = wrapping
        self._members = tuple(members)
        self._around = {
            member.served.name: Around(
                wrapping=wrapping, health=Health(clock), cache=self.cache, tasks=self._tasks, clock=clock
            )
            for member in self._members
        }
        self._ports = {noun: self._serving(noun, authority.get(noun, ())) for noun in Noun}

    def ports(self, noun: Noun) -> Sequence[ServedPort]:
        """The systems that serve a noun, in the order of authority."""
        return self._ports[noun]

    def remembered(self, noun: Noun) -> int:
        """Of how many things merged records are remembered: only those of a cache are the same when they come again."""
        return 0 if self._wrapping.caches(noun) is None else self._wrapping.merged_entries

    def status(self) -> list[Status]:
        """How each system fares, from the calls that were made to it anyway."""
        return [
            Status(
                served=member.served,
                health=self._around[member.served.name].health.report(),
                vocabulary_gaps=member.system.vocabulary_gaps,
            )
            for member in self._members
        ]

    async def probe_all(self, within: float = inf) -> list[Probed]:
        """Ask every system something small, all at once; each has its time budget, and at most so many seconds."""
        return await asyncio.gather(*(self._probed(member, within) for member in self._members))

    async def close(self, within: float = 5.0) -> None:
        """End what runs, then close every system; one that does not close in so many seconds is left."""
        await self._tasks.close()
        await asyncio.gather(*(_closed(member, within) for member in self._members))

    def _serving(self, noun: Noun, authority: Sequence[str]) -> tuple[ServedPort, ...]:
        rank = {name: place for place, name in enumerate(authority)}
        members = [member for member in self._members if noun in member.served.facets]
        members.sort(key=lambda member: rank.get(member.served.name, len(rank)))
        return tuple(
            ServedPort(served=member.served, port=onion(member, noun, self._around[member.served.name]))
            for member in members
        )

    async def _probed(self, member: Connected, within: float) -> Probed:
        served, now = member.served, asyncio.get_running_loop().time
        started, problem = now(), None
        try:
            async with asyncio.timeout(min(within, served.timeout)):
                await member.system.probe()
        except Exception as error:
            problem = problem_of(error, served)
        seconds = now() - started
        self._around[served.name].health.record(seconds, None if problem is None else problem.code)
        if problem is None:
            return Probed(served=served, seconds=seconds)
        return Probed(served=served, seconds=seconds, failure=failure_of(problem, served), advice=problem.advice)


async def _closed(member: Connected, within: float) -> None:
    try:
        async with asyncio.timeout(within):
            await member.system.close()
    except Exception as error:
        problem_of(error, member.served)  # logs what is not ours; the others must be closed whatever happens
