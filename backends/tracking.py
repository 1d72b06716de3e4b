"""Where a shipment is: its events folded into one status, by event time and rank, never by arrival.

What the latest event says holds, and of events at the same instant the one of the highest rank. Four statuses do not
give way to whatever comes later:

    after        only these count
    DELIVERED    COLLECTED, RETURNING, RETURNED
    COLLECTED    RETURNING, RETURNED
    RETURNING    RETURNED, DELIVERED, COLLECTED      scans on the way back are no progress
    RETURNED     nothing
    CANCELLED    DELIVERED, COLLECTED, RETURNING, RETURNED      goods that moved outdo a paper

so that a scanner whose clock is wrong cannot undo a delivery. A word that we do not know moves nothing.
Nothing is ever taken to be delivered because no data say otherwise.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct

from backends.promise import Promise, promise_view
from backends.records import Shipment, TrackingEvent
from backends.vocabulary import ShipmentStatus

_ARRIVED: Final = frozenset({ShipmentStatus.DELIVERED, ShipmentStatus.COLLECTED})
_BACK: Final = frozenset({ShipmentStatus.RETURNING, ShipmentStatus.RETURNED})
_ANY: Final = frozenset(ShipmentStatus) - {ShipmentStatus.UNKNOWN}

_AFTER: Final = {
    ShipmentStatus.DELIVERED: _BACK | {ShipmentStatus.COLLECTED},
    ShipmentStatus.COLLECTED: _BACK,
    ShipmentStatus.RETURNING: _ARRIVED | {ShipmentStatus.RETURNED},
    ShipmentStatus.RETURNED: frozenset[ShipmentStatus](),
    ShipmentStatus.CANCELLED: _ARRIVED | _BACK,
}

_ASCENDING: Final = (
    ShipmentStatus.UNKNOWN,
    ShipmentStatus.PENDING,
    ShipmentStatus.LABEL_CREATED,
    ShipmentStatus.PICKED_UP,
    ShipmentStatus.IN_TRANSIT,
    ShipmentStatus.CUSTOMS,
    ShipmentStatus.OUT_FOR_DELIVERY,
    ShipmentStatus.ATTEMPTED,
    ShipmentStatus.READY_FOR_PICKUP,
    ShipmentStatus.DELAYED,
    ShipmentStatus.EXCEPTION,
    ShipmentStatus.CANCELLED,
    ShipmentStatus.DELIVERED,
    ShipmentStatus.COLLECTED,
    ShipmentStatus.RETURNING,
    ShipmentStatus.RETURNED,
)
RANK: Final = {status: rank for rank, status in enumerate(_ASCENDING)}
"""Which of two events at the same instant counts: the higher."""

_SETTLED: Final = (
    ShipmentStatus.RETURNED,
    ShipmentStatus.DELIVERED,
    ShipmentStatus.COLLECTED,
    ShipmentStatus.CANCELLED,
)
_TROUBLED: Final = (
    ShipmentStatus.EXCEPTION,
    ShipmentStatus.RETURNING,
    ShipmentStatus.DELAYED,
    ShipmentStatus.ATTEMPTED,
)
_ON_THE_WAY: Final = tuple(status for status in _ASCENDING if status not in _TROUBLED + _SETTLED)
_CONCERN: Final = {status: rank for rank, status in enumerate(_TROUBLED + _ON_THE_WAY + _SETTLED)}


class Course(Struct, frozen=True):
    """How far goods have come, and when they arrived, if they did: a later return does not unmake that."""

    status: ShipmentStatus
    delivered_at: datetime | None = None


def status(shipment: Shipment) -> ShipmentStatus:
    """Where a shipment is; of several packages, the one that most needs an eye. UNKNOWN without EVENTS."""
    return course(shipment).status


def delivered_at(shipment: Shipment) -> datetime | None:
    """When the last package was delivered or collected; None while one is not, or when nobody knows."""
    return course(shipment).delivered_at


def shipment_promise(shipment: Shipment, now: datetime) -> Promise | None:
    """How the promise made for a shipment stands; needs EVENTS.

    None when nothing was promised, when the shipment is cancelled, and when the promised time is past while nobody
    knows whether it arrived.
    """
    by, so_far = shipment.promised_by, course(shipment)
    if by is None or so_far.status is ShipmentStatus.CANCELLED or (shipment.events is None and now > by):
        return None
    return promise_view(
        promised_by=by,
        promised_from=shipment.promised_from,
        made_at=shipment.promise_made_at,
        current=shipment.eta or shipment.eta_latest,
        delivered_at=so_far.delivered_at,
        now=now,
    )


def course(shipment: Shipment) -> Course:
    """How far a shipment has come: as far as its packages.

    Without any event it is PENDING until it left; once it left, nobody knows.
    """
    if not shipment.events:
        waiting = shipment.events is not None and shipment.shipped_at is None
        return Course(ShipmentStatus.PENDING if waiting else ShipmentStatus.UNKNOWN)
    courses = [fold(events) for events in _by_package(shipment, shipment.events)]
    going = [one for one in courses if one.status is not ShipmentStatus.CANCELLED] or courses
    arrivals = [one.delivered_at for one in going if one.delivered_at is not None]
    whole = len(arrivals) == len(going)
    return Course(min((one.status for one in courses), key=_CONCERN.__getitem__), max(arrivals) if whole else None)


def fold(events: Iterable[TrackingEvent]) -> Course:
    """How far one package has come, from its events in any order; PENDING without events."""
    now_at, arrived = ShipmentStatus.PENDING, None
    seen = in_order(events)
    for event in seen:
        if event.status in _AFTER.get(now_at, _ANY):
            now_at = event.status
            arrived = event.at if arrived is None and now_at in _ARRIVED else arrived
    unread = bool(seen) and all(event.status is ShipmentStatus.UNKNOWN for event in seen)
    return Course(ShipmentStatus.UNKNOWN if unread else now_at, arrived)


def in_order(events: Iterable[TrackingEvent]) -> list[TrackingEvent]:
    """Events as they happened, the earliest first."""
    return sorted(events, key=lambda event: (event.at, RANK[event.status], event.recorded_at))


def _by_package(shipment: Shipment, events: Sequence[TrackingEvent]) -> list[list[TrackingEvent]]:
    """The events of each package, those of the whole shipment included; one list where no event names a package.

    A package that was never scanned has a list too, as long as PACKAGES was asked.
    """
    named = {event.tracking_number for event in events}
    numbers = {package.tracking_number for package in shipment.packages or ()} or named
    if named.isdisjoint(numbers - {None}):
        return [list(events)]
    general = [event for event in events if event.tracking_number not in numbers - {None}]
    return [
        general + [event for event in events if event.tracking_number == number]
        for number in numbers
        if number is not None
    ]
