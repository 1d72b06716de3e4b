"""Query results a page at a time, with locators that lead on."""

import re
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

from backends.sandbox.salesforce.errors import Refused
from backends.sandbox.salesforce.evaluation import Below, Found, Shown
from backends.sandbox.salesforce.ids import record_id

_KEPT: Final = (
    10  # queries that a user has open at a time; the oldest is forgotten (integration patterns, "API limits")
)
_SMALLEST: Final = 200
_LOCATOR: Final = re.compile(r"(01g\w{15})-(\d{1,9})", re.ASCII)


class Cursor(Struct, frozen=True):
    """All records of a query, and how many go on a page."""

    records: Sequence[Shown]
    size: int


class Pages:
    """Cuts results into pages of at most so many rows."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._cursors: OrderedDict[str, Cursor] = OrderedDict()
        self._given = 0

    def first(self, found: Found, wished: int | None, version: str) -> Shown:
        """The first page of a query."""
        if not found.records and found.total:
            return {"totalSize": found.total, "done": True, "records": []}
        size = self._most if wished is None else min(self._most, max(_SMALLEST, min(wished, 2000)))
        return self._page(Cursor(found.records, size), 0, None, version)

    def next(self, locator: str, version: str) -> Shown:
        """The page that a locator leads to; raises Refused if it is not, or no longer, known."""
        match = _LOCATOR.fullmatch(locator)
        cursor = self._cursors.get(match[1]) if match else None
        if match is None or cursor is None or int(match[2]) >= len(cursor.records):
            raise Refused(400, "INVALID_QUERY_LOCATOR", "invalid query locator")
        return self._page(cursor, int(match[2]), match[1], version)

    def _page(self, cursor: Cursor, start: int, key: str | None, version: str) -> Shown:
        end = start + cursor.size
        done = end >= len(cursor.records)
        page: Shown = {"totalSize": len(cursor.records), "done": done}
        if not done:
            page["nextRecordsUrl"] = f"/services/data/v{version}/query/{key or self._keep(cursor)}-{end}"
        page["records"] = [self._record(record, cursor.size, version) for record in cursor.records[start:end]]
        return page

    def _record(self, record: Mapping[str, object], size: int, version: str) -> Shown:
        """A record, its children in pages of their own."""
        return {
            name: self._page(Cursor(value.records, size), 0, None, version) if isinstance(value, Below) else value
            for name, value in record.items()
        }

    def _keep(self, cursor: Cursor) -> str:
        self._given += 1
        key = record_id("01g", self._given)
        self._cursors[key] = cursor
        while len(self._cursors) > _KEPT:
            self._cursors.popitem(last=False)
        return key
