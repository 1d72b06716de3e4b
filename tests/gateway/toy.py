"""A small schema, its context and an application around it, for tests of the web side."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import httpx
import strawberry
from starlette.applications import Starlette
from strawberry.dataloader import DataLoader

from backends.errors import Failure, Unavailable
from backends.ledger import Ledger, Stamp
from backends.manifest import Served
from backends.ports import Port
from backends.registry import Connected, Systems, Wrapping
from backends.tasks import Tasks
from backends.vocabulary import FreshnessState, Noun, StockConvention, SystemRole
from gateway.app import create_app
from gateway.clock import pinned_clock
from gateway.sections import AskerTable, Cache, ClockTable, Limits, Log, Retailer, Server
from gateway.settings import Settings

NOON = datetime(2026, 3, 18, 12, tzinfo=UTC)
PRIVATE = "SELECT * FROM people WHERE phone = '+33612345678'"


@dataclass
class Seen:
    """What the resolvers noticed, over all questions."""

    started: asyncio.Event = field(default_factory=asyncio.Event)
    ended: list[str] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)

    async def sleep(self, name: str, seconds: float) -> None:
        self.started.set()
        try:
            await asyncio.sleep(seconds)
        except asyncio.CancelledError:
            self.cancelled.append(name)
            raise
        self.ended.append(name)


@dataclass
class ToyContext:
    ledger: Ledger
    work: Tasks
    seen: Seen

    @cached_property
    def loader(self) -> DataLoader[int, str]:
        """Made when it is asked for: it holds what holds it."""
        return DataLoader(load_fn=self._load)

    async def _load(self, keys: list[int]) -> Sequence[str]:
        await self.work.start(self.seen.sleep("load", keys[0]))
        return [f"loaded {key}" for key in keys]


class Refusal(Exception):
    """Carries what a client may read, as `resolvers.problems` does."""

    def __init__(self, message: str, extensions: dict[str, Any]) -> None:
        super().__init__(message)
        self.extensions = extensions


DOWN = Failure(
    system="wms", role=SystemRole.WMS, code="SYSTEM_TIMEOUT", message="wms did not answer within 2 s.", retryable=True
)


@strawberry.input(one_of=True)
class Key:
    id: strawberry.Maybe[strawberry.ID]
    email: strawberry.Maybe[str]


@strawberry.input
class Range:
    gte: int | None = None
    within: "Range | None" = None


@strawberry.type
class Thing:
    id: strawberry.ID
    name: str = "thing"

    @strawberry.field
    def me(self) -> "Thing":
        return self

    @strawberry.field
    def fails(self) -> str | None:
        raise Refusal(DOWN.message, {"code": DOWN.code, "system": "wms", "role": DOWN.role, "retryable": True})

    @strawberry.field
    def breaks(self) -> str | None:
        raise RuntimeError(PRIVATE)


@strawberry.type
class Query:
    @strawberry.field
    def hello(self, name: str = "you") -> str:
        return f"hello {name}"

    @strawberry.field
    def thing(self, key: Key | None = None, range: Range | None = None) -> Thing | None:
        return Thing(id=strawberry.ID("1"))

    @strawberry.field
    def things(self, first: int = 2, tags: list[str] | None = None) -> list[Thing]:
        return [Thing(id=strawberry.ID(str(number))) for number in range_of(first)]

    @strawberry.field
    async def slow(self, info: strawberry.Info[ToyContext, None], seconds: float) -> str:
        await info.context.seen.sleep("slow", seconds)
        return "done"

    @strawberry.field
    async def loaded(self, info: strawberry.Info[ToyContext, None], key: int) -> str:
        return await asyncio.shield(info.context.loader.load(key))

    @strawberry.field
    def sourced(self, info: strawberry.Info[ToyContext, None]) -> bool:
        ledger = info.context.ledger
        earlier = datetime(2026, 3, 18, 11, 59, 30, tzinfo=UTC)
        ledger.called("oms")
        ledger.called("oms")
        ledger.called("wms")
        ledger.stamped([Stamp(system="oms", role=SystemRole.OMS, state=FreshnessState.LIVE, fetched_at=earlier)])
        ledger.failed(DOWN)
        return True

    @strawberry.field
    def breaks(self) -> str | None:
        raise RuntimeError(PRIVATE)

    @strawberry.field
    def breaks_hard(self) -> str:
        raise RuntimeError(PRIVATE)

    @strawberry.field
    def too_large(self) -> int | None:
        return 4_711_000_000

    @strawberry.field
    def unserialisable(self) -> strawberry.scalars.JSON:
        return strawberry.scalars.JSON({1, 2})


def range_of(first: int) -> range:
    if first < 0:
        raise Refusal("first: found -1, expected 0 or more.", {"code": "BAD_USER_INPUT", "retryable": False})
    return range(first)


@strawberry.type
class Mutation:
    @strawberry.mutation
    def write(self) -> str:
        return "written"


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def ticks(self) -> AsyncIterator[int]:
        yield 1


SCHEMA = strawberry.Schema(query=Query, mutation=Mutation, subscription=Subscription)


class ToySystem:
    """A system that is there, or not, or hangs."""

    vocabulary_gaps = 0

    def __init__(self, name: str, state: str = "up") -> None:
        self.name = name
        self.role = SystemRole.WMS
        self.state = state
        self.probes = 0
        self.closed = False

    def port(self, noun: Noun) -> Port:
        raise NotImplementedError

    async def probe(self) -> None:
        self.probes += 1
        if self.state == "hung":
            await asyncio.sleep(60)
        if self.state == "down":
            raise Unavailable("not there")

    async def close(self) -> None:
        self.closed = True


def connected(system: ToySystem) -> Connected:
    served = Served(
        name=system.name,
        role=system.role,
        backend="toy",
        facets={},
        timeout=1,
        stock_convention=StockConvention.GROSS,
    )
    return Connected(served=served, system=system)


def toy_systems(*systems: ToySystem) -> Systems:
    return Systems(map(connected, systems), pinned_clock(NOON), authority={}, wrapping=Wrapping())


def toy_settings(**sections: Any) -> Settings:
    usual: dict[str, Any] = {
        "systems": {},
        "authority": {},
        "server": Server(),
        "limits": Limits(),
        "cache": Cache(),
        "retailer": Retailer(),
        "clock": ClockTable(pinned_to=NOON),
        "asker": AskerTable(),
        "log": Log(format="console"),
    }
    return Settings(**(usual | sections))


@asynccontextmanager
async def serving(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an application that has started."""
    async with app.router.lifespan_context(app), client_of(app) as client:
        yield client


def client_of(app: Starlette) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://shop")


def toy_app(*systems: ToySystem, seen: Seen | None = None, **sections: Any) -> Starlette:
    noticed = seen or Seen()
    return create_app(
        toy_settings(**sections),
        SCHEMA,
        toy_systems(*systems),
        contexts=lambda ledger, work: ToyContext(ledger, work, noticed),
    )
