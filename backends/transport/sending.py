"""A request and its reply: what a backend sees of HTTP."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias
from urllib.parse import quote, urlencode

from msgspec import Struct

from backends.errors import BackendError, Rejected, TimedOut, Unavailable, Unreadable
from backends.manifest import Served
from backends.transport.failures import Babble, Packed, Refused, Slow, TooLarge, WireError
from backends.transport.opening import Opener, origin_of
from backends.transport.packing import ACCEPTED
from backends.transport.pool import Pool
from backends.transport.settings import HttpSettings

Pairs: TypeAlias = Sequence[tuple[str, str]]

_USUAL: Final = (("user-agent", "comptoir"), ("accept-encoding", ACCEPTED), ("accept", "*/*"))
_REPEATABLE: Final = frozenset({"GET", "HEAD", "OPTIONS"})  # what changes nothing, though it may be sent twice
_METHOD: Final = re.compile(r"[A-Z]+")
_TARGET: Final = re.compile(r"/[!-~]*")
_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE: Final = re.compile(r"[\t -~\x80-\xff]*")


class Reply(Struct, frozen=True):
    """What a system answered, whatever the status; the names of headers are in lower case.

    The values of a header that came more than once are joined by ", ", those of `set-cookie` by line breaks.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes


class Transport:
    """One system's address and the connections to it, opened when they are needed.

    It follows no redirect, keeps no cookie and reads no environment. It repeats only what changes nothing, once, when
    a kept connection turns out to be closed.
    """

    def __init__(self, served: Served, base_url: str, options: HttpSettings) -> None:
        self._served = served
        self._base = base_url.rstrip("/")
        self._options = options
        self._origin = origin_of(self._base)
        self._opener = Opener(self._origin, options)
        self._pool: Pool | None = None

    async def send(self, method: str, path: str, *, query: Pairs = (), headers: Pairs = (), body: bytes = b"") -> Reply:
        """The reply to one request, within the system's time budget.

        `path` begins with "/" and is escaped already; a URL does as well, if it begins with ours. Raises Unavailable,
        TimedOut or Unreadable for what the network does, Rejected for what cannot be sent, and nothing for a status.
        """
        request = self._request(method, self._target(path, query), headers, body)
        pool = self._opened() if self._pool is None else self._pool
        try:
            async with asyncio.timeout(self._served.timeout):
                found = await pool.exchange(request, bodiless=method == "HEAD", repeatable=method in _REPEATABLE)
        except (WireError, TimeoutError) as error:
            raise self._problem(error) from None
        return Reply(found.status, found.headers, found.body)

    async def close(self) -> None:
        """Close all connections; the next question opens new ones."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.close()

    def _opened(self) -> Pool:
        options = self._options
        self._pool = Pool(self._opener, connections=options.connections, silence=options.read_timeout)
        return self._pool

    def _target(self, path: str, query: Pairs) -> str:
        if path.startswith(f"{self._base}/"):
            path = path.removeprefix(self._base)
        if not path.startswith("/"):
            raise Unreadable(f"{self._served.name} sent us to another address.")
        target = f"{self._origin.path}{path}"
        if query:
            target = f"{target}{'&' if '?' in path else '?'}{_encoded(query)}"
        return target

    def _request(self, method: str, target: str, headers: Pairs, body: bytes) -> bytes:
        if not _METHOD.fullmatch(method) or not _TARGET.fullmatch(target):
            raise self._rejected("request")
        given = {name.lower() for name, _ in headers}
        lines = [f"{method} {self._opener.forwards or ''}{target} HTTP/1.1", f"host: {self._origin.authority}"]
        lines += [f"{name}: {value}" for name, value in _USUAL if name not in given]
        for name, value in headers:
            if not _NAME.fullmatch(name) or not _VALUE.fullmatch(value):
                raise self._rejected("header")
            lines.append(f"{name}: {value}")
        if self._opener.proxy_authorization is not None:
            lines.append(f"proxy-authorization: {self._opener.proxy_authorization}")
        if body or method not in _REPEATABLE:
            lines.append(f"content-length: {len(body)}")
        return "\r\n".join((*lines, "\r\n")).encode("latin-1") + body

    def _rejected(self, what: str) -> Rejected:
        return Rejected(f"{self._served.name} cannot be asked this: it fits into no {what}.")

    def _problem(self, error: WireError | TimeoutError) -> BackendError:
        """What the network did, in the system's name."""
        name = self._served.name
        match error:
            case TimeoutError() | Slow():
                return TimedOut(f"{name} did not answer in time.")
            case Babble():
                return Unreadable(f"{name} does not speak HTTP at its address.")
            case TooLarge():
                return Unreadable(f"{name} sent more than {self._options.largest_answer} bytes.")
            case Packed():
                return Unreadable(f"{name} packed its answer in a way that cannot be unpacked.")
            case Refused(hint=hint):
                return Unavailable(f"{name} cannot be reached{hint}.")
            case _:
                return Unavailable(f"{name} broke off its answer.")


def _encoded(query: Pairs) -> str:
    """The pairs as a query string; what needs no escaping is not looked at twice."""
    return "&".join(
        f"{name}={value}" if _is_plain(value) and _is_plain(name) else urlencode([(name, value)], quote_via=quote)
        for name, value in query
    )


_PLAIN: Final = re.compile(r"[0-9A-Za-z_.~-]*")


def _is_plain(text: str) -> bool:
    return _PLAIN.fullmatch(text) is not None
