"""Relay connections: forward pages with opaque cursors, read lazily so that nobody pays for edges nobody asked for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Generic, TypeVar

import strawberry

from backends.errors import Failure
from backends.filters import Filter
from backends.paging import CursorMismatch, InvalidCursor, MergedPage, Positions
from backends.ports import Facets, PageSpec, Parent, Sort
from backends.records import Record
from backends.routing import Routed
from backends.scanning import Predicate, scanned
from backends.vocabulary import Noun
from resolvers.edges import Info, part
from resolvers.problems import BadInput, FieldFailure, NotServed
from resolvers.provenance import Completeness, lacking
from resolvers.selection import facets

T = TypeVar("T")

FIRST = Annotated[
    int | None, strawberry.argument(description="How many at most; the house has a default and a hard limit.")
]
AFTER = Annotated[str | None, strawberry.argument(description="The cursor after which to go on.")]


@strawberry.type(description="Where a page lies.")
class PageInfo:
    has_next_page: bool = part("Whether more follow.")
    has_previous_page: bool = part("Whether this page began after a cursor.")
    start_cursor: str | None = part("The first row's cursor. Null for an empty page.")
    end_cursor: str | None = part("Where to go on. Null when nothing was read.")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page lies, as values."""

    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@dataclass(frozen=True, slots=True)
class Row(Generic[T]):
    """A row and its cursor."""

    cursor: str
    node: T


@dataclass(frozen=True, slots=True)
class Slice(Generic[T]):
    """A page of rows that are all at hand."""

    nodes: Sequence[T]
    cursor: Callable[[T], str]
    more: bool
    after: str | None

    @property
    def edges(self) -> list[Row[T]]:
        return [Row(self.cursor(node), node) for node in self.nodes]

    @property
    def page_info(self) -> Place:
        first, last = (self.cursor(self.nodes[0]), self.cursor(self.nodes[-1])) if self.nodes else (None, self.after)
        return Place(self.more, self.after is not None, first, last)


def size_of(first: int | None, default: int, limit: int) -> int:
    """How many rows were asked for; raises `BadInput` beyond the limits."""
    size = default if first is None else first
    if not 0 <= size <= limit:
        raise BadInput(f"first: expected 0 to {limit}, found {size}.", code="BAD_PAGE_SIZE")
    return size


def slice_of(rows: Sequence[T], cursor: Callable[[T], str], first: int, after: str | None, limit: int) -> Slice[T]:
    """The page of rows after a cursor, which must be that of one of them."""
    size = size_of(first, limit, limit)
    start = 0
    if after is not None:
        start = 1 + next((at for at, row in enumerate(rows) if cursor(row) == after), -2)
        if start < 0:
            raise BadInput("after: this cursor belongs to another list.", code="INVALID_CURSOR")
    return Slice(rows[start : start + size], cursor, len(rows) > start + size, after)


@dataclass(frozen=True, slots=True)
class Connection:
    """A page merged from several systems, as the graph shows it.

    `silent`: the failures that kept us from knowing all that belongs to the list, such as all of a person's names.
    """

    page: MergedPage
    after: str | None
    complete_from: datetime | None
    silent: Sequence[Failure] = ()

    @property
    def nodes(self) -> Sequence[Record]:
        return self.page.items

    @property
    def edges(self) -> list[Row[Record]]:
        return [Row(cursor, row.record) for cursor, row in zip(self.page.cursors(), self.page.rows, strict=True)]

    @property
    def page_info(self) -> Place:
        page = self.page
        last = page.end_cursor if page.rows or page.more else self.after
        return Place(page.more, self.after is not None, page.first_cursor, last)

    @property
    def completeness(self) -> Completeness:
        found = lacking([*self.page.failures, *self.silent])
        return Completeness(missing=found.missing, reason="SCAN_LIMIT" if self.page.limited else None)


@dataclass(frozen=True, slots=True)
class Listing:
    """What a connection asks: rows of a noun, narrowed and sorted; `fits` is what only the gateway can decide.

    `silent`: the failures that kept us from knowing all that the filter means.
    """

    noun: Noun
    filter: Filter
    sort: Sort
    first: int | None
    after: str | None
    fits: Predicate | None = None
    also: Facets = frozenset()
    nothing: bool = False
    told: str = ""
    silent: Sequence[Failure] = ()


async def connections(info: Info, parents: Sequence[Parent], listing: Listing) -> list[Connection | Exception]:
    """One connection for each parent; each system is asked once for all of them."""
    context, port = info.context, info.context.federation.port(listing.noun)
    size = size_of(listing.first, context.policy.page_size, context.policy.page_limit)
    if port is None:
        return [NotServed(listing.noun) for _ in parents]
    spec = PageSpec(filter=listing.filter, sort=listing.sort, size=size, told=listing.told)
    starts = _starts(port, parents, spec, listing.after)
    if listing.nothing or size == 0:
        pages = {parent: port.empty(parent, spec, starts[parent]) for parent in starts}
    elif listing.fits is None:
        pages = dict(await port.pages(tuple(starts), spec, _facets(info, listing), context.ask, starts))
    else:
        limit = context.policy.scan_limit
        wanted = _facets(info, listing)
        pages = dict(await scanned(port, starts, spec, wanted, context.ask, listing.fits, limit))
    return [_connection(pages[parent], listing, info, port) for parent in parents]


def _facets(info: Info, listing: Listing) -> Facets:
    return facets(info, listing.noun) | listing.also


def _starts(port: Routed, parents: Sequence[Parent], spec: PageSpec, after: str | None) -> Mapping[Parent, Positions]:
    try:
        return port.places(dict.fromkeys(parents), spec, after)
    except (InvalidCursor, CursorMismatch) as problem:
        raise BadInput(f"after: {problem}", code="INVALID_CURSOR") from None


def _connection(page: MergedPage, listing: Listing, info: Info, port: Routed) -> Connection | Exception:
    """A page, or the failure of every system that could have had rows."""
    if not page.rows and len(page.failures) == port.listing:
        return FieldFailure(page.failures[0])
    return Connection(page, listing.after, info.context.federation.complete_from[listing.noun], listing.silent)
