"""The composition root: settings in, an ASGI application out. Read this first.

Framed ▸ Admitted ▸ GraphQL ▸ Documents ▸ Answers ▸ Runner ▸ resolvers ▸ Systems
"""

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final
from zoneinfo import ZoneInfo

import strawberry
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from backends.federation import Federation
from backends.identity import ByIdentity
from backends.ledger import Ledger
from backends.ports import Ask, Clock, Facets
from backends.registry import Systems, Wrapping, connected
from backends.tasks import Tasks
from backends.vocabulary import Noun
from gateway.access import AccessLog
from gateway.clock import clock_from
from gateway.execution.answers import Answers
from gateway.execution.documents import Documents
from gateway.execution.plans import Plans
from gateway.execution.run import ContextFactory, Runner, core_schema
from gateway.http import GraphQL, Pages
from gateway.ide import Browsable, Ide
from gateway.lifecycle import Lifecycle, Roll
from gateway.metrics import Metrics
from gateway.middleware import Admitted, Framed
from gateway.sections import AskerTable
from gateway.settings import Settings
from resolvers.context import Asker, Context, Policy
from resolvers.schema import build_schema

GRAPHQL: Final = "/graphql"
PLACES: Final = 20  # of an operation: where it asks the systems, each with facets of its own


class Gateway(Starlette):
    """Starlette's routes, and the graph beside them: a small answer costs less than finding its route."""

    def __init__(self, graph: ASGIApp, middleware: Sequence[Middleware], **rest: Any) -> None:
        super().__init__(middleware=middleware, **rest)
        self._graph = graph
        for each in reversed(middleware):
            self._graph = each.cls(self._graph, *each.args, **each.kwargs)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == scope.get("root_path", "") + GRAPHQL:
            await self._graph(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


def create_app(
    settings: Settings,
    schema: strawberry.Schema | None = None,
    backends: Systems | None = None,
    *,
    contexts: ContextFactory | None = None,
) -> Starlette:
    """The gateway; with another schema, other systems or other contexts than the house's where they are given.

    It opens no connection: a system that is down keeps nobody from starting. `app.state.lifecycle` can be drained,
    `app.state.plans` has a tally of who executed what.
    """
    schema = schema or build_schema()
    clock = clock_from(settings.clock.pinned_to, settings.clock.pinned_at)
    systems = backends or open_systems(settings, clock)
    lifecycle = Lifecycle()
    core, limits = core_schema(schema), settings.limits
    documents = Documents(core, limits)
    plans = Plans(schema, core, entries=limits.plans, size=limits.plan_bytes)
    runner = Runner(
        schema,
        contexts or context_factory(settings, systems),
        clock,
        plans,
        timeout=settings.server.request_timeout,
        most_errors=limits.errors,
    )
    cache = settings.cache
    answers = Answers(
        cache.whole,
        entries=cache.entries,
        size=cache.answer_bytes,
        now=time.monotonic,
        pack_from=settings.server.compress_from,
    )
    ide = Ide.found() if settings.server.ide else None
    graph = Admitted(Browsable(GraphQL(documents, runner, answers, limits), ide), limits.concurrent_requests)
    access = AccessLog(settings.log)
    pages = Pages(schema, lifecycle, Roll(systems))

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        with lifecycle.draining_first(settings.server.drain_seconds):
            lifecycle.serve()
            yield
            lifecycle.drain()
        await systems.close()
        access.flush()

    app = Gateway(
        graph,
        middleware=[Middleware(Framed, access=access, pack_from=settings.server.compress_from)],
        routes=[
            Route(GRAPHQL, graph),  # for who asks at /graphql/: she is told where it is
            *([Route("/graphql/ide/{name}", ide.file)] if ide else ()),
            Route("/healthz", pages.healthz),
            Route("/readyz", pages.readyz),
            Route("/metrics", Metrics(plans).told),
            Route("/schema.graphql", pages.sdl),
            Route("/schema.json", pages.introspection),
        ],
        lifespan=lifespan,
    )
    app.state.lifecycle, app.state.plans = lifecycle, plans
    return app


def open_systems(settings: Settings, clock: Clock) -> Systems:
    """The configured systems, each port in its wrappers."""
    members = [
        connected(system.served, system.options, clock, parallel=system.parallel)
        for system in settings.systems.values()
    ]
    wrapping = Wrapping(times=settings.cache.times, cache_entries=settings.cache.entries)
    return Systems(members, clock, authority=settings.authority, wrapping=wrapping)


def context_factory(settings: Settings, systems: Systems) -> ContextFactory:
    """Makes what resolvers may know of one question."""
    federation = Federation(systems)
    scope, asker = scope_of(settings.asker), Asker(frozenset(settings.asker.rights))
    policy = policy_of(settings)
    facets: ByIdentity[Facets] = ByIdentity(PLACES * settings.limits.plans)
    sums: ByIdentity[Any] = ByIdentity(systems.remembered(Noun.STOCK))

    def context(ledger: Ledger, work: Tasks) -> Context:
        ask = Ask(at=ledger.asked_at, scope=scope, ledger=ledger)
        return Context(ask=ask, federation=federation, work=work, asker=asker, policy=policy, facets=facets, sums=sums)

    return context


def policy_of(settings: Settings) -> Policy:
    """The house's rules, as resolvers take them."""
    limits, retailer = settings.limits, settings.retailer
    return Policy(
        page_size=limits.page_size,
        page_limit=limits.page_limit,
        batch_limit=limits.batch_limit,
        scan_limit=limits.scan_limit,
        supply_limit=limits.supply_limit,
        location_limit=limits.location_limit,
        horizon_days=limits.horizon_days,
        low_stock=retailer.low_stock,
        counts_from=retailer.supply_counts_from,
        zone=ZoneInfo(retailer.time_zone),
        country=retailer.default_country,
        locale=retailer.default_locale,
    )


def scope_of(asker: AskerTable) -> str:
    """The name of the rights under which an asker's lists are cached."""
    return " ".join(sorted(asker.rights)) or "anonymous"
