"""Of which stock is asked: a channel and a set of places, checked, and spelt one way in ids."""

from typing import Annotated

import msgspec
import strawberry
from msgspec import Struct

from backends.records import Ref
from resolvers import ids
from resolvers.locations import Circle, GeoInput, circle_of
from resolvers.problems import BadInput
from resolvers.words import Channel

MAX_LOCATIONS = 500


@strawberry.input(
    description="Which stock counts. `locationIds`: just these places, with an empty list none. `near`: the places in "
    "a circle, and the store. `storeId` without the network: just that store. Otherwise all places, with the store's "
    "time zone for days."
)
class StockScope:
    channel: Channel = strawberry.field(description="For which channel; it decides the safety stock kept back.")
    store_id: strawberry.ID | None = strawberry.field(default=None, description="The store that asks.")
    location_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Just these places; an empty list selects nothing."
    )
    near: GeoInput | None = strawberry.field(default=None, description="Just the places in this circle.")
    include_network: bool = strawberry.field(default=True, description="Whether places other than the store count.")


SCOPE = Annotated[StockScope, strawberry.argument(description="Which stock counts.")]


class Scope(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A checked scope; `places` None means that the places are not listed."""

    channel: Channel
    store: Ref | None = None
    places: tuple[Ref, ...] | None = None
    near: Circle | None = None
    network: bool = True

    @property
    def listed(self) -> frozenset[Ref] | None:
        """The places that count, as far as they are known without looking at a map; None for all."""
        if self.places is not None:
            return frozenset(self.places)
        if self.store is not None and not self.network:
            return frozenset({self.store})
        return None


def scope_of(asked: StockScope) -> Scope:
    """The scope that was asked for; raises `BadInput`."""
    if asked.location_ids is not None and len(asked.location_ids) > MAX_LOCATIONS:
        raise BadInput(f"scope.locationIds: expected at most {MAX_LOCATIONS}, found {len(asked.location_ids)}.")
    if asked.location_ids is not None and asked.near is not None:
        raise BadInput("scope: expected at most one of locationIds and near.")
    return Scope(
        channel=asked.channel,
        store=None if asked.store_id is None else ids.ref(asked.store_id, "Location", "scope.storeId"),
        places=None
        if asked.location_ids is None
        else tuple(sorted(set(ids.refs(asked.location_ids, "Location", "scope.locationIds")))),
        near=circle_of(asked.near),
        network=asked.include_network,
    )


def spelt(scope: Scope) -> str:
    """The scope's one spelling, for ids."""
    return msgspec.json.encode(scope).decode()


def read(text: str) -> Scope:
    """The scope in an id; raises `BadInput` for a forged one."""
    try:
        return msgspec.json.decode(text, type=Scope)
    except (msgspec.DecodeError, msgspec.ValidationError):
        raise BadInput("This is not an id that this gateway gave out.", code="INVALID_ID") from None
