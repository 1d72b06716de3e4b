"""The same connections under httpx's API, for what is written against httpx: an SDK, a library that signs in.

Not imported by the rest: who needs it imports it from here.
"""

import asyncio
from collections.abc import Iterator, Mapping
from typing import Final

import httpx

from backends.transport.failures import Babble, Crowded, CutOff, Packed, Refused, Slow, TooLarge, WireError
from backends.transport.opening import Opener, origin_of
from backends.transport.pool import Pool
from backends.transport.settings import HttpSettings
from backends.transport.writing import REPEATABLE, Pairs, Unfit

_LONG: Final = 3_600.0  # seconds, for clients without timeouts: nothing waits for ever
_OURS: Final = frozenset({b"host", b"connection", b"accept-encoding", b"content-length", b"transfer-encoding"})
_OF_WHAT_CAME: Final = frozenset({b"content-encoding", b"content-length", b"transfer-encoding"})


class PooledTransport(httpx.AsyncBaseTransport):
    """`httpx.AsyncClient(base_url=settings.base_url, transport=PooledTransport(settings))`: to that host and no other.

    The bodies of requests are sent whole, those of answers arrive whole and unpacked. httpx's `read` timeout is that
    of the whole request here; its others do not matter, for connecting and silence are bounded by the settings.
    """

    def __init__(self, options: HttpSettings) -> None:
        origin = origin_of(options.base_url)
        self._options = options
        self._place = origin.scheme.encode(), origin.authority.encode()
        self._opener = Opener(origin, options)
        self._writer = self._opener.writer()
        self._pool: Pool | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """As httpx asks it; raises httpx's errors."""
        if (request.url.raw_scheme, request.url.netloc) != self._place:
            raise httpx.ConnectError("sent to another address", request=request)
        body = await request.aread()
        if self._pool is None:
            self._pool = Pool.of(self._opener, self._options)
        budget = request.extensions.get("timeout", {}).get("read") or _LONG
        try:
            reply = await self._pool.exchange(
                self._writer.written(request.method, request.url.raw_path.decode("ascii"), (), _given(request), body),
                bodiless=request.method == "HEAD",
                repeatable=request.method in REPEATABLE,
                deadline=asyncio.get_running_loop().time() + budget,
            )
        except (WireError, TimeoutError, Unfit) as problem:
            raise _ERRORS[type(problem)](_said(problem), request=request) from None
        return httpx.Response(reply.status, headers=list(_told(reply.headers.raw)), content=reply.body)

    async def aclose(self) -> None:
        """Close all connections; the next request opens new ones."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.close()


def _given(request: httpx.Request) -> Pairs:
    """The headers that are the client's to say."""
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, value in request.headers.raw
        if name.lower() not in _OURS
    )


def _told(headers: Mapping[bytes, bytes]) -> Iterator[tuple[bytes, bytes]]:
    """One pair for each cookie; and nothing of a packing that is undone."""
    packed = b"content-encoding" in headers
    for name, value in headers.items():
        if name == b"set-cookie":
            yield from ((name, line) for line in value.split(b"\n"))
        elif not (packed and name in _OF_WHAT_CAME):
            yield name, value


_ERRORS: Final[Mapping[type[Exception], type[httpx.RequestError]]] = {
    TimeoutError: httpx.ReadTimeout,
    Slow: httpx.ReadTimeout,
    Crowded: httpx.PoolTimeout,
    Refused: httpx.ConnectError,
    CutOff: httpx.RemoteProtocolError,
    Babble: httpx.RemoteProtocolError,
    TooLarge: httpx.RemoteProtocolError,
    Packed: httpx.DecodingError,
    Unfit: httpx.LocalProtocolError,
}


def _said(problem: Exception) -> str:
    """No address: it may hold a secret."""
    return f"cannot be reached{problem.hint}" if isinstance(problem, Refused) else _WORDS[type(problem)]


_WORDS: Final[Mapping[type[Exception], str]] = {
    TimeoutError: "did not answer in time",
    Slow: "did not answer in time",
    Crowded: "too many requests wait already",
    CutOff: "broke off its answer",
    Babble: "does not speak HTTP",
    TooLarge: "sent more than is allowed",
    Packed: "packed its answer in a way that cannot be unpacked",
    Unfit: "cannot be said in HTTP",
}
