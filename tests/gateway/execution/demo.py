"""The demo retailer, its systems' answers at hand, some of its systems dead."""

from collections.abc import Sequence
from pathlib import Path

from backends.errors import Unavailable
from backends.ports import Answers, Ask, Facets, Pages, PageSpec, Parent, Port
from backends.records import Ref
from backends.registry import Connected, Systems, Wrapping, connected
from backends.sandbox import stories
from backends.vocabulary import Noun
from benchmarks.replay import ReplayedSystem
from gateway.app import context_factory
from gateway.clock import clock_from
from gateway.execution.run import ContextFactory
from gateway.settings import read
from resolvers import ids
from tests.stories.retailer import PATIENT

TIMES = frozenset({"freshness", "systems"})
"""Fields that tell when something was read: of two answers each tells its own time."""

SCOPE = "scope: {channel: ECOMMERCE}"

ARGUMENTS = {
    "Query.customer": [
        'key: <CustomerKey!> {"externalId": {"system": "crm", "value": "C-00001"}}',
        'key: {externalId: {system: "pos", value: "K59163220"}}',
        f'key: {{email: "{stories.EMAIL}"}}',
        f'key: {{phone: "{stories.SHARED_PHONE}"}}',
        f'key: {{loyaltyNumber: "{stories.LOYALTY_NUMBER}"}}',
        'key: {externalId: {system: "no", value: "such"}}',
    ],
    "Query.customers": ['search: <String!> "m", first: 2', 'search: ""'],
    "Query.order": [f'id: "{ids.of("Order", stories.WEB_ORDER)}"', f'id: "{ids.of("Order", stories.RETURN_ORDER)}"'],
    "Query.orders": [
        "first: <Int!> 2",
        "first: 1, where: {channels: [ECOMMERCE]}",
        "first: -1",
        'first: 2, after: "x"',
    ],
    "Query.shipment": [f'id: "{ids.of("Shipment", stories.LATE)}"'],
    "Query.variantByScan": [f'key: {{sku: "{stories.PROMISE_SKU}"}}', 'key: {gtin: "1"}'],
    "Query.variants": ["first: 2", f'skus: <[String!]> ["{stories.PROMISE_SKU}"]'],
    "Query.stock": [f'variantIds: ["{ids.encode("Variant", "pim", stories.PROMISE_SKU)}"], {SCOPE}'],
    "Query.inbound": [f'locationId: "{ids.encode("Location", "erp", "D01")}"'],
    "Query.node": [f'id: <ID!> "{ids.of("Order", stories.LATE_ORDER)}"', 'id: "x"'],
    "Query.nodes": [f'ids: ["{ids.of("Shipment", stories.LATE)}", "{ids.of("Customer", stories.REGULAR)}", "x"]'],
    "Customer.contacts": ["reveal: <Boolean!> true"],
    "Customer.orders": ["first: 2", "first: 1, where: {statuses: [COMPLETED]}"],
    "Shipment.events": ["first: 1", "first: -1"],
    "Variant.title": ['locale: "fr"'],
    "Variant.price": ["channel: STORE", 'channel: <Channel!> "ECOMMERCE"'],
    "Variant.stock": [SCOPE],
    "Product.title": ['locale: "de"'],
    "StockSummary.availableToPromise": ['on: "2026-03-21"', 'on: "2020-01-01"'],
    "StockSummary.atpSchedule": ["horizonDays: 5", "horizonDays: 0"],
    "StockSummary.positions": ["first: 2"],
}


class Mortal:
    """A port that may be dead."""

    def __init__(self, port: Port, dead: set[str], name: str) -> None:
        self._port = port
        self._dead = dead
        self._name = name

    async def lookup(self, keys: Sequence[Ref], facets: Facets, ask: Ask) -> Answers:
        self._live()
        return await self._port.lookup(keys, facets, ask)

    async def pages(self, parents: Sequence[Parent], spec: PageSpec, facets: Facets, ask: Ask) -> Pages:
        self._live()
        return await self._port.pages(parents, spec, facets, ask)

    def _live(self) -> None:
        if self._name in self._dead:
            raise Unavailable("dead")


class MortalSystem(ReplayedSystem):
    """A system of which nouns may be dead: `dead` has their names, such as `wms stock`."""

    dead: set[str]

    def port(self, noun: Noun) -> Port:
        return Mortal(super().port(noun), self.dead, f"{self.name} {noun}")


class Demo:
    """Makes contexts; `dead` can be changed at any time."""

    def __init__(self, folder: Path) -> None:
        settings = read(folder / "comptoir.toml", environ=PATIENT)
        self.dead: set[str] = set()
        members = []
        for each in settings.systems.values():
            member = connected(each.served, each.options, clock_from(settings.clock.pinned_to), parallel=each.parallel)
            system = MortalSystem(member.system, 0)
            system.dead = self.dead
            members.append(Connected(served=member.served, system=system, batch_limit=member.batch_limit))
        self.names = [f"{member.served.name} {noun}" for member in members for noun in member.served.facets]
        clock = clock_from(settings.clock.pinned_to)
        self.systems = Systems(members, clock, authority=settings.authority, wrapping=Wrapping())
        self.contexts: ContextFactory = context_factory(settings, self.systems)

    async def close(self) -> None:
        await self.systems.close()
