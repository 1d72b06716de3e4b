"""What every record is made of: names, provenance, money, places."""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct

from backends.errors import Failure
from backends.ledger import Stamp
from backends.vocabulary import Facet


class Ref(Struct, frozen=True, order=True):
    """A name of a thing: the system that gave it, and that system's key.

    SKUs and GTINs are shared by all systems: where they name a thing, only `key` counts.
    """

    system: str
    key: str


class Value(Struct, frozen=True, kw_only=True):
    """Part of a record, with no identity of its own."""


class ExternalRef(Value, frozen=True, kw_only=True):
    """What another system calls this thing, or a paper about it.

    `kind` is the noun's own name (`order`, `customer`) where it names the very same thing, otherwise a word
    such as `invoice`.
    """

    system: str
    kind: str
    value: str
    synced_at: datetime | None = None


class Money(Struct, frozen=True):
    """An amount in minor units of an ISO 4217 currency."""

    amount_minor: int
    currency: str


class Address(Value, frozen=True, kw_only=True):
    """A postal address; `country` is ISO 3166-1 alpha-2."""

    lines: tuple[str, ...] = ()
    postal_code: str | None = None
    city: str | None = None
    region: str | None = None
    country: str | None = None


class GeoPoint(Value, frozen=True, kw_only=True):
    """WGS 84, degrees."""

    latitude: float
    longitude: float


class Record(Struct, frozen=True, kw_only=True):
    """A thing that a system knows under `ref`.

    `refs` are its names elsewhere (facet IDENTITIES where the noun has it). `stamps` says who answered and
    when, `gaps` which facets were asked and could not be had.
    """

    ref: Ref
    refs: tuple[ExternalRef, ...] = ()
    stamps: tuple[Stamp, ...] = ()
    facets: frozenset[Facet] = frozenset()
    gaps: Mapping[Facet, tuple[Failure, ...]] = {}
    updated_at: datetime | None = None

    @property
    def key(self) -> str:
        """The key in the system that named it."""
        return self.ref.key
