"""Places: shops, warehouses, and whatever else holds or moves goods."""

import math
from collections.abc import Sequence
from typing import Annotated

import strawberry
from msgspec import Struct
from strawberry import Parent

from backends import records
from backends.filters import LocationFilter
from backends.ports import PageSpec, ParentKind, Sort
from backends.ports import Parent as PageParent
from backends.vocabulary import Facet, Noun, SortField
from resolvers import ids
from resolvers.asking import all_or_failure, everything
from resolvers.context import Context
from resolvers.edges import Info, edge, part
from resolvers.nodes import Node
from resolvers.problems import BadInput
from resolvers.values import Address, ExternalRef, GeoPoint, Sourced
from resolvers.words import LocationKind

ROOT = PageParent(ParentKind.ROOT)
EARTH_RADIUS_KM = 6371.0088  # IUGG mean radius


@strawberry.input(description="Everything within a distance of a point.")
class GeoInput:
    latitude: float = strawberry.field(description="Degrees north, WGS 84, from -90 to 90.")
    longitude: float = strawberry.field(description="Degrees east, WGS 84, from -180 to 180.")
    radius_km: float = strawberry.field(description="Radius in kilometres, above 0.")


class Circle(Struct, frozen=True):
    """A circle on Earth: degrees and kilometres."""

    latitude: float
    longitude: float
    radius_km: float


def circle_of(near: GeoInput | None) -> Circle | None:
    """The circle that was asked for; raises `BadInput` for a point that is not on Earth or a radius that is none."""
    if near is None:
        return None
    if not -90 <= near.latitude <= 90 or not -180 <= near.longitude <= 180:
        raise BadInput("near: latitude goes from -90 to 90, longitude from -180 to 180.")
    if not 0 < near.radius_km <= 20_040:
        raise BadInput("near.radiusKm: expected more than 0 and at most 20040.")
    return Circle(near.latitude, near.longitude, near.radius_km)


def distance_km(near: Circle, geo: records.GeoPoint) -> float:
    """Great-circle distance (haversine formula) in kilometres."""
    here, there = math.radians(near.latitude), math.radians(geo.latitude)
    arc = (
        math.sin((there - here) / 2) ** 2
        + math.cos(here) * math.cos(there) * math.sin(math.radians(geo.longitude - near.longitude) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(min(1.0, arc)))


def within(near: Circle | None, location: records.Location) -> bool:
    """Whether a location is known to lie in the circle; no circle holds everything."""
    return near is None or (location.geo is not None and distance_km(near, location.geo) <= near.radius_km)


async def all_locations(context: Context) -> Sequence[records.Location] | Exception:
    """Every place, for the map."""
    spec = PageSpec(filter=LocationFilter(), sort=Sort(SortField.NAME), size=context.policy.location_limit)
    found = await all_or_failure(context, Noun.LOCATION, [ROOT], spec, frozenset({Facet.HEAD}))
    locations: Sequence[records.Location] | Exception = found[0]
    return locations


def location_id(location: Parent[records.Location]) -> strawberry.ID:
    return ids.of("Location", location.ref)


@strawberry.type(description="A place that holds, sells or moves goods. Owner: ERP.")
class Location(Node, Sourced):
    id: strawberry.ID = part("Opaque and stable.", of=location_id)
    kind: LocationKind = part("What kind of place it is.")
    name: str = part("The name people know it by.")
    address: Address | None = part("Where it is. Null when the owning system has no address.")
    geo: GeoPoint | None = part("Where it is on the map. Null when the owning system has no coordinates.")
    time_zone: str | None = part(
        "IANA time zone in which its days begin and end. Null when the owning system has none."
    )
    pick_up_enabled: bool = part("Whether customers may collect here.")
    ship_from_enabled: bool = part("Whether parcels may leave from here.")
    refs: list[ExternalRef] = part("What other systems call it.", Facet.IDENTITIES)

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        return isinstance(value, records.Location)


@strawberry.type
class LocationQuery:
    @edge(
        list[Location] | None,
        "The retailer's places, by name; all of them up to a limit of the house. Owner: ERP. Null when no system that "
        "serves locations answered.",
    )
    async def locations(
        roots: Sequence[None],
        info: Info,
        *,
        kinds: Annotated[
            list[LocationKind] | None,
            strawberry.argument(description="Only of any of these kinds; an empty list selects nothing."),
        ] = None,
        near: Annotated[GeoInput | None, strawberry.argument(description="Only what lies in this circle.")] = None,
    ) -> Sequence[list[records.Location] | Exception]:
        circle = circle_of(near)
        if kinds == []:
            return [[]]
        spec = PageSpec(
            filter=LocationFilter(kinds=tuple(kinds or ())),
            sort=Sort(SortField.NAME),
            size=info.context.policy.location_limit,
        )
        [found] = await everything(info, Noun.LOCATION, [ROOT], spec)
        if isinstance(found, Exception):
            return [found]
        return [[location for location in found if within(circle, location)]]
