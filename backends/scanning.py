"""Pages of rows that fit a condition which no system can apply: read on, up to a limit, and say where it stopped."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from msgspec import structs

from backends.errors import Failure
from backends.paging import MergedPage, Positions, Row
from backends.ports import Ask, Facets, PageSpec, Parent
from backends.routing import Routed

CHUNK = 100  # rows read at a time

Predicate: TypeAlias = Callable[[Any], bool]


class _Scan:
    """The rows found so far for one parent."""

    def __init__(self, size: int, limit: int, fits: Predicate) -> None:
        self.size = size
        self.limit = limit
        self.fits = fits
        self.rows: list[Row] = []
        self.looked = 0
        self.page: MergedPage | None = None
        self.start: Positions = {}
        self.end: dict[str, Any] = {}
        self.failures: dict[str, Failure] = {}
        self.left = False

    @property
    def going(self) -> bool:
        """Whether another chunk must be read."""
        if self.page is None:
            return True
        return self.page.more and len(self.rows) < self.size and self.looked < self.limit

    def read(self, page: MergedPage) -> None:
        """Take what fits from the next chunk."""
        if self.page is None:
            self.start = page.start
        self.page, self.end = page, dict(page.start)
        self.failures |= {failure.system: failure for failure in page.failures}
        if not page.rows:  # copies only: they were looked at, too
            self.looked += CHUNK
        for row in page.rows:
            if len(self.rows) == self.size:
                self.left = True
                return
            self.looked += 1
            self.end |= row.places
            if self.fits(row.record):
                self.rows.append(row)
        self.end = dict(page.end)

    def found(self) -> MergedPage:
        """The page of what fits; `limited` when the limit ended it."""
        assert self.page is not None  # noqa: S101  # every scan reads at least one chunk
        limited = self.page.more and len(self.rows) < self.size
        return structs.replace(
            self.page,
            rows=tuple(self.rows),
            more=self.left or self.page.more,
            failures=tuple(self.failures.values()),
            start=self.start,
            end=self.end,
            limited=limited,
        )


async def scanned(
    port: Routed,
    starts: Mapping[Parent, Positions],
    spec: PageSpec,
    facets: Facets,
    ask: Ask,
    fits: Predicate,
    limit: int,
) -> Mapping[Parent, MergedPage]:
    """One page of fitting rows for each parent; for each at most about `limit` rows are looked at."""
    scans = {parent: _Scan(spec.size, limit, fits) for parent in starts}
    places = dict(starts)
    chunk = structs.replace(spec, size=max(CHUNK, spec.size))
    while going := [parent for parent, scan in scans.items() if scan.going]:
        pages = await port.pages(going, chunk, facets, ask, {parent: places[parent] for parent in going})
        for parent in going:
            scans[parent].read(pages[parent])
            places[parent] = pages[parent].end
    return {parent: scan.found() for parent, scan in scans.items()}
