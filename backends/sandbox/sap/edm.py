"""The data model of services: entity sets, their properties and links; the same words serve V2 and V4."""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Final, TypeAlias

from msgspec import Struct

Value: TypeAlias = str | Decimal | bool | date | datetime | time | None
Row: TypeAlias = Mapping[str, Value]


class Version(StrEnum):
    """Of the OData protocol."""

    V2 = "2.0"
    V4 = "4.0"


class Kind(StrEnum):
    """What a property holds. A day is Edm.DateTime without an offset in V2, Edm.Date in V4."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    INSTANT = "instant"
    TIME = "time"
    FLAG = "flag"


EDM: Final[Mapping[tuple[Version, Kind], str]] = {
    (Version.V2, Kind.TEXT): "Edm.String",
    (Version.V2, Kind.NUMBER): "Edm.Decimal",
    (Version.V2, Kind.DAY): "Edm.DateTime",
    (Version.V2, Kind.INSTANT): "Edm.DateTimeOffset",
    (Version.V2, Kind.TIME): "Edm.Time",
    (Version.V2, Kind.FLAG): "Edm.Boolean",
    (Version.V4, Kind.TEXT): "Edm.String",
    (Version.V4, Kind.NUMBER): "Edm.Decimal",
    (Version.V4, Kind.DAY): "Edm.Date",
    (Version.V4, Kind.INSTANT): "Edm.DateTimeOffset",
    (Version.V4, Kind.TIME): "Edm.TimeOfDay",
    (Version.V4, Kind.FLAG): "Edm.Boolean",
}


class Property(Struct, frozen=True, kw_only=True):
    """One property; `length` bounds a text, `filterable` says whether it may stand in a $filter."""

    name: str
    kind: Kind
    length: int = 0
    filterable: bool = True


class Link(Struct, frozen=True, kw_only=True):
    """A navigation property: to the rows of another set whose properties equal these of ours."""

    target: str
    on: tuple[str, ...]
    many: bool = True
    where: tuple[str, str] | None = None  # and whose property has this value


class Entity(Struct, frozen=True, kw_only=True):
    """An entity set and its type."""

    name: str
    keys: tuple[str, ...]
    properties: Mapping[str, Property]
    links: Mapping[str, Link] = {}


class Service(Struct, frozen=True, kw_only=True):
    """A service: `root` is its path without a slash at the end."""

    root: str
    namespace: str
    version: Version
    entities: Mapping[str, Entity]


def entity(name: str, told: str, **links: Link) -> Entity:
    """An entity set from words: `Material*:40` is a key and a text of 40, `Note:50-` stands in no filter."""
    words = [word.partition(":") for word in told.split()]
    properties = [_property(named.rstrip("*"), kind) for named, _, kind in words]
    return Entity(
        name=name,
        keys=tuple(named.rstrip("*") for named, _, _ in words if named.endswith("*")),
        properties={each.name: each for each in properties},
        links=links,
    )


def service(root: str, namespace: str, version: Version, *entities: Entity) -> Service:
    """A service with these entity sets."""
    return Service(root=root, namespace=namespace, version=version, entities={each.name: each for each in entities})


def _property(name: str, told: str) -> Property:
    kind = told.rstrip("-")
    length = int(kind) if kind.isdigit() else 0
    return Property(
        name=name, kind=Kind.TEXT if length else Kind(kind), length=length, filterable=not told.endswith("-")
    )
