"""What is on its way, what is already wanted, and so what can be promised."""

import asyncio
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, TypeAlias, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import strawberry
from strawberry import Parent

from backends import promise, records
from backends.filters import NO_FILTER, InboundFilter
from backends.ports import PageSpec, ParentKind, Sort
from backends.ports import Parent as PageParent
from backends.records import Ref
from backends.stock import Figures, scope_figures
from backends.stock import Scope as Covered
from backends.vocabulary import Facet, Noun, SortField
from resolvers import ids
from resolvers.asking import SHARED, all_or_failure, everything, lookup, records_of
from resolvers.context import Context
from resolvers.edges import Info, edge, part
from resolvers.locations import Location
from resolvers.nodes import Node
from resolvers.problems import BadInput
from resolvers.scalars import CountryCode, Quantity, UnitCode
from resolvers.stock_views import Summary
from resolvers.values import ExternalRef, Sourced
from resolvers.words import SupplyStage

T = TypeVar("T")
Formula: TypeAlias = Callable[[Decimal, Sequence[records.Inbound], Sequence[records.Demand]], T]
Expected: TypeAlias = tuple[Sequence[records.Inbound] | Exception, Sequence[records.Demand] | Exception]
HEAD = frozenset({Facet.HEAD})


def supply_id(supply: Parent[records.Inbound]) -> strawberry.ID:
    return ids.of("InboundSupply", supply.ref)


def supply_variant_id(supply: Parent[records.Inbound], info: Info) -> strawberry.ID | None:
    return info.context.variant_id(supply.sku)


def destination_id(supply: Parent[records.Inbound]) -> strawberry.ID:
    return ids.of("Location", supply.destination)


def origin_location_id(supply: Parent[records.Inbound]) -> strawberry.ID | None:
    return ids.maybe("Location", supply.origin)


STAGES = Annotated[
    list[SupplyStage] | None,
    strawberry.argument(description="Only in any of these stages; an empty list selects nothing."),
]


@strawberry.type(
    description="Goods on their way to a place: one document line. Owner: ERP, then WMS and TMS. Where several systems "
    "see it, the one that saw it furthest along says its stage and what is expected."
)
class InboundSupply(Node, Sourced):
    id: strawberry.ID = part("Opaque and stable.", of=supply_id)
    sku: str = part("The stock keeping unit.")
    variant_id: strawberry.ID | None = part(
        "The variant's id. Null when no configured system serves variants.", of=supply_variant_id
    )
    unit: UnitCode = part("The unit of all quantities here.")
    stage: SupplyStage = part("Where the goods are now: the furthest stage that a system saw them at.")
    destination_id: strawberry.ID = part("The id of the place they go to.", of=destination_id)
    origin_location_id: strawberry.ID | None = part(
        "The id of the place they come from. Null when not known.", of=origin_location_id
    )
    origin_country: CountryCode | None = part("The country they come from. Null when not known.")
    supplier: str | None = part("Who supplies them. Null when not known.")
    ordered: Quantity = part("Ordered.", name="orderedQuantity")
    confirmed: Quantity | None = part("Confirmed by the supplier. Null before.", name="confirmedQuantity")
    expected: Quantity = part(
        "What is believed to arrive in all, what is received included; it is not on hand yet.", name="expectedQuantity"
    )
    received: Quantity | None = part(
        "Counted at the dock so far. Owner: WMS. Null before anybody counts.", name="receivedQuantity"
    )
    allocated: Quantity = part("Already promised to orders.", name="allocatedQuantity")
    eta: datetime | None = part("When expected, UTC. Null when nobody says.")
    eta_latest: datetime | None = part("When expected at the latest, UTC. Null when nobody says.")
    confidence: float | None = part("How sure, from 0 to 1. Null when nobody says.")
    document: ExternalRef | None = part("The paper it is on. Null when not told.", name="documentRef")
    updated_at: datetime = part("When it was last changed, UTC.")

    @edge(Location | None, "Where they go. Owner: ERP. Null when its system failed.")
    async def destination(
        supplies: Sequence[records.Inbound], info: Info
    ) -> Sequence[records.Location | Exception | None]:
        return await records_of(info, Noun.LOCATION, [supply.destination for supply in supplies])

    @edge(Location | None, "Where they come from. Owner: ERP. Null when not known, or when its system failed.")
    async def origin_location(
        supplies: Sequence[records.Inbound], info: Info
    ) -> Sequence[records.Location | Exception | None]:
        return await records_of(info, Noun.LOCATION, [supply.origin for supply in supplies])

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        return isinstance(value, records.Inbound)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a summary can expect: the supplies and demands of its SKU in the whole network, each perhaps a failure."""

    summary: Summary
    supplies: Sequence[records.Inbound] | Exception
    demands: Sequence[records.Demand] | Exception
    zone: ZoneInfo
    now: datetime
    counts_from: SupplyStage

    @property
    def coming(self) -> bool | None:
        """Whether something is on its way that nobody was promised; None when nobody could say."""
        supplies = self.supplies_in(None)
        return None if isinstance(supplies, Exception) else promise.coming(supplies, self.counts_from)

    def supplies_in(self, stages: Sequence[SupplyStage] | None) -> Sequence[records.Inbound] | Exception:
        """The supplies of the scope in these stages; None for any stage."""
        if isinstance(self.supplies, Exception):
            return self.supplies
        covers = self.summary.covered.covers
        return in_stages([supply for supply in self.supplies if covers(supply.destination)], stages)

    def promised(self, on: date) -> Decimal | Exception | None:
        """What can be promised for a day."""
        if on < self.now.astimezone(self.zone).date():
            return BadInput(f"availableToPromise(on:): {on} is past in {self.zone.key}.")
        return self._least(
            lambda ats, supplies, demands: promise.available_to_promise(
                ats, supplies, demands, on=on, zone=self.zone, now=self.now, counts_from=self.counts_from
            ),
            min,
        )

    def schedule(self, days: int) -> Sequence[promise.Step] | Exception | None:
        """What can be promised over so many days."""
        end = self.now + timedelta(days=days)
        return self._least(
            lambda ats, supplies, demands: promise.atp_schedule(
                ats, supplies, demands, self.now, end, self.counts_from
            ),
            promise.least,
        )

    def _least(self, formula: Formula[T], least: Callable[[T, T], T]) -> T | Exception | None:
        """A formula over the scope, but no more than over the network: demand without a place is met somewhere."""
        if isinstance(self.supplies, Exception):
            return self.supplies
        if isinstance(self.demands, Exception):
            return self.demands
        own = self._over(self.summary.covered, self.summary.figures, formula, self.supplies, self.demands)
        if own is None or self.summary.places is None:
            return own
        everywhere = Covered(channel=self.summary.scope.channel)
        figures = scope_figures(self.summary.record, everywhere)
        network = self._over(everywhere, figures, formula, self.supplies, self.demands)
        return None if network is None else least(own, network)

    def _over(
        self,
        covered: Covered,
        figures: Figures,
        formula: Formula[T],
        supplies: Sequence[records.Inbound],
        demands: Sequence[records.Demand],
    ) -> T | None:
        if figures.available_to_sell is None:
            return None
        due = [demand for demand in demands if covered.covers(demand.location)]
        coming = [supply for supply in supplies if covered.covers(supply.destination)]
        return formula(figures.available_to_sell, coming, due)


def in_stages(supplies: Sequence[records.Inbound], stages: Sequence[SupplyStage] | None) -> Sequence[records.Inbound]:
    """The supplies in any of these stages; None for any at all."""
    return supplies if stages is None else [supply for supply in supplies if supply.stage in stages]


async def outlooks(context: Context, summaries: Sequence[Summary]) -> list[Outlook]:
    """The outlook of each summary; supply and demand are asked once for all their SKUs, at the same time."""
    skus = tuple(dict.fromkeys(summary.sku for summary in summaries))
    expected, zones = await asyncio.gather(
        context.once(("expected", skus), lambda: _expected(context, skus)),
        _zones(context, {summary.scope.store for summary in summaries}),
    )
    return [
        Outlook(summary, *expected[summary.sku], zones[summary.scope.store], context.now, context.policy.counts_from)
        for summary in summaries
    ]


async def _expected(context: Context, skus: Sequence[str]) -> Mapping[str, Expected]:
    """The supplies and the demands of each SKU."""
    parents = [PageParent(ParentKind.SKU, (Ref(SHARED, sku),)) for sku in skus]
    supplies, demands = await asyncio.gather(
        all_or_failure(context, Noun.INBOUND, parents, _by(SortField.ETA, context), HEAD),
        all_or_failure(context, Noun.DEMAND, parents, _by(SortField.DUE, context), HEAD),
    )
    return dict(zip(skus, zip(supplies, demands, strict=True), strict=True))


def _by(field: SortField, context: Context) -> PageSpec:
    return PageSpec(filter=NO_FILTER, sort=Sort(field), size=context.policy.supply_limit)


async def _zones(context: Context, stores: Set[Ref | None]) -> dict[Ref | None, ZoneInfo]:
    """The time zone of each store; the retailer's where there is no store or its zone is not known."""
    named = [store for store in stores if store is not None]
    found = await lookup(context, Noun.LOCATION, named, HEAD)
    return {None: context.policy.zone} | {
        store: _zone(location, context.policy.zone) for store, location in zip(named, found, strict=True)
    }


def _zone(location: records.Location | Exception | None, default: ZoneInfo) -> ZoneInfo:
    if not isinstance(location, records.Location) or location.time_zone is None:
        return default
    try:
        return ZoneInfo(location.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        return default


@strawberry.type
class InboundQuery:
    @edge(
        list[InboundSupply] | None,
        "What is on its way to a place, by ETA, up to a limit of the house. Owner: ERP, WMS. Null when the system that "
        "knows supply failed.",
    )
    async def inbound(
        roots: Sequence[None],
        info: Info,
        *,
        location_id: Annotated[strawberry.ID, strawberry.argument(description="The place.")],
        stages: STAGES = None,
        eta_before: Annotated[datetime | None, strawberry.argument(description="Only expected before, UTC.")] = None,
    ) -> Sequence[Sequence[records.Inbound] | Exception]:
        place = ids.ref(location_id, "Location", "inbound(locationId:)")
        # No system is asked for stages: one that still has the goods at the hub knows nothing of their being received.
        spec = PageSpec(
            filter=InboundFilter(eta_to=eta_before), sort=Sort(SortField.ETA), size=info.context.policy.supply_limit
        )
        found = await everything(info, Noun.INBOUND, [PageParent(ParentKind.LOCATION, (place,))], spec)
        return [one if isinstance(one, Exception) else in_stages(one, stages) for one in found]
