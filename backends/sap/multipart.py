"""The body of a `$batch`: several questions in one request, several answers in one reply. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct

from backends.errors import Unreadable

_OURS: Final = "comptoir"  # stands in no question: URLs are escaped and have no line breaks
CONTENT_TYPE: Final = f"multipart/mixed;boundary={_OURS}"
_BOUNDARY: Final = re.compile(r'multipart/mixed\s*;(?:.*;)?\s*boundary=("?)([^";]{1,70})\1', re.IGNORECASE)
_STATUS: Final = re.compile(rb"HTTP/1\.[01] (\d{3})(?: [^\r\n]*)?")


class Part(Struct, frozen=True):
    """The answer to one of the questions; the names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def written(urls: Iterable[str]) -> bytes:
    """Questions by their URLs, relative to the service."""
    parts = [
        f"--{_OURS}\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n"
        f"GET {url} HTTP/1.1\r\nAccept: application/json\r\n\r\n\r\n"
        for url in urls
    ]
    return "".join([*parts, f"--{_OURS}--\r\n"]).encode()


def read(content_type: str, body: bytes, count: int) -> Sequence[Part]:
    """As many answers as there were questions; raises Unreadable if there are others."""
    found = _BOUNDARY.match(content_type)
    parts = list(_parts(body, found[2])) if found else []
    if len(parts) != count:
        raise Unreadable("SAP answered a batch with something else.")
    return parts


def _parts(body: bytes, boundary: str) -> Iterator[Part]:
    """What stands between the boundaries; the last one ends in two hyphens."""
    pieces = (b"\r\n" + body).split(f"\r\n--{boundary}".encode())
    if not pieces[-1].startswith(b"--"):
        raise Unreadable("SAP broke off its answer to a batch.")
    for piece in pieces[1:-1]:
        _, _, answer = piece.partition(b"\r\n\r\n")
        head, _, content = answer.partition(b"\r\n\r\n")
        line, _, headers = head.partition(b"\r\n")
        status = _STATUS.fullmatch(line)
        if status is None:
            raise Unreadable("SAP sent a part of a batch that is no answer.")
        yield Part(int(status[1]), _headers(headers), content.removesuffix(b"\r\n"))


def _headers(lines: bytes) -> Mapping[str, str]:
    pairs = (line.partition(":") for line in lines.decode("latin-1").split("\r\n"))
    return {name.strip().lower(): value.strip() for name, _, value in pairs if name}
