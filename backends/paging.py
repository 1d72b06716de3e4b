"""Pages over several systems: rows merged in one order, and one opaque cursor that holds a place in each system.

A cursor is a list's fingerprint (noun, parent, filter, sort) and, for each system that rows were taken from, the last
of them. A system that has none begins at the start: so one that failed is asked for its rows again, later.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from hashlib import blake2b
from typing import Any, TypeAlias

import msgspec
from msgspec import Struct, structs

from backends.errors import Failure
from backends.ports import Page, PageSpec, Parent, Position, Sort
from backends.records import Record, Ref
from backends.vocabulary import Noun

LONGEST = 4096  # characters of a cursor

Positions: TypeAlias = Mapping[str, Position]


class InvalidCursor(ValueError):
    """This is not a cursor that was given out."""

    def __init__(self) -> None:
        super().__init__("This is not a cursor that this gateway gave out.")


class CursorMismatch(ValueError):
    """The cursor belongs to a list with another parent, filter or sort."""

    def __init__(self) -> None:
        super().__init__("This cursor belongs to a list with another parent, filter or sort.")


class _Cursor(Struct, frozen=True, array_like=True):
    fingerprint: str
    positions: dict[str, Position]


def fingerprints(noun: Noun, spec: PageSpec) -> Callable[[Parent], str]:
    """What tells one list from another: not its page size, nor names of the parent that a silent system leaves out."""
    begun, ended = f"({noun!r}, ", f", {spec.told or spec.filter!r}, {spec.sort!r})"

    def of(parent: Parent) -> str:
        told = f"{begun}{parent.kind!r}, {parent.names[:1]!r}{ended}"
        return blake2b(told.encode(), digest_size=9).hexdigest()

    return of


def encoded(list_: str, positions: Positions) -> str:
    """The cursor of a place in a list."""
    packed = msgspec.msgpack.encode(_Cursor(list_, dict(positions)))
    return urlsafe_b64encode(packed).decode().rstrip("=")


def decoded(cursor: str, list_: str) -> Positions:
    """The place that a cursor holds in this list; raises `InvalidCursor` or `CursorMismatch`."""
    if len(cursor) > LONGEST:
        raise InvalidCursor
    try:
        packed = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        found = msgspec.msgpack.decode(packed, type=_Cursor)
    except (ValueError, RecursionError, msgspec.DecodeError):
        raise InvalidCursor from None
    if found.fingerprint != list_:
        raise CursorMismatch
    return found.positions


class Row(Struct, frozen=True):
    """A record as a system listed it: `system` and `position` say where, `record` what, under its canonical name.

    `passed`: the places of rows between this and the next that are left out, as they are of things shown before.
    """

    system: str
    position: Position
    record: Record
    passed: tuple[tuple[str, Position], ...] = ()

    @property
    def places(self) -> Positions:
        """Where the systems are that this row moves on."""
        return {self.system: self.position, **dict(self.passed)}


def row(record: Record, sort: Sort) -> Row:
    """A record as its system lists it."""
    value = getattr(record, sort.field)
    return Row(record.ref.system, Position(_written(value), record.key), record)


def _written(value: Any) -> str | None:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else value


class MergedPage(Struct, frozen=True, kw_only=True):
    """Rows of all systems in one order.

    `more`: others follow. `failures`: the systems whose rows are missing. `start`: where this page began. `limited`:
    the scan stopped before `size` rows were found; `end` is then where it stopped. `behind`: the system that stopped
    looking before there were `size` rows. `fingerprint` tells the list from others; it is asked for by cursors only.
    """

    rows: tuple[Row, ...]
    more: bool
    failures: tuple[Failure, ...] = ()
    fingerprint: Callable[[], str]
    start: Positions
    end: Positions
    limited: bool = False
    behind: str = ""

    @property
    def items(self) -> tuple[Record, ...]:
        """The records, in order."""
        return tuple(row.record for row in self.rows)

    @property
    def first_cursor(self) -> str | None:
        """Where to go on after the first row."""
        return encoded(self.fingerprint(), {**self.start, **self.rows[0].places}) if self.rows else None

    @property
    def end_cursor(self) -> str:
        """Where to go on after this page."""
        return encoded(self.fingerprint(), self.end)

    def cursors(self) -> list[str]:
        """Where to go on after each row."""
        list_, places = self.fingerprint(), dict(self.start)
        found = []
        for row in self.rows:
            places |= row.places
            found.append(encoded(list_, places))
        return found


def merged(
    pages: Iterable[Page],
    spec: PageSpec,
    *,
    fingerprint: Callable[[], str],
    start: Positions,
    failures: Sequence[Failure],
) -> MergedPage:
    """The first rows of the pages of several systems, at most `spec.size`.

    Where a system stopped and others of its rows follow, so does this: they may come before another system's.
    """
    seen = [(page, _looked_at(page, spec.sort)) for page in pages if page.items or page.stops]
    if not seen:  # so are most lists of an answer's many things
        return MergedPage(
            rows=(), more=False, failures=tuple(failures), fingerprint=fingerprint, start=start, end=start
        )
    left_out = {record.ref for page, _ in seen for record in page.stops}
    ends = {rows[-1].record.ref for page, rows in seen if page.more}
    places = in_order((row for _, rows in seen for row in rows), spec.sort)
    reached = places[: next((place for place, row in enumerate(places, 1) if row.record.ref in ends), len(places))]
    taken = _first(reached, spec.size, left_out)
    rows, begun = _shown(taken, left_out, start)
    stopped = len(rows) < spec.size and bool(taken) and taken[-1].record.ref in left_out
    return MergedPage(
        rows=rows,
        more=bool(ends) or len(places) > len(taken),
        failures=tuple(failures),
        fingerprint=fingerprint,
        start=begun,
        end={**start, **{row.system: row.position for row in taken}},
        behind=taken[-1].system if stopped else "",
    )


def _looked_at(page: Page, sort: Sort) -> Sequence[Row]:
    """The rows of a page, with those at which its system stopped."""
    rows = [row(record, sort) for record in (*page.items, *page.stops)]
    return in_order(rows, sort) if page.stops else rows


def _first(places: Sequence[Row], size: int, left_out: Container[Ref]) -> Sequence[Row]:
    """The places up to so many rows."""
    kept = [place for place, row in enumerate(places, 1) if row.record.ref not in left_out]
    return places if len(kept) < size else places[: kept[size - 1] if size else 0]


def _shown(places: Iterable[Row], left_out: Container[Ref], start: Positions) -> tuple[tuple[Row, ...], Positions]:
    """The rows, each with the places that are left out behind it, and where the first of them begins."""
    rows: list[Row] = []
    begun = dict(start)
    for place in places:
        if place.record.ref not in left_out:
            rows.append(place)
        elif rows:
            rows[-1] = structs.replace(rows[-1], passed=(*rows[-1].passed, (place.system, place.position)))
        else:
            begun[place.system] = place.position
    return tuple(rows), begun


def in_order(rows: Iterable[Row], sort: Sort) -> list[Row]:
    """Rows by value, ties by system and key, nulls last; the very order in which each system lists its own."""

    def place(row: Row) -> tuple[bool, Any, str, str]:
        value = getattr(row.record, sort.field)
        return ((value is None) is not sort.descending, value, row.system, row.position.key)

    return sorted(rows, key=place, reverse=sort.descending)
