"""Connecting to what a harness serves, asking it, and comparing what it says with what was told."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from importlib import import_module
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from backends.errors import ABSENT
from backends.ledger import Ledger
from backends.manifest import Connect, Served
from backends.ports import Answer, Ask, Facets, Pages, PageSpec, Parent, System
from backends.records import Record, Ref, Stock, StockPosition
from backends.sandbox.holdings import Holdings
from backends.sandbox.systems import SYSTEMS
from backends.sandbox.world.moments import ANCHOR
from backends.vocabulary import Facet, Noun
from tests.backends.toy import ToySystem
from tests.contract.harness import Harness, Pretended, Table

SHELVES = {
    Noun.CUSTOMER: "customers",
    Noun.ORDER: "orders",
    Noun.SHIPMENT: "shipments",
    Noun.STOCK: "stocks",
    Noun.INBOUND: "inbound",
    Noun.DEMAND: "demands",
    Noun.LOCATION: "locations",
    Noun.PRODUCT: "products",
    Noun.VARIANT: "variants",
}


class Candidate(Struct, frozen=True, kw_only=True):
    """A backend that holds one demo system's things, and the same things in dicts."""

    harness: Harness
    holdings: Holdings
    pretended: Pretended
    toy: ToySystem

    @property
    def facets(self) -> Mapping[Noun, Facets]:
        return self.harness.holds[self.holdings.name]

    def records(self, noun: Noun) -> list[Record]:
        return list(self.toy.port(noun).records.values())


def candidate(harness: Harness, holdings: Holdings, pretended: Pretended) -> Candidate:
    told = {
        noun: [kept for record in getattr(holdings, SHELVES[noun]) if (kept := harness.kept(record)) is not None]
        for noun in harness.holds[holdings.name]
    }
    toy = ToySystem(holdings.name, role(holdings.name), told)
    return Candidate(harness=harness, holdings=holdings, pretended=pretended, toy=toy)


def role(name: str) -> Any:
    return next(system.role for system in SYSTEMS if system.name == name)


@asynccontextmanager
async def connected(to: Candidate, changes: Table | None = None, *, timeout: float = 60.0) -> AsyncIterator[System]:
    """A system as the registry would make it; `changes` to its table, None for keys to leave out.

    Its clock stands still: that a session ended, it has to be told.
    """
    manifest = to.harness.manifest
    table = {key: value for key, value in {**to.pretended.table, **(changes or {})}.items() if value is not None}
    served = Served(
        name=to.holdings.name,
        role=role(to.holdings.name),
        backend=manifest.name,
        facets=to.facets,
        timeout=timeout,
        stock_convention=manifest.stock_convention,
    )
    module, _, function = manifest.connect.partition(":")
    connect: Connect = getattr(import_module(module), function)
    began = to.pretended.clock()
    system = connect(served, manifest.settings.model_validate(table), lambda: began)
    try:
        yield system
    finally:
        await system.close()


def ask() -> Ask:
    return Ask(at=ANCHOR, scope="test", ledger=Ledger(ANCHOR))


async def look_up(system: Any, noun: Noun, keys: Sequence[Ref], facets: Facets) -> dict[Ref, Answer]:
    """What a system, or the toy, knows; without the stamps, which each reader makes."""
    answers = await system.port(noun).lookup(keys, facets, ask())
    return {ref: plain(answer) for ref, answer in answers.items()}


async def listed(system: Any, noun: Noun, parents: Sequence[Parent], spec: PageSpec) -> dict[Parent, Any]:
    """Each page as the names on it, and whether more follow."""
    pages: Pages = await system.port(noun).pages(parents, spec, frozenset({Facet.HEAD}), ask())
    return {
        parent: ([record.ref for record in page.items], page.more) if hasattr(page, "items") else page
        for parent, page in pages.items()
    }


def plain(answer: Any) -> Any:
    if not isinstance(answer, Record):
        return answer
    if isinstance(answer, Stock):
        said = (_told(each) for each in answer.positions if _says_something(each))
        answer = replace(answer, positions=tuple(said))
        if not answer.facets & COUNTED:
            answer = replace(answer, unit=None, updated_at=None) if answer.positions else ABSENT
    return replace(answer, stamps=()) if isinstance(answer, Record) else answer


COUNTED = frozenset({Facet.COUNTS, Facet.RESERVATIONS})
"""Where neither is asked, the unit of quantities and their time may be there or not, and so may the whole thing."""


def _told(position: StockPosition) -> StockPosition:
    """Without stamps; a time and a version are of quantities, and where none was asked they may be there or not."""
    if all(each is None for each in _quantities(position)):
        position = replace(position, updated_at=None, version=None)
    return replace(position, stamps=())


def _quantities(position: StockPosition) -> tuple[int | None, ...]:
    return position.on_hand, position.unavailable, position.available, position.committed, position.held


def _says_something(position: StockPosition) -> bool:
    """A place of which none of the facets asked is told may be in the answer, or not."""
    return bool(position.safety) or any(each is not None for each in _quantities(position))
