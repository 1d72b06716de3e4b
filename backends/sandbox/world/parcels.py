"""Goods on the road: the shipments of a sale, and what the carrier saw of them.

The transport system tells these in our own records: its order is the order system's, its places are the ERP's.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Final

from backends.records import Address, Package, Ref, Shipment, ShipmentLine, TrackingEvent
from backends.sandbox.systems import TMS
from backends.sandbox.world import numbers
from backends.sandbox.world.chance import between, often
from backends.sandbox.world.keys import oms_order, place_ref, shipment_key
from backends.sandbox.world.moments import ANCHOR
from backends.sandbox.world.people import address
from backends.sandbox.world.sales import Line, Progress, Sale, Takeback
from backends.vocabulary import Noun, ReturnStatus, ShipmentDirection, ShipmentStatus

Milestone = tuple[datetime, ShipmentStatus, str]

_LEFT: Final = (Progress.SHIPPED, Progress.DELIVERED)
_WORDS: Final = {
    ShipmentStatus.LABEL_CREATED: ("LBL", "Label printed"),
    ShipmentStatus.PICKED_UP: ("PUP", "Taken over by the carrier"),
    ShipmentStatus.IN_TRANSIT: ("TRN", "Sorted"),
    ShipmentStatus.CUSTOMS: ("CUS", "Presented to customs"),
    ShipmentStatus.OUT_FOR_DELIVERY: ("OFD", "With the courier"),
    ShipmentStatus.READY_FOR_PICKUP: ("RFP", "Waiting at the store"),
    ShipmentStatus.ATTEMPTED: ("ATT", "Nobody at home"),
    ShipmentStatus.DELAYED: ("DLY", "Held up on the road"),
    ShipmentStatus.DELIVERED: ("DLV", "Delivered"),
    ShipmentStatus.COLLECTED: ("COL", "Handed over at the store"),
    ShipmentStatus.RETURNING: ("RTN", "On its way back"),
    ShipmentStatus.RETURNED: ("RTD", "Back with the sender"),
}


def consign(chance: Random, sale: Sale) -> Iterator[Shipment]:
    """The shipments of one sale: none over the counter or off the shelf, two when it was split."""
    if sale.over_the_counter or sale.source is sale.store:
        return
    left = [line for line in sale.lines if line.progress in _LEFT]
    if left:
        yield from (_outbound(chance, sale, index, part) for index, part in enumerate(_split(chance, left)))
    yield from (sent_back(sale, back) for back in sale.takebacks if back.status is not ReturnStatus.REQUESTED)


def shipment(
    sale: Sale,
    index: int,
    *,
    to: Address | None,
    lines: Sequence[Line],
    events: Sequence[TrackingEvent],
    packages: int = 1,
    eta: datetime | None = None,
) -> Shipment:
    """One outbound shipment of a sale; its index tells it from the sale's others."""
    number = sale.number * 10 + index
    return Shipment(
        ref=Ref(TMS.name, shipment_key(number)),
        facets=TMS.serves[Noun.SHIPMENT],
        order=oms_order(sale.number),
        direction=ShipmentDirection.OUTBOUND,
        source_status=events[-1].code if events else None,
        carrier=sale.country.carrier,
        tracking_number=tracking(number),
        tracking_url=f"https://tracking.example.com/{tracking(number)}",
        origin=place_ref(sale.source),
        to=to,
        pick_up_location=None if sale.store is None else place_ref(sale.store),
        shipped_at=next((event.at for event in events if event.status is ShipmentStatus.PICKED_UP), None),
        eta=eta,
        eta_latest=None if eta is None else eta + timedelta(hours=3),
        promised_from=sale.promise.begins if sale.promise else None,
        promised_by=sale.promise.ends if sale.promise else None,
        promise_made_at=sale.promise.made_at if sale.promise else None,
        updated_at=max((event.recorded_at for event in events), default=sale.placed_at),
        version=len(events) + 1,
        packages=tuple(_package(number, parcel) for parcel in range(packages)),
        lines=tuple(ShipmentLine(sku=line.article.sku, quantity=line.quantity) for line in lines),
        events=tuple(events),
    )


def sent_back(sale: Sale, takeback: Takeback) -> Shipment:
    """The parcel that the customer sends back."""
    number = sale.number * 10 + 9
    events = tuple(event(seen, sale.country.code) for seen in _way_back(takeback) if seen[0] < ANCHOR)
    return Shipment(
        ref=Ref(TMS.name, shipment_key(number)),
        facets=TMS.serves[Noun.SHIPMENT],
        order=oms_order(sale.number),
        direction=ShipmentDirection.RETURN,
        source_status=events[-1].code,
        carrier=sale.country.carrier,
        tracking_number=tracking(number),
        to=takeback.place.address,
        shipped_at=takeback.at,
        updated_at=min(events[-1].recorded_at, ANCHOR),
        version=1 + len(events),
        packages=(_package(number, 0),),
        lines=(ShipmentLine(sku=sale.lines[takeback.line].article.sku, quantity=takeback.quantity),),
        events=events,
    )


def event(milestone: Milestone, country: str, recorded_after: timedelta = timedelta(minutes=4)) -> TrackingEvent:
    """What the carrier saw, and when it told the transport system."""
    at, status, place = milestone
    code, message = _WORDS[status]
    return TrackingEvent(
        at=at, recorded_at=at + recorded_after, status=status, code=code, message=message, place=place, country=country
    )


def tracking(number: int) -> str:
    """The carrier's number for a shipment."""
    return f"{numbers.scattered(number, 24_681_357):08d}V"


def _split(chance: Random, lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    if len(lines) > 1 and often(chance, 0.12):
        yield lines[:1]
        yield lines[1:]
    else:
        yield lines


def _outbound(chance: Random, sale: Sale, index: int, lines: Sequence[Line]) -> Shipment:
    arrival = sale.delivered_at or sale.expected_at or sale.placed_at + timedelta(hours=80)
    arrival -= timedelta(hours=5 * index)
    events = _received(chance, sale, _milestones(chance, sale, arrival))
    collected = sale.store is not None
    buyer = sale.buyer
    home = None if collected else buyer.address if buyer else address(chance, sale.country)
    packages = 2 if often(chance, 0.08) else 1
    return shipment(sale, index, to=home, lines=lines, events=events, packages=packages, eta=arrival)


def _milestones(chance: Random, sale: Sale, arrival: datetime) -> Iterator[Milestone]:
    """All that will be seen of it until it arrives."""
    source, town = str(sale.source.address.city), sale.country.cities[sale.number % 4][1]
    left = sale.placed_at + timedelta(seconds=between(chance, 68_000, 90_000))
    road = (arrival - left) / 4
    yield left - timedelta(hours=3), ShipmentStatus.LABEL_CREATED, source
    yield left, ShipmentStatus.PICKED_UP, source
    yield left + road, ShipmentStatus.IN_TRANSIT, source
    if sale.store is None:
        yield left + 2 * road, ShipmentStatus.IN_TRANSIT, town
        yield arrival - timedelta(hours=4), ShipmentStatus.OUT_FOR_DELIVERY, town
        yield arrival, ShipmentStatus.DELIVERED, town
    else:
        yield arrival - timedelta(hours=9), ShipmentStatus.READY_FOR_PICKUP, town
        yield arrival, ShipmentStatus.COLLECTED, town


def _received(chance: Random, sale: Sale, milestones: Iterator[Milestone]) -> list[TrackingEvent]:
    """What has been told until now, in the order it was told: some carriers' scanners are slow to report."""
    country = sale.country.code
    seen = [
        event(_whole(milestone), country, timedelta(hours=30) if often(chance, 0.02) else timedelta(minutes=4))
        for milestone in milestones
    ]
    told = [one for one in seen if one.recorded_at <= ANCHOR]
    told.sort(key=lambda one: one.recorded_at)
    return told


def _whole(milestone: Milestone) -> Milestone:
    at, status, place = milestone
    return at.replace(microsecond=0), status, place


def _way_back(takeback: Takeback) -> Iterator[Milestone]:
    town = str(takeback.place.address.city)
    yield takeback.at, ShipmentStatus.RETURNING, town
    if takeback.is_back:
        yield takeback.at + timedelta(days=4), ShipmentStatus.RETURNED, town


def _package(number: int, parcel: int) -> Package:
    return Package(
        sscc=numbers.sscc(number * 2 + parcel),
        tracking_number=tracking(number) if parcel == 0 else f"{tracking(number)}{parcel + 1}",
        weight_grams=400 + number * 37 % 2600,
    )
