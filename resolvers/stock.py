"""What there is to sell: over a scope, and place by place."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from strawberry import Parent

from backends import promise, records
from backends import stock as formulas
from backends.records import Ref
from backends.vocabulary import FACETS, Noun
from resolvers import ids, stock_scope
from resolvers.asking import SHARED, lookup, records_of, skus_of
from resolvers.context import Context
from resolvers.edges import Info, edge, part
from resolvers.locations import Location, all_locations, within
from resolvers.nodes import Node
from resolvers.pages import AFTER, PageInfo, Slice, slice_of
from resolvers.problems import BadInput
from resolvers.scalars import BigInt, Quantity, UnitCode
from resolvers.stock_scope import SCOPE, Scope, scope_of
from resolvers.stock_views import Shelf, Summary, summary_of
from resolvers.supply import HEAD, STAGES, InboundSupply, outlooks
from resolvers.values import Completeness, Sourced
from resolvers.words import Channel, StockSignal

if TYPE_CHECKING:
    from resolvers.products import Variant

SUPPLY = (Noun.INBOUND, Noun.DEMAND)  # what is on its way, and who waits for it

LazyVariant = Annotated["Variant", strawberry.lazy("resolvers.products")]


@strawberry.type(
    description="One place's stock of one SKU as a scope sees it, gross: on hand includes what is committed or held. "
    "A component is null when no system knows it, or when the system that knows it failed."
)
class StockPosition(Node, Sourced):
    id: strawberry.ID = part("Opaque; names the SKU, the place and the scope.")
    location_id: strawberry.ID = part("The place's id.")
    unit: UnitCode | None = part(
        "The unit of all quantities here: the stock systems', else the variant's. Null when nobody says."
    )
    signal: StockSignal = part("The stock in one word.")
    on_hand: Quantity | None = part(
        "Physically there, committed and held goods included. Owner: WMS, POS. Null: unknown."
    )
    unavailable: Quantity | None = part("There, but not for sale: damaged, in quality control. Null: unknown.")
    committed: Quantity | None = part("Reserved by orders. Owner: OMS. Null: unknown.")
    held: Quantity | None = part("Held for a short time. Owner: OMS. Null: unknown.")
    safety_stock: Quantity | None = part("Kept back for the scope's channel. Owner: OMS. Null: unknown.")
    net_position: Quantity | None = part("Signed; negative means oversold. Null when a part of it is unknown.")
    available_to_sell: Quantity | None = part("The net position, not below zero. Null when a part of it is unknown.")
    last_counted_at: datetime | None = part("Last stock count, UTC. Null when the system does not say.")
    updated_at: datetime | None = part("Last change, UTC. Null when the system does not say.")
    completeness: Completeness = part(
        "Whether every system that counts or reserves answered, and none said what cannot be: a quantity below zero "
        "counts as zero, and its system is named with the reason DATA_QUALITY."
    )
    version: BigInt | None = part(
        "Grows with every change in the system that counts here; reservations elsewhere do not change it. Null when "
        "that system is silent or does not say, and where several systems count."
    )

    @edge(Location | None, "The place. Owner: ERP. Null when its system failed.")
    async def location(shelves: Sequence[Shelf], info: Info) -> Sequence[records.Location | Exception | None]:
        return await records_of(info, Noun.LOCATION, [shelf.position.location for shelf in shelves])

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        return isinstance(value, Shelf)


@strawberry.type(description="A position and its cursor.")
class StockPositionEdge:
    cursor: str = part("Where to go on after this position.")
    node: StockPosition = part("The position.")


@strawberry.type(description="Positions, by place.")
class StockPositionConnection:
    edges: list[StockPositionEdge] = part("The positions with their cursors.")
    nodes: list[StockPosition] = part("The positions.")
    page_info: PageInfo = part("Where this page lies.")


@strawberry.type(description="What can be promised from an instant on.")
class AtpPoint:
    from_: datetime = part("From this instant on, UTC.", name="from")
    to: datetime | None = part("Until this instant, UTC. Null for good.")
    quantity: Quantity = part("What can be promised, in the summary's unit.")


def positions(
    summary: Parent[Summary],
    info: Info,
    first: Annotated[int, strawberry.argument(description="How many at most.")] = 50,
    after: AFTER = None,
) -> Slice[Shelf]:
    return slice_of(summary.shelves, lambda shelf: shelf.id, first, after, info.context.policy.page_limit)


def variant_id(summary: Parent[Summary], info: Info) -> strawberry.ID | None:
    return info.context.variant_id(summary.sku)


@strawberry.type(
    description="What there is of one SKU over a scope: each place clamped at zero, summed, less what is held for the "
    "network as a whole. When `completeness` is not complete the sums are lower bounds."
)
class StockSummary(Node, Sourced):
    id: strawberry.ID = part("Opaque; names the SKU and the scope.")
    sku: str = part("The stock keeping unit.")
    variant_id: strawberry.ID | None = part(
        "The variant's id. Null when no configured system serves variants.", of=variant_id
    )
    unit: UnitCode | None = part(
        "The unit of all quantities here: the stock systems', else the variant's. Null when nobody says."
    )
    channel: Channel = part("The scope's channel.")
    on_hand: Quantity | None = part("Physically there. Owner: WMS, POS. Null: unknown.")
    unavailable: Quantity | None = part("There, but not for sale. Null: unknown.")
    committed: Quantity | None = part("Reserved by orders. Owner: OMS. Null: unknown.")
    held: Quantity | None = part("Held for a short time, at places and for the network. Owner: OMS. Null: unknown.")
    safety_stock: Quantity | None = part("Kept back for the scope's channel. Owner: OMS. Null: unknown.")
    net_position: Quantity | None = part("Signed sum; negative means oversold. Null when reservations are unknown.")
    available_to_sell: Quantity | None = part(
        "max(0, net) per place, summed, less network holds. A lower bound when `completeness` is not complete; null "
        "when reservations are unknown, because the rest would be an upper bound."
    )
    positions: StockPositionConnection | None = part(
        "Place by place. Null only when `first` or `after` is refused.", of=positions
    )
    completeness: Completeness = part(
        "Whether every system that counts or reserves answered, and none said what cannot be: a quantity below zero "
        "counts as zero, and its system is named with the reason DATA_QUALITY; the sums are then no better than that."
    )
    version: BigInt | None = part(
        "The position's, where the scope is a single place. Null over several: no system numbers changes of them all."
    )

    @edge(
        LazyVariant | None,
        "The variant. Owner: PIM; what other systems know of it stands in. Null when none that answered knows the SKU.",
    )
    async def variant(summaries: Sequence[Summary], info: Info) -> Sequence[records.Variant | Exception | None]:
        return await skus_of(info, Noun.VARIANT, [summary.sku for summary in summaries])

    @edge(
        StockSignal | None,
        "The stock in one word; UNKNOWN when a system that would know is silent. Owner: WMS, POS; inbound ERP. Null "
        "never, unless something is wrong here.",
        asks=SUPPLY,
    )
    async def signal(summaries: Sequence[Summary], info: Info) -> Sequence[StockSignal]:
        return [
            formulas.signal(summary.figures, inbound=outlook.coming, low=summary.low)
            for summary, outlook in zip(summaries, await outlooks(info.context, summaries), strict=True)
        ]

    @edge(
        Quantity | None,
        "What can be promised for a day of the store's time zone (the retailer's without a store): it looks ahead, so "
        "what later demand needs is not promised. Owner: supply ERP, demand OMS. Null when stock, supply or demand "
        "could not be had.",
        asks=SUPPLY,
    )
    async def available_to_promise(
        summaries: Sequence[Summary],
        info: Info,
        *,
        on: Annotated[date, strawberry.argument(description="The day, today or later.")],
    ) -> Sequence[Decimal | Exception | None]:
        found = await outlooks(info.context, summaries)
        return [outlook.promised(on) for outlook in found]

    @edge(
        list[AtpPoint] | None,
        "What can be promised from now on, step by step. Null when stock, supply or demand could not be had.",
        asks=SUPPLY,
    )
    async def atp_schedule(
        summaries: Sequence[Summary],
        info: Info,
        *,
        horizon_days: Annotated[int, strawberry.argument(description="How many days to look, 1 to 365.")] = 30,
    ) -> Sequence[Sequence[promise.Step] | Exception | None]:
        if not 1 <= horizon_days <= info.context.policy.horizon_days:
            raise BadInput(f"atpSchedule(horizonDays:): expected 1 to {info.context.policy.horizon_days}.")
        found = await outlooks(info.context, summaries)
        return [outlook.schedule(horizon_days) for outlook in found]

    @edge(
        list[InboundSupply] | None,
        "What is on its way to the scope's places, by ETA, up to a limit of the house. Owner: ERP, WMS. Null when the "
        "system that knows supply failed.",
        asks=SUPPLY,
    )
    async def inbound(
        summaries: Sequence[Summary],
        info: Info,
        *,
        stages: STAGES = None,
    ) -> Sequence[Sequence[records.Inbound] | Exception]:
        found = await outlooks(info.context, summaries)
        return [outlook.supplies_in(stages) for outlook in found]

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        return isinstance(value, Summary)


async def summaries_of(info: Info, skus: Sequence[str], scope: Scope) -> list[Any]:
    """The stock of these SKUs over a scope, in order: a summary, or the failure of every system that counts."""
    return await summed(info.context, [(sku, scope) for sku in skus])


async def summed(context: Context, wanted: Sequence[tuple[str, Scope]]) -> list[Any]:
    """The stock of SKUs, each over a scope of its own."""
    found = await lookup(context, Noun.STOCK, [Ref(SHARED, sku) for sku, _ in wanted], FACETS[Noun.STOCK])
    stocks = [stock or records.Stock(ref=Ref(SHARED, sku)) for stock, (sku, _) in zip(found, wanted, strict=True)]
    places = await places_of(context, {scope for _, scope in wanted})
    units = await _units(context, stocks)
    low = Decimal(context.policy.low_stock)
    return [
        _summary(stock, scope, places[scope], low, units, context)
        for stock, (_, scope) in zip(stocks, wanted, strict=True)
    ]


async def _units(context: Context, stocks: Sequence[records.Stock | Exception]) -> Mapping[str, str]:
    """The variants' units of those SKUs for which no stock system says one, as far as they can be had."""
    unsaid = {stock.key for stock in stocks if isinstance(stock, records.Stock) and stock.unit is None}
    variants = await lookup(context, Noun.VARIANT, [Ref(SHARED, sku) for sku in sorted(unsaid)], HEAD)
    return {variant.key: variant.unit for variant in variants if isinstance(variant, records.Variant)}


def _summary(
    record: records.Stock | Exception,
    scope: Scope,
    places: frozenset[Ref] | Exception | None,
    low: Decimal,
    units: Mapping[str, str],
    context: Context,
) -> Summary | Exception:
    if isinstance(record, Exception):
        return record
    if isinstance(places, Exception):
        return places
    how = (scope, places, low, units.get(record.key))
    found: Summary = context.sums.of((record,), how, summary_of, record, *how)
    return found


async def places_of(context: Context, scopes: set[Scope]) -> dict[Scope, Any]:
    """The places of each scope, None for all; a circle needs the map."""
    circles = [scope for scope in scopes if scope.near is not None]
    places: dict[Scope, Any] = {scope: scope.listed for scope in scopes}
    if circles:
        locations = await all_locations(context)
        for scope in circles:
            places[scope] = locations if isinstance(locations, Exception) else _in_circle(locations, scope)
    return places


def _in_circle(locations: Sequence[records.Location], scope: Scope) -> frozenset[Ref]:
    near = {location.ref for location in locations if within(scope.near, location)}
    return frozenset(near if scope.store is None else near | {scope.store})


@strawberry.type
class StockQuery:
    @edge(
        list[StockSummary | None] | None,
        "The stock of several variants over one scope, in order. Null, or null at a place, when no system that counts "
        "stock answered.",
        asks=[Noun.STOCK],
    )
    async def stock(
        roots: Sequence[None],
        info: Info,
        *,
        variant_ids: Annotated[list[strawberry.ID], strawberry.argument(description="Which variants.")],
        scope: SCOPE,
    ) -> Sequence[list[Any]]:
        limit = info.context.policy.batch_limit
        if len(variant_ids) > limit:
            raise BadInput(f"stock(variantIds:): expected at most {limit} ids, found {len(variant_ids)}.")
        variants = ids.refs(variant_ids, "Variant", "stock(variantIds:)")
        return [await summaries_of(info, [variant.key for variant in variants], scope_of(scope))]


def read_summary(parts: tuple[str, ...]) -> tuple[str, Scope]:
    """The SKU and the scope that a summary's id names."""
    sku, scope = parts
    return sku, stock_scope.read(scope)


async def summaries_again(info: Info, wanted: Sequence[tuple[str, Scope]]) -> list[Any]:
    """The summaries that were named by their ids."""
    return await summed(info.context, wanted)


def read_position(parts: tuple[str, ...]) -> tuple[str, Ref, Scope]:
    """The SKU, the place and the scope that a position's id names."""
    sku, system, key, scope = parts
    return sku, Ref(system, key), stock_scope.read(scope)


async def positions_again(info: Info, wanted: Sequence[tuple[str, Ref, Scope]]) -> list[Any]:
    """The positions that were named by their ids."""
    found = await summed(info.context, [(sku, scope) for sku, _, scope in wanted])
    return [_shelf(summary, place) for summary, (_, place, _) in zip(found, wanted, strict=True)]


def _shelf(summary: Summary | Exception, place: Ref) -> Shelf | Exception | None:
    if isinstance(summary, Exception):
        return summary
    return next((shelf for shelf in summary.shelves if shelf.position.location == place), None)
