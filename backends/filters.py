"""What a page can be narrowed by: one frozen filter per noun, every field optional, all of them ANDed.

An empty tuple means "not filtered". Instants form half-open ranges: from, inclusive; to, exclusive.
"""

from datetime import datetime

from msgspec import Struct

from backends.records import Ref
from backends.vocabulary import Channel, LocationKind


class Filter(Struct, frozen=True, kw_only=True):
    """Nothing is left out."""


class CustomerFilter(Filter, frozen=True, kw_only=True):
    """`search`: words that must all begin some word of the name, or an exact e-mail, phone or loyalty number."""

    search: str | None = None
    stores: tuple[Ref, ...] = ()


class OrderFilter(Filter, frozen=True, kw_only=True):
    """What order systems can push down; the derived statuses are decided by the gateway."""

    keys: tuple[Ref, ...] = ()
    numbers: tuple[str, ...] = ()
    customers: tuple[Ref, ...] = ()
    stores: tuple[Ref, ...] = ()
    channels: tuple[Channel, ...] = ()
    placed_from: datetime | None = None
    placed_to: datetime | None = None
    updated_from: datetime | None = None
    updated_to: datetime | None = None


class VariantFilter(Filter, frozen=True, kw_only=True):
    """`search`: words that must all occur in the SKU or in a title, in any language, whatever the case."""

    search: str | None = None
    skus: tuple[str, ...] = ()
    category_path: tuple[str, ...] = ()


class LocationFilter(Filter, frozen=True, kw_only=True):
    """Locations of these kinds."""

    kinds: tuple[LocationKind, ...] = ()


class InboundFilter(Filter, frozen=True, kw_only=True):
    """Supplies expected before an instant."""

    eta_to: datetime | None = None


NO_FILTER = Filter()
