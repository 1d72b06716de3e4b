"""What a resolver may know of the question: who asks, whom to ask, and the house's rules."""

import asyncio
from collections.abc import Callable, Coroutine, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeAlias, TypeVar
from zoneinfo import ZoneInfo

from strawberry import ID
from strawberry.dataloader import DataLoader

from backends.federation import Federation
from backends.identity import ByIdentity
from backends.ports import Ask, Facets
from backends.tasks import Tasks
from backends.vocabulary import Noun, SupplyStage
from resolvers import ids

REVEAL = "customer:reveal"

Found = TypeVar("Found")

Spot: TypeAlias = tuple[str | int, ...]
"""A place of an operation's text, as long as the operation lives."""


@dataclass(frozen=True, slots=True)
class Asker:
    """The authenticated caller: `rights` are words such as `customer:reveal`."""

    rights: frozenset[str] = frozenset()

    def may(self, right: str) -> bool:
        """Whether the asker has a right."""
        return right in self.rights


@dataclass(frozen=True, slots=True)
class Policy:
    """The house's rules that shape answers; sizes are numbers of rows."""

    page_size: int = 20
    page_limit: int = 100
    batch_limit: int = 200
    scan_limit: int = 2_000
    supply_limit: int = 200
    location_limit: int = 1_000
    low_stock: int = 3
    counts_from: SupplyStage = SupplyStage.CONFIRMED
    horizon_days: int = 365
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    country: str | None = None
    locale: str = "en"


@dataclass(frozen=True, slots=True)
class Context:
    """Everything one operation needs. `loaders` and `shared` live as long as it does.

    `facets` (by the nodes of a field) and `sums` (by a stock's record) are remembered for all questions.
    """

    ask: Ask
    federation: Federation
    work: Tasks = field(default_factory=Tasks)
    asker: Asker = field(default_factory=Asker)
    policy: Policy = field(default_factory=Policy)
    loaders: dict[Spot, DataLoader[Any, Any]] = field(default_factory=dict)
    facets: ByIdentity[Facets] = field(default_factory=ByIdentity)
    sums: ByIdentity[Any] = field(default_factory=ByIdentity)
    shared: dict[Hashable, asyncio.Task[Any]] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        """The time of the question, UTC."""
        return self.ask.at

    @property
    def authority(self) -> Mapping[Noun, str]:
        """The name of the system that names each noun."""
        return self.federation.authority

    async def once(self, what: Hashable, ask: Callable[[], Coroutine[Any, Any, Found]]) -> Found:
        """What several fields of the question need: asked by the first of them, and ended by none that gives up."""
        if what not in self.shared:
            self.shared[what] = self.work.start(ask())
        found: Found = await asyncio.shield(self.shared[what])
        return found

    def variant_id(self, sku: str) -> ID | None:
        """The id of a SKU's variant; None when no system serves variants."""
        system = self.authority.get(Noun.VARIANT)
        return None if system is None else ids.encode("Variant", system, sku)

    def today(self, zone: ZoneInfo) -> date:
        """The day of the question in a time zone."""
        return self.now.astimezone(zone).date()
