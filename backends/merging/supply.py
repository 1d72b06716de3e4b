"""Merging what several systems say of goods on their way: they are where the one that saw them last says.

The system that owns the document says what was ordered, confirmed and promised, and when it comes. The goods pass from
one system's sight to the next: whoever saw them furthest along knows how far they are and how many come, and whoever
counts says what is counted. Lists are filtered and sorted by the owner's ETA, which therefore stays.
"""

from collections.abc import Sequence
from typing import Any, Final

from msgspec import structs

from backends.merging.plain import merge_plain
from backends.promise import certainty
from backends.records import Inbound, Record, Ref

# What the first system that knows it says, in the order of authority.
_FIRST: Final = ("origin", "origin_country", "supplier", "confirmed", "eta", "eta_latest", "confidence", "document")


def merge_supply(ref: Ref, records: Sequence[Record]) -> Record:
    """One supply of what all systems say of it; the first has authority."""
    supplies = [record for record in records if isinstance(record, Inbound)]
    whole = merge_plain(ref, supplies)
    if len(supplies) == 1:
        return whole
    nearest_first = sorted(supplies, key=lambda supply: -certainty(supply.stage))
    known = {name: _first(supplies, name) for name in _FIRST}
    return structs.replace(
        whole,
        **known,
        stage=nearest_first[0].stage,
        expected=nearest_first[0].expected,
        received=_first(nearest_first, "received"),
        updated_at=max(supply.updated_at for supply in supplies),
    )


def _first(supplies: Sequence[Inbound], name: str) -> Any:
    return next((value for supply in supplies if (value := getattr(supply, name)) is not None), None)
