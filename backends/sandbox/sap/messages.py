"""A request as it came, and what is answered."""

from collections.abc import Mapping, Sequence

import msgspec
from msgspec import Struct


class Request(Struct, frozen=True, kw_only=True):
    """`path` is unescaped; `base` is where the server is reached, as the client sees it; header names in lower case."""

    method: str
    path: str
    query: Sequence[tuple[str, str]] = ()
    headers: Mapping[str, str] = {}
    body: bytes = b""
    base: str = ""

    def option(self, name: str) -> str | None:
        """The value of a query option."""
        return next((value for known, value in self.query if known == name), None)


class Answer(Struct, frozen=True, kw_only=True):
    """`body` goes out as it is; headers may come more than once."""

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"
    headers: Sequence[tuple[str, str]] = ()


def json(document: object, status: int = 200, content_type: str = "application/json") -> Answer:
    """A document as JSON."""
    return Answer(status=status, body=msgspec.json.encode(document), content_type=content_type)


def page_for_people(status: int, title: str, headers: Sequence[tuple[str, str]] = ()) -> Answer:
    """What the web dispatcher says before any service is reached."""
    text = f"<html><head><title>{title}</title></head><body><h1>{status} {title}</h1></body></html>"
    return Answer(status=status, body=text.encode(), content_type="text/html; charset=utf-8", headers=headers)
