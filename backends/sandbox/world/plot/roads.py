"""How the stories' parcels travelled: hours from the anchor, and where."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final, TypeAlias

from backends.records import TrackingEvent
from backends.sandbox.world.moments import at
from backends.sandbox.world.parcels import event
from backends.vocabulary import ShipmentStatus

Step: TypeAlias = tuple[int, ShipmentStatus, str]

_PICKED_UP: Final = ShipmentStatus.PICKED_UP
_IN_TRANSIT: Final = ShipmentStatus.IN_TRANSIT
_DELIVERED: Final = ShipmentStatus.DELIVERED

DELIVERED: Final[Sequence[Step]] = (
    (-90, _PICKED_UP, "Roncq"),
    (-70, _IN_TRANSIT, "Paris"),
    (-52, ShipmentStatus.OUT_FOR_DELIVERY, "Lyon"),
    (-49, _DELIVERED, "Lyon"),
)
ON_THE_ROAD: Final[Sequence[Step]] = ((-26, _PICKED_UP, "Roncq"), (-9, _IN_TRANSIT, "Köln"))
HELD_UP: Final[Sequence[Step]] = (
    (-168, _PICKED_UP, "Roncq"),
    (-140, _IN_TRANSIT, "Paris"),
    (-70, ShipmentStatus.DELAYED, "Lyon"),
)
AT_THE_BORDER: Final[Sequence[Step]] = (
    (-40, _PICKED_UP, "Roncq"),
    (-28, _IN_TRANSIT, "Calais"),
    (-20, ShipmentStatus.CUSTOMS, "Dover"),
)
LONG_AGO: Final[Sequence[Step]] = (
    (-265, _PICKED_UP, "Roncq"),
    (-240, _IN_TRANSIT, "Paris"),
    (-216, _DELIVERED, "Paris"),
)


def told(country: str, steps: Sequence[Step]) -> tuple[TrackingEvent, ...]:
    """What the carrier saw, told as it happened."""
    return tuple(event((at(hours=hours), status, place), country) for hours, status, place in steps)


def told_out_of_order(country: str) -> tuple[TrackingEvent, ...]:
    """Delivered, as the carrier told it: the pick-up after the first sorting, and two sortings after the end.

    The first of these two had happened on the way and was told the next day; the second says, by a scanner whose
    clock is wrong, that it happened ten minutes after the delivery.
    """
    return (
        event((at(hours=-60), _IN_TRANSIT, "Lille"), country),
        event((at(hours=-66), _PICKED_UP, "Roncq"), country, timedelta(hours=7)),
        event((at(hours=-30), _DELIVERED, "Paris"), country),
        event((at(hours=-44), _IN_TRANSIT, "Paris"), country, timedelta(hours=38)),
        event((at(hours=-30, minutes=10), _IN_TRANSIT, "Paris"), country, timedelta(hours=25)),
    )
