"""A request as bytes."""

import re
from collections.abc import Sequence
from typing import Final, TypeAlias
from urllib.parse import quote

from backends.transport.packing import ACCEPTED

Pairs: TypeAlias = Sequence[tuple[str, str]]

REPEATABLE: Final = frozenset({"GET", "HEAD", "OPTIONS"})  # what changes nothing, though it may be sent twice

_USUAL: Final = (("user-agent", "comptoir"), ("accept-encoding", ACCEPTED), ("accept", "*/*"))
_USUAL_METHODS: Final = frozenset({"GET", "POST"})
_METHOD: Final = re.compile(r"[A-Z]+")
_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE: Final = re.compile(r"[\t -~\x80-\xff]*")
_VISIBLE: Final = bytes(range(0x21, 0x7F))
_PLAIN: Final = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_.~-&="


class Unfit(Exception):
    """It cannot be said in HTTP; `what` cannot."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class Writer:
    """Writes the requests to one host. What is the same in all of them is made once."""

    def __init__(self, authority: str, *, prefix: str = "", proxy_authorization: str | None = None) -> None:
        self._prefix = prefix.encode("ascii")
        self._fixed = [f"host: {authority}"]
        if proxy_authorization is not None:
            self._fixed.append(f"proxy-authorization: {proxy_authorization}")
        self._given: Pairs = ()
        self._lines = self._lines_with(())

    def written(self, method: str, path: str, query: Pairs, headers: Pairs, body: bytes) -> bytes:
        """A whole request; raises Unfit for what would change the meaning of the rest."""
        if method not in _USUAL_METHODS and not _METHOD.fullmatch(method):
            raise Unfit("request")
        if headers != self._given:
            # Requests one after the other mostly carry the same.
            self._lines, self._given = self._lines_with(headers), tuple(headers)
        line = b"%b %b%b HTTP/1.1\r\n%b" % (method.encode(), self._prefix, _target(path, query), self._lines)
        if body or method not in REPEATABLE:
            return b"%bcontent-length: %d\r\n\r\n%b" % (line, len(body), body)
        return line + b"\r\n"

    def _lines_with(self, headers: Pairs) -> bytes:
        for name, value in headers:
            if not _NAME.fullmatch(name) or not _VALUE.fullmatch(value):
                raise Unfit("header")
        given = {name.lower() for name, _ in headers}
        lines = [*self._fixed, *(f"{name}: {value}" for name, value in _USUAL if name not in given)]
        lines += [f"{name}: {value}" for name, value in headers]
        return "\r\n".join((*lines, "")).encode("latin-1")


def _target(path: str, query: Pairs) -> bytes:
    try:
        target = path.encode("ascii")
        if query:
            target += (b"&" if b"?" in target else b"?") + _encoded(query)
    except UnicodeError:
        raise Unfit("request") from None
    if target.translate(None, _VISIBLE):
        raise Unfit("request")
    return target


def _encoded(query: Pairs) -> bytes:
    """The pairs as a query string; looked at pair by pair only if something in it needs escaping."""
    joined = "&".join(map("=".join, query)).encode()
    plain = not joined.translate(None, _PLAIN) and joined.count(b"=") == joined.count(b"&") + 1 == len(query)
    if plain:
        return joined
    return "&".join([f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in query]).encode()
