"""Servers on loopback that send just the bytes which a test wants."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from backends.manifest import Served
from backends.transport import HttpSettings, Transport
from backends.vocabulary import StockConvention, SystemRole

Writer = asyncio.StreamWriter
Answer = Callable[[bytes, Writer], Awaitable[None]]

GOOD = b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\ngood"


class Peer:
    """A server that hands each request's head, and what of a body came with it, to `answer`."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.connections = 0
        self.open: set[Writer] = set()
        self.requests: list[bytes] = []
        self.port = 0

    async def serve(self, reader: asyncio.StreamReader, writer: Writer) -> None:
        """One connection."""
        self.connections += 1
        self.open.add(writer)
        try:
            while request := await self._request(reader):
                self.requests.append(request)
                await self.answer(request, writer)
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # also when the loop ends: Python 3.11 would tell of it as an error
        finally:
            self.open.discard(writer)
            writer.close()

    async def _request(self, reader: asyncio.StreamReader) -> bytes:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError:
            return b""
        length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
        return head + await reader.readexactly(int(length or 0))


def always(answer: bytes, *, then_close: bool = False) -> Answer:
    """The same bytes to every request."""

    async def say(request: bytes, writer: Writer) -> None:
        writer.write(answer)
        if then_close:
            writer.close()

    return say


@asynccontextmanager
async def peer(answer: Answer, tls: ssl.SSLContext | None = None) -> AsyncIterator[Peer]:
    """A server on a free port, until the end of the block."""
    there = Peer(answer)
    server = await asyncio.start_server(there.serve, "127.0.0.1", 0, ssl=tls)
    there.port = server.sockets[0].getsockname()[1]
    try:
        yield there
    finally:
        server.close()
        for writer in tuple(there.open):
            writer.close()


@asynccontextmanager
async def transport_to(url: str, *, timeout: float = 5, **options: Any) -> AsyncIterator[Transport]:
    """A transport to an address, closed at the end of the block."""
    served = Served(
        name="erp",
        role=SystemRole.ERP,
        backend="toy",
        facets={},
        timeout=timeout,
        stock_convention=StockConvention.GROSS,
    )
    transport = Transport(served, url, HttpSettings(base_url=url, **options))
    try:
        yield transport
    finally:
        await transport.close()


@asynccontextmanager
async def talking(answer: Answer, *, path: str = "", **options: Any) -> AsyncIterator[tuple[Transport, Peer]]:
    """A server and a transport to it."""
    async with peer(answer) as there, transport_to(f"http://127.0.0.1:{there.port}{path}", **options) as transport:
        yield transport, there
