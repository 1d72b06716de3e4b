"""What is remembered of one key, facet by facet, and how long it serves. Pure; `caching` keeps it."""

from datetime import datetime, timedelta
from typing import Any, Final, TypeAlias

from msgspec import Struct, structs

from backends.errors import ABSENT, Absent, Failure
from backends.fragments import joined, narrowed
from backends.ledger import Stamp
from backends.ports import Answer, Facets, Page
from backends.records import Record, Stock
from backends.vocabulary import Facet, FreshnessState

HEAD: Final[Facets] = frozenset({Facet.HEAD})


class CacheTimes(Struct, frozen=True, kw_only=True):
    """How long answers of one noun serve, in seconds; 0 turns each of them off.

    `fresh`: instead of asking. `soft`: after this they serve still, but are asked anew in the background.
    `absent`: that there is no such thing. `stale_if_error`: so long after `fresh`, while the system fails
    (RFC 5861).
    """

    fresh: float
    stale_if_error: float = 0
    absent: float = 0
    soft: float = 0

    @property
    def longest(self) -> float:
        """After this nothing serves any more."""
        return max(self.fresh + self.stale_if_error, self.absent)


class Horizon(Struct, frozen=True, kw_only=True):
    """Instants: what was asked after one of them serves as `CacheTimes` says."""

    now: datetime
    fresh: datetime
    soft: datetime
    stale: datetime
    absent: datetime


class Fragment(Struct, frozen=True):
    """What one call brought of a thing, and when it was asked."""

    at: datetime
    found: Record | Absent


Entry: TypeAlias = tuple[Fragment, ...]
"""Fragments of one thing, the newest first."""


class KeptPage(Struct, frozen=True):
    """A page and when it was asked."""

    at: datetime
    page: Page


def horizon(times: CacheTimes, now: datetime) -> Horizon:
    """What serves at an instant."""
    return Horizon(
        now=now,
        fresh=now - timedelta(seconds=times.fresh),
        soft=now - timedelta(seconds=times.soft or times.fresh),
        stale=now - timedelta(seconds=times.fresh + times.stale_if_error),
        absent=now - timedelta(seconds=times.absent),
    )


def held(entry: Entry, facets: Facets, at: Horizon) -> Record | Absent | None:
    """What serves instead of asking, None if nothing does."""
    if not entry:
        return None
    newest = entry[0]
    if isinstance(newest.found, Absent):
        return ABSENT if newest.at > at.absent else None
    if newest.at > at.fresh and facets <= newest.found.facets:
        return narrowed(newest.found, facets)  # by far the most frequent case, and no join
    return _complete(entry, facets, at.fresh)


def is_aging(entry: Entry, facets: Facets, at: Horizon) -> bool:
    """Whether a record that serves should be asked anew."""
    return isinstance(entry[0].found, Record) and bool(lacking(entry, facets, at.soft))


def lacking(entry: Entry, facets: Facets, since: datetime) -> Facets:
    """The facets that no fragment asked after an instant brings."""
    return facets - _parts(entry, facets, since).keys()


def extended(entry: Entry, new: Fragment) -> Entry:
    """The entry with a new fragment; what that brought anew is dropped, and what is of another thing by now."""
    if isinstance(new.found, Absent):
        return (new,)
    kept, brought = [new], new.found.facets
    for old in entry:
        if isinstance(old.found, Record) and old.found.ref == new.found.ref and not old.found.facets <= brought:
            kept.append(old)
            brought |= old.found.facets
    return tuple(kept)


def settled(answer: Answer, entry: Entry, facets: Facets, at: Horizon) -> Answer:
    """A system's answer with what is remembered: the facets that were not asked, or what serves in its stead."""
    if isinstance(answer, Record):
        return joined(_parts(entry, facets | HEAD, at.fresh), facets)
    if isinstance(answer, Failure) and (record := _complete(entry, facets, at.stale)) is not None:
        return _staled(record, answer.code)
    return answer


def settled_page(answer: Page | Failure, kept: KeptPage | None, at: Horizon) -> Page | Failure:
    """A system's answer, or the page remembered in its stead; an empty one cannot say that it is stale."""
    if isinstance(answer, Page) or kept is None or kept.at <= at.stale or not kept.page.items:
        return answer
    return structs.replace(kept.page, items=tuple(_staled(record, answer.code) for record in kept.page.items))


def _complete(entry: Entry, facets: Facets, since: datetime) -> Record | None:
    """The record of the fragments asked after an instant, None unless they bring all the facets."""
    parts = _parts(entry, facets, since)
    return joined(parts, facets) if len(parts) == len(facets) else None


def _parts(entry: Entry, facets: Facets, since: datetime) -> dict[Facet, Record]:
    """Each facet from the newest fragment that brings it; every record brings HEAD."""
    parts: dict[Facet, Record] = {}
    for fragment in entry:
        if fragment.at > since and isinstance(fragment.found, Record):
            for facet in facets & (fragment.found.facets | HEAD):
                parts.setdefault(facet, fragment.found)
    return parts


def _staled(record: Record, error_code: str) -> Record:
    """The record as it is served because its system failed."""
    changes: dict[str, Any] = {"stamps": _stale_stamps(record.stamps, error_code)}
    if isinstance(record, Stock):
        changes["positions"] = tuple(
            structs.replace(position, stamps=_stale_stamps(position.stamps, error_code))
            for position in record.positions
        )
    return structs.replace(record, **changes)


def _stale_stamps(stamps: tuple[Stamp, ...], error_code: str) -> tuple[Stamp, ...]:
    return tuple(structs.replace(stamp, state=FreshnessState.STALE, error_code=error_code) for stamp in stamps)
