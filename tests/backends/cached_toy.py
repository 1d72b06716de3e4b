"""A toy system behind a guard and a cache."""

import asyncio
from collections.abc import Iterable
from typing import Any

from msgspec import structs

from backends.caching import Cached
from backends.entries import CacheTimes
from backends.guard import Guarded
from backends.health import Health
from backends.memory import BoundedMemory
from backends.ports import Answers, Facets, Pages, Parent, ParentKind
from backends.records import Record, Ref
from backends.tasks import Tasks
from backends.vocabulary import Facet, FreshnessState, Noun, SystemRole
from tests.backends.samples import order
from tests.backends.toy import HEAD, ManualClock, ToyPort, page_spec, question, served

LINES = HEAD | {Facet.LINES}
PAYMENTS = HEAD | {Facet.PAYMENTS}
WIDE = LINES | PAYMENTS
ROOT = Parent(ParentKind.ROOT)
TIMES = CacheTimes(fresh=60, stale_if_error=600, absent=10)
SOFT = CacheTimes(fresh=60, soft=20, absent=60)


def ref(key: object, system: str = "oms") -> Ref:
    return Ref(system, str(key))


class House:
    """A toy system behind a guard and a cache, and a clock to turn."""

    def __init__(
        self,
        times: CacheTimes = TIMES,
        *,
        noun: Noun = Noun.ORDER,
        records: Iterable[Record] | None = None,
        entries: int = 1_000,
        refreshes: int = 100,
    ) -> None:
        self.clock = ManualClock()
        rows = [order(str(n)) for n in range(5)] if records is None else records
        self.port = ToyPort(noun, "oms", SystemRole.OMS, rows, self.clock)
        self.memory = BoundedMemory(self.clock, entries=entries)
        self.tasks = Tasks()
        here = served(nouns=[noun])
        guard = Guarded(self.port, here, Health(self.clock), batch_limit=100)
        self.cached = Cached(guard, self.memory, here, noun, times, self.clock, self.tasks, refreshes=refreshes)

    async def ask(self, *keys: Ref, facets: Facets = HEAD) -> Answers:
        return await self.cached.lookup(keys, facets, question(self.clock()))

    async def page(self, *parents: Parent, size: int = 2, facets: Facets = HEAD, scope: str = "all") -> Pages:
        return await self.cached.pages(parents, page_spec(size), facets, question(self.clock(), scope))

    async def refreshed(self) -> None:
        """Let what runs in the background come to its end."""
        for _ in range(10):
            await asyncio.sleep(0)
        assert len(self.tasks) == 0

    @property
    def asked(self) -> list[tuple[list[Any], Facets]]:
        """The names and facets of each call."""
        return [(list(call.names), call.facets) for call in self.port.calls]


def bare(answer: object) -> object:
    """An answer without its stamps."""
    return structs.replace(answer, stamps=()) if isinstance(answer, Record) else answer


def stamps(answer: object) -> list[tuple[FreshnessState, str | None]]:
    assert isinstance(answer, Record)
    return [(stamp.state, stamp.error_code) for stamp in answer.stamps]
