"""Personal data as the asker may see it."""

from collections.abc import Iterable
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from backends import records
from backends.vocabulary import ContactKind

HIDDEN = "•••"


class Contact(Struct, frozen=True, kw_only=True):
    """A contact point as shown."""

    kind: ContactKind
    value: str
    masked: bool
    verified: bool
    source: str


class Day(Struct, frozen=True, kw_only=True):
    """An important date as shown."""

    kind: str
    on: date | None


def contacts(points: Iterable[records.ContactPoint], reveal: bool) -> list[Contact]:
    """Contact points, masked unless revealed."""
    return [
        Contact(
            kind=point.kind,
            value=point.value if reveal else masked(point),
            masked=not reveal,
            verified=point.verified,
            source=point.system,
        )
        for point in points
    ]


def masked(point: records.ContactPoint) -> str:
    """Enough to recognise what one knows already: `l•••@d•••.fr`, `+33•••20`."""
    if point.kind is ContactKind.EMAIL and "@" in point.value:
        local, _, domain = point.value.partition("@")
        name, _, ending = domain.rpartition(".")
        return f"{local[:1]}{HIDDEN}@{name[:1]}{HIDDEN}.{ending}"
    if point.kind is ContactKind.PHONE:
        return f"{point.value[:3]}{HIDDEN}{point.value[-2:]}"
    return f"{point.value[:1]}{HIDDEN}"


def addresses(addresses: Iterable[records.Address], reveal: bool) -> list[records.Address]:
    """Addresses, without street lines and postal code unless revealed."""
    if reveal:
        return list(addresses)
    return [replace(address, lines=(HIDDEN,) if address.lines else (), postal_code=None) for address in addresses]


def days(dates: Iterable[records.ImportantDate], reveal: bool) -> list[Day]:
    """Important dates, without the day unless revealed."""
    return [Day(kind=date.kind, on=date.on if reveal else None) for date in dates]
