"""Merging what several systems say of one person: the golden record."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
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
    primary, *linked = people
    return (_identity(primary, "key", None), *(_linked(person, people) for person in linked))


def _old_names(ref: Ref, people: Iterable[Customer]) -> Iterator[ExternalRef]:
    """Her old keys in systems other than the one that names her now: as its keys they could be another person's."""
    for person in people:
        if person.ref.system != ref.system:
            yield from (ExternalRef(system=person.ref.system, kind=Noun.CUSTOMER, value=key) for key in person.merged)


def _linked(person: Customer, people: Sequence[Customer]) -> CustomerIdentity:
    """An identity that is hers by a link to the others: why, and since when."""
    others = [other for other in people if other.ref != person.ref]
    reasons = (matched_by(person, other) for other in others)
    times = (*_links(others, person), *_links([person], *others))
    return _identity(person, max(reasons, key=confidence), min(times, default=None))


def _identity(person: Customer, reason: str, linked_at: datetime | None) -> CustomerIdentity:
    return CustomerIdentity(
        system=person.ref.system,
        external_id=person.key,
        matched_by=reason,
        confidence=confidence(reason),
        linked_at=linked_at,
    )


def _links(tellers: Iterable[Customer], *told: Customer) -> Iterator[datetime]:
    """When some records were linked to others by a reference to them, or to a key that was merged into theirs."""
    names = {Ref(one.ref.system, key) for one in told for key in (one.key, *one.merged)}
    links = (ref for teller in tellers for ref in teller.refs if ref.kind == Noun.CUSTOMER)
    return (ref.synced_at for ref in links if ref.synced_at and Ref(ref.system, ref.value) in names)


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
