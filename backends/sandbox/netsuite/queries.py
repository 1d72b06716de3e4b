"""SuiteQL over HTTP: which requests are queries, and their rows a page at a time."""

from collections.abc import Mapping
from typing import Final

from backends.sandbox.netsuite.books import Books
from backends.sandbox.netsuite.credentials import Limits
from backends.sandbox.netsuite.errors import Refused
from backends.sandbox.netsuite.messages import Answer, Request

_MOST_PAGES: Final = 1_000
_COLLECTION: Final = "application/vnd.oracle.resource+json; type=collection"


class Queries:
    """Answers `POST …/suiteql`."""

    def __init__(self, books: Books, limits: Limits) -> None:
        self._books = books
        self._limits = limits

    def answer(self, request: Request) -> Answer:
        """One page of a query; raises Refused."""
        if "transient" not in request.headers.get("prefer", "").replace(" ", "").split(","):
            raise Refused(400, "INVALID_HEADER", "Required request header 'Prefer: transient' is missing or invalid.")
        limit, offset = self._page(request.parameters)
        rows = self._books.run(*_question(request.document))
        if len(rows) > self._limits.most_rows:
            raise Refused(400, "INVALID_PARAMETER", f"A query returns at most {self._limits.most_rows} rows.")
        page = [{"links": [], **row} for row in rows[offset : offset + limit]]
        more = offset + limit < len(rows)
        return Answer(
            body={
                "links": _links(request.url, limit, offset, len(rows)),
                "count": len(page),
                "hasMore": more,
                "items": page,
                "offset": offset,
                "totalResults": len(rows),
            },
            content_type=_COLLECTION,
        )

    def _page(self, parameters: Mapping[str, str]) -> tuple[int, int]:
        limit = _whole(parameters, "limit", self._limits.page_rows)
        offset = _whole(parameters, "offset", 0)
        if not 1 <= limit <= self._limits.page_rows:
            raise _wrong("limit", f"must be between 1 and {self._limits.page_rows}")
        if offset % limit:
            raise _wrong("offset", "must be divisible by limit")
        if offset // limit >= _MOST_PAGES or offset >= self._limits.most_rows:
            raise _wrong("offset", f"must be within {_MOST_PAGES} pages and {self._limits.most_rows} rows")
        return limit, offset


def _question(document: Mapping[str, object]) -> tuple[str, list[object]]:
    query, parameters = document.get("q"), document.get("params", [])
    if not isinstance(query, str) or not isinstance(parameters, list):
        raise Refused(400, "INVALID_CONTENT", "Invalid content in the request body. Field 'q' is required.")
    return query, parameters


def _whole(parameters: Mapping[str, str], name: str, default: int) -> int:
    text = parameters.get(name, str(default))
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise _wrong(name, "must be a whole number")
    return int(text)


def _wrong(name: str, reason: str) -> Refused:
    return Refused(400, "INVALID_PARAMETER", f"Invalid query parameter {name}: it {reason}.", parameter=name)


def _links(url: str, limit: int, offset: int, total: int) -> list[Mapping[str, str]]:
    """Where the other pages are."""
    places = {"self": offset}
    if offset:
        places |= {"first": 0, "previous": offset - limit}
    if offset + limit < total:
        places |= {"next": offset + limit, "last": (total - 1) // limit * limit}
    return [{"rel": rel, "href": f"{url}?limit={limit}&offset={place}"} for rel, place in places.items()]
