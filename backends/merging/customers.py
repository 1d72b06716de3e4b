"""Merging what several systems say of one person: the golden record."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from msgspec import structs

from backends.merging.consents import strictest
from backends.merging.persons import confidence, matched_by
from backends.merging.plain import merge_plain
from backends.records import ContactPoint, Customer, CustomerIdentity, ExternalRef, Record, Ref
from backends.vocabulary import Noun

T = TypeVar("T")

# What the first system that knows it says, in the order of authority.
_FIRST = (
    "given_name",
    "family_name",
    "locale",
    "birthday",
    "loyalty_number",
    "primary_associate",
    "home_store",
    "created_at",
)
# What all systems say, put together.
_ALL = ("addresses", "segments", "preferences", "important_dates")


def merge_customers(ref: Ref, records: Sequence[Record]) -> Record:
    """One person of what all systems say of her; the first has authority."""
    people = [record for record in records if isinstance(record, Customer)]
    changes: dict[str, Any] = {name: _first(getattr(person, name) for person in people) for name in _FIRST}
    changes |= {name: _union([getattr(person, name) for person in people]) for name in _ALL}
    consents = _union([person.consents for person in people])
    whole = merge_plain(ref, people)
    return structs.replace(
        whole,
        **changes,
        refs=tuple(dict.fromkeys([*whole.refs, *_old_names(ref, people)])),
        merged=tuple(key for person in people if person.ref.system == ref.system for key in person.merged),
        contacts=_contacts([person.contacts for person in people]),
        consents=None if consents is None else strictest(consents),
        identities=identities(people),
    )


def identities(people: Sequence[Customer]) -> tuple[CustomerIdentity, ...]:
    """Under which key each system knows the person, the one that names her first."""
    return tuple(_identity(person, people) for person in people)


def _old_names(ref: Ref, people: Iterable[Customer]) -> Iterator[ExternalRef]:
    """Her old keys in systems other than the one that names her now: as its keys they could be another person's."""
    for person in people:
        if person.ref.system != ref.system:
            yield from (ExternalRef(system=person.ref.system, kind=Noun.CUSTOMER, value=key) for key in person.merged)


def _identity(person: Customer, people: Sequence[Customer]) -> CustomerIdentity:
    reasons = [matched_by(person, other) for other in people if other.ref != person.ref]
    reason = "key" if person is people[0] else max(reasons, key=confidence, default="reference")
    links = (ref for other in people for ref in other.refs if ref.kind == Noun.CUSTOMER)
    times = [link.synced_at for link in links if Ref(link.system, link.value) == person.ref]
    return CustomerIdentity(
        system=person.ref.system,
        external_id=person.key,
        matched_by=reason,
        confidence=confidence(reason),
        linked_at=_first(times),
    )


def _first(values: Iterable[T | None]) -> T | None:
    return next((value for value in values if value is not None), None)


def _union(parts: Sequence[tuple[T, ...] | None]) -> tuple[T, ...] | None:
    """What all parts hold, each once; None when no part is known."""
    known = [part for part in parts if part is not None]
    return tuple(dict.fromkeys(item for part in known for item in part)) if known else None


def _contacts(parts: Sequence[tuple[ContactPoint, ...] | None]) -> tuple[ContactPoint, ...] | None:
    """Every contact once: as the first system that verified it has it, else as the first that has it."""
    points = _union(parts)
    if points is None:
        return None
    found: dict[tuple[str, str], ContactPoint] = {}
    for point in sorted(points, key=lambda point: not point.verified):
        found.setdefault((point.kind, point.value), point)
    return tuple(point for point in points if found[point.kind, point.value] is point)
