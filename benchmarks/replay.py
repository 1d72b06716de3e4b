"""The demo retailer with its systems' answers at hand: each is asked once, and then plays back what it said.

What is left is the gateway's own work: no file, no database, no network.
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from backends.ports import Answers, Ask, Facets, Pages, PageSpec, Parent, Port, System
from backends.records import Ref
from backends.registry import Connected, Systems, Wrapping, connected
from backends.vocabulary import Noun, SystemRole
from gateway.clock import clock_from
from gateway.settings import Settings, read

NO_CACHE = {"COMPTOIR_CACHE__ENABLED": "false"}


class Replayed:
    """A port that asks each thing once. `delay` is how long a system takes to answer, in seconds."""

    def __init__(self, port: Port, delay: float) -> None:
        self._port = port
        self._delay = delay
        self._records: dict[Facets, dict[Ref, Any]] = {}
        self._pages: dict[tuple[Any, Facets], dict[Parent, Any]] = {}

    async def lookup(self, keys: Sequence[Ref], facets: Facets, ask: Ask) -> Answers:
        """As the port answered before."""
        known = self._records.setdefault(facets, {})
        new = [key for key in keys if key not in known]
        if new:
            known.update(await self._port.lookup(new, facets, ask))
        elif self._delay:
            await asyncio.sleep(self._delay)
        return {key: known[key] for key in keys}

    async def pages(self, parents: Sequence[Parent], spec: PageSpec, facets: Facets, ask: Ask) -> Pages:
        """As the port answered before."""
        known = self._pages.setdefault((spec, facets), {})
        new = [parent for parent in parents if parent not in known]
        if new:
            known.update(await self._port.pages(new, spec, facets, ask))
        elif self._delay:
            await asyncio.sleep(self._delay)
        return {parent: known[parent] for parent in parents}


class ReplayedSystem:
    """A system whose ports play back."""

    vocabulary_gaps = 0

    def __init__(self, system: System, delay: float) -> None:
        self._system = system
        self._delay = delay
        self._ports: dict[Noun, Replayed] = {}

    @property
    def name(self) -> str:
        """The configured name."""
        return self._system.name

    @property
    def role(self) -> SystemRole:
        """What it is to the business."""
        return self._system.role

    def port(self, noun: Noun) -> Port:
        """The same for all who ask."""
        if noun not in self._ports:
            self._ports[noun] = Replayed(self._system.port(noun), self._delay)
        return self._ports[noun]

    async def probe(self) -> None:
        """It is there."""

    async def close(self) -> None:
        """Close what it plays back."""
        await self._system.close()


def settings_of(folder: Path) -> Settings:
    """The demo retailer's settings, with nothing cached."""
    return read(folder / "comptoir.toml", environ=NO_CACHE)


def replayed(settings: Settings, *, delay: float = 0) -> Systems:
    """The configured systems, playing back."""
    clock = clock_from(settings.clock.pinned_to)
    members = []
    for each in settings.systems.values():
        member = connected(each.served, each.options, clock, parallel=each.parallel)
        system = ReplayedSystem(member.system, delay)
        members.append(
            Connected(served=member.served, system=system, batch_limit=member.batch_limit, parallel=member.parallel)
        )
    return Systems(members, clock, authority=settings.authority, wrapping=Wrapping())
