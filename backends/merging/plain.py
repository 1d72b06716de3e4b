"""Merging where each facet comes from one system: the head's owner, then whoever has the facet first."""

from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import structs

from backends.fragments import FIELDS
from backends.ledger import Stamp
from backends.records import ExternalRef, Record, Ref
from backends.vocabulary import Facet


def merge_plain(ref: Ref, records: Sequence[Record]) -> Record:
    """The first record, with the facets that it lacks from those that follow."""
    head, *others = records
    if not others and head.ref == ref:
        return head
    changes: dict[str, Any] = {}
    facets = set(head.facets)
    for other in others:
        for facet in other.facets - facets:
            changes |= {name: getattr(other, name) for name in fields(other, facet)}
        facets |= other.facets
    return structs.replace(
        head,
        **changes,
        ref=ref,
        refs=names(ref, records),
        facets=frozenset(facets),
        stamps=stamps(records),
    )


def fields(record: Record, facet: Facet) -> Iterable[str]:
    """The fields of a record that a facet brings."""
    return (name for name in FIELDS.get(type(record), {}).get(facet, ()) if name != "refs")


def stamps(records: Iterable[Record]) -> tuple[Stamp, ...]:
    """The stamps of all records, each once."""
    return tuple(dict.fromkeys(stamp for record in records for stamp in record.stamps))


def names(ref: Ref, records: Iterable[Record]) -> tuple[ExternalRef, ...]:
    """What other systems call the thing, by all records, each once and without its own name."""
    found: dict[tuple[str, str, str], ExternalRef] = {}
    for record in records:
        for other in record.refs:
            found.setdefault((other.system, other.kind, other.value), other)
    return tuple(other for other in found.values() if Ref(other.system, other.value) != ref)
