"""Parcels on their way: where they are, when they come, and whether the promise holds."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import Parent

from backends import promise, records, tracking
from backends.filters import NO_FILTER
from backends.ports import PageSpec, ParentKind, Sort
from backends.ports import Parent as PageParent
from backends.vocabulary import Facet, Noun, SortField
from resolvers import ids, masking
from resolvers.asking import Found, everything, first_of, records_of, skus_of
from resolvers.context import REVEAL
from resolvers.edges import Info, edge, part
from resolvers.locations import Location
from resolvers.nodes import ID_OR_NONE, Node
from resolvers.problems import BadInput, had
from resolvers.products import Variant
from resolvers.promises import Promise
from resolvers.scalars import URL, BigInt, CountryCode, Quantity
from resolvers.values import Address, GeoPoint, Sourced
from resolvers.words import ShipmentDirection, ShipmentStatus

if TYPE_CHECKING:
    from resolvers.orders import Order

LazyOrder = Annotated["Order", strawberry.lazy("resolvers.orders")]


@strawberry.type(description="One parcel.")
class Package:
    sscc: str | None = part("GS1 serial shipping container code, 18 digits. Null when it has none.")
    tracking_number: str | None = part("The carrier's number. Null when it has none of its own.")
    weight_grams: int | None = part("Gross weight in grams. Null when not weighed.")


def shipment_line_variant_id(line: Parent[records.ShipmentLine], info: Info) -> strawberry.ID | None:
    return info.context.variant_id(line.sku)


@strawberry.type(description="What is in a shipment.")
class ShipmentLine:
    sku: str = part("The stock keeping unit.")
    variant_id: strawberry.ID | None = part(
        "The variant's id. Null when no configured system serves variants.", of=shipment_line_variant_id
    )
    quantity: Quantity = part("How much, in the variant's unit.")

    @edge(Variant | None, "What it is. Owner: PIM. Null when the PIM does not know the SKU, or failed.")
    async def variant(
        lines: Sequence[records.ShipmentLine], info: Info
    ) -> Sequence[records.Variant | Exception | None]:
        return await skus_of(info, Noun.VARIANT, [line.sku for line in lines])


@strawberry.type(description="Something the carrier saw.")
class TrackingEvent:
    at: datetime = part("When it happened, UTC.")
    recorded_at: datetime = part("When the system was told, UTC.")
    status: ShipmentStatus = part("What it means.")
    code: str | None = part("The carrier's own code. Null when it has none.")
    message: str | None = part("The carrier's own words. Null when it has none.")
    place: str | None = part("Where, in words. Null when not told.")
    country: CountryCode | None = part("In which country. Null when not told.")
    geo: GeoPoint | None = part("Where, on the map. Null when not told.")


def shipment_id(shipment: Parent[records.Shipment]) -> strawberry.ID:
    return ids.of("Shipment", shipment.ref)


def order_id(shipment: Parent[records.Shipment]) -> strawberry.ID | None:
    return ids.maybe("Order", shipment.order)


def from_id(shipment: Parent[records.Shipment]) -> strawberry.ID | None:
    return ids.maybe("Location", shipment.origin)


def pick_up_location_id(shipment: Parent[records.Shipment]) -> strawberry.ID | None:
    return ids.maybe("Location", shipment.pick_up_location)


def status(shipment: Parent[records.Shipment]) -> ShipmentStatus:
    return tracking.status(shipment)


def delivered_at(shipment: Parent[records.Shipment]) -> datetime | None:
    return tracking.delivered_at(shipment)


def shipment_promise(shipment: Parent[records.Shipment], info: Info) -> promise.Promise | None:
    return tracking.shipment_promise(shipment, info.context.now)


def to(shipment: Parent[records.Shipment], info: Info) -> records.Address | None:
    return shipment.to and masking.addresses([shipment.to], info.context.asker.may(REVEAL))[0]


def events(
    shipment: Parent[records.Shipment],
    info: Info,
    first: Annotated[int, strawberry.argument(description="How many at most, the latest first.")] = 50,
) -> list[records.TrackingEvent] | None:
    limit = info.context.policy.page_limit
    if not 0 <= first <= limit:
        raise BadInput(f"events(first:): expected 0 to {limit}, found {first}.", code="BAD_PAGE_SIZE")
    had("events", Facet.EVENTS)(shipment)
    return list(reversed(tracking.in_order(shipment.events or ())))[:first]


@strawberry.type(
    description="Goods of one order on their way, in one or more packages. Owner: TMS. Its status is folded from its "
    "events by event time and rank, never by the order in which they arrived."
)
class Shipment(Node, Sourced):
    id: strawberry.ID = part("Opaque and stable.", of=shipment_id)
    order_id: strawberry.ID | None = part("The order it belongs to. Null when it belongs to none.", of=order_id)
    direction: ShipmentDirection = part("Which way it goes.")
    status: ShipmentStatus = part(
        "Where it is. UNKNOWN when its events could not be had.", Facet.EVENTS, Facet.PACKAGES, of=status
    )
    source_status: str | None = part("As the owning system says it, for support. Null when it says nothing.")
    carrier: str | None = part("Who carries it. Null when not decided.")
    tracking_number: str | None = part("The carrier's number for all of it. Null when it has none.")
    tracking_url: URL | None = part("Where the customer can follow it. Null when there is no such page.")
    from_id: strawberry.ID | None = part("The location it left from. Null when not known.", of=from_id)
    to: Address | None = part("Where it goes; masked unless the asker may reveal it. Null when not known.", of=to)
    pick_up_location_id: strawberry.ID | None = part(
        "The location where it is collected. Null when it is delivered.", of=pick_up_location_id
    )
    shipped_at: datetime | None = part("When it left, UTC. Null before.")
    eta: datetime | None = part("When it is expected, UTC. Null when the carrier does not say.")
    eta_latest: datetime | None = part("When it is expected at the latest, UTC. Null when the carrier does not say.")
    promise: Promise | None = part(
        "What was promised for it. Null when nothing was.", Facet.EVENTS, Facet.PACKAGES, of=shipment_promise
    )
    delivered_at: datetime | None = part(
        "When it was delivered or collected, UTC. Null when it was not.", Facet.EVENTS, Facet.PACKAGES, of=delivered_at
    )
    packages: list[Package] | None = part(
        "Its parcels. Null when the system that serves them failed.",
        Facet.PACKAGES,
        of=had("packages", Facet.PACKAGES),
    )
    lines: list[ShipmentLine] | None = part(
        "What is in it. Null when the system that serves lines failed.", Facet.LINES, of=had("lines", Facet.LINES)
    )
    events: list[TrackingEvent] | None = part(
        "What the carrier saw, the latest first. Null when the system that serves events failed.",
        Facet.EVENTS,
        of=events,
    )
    updated_at: datetime = part("When it was last changed, UTC.")
    version: BigInt = part("Grows with every change in the owning system.")

    @edge(LazyOrder | None, "The order it belongs to. Owner: OMS. Null when it belongs to none, or its system failed.")
    async def order(shipments: Sequence[records.Shipment], info: Info) -> Sequence[records.Order | Exception | None]:
        return await records_of(info, Noun.ORDER, [shipment.order for shipment in shipments])

    @edge(
        Location | None,
        "The location it left from. Owner: ERP. Null when not known, or its system failed.",
        name="from",
    )
    async def from_(shipments: Sequence[records.Shipment], info: Info) -> Sequence[records.Location | Exception | None]:
        return await records_of(info, Noun.LOCATION, [shipment.origin for shipment in shipments])

    @edge(Location | None, "Where it is collected. Owner: ERP. Null when it is delivered, or its system failed.")
    async def pick_up_location(
        shipments: Sequence[records.Shipment], info: Info
    ) -> Sequence[records.Location | Exception | None]:
        return await records_of(info, Noun.LOCATION, [shipment.pick_up_location for shipment in shipments])

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        return isinstance(value, records.Shipment)


async def shipments_of(info: Info, orders: Sequence[PageParent]) -> Sequence[Sequence[records.Shipment] | Exception]:
    """The parcels of orders, each given under all its names."""
    spec = PageSpec(filter=NO_FILTER, sort=Sort(SortField.SHIPPED_AT), size=info.context.policy.page_limit)
    return await everything(info, Noun.SHIPMENT, orders, spec)


TRACKING_NUMBER = Annotated[str | None, strawberry.argument(description="The carrier's number, of it or of a parcel.")]


@strawberry.type
class ShipmentQuery:
    @edge(
        Shipment | None,
        "One shipment, by exactly one of its id and a tracking number. Null when nobody knows it, or, with an entry in "
        "`errors`, when its system failed.",
    )
    async def shipment(
        roots: Sequence[None], info: Info, *, id: ID_OR_NONE = None, tracking_number: TRACKING_NUMBER = None
    ) -> Sequence[Found]:
        if (id is None) == (tracking_number is None):
            raise BadInput("shipment: expected exactly one of id and trackingNumber.")
        if id is not None:
            return await records_of(info, Noun.SHIPMENT, [ids.ref(id, "Shipment", "shipment(id:)")])
        return [await first_of(info, Noun.SHIPMENT, ParentKind.TRACKING, tracking_number or "", SortField.SHIPPED_AT)]
