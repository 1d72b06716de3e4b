"""What a request over HTTP costs us: `make bench-transport`.

A small JSON answer from a process of its own on loopback, uvloop, 1, 16 and 50 requests in flight; the CPU time that
this process takes for a request. Rounds are interleaved, so that what else the machine does falls on all.
"""

import argparse
import asyncio
import gc
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from statistics import median
from typing import Any, Final, TypeAlias

import aiohttp
import httptools
import httpx
import uvloop

from backends.manifest import Served
from backends.transport import HttpSettings, Transport
from backends.transport.compatible import PooledTransport
from backends.vocabulary import StockConvention, SystemRole
from benchmarks.load import serving

FLYING: Final = (1, 16, 50)
BODY: Final = b'{"id":"C1","name":"Cl\xc3\xa9mence Aubry","email":"c1@example.org","pad":"' + b"x" * 100 + b'"}'
ANSWER: Final = (
    b"HTTP/1.1 200 OK\r\nserver: nginx\r\ndate: Sat, 21 Mar 2026 12:00:00 GMT\r\ncontent-type: application/json\r\n"
    b'connection: keep-alive\r\netag: "a1"\r\ncontent-length: %d\r\n\r\n%b' % (len(BODY), BODY)
)

Ask: TypeAlias = Callable[[], Awaitable[bytes]]
Client: TypeAlias = Callable[[int, int], AbstractAsyncContextManager[Ask]]


class Answering(asyncio.Protocol):
    """The other side: a head is a whole request, and gets an answer at once."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Somebody is there."""
        self._transport: Any = transport

    def data_received(self, data: bytes) -> None:
        """A request, or more of them."""
        self._transport.write(ANSWER * data.count(b"\r\n\r\n"))


async def serve() -> None:
    """Be the other side, and say where."""
    server = await asyncio.get_running_loop().create_server(Answering, "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


class Bare(asyncio.Protocol):
    """The least that speaks HTTP: no bounds, no timeouts, no TLS, no headers, nothing that may go wrong."""

    def __init__(self) -> None:
        self.parser = httptools.HttpResponseParser(self)
        self.answer: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self.transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Connected."""
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Some of an answer."""
        self.parser.feed_data(data)

    def on_body(self, body: bytes) -> None:
        """The only part that there will be."""
        self.answer.set_result(body)


@asynccontextmanager
async def bare(port: int, flying: int) -> AsyncIterator[Ask]:
    """The floor."""
    loop = asyncio.get_running_loop()
    idle = [(await loop.create_connection(Bare, "127.0.0.1", port))[1] for _ in range(flying)]
    request = b"GET /customers/1 HTTP/1.1\r\nhost: bench\r\naccept-encoding: gzip\r\n\r\n"

    async def ask() -> bytes:
        connection = idle.pop()
        connection.answer = loop.create_future()
        connection.transport.write(request)
        body = await connection.answer
        idle.append(connection)
        return body

    yield ask
    for connection in idle:
        connection.transport.close()


@asynccontextmanager
async def ours(port: int, flying: int) -> AsyncIterator[Ask]:
    """As adapters ask."""
    url = f"http://127.0.0.1:{port}"
    served = Served(
        name="bench",
        role=SystemRole.CRM,
        backend="bench",
        facets={},
        timeout=10.0,
        stock_convention=StockConvention.GROSS,
    )
    transport = Transport(served, url, HttpSettings(base_url=url, connections=flying))

    async def ask() -> bytes:
        return (await transport.send("GET", "/customers/1")).body

    yield ask
    await transport.close()


@asynccontextmanager
async def through_httpx(port: int, flying: int) -> AsyncIterator[Ask]:
    """httpx with its own transport."""
    limits = httpx.Limits(max_connections=flying, max_keepalive_connections=flying)
    url = f"http://127.0.0.1:{port}/customers/1"
    async with httpx.AsyncClient(transport=httpx.AsyncHTTPTransport(limits=limits)) as client:
        yield by_httpx(client, url)


@asynccontextmanager
async def ours_under_httpx(port: int, flying: int) -> AsyncIterator[Ask]:
    """httpx with ours."""
    url = f"http://127.0.0.1:{port}"
    transport = PooledTransport(HttpSettings(base_url=url, connections=flying))
    async with httpx.AsyncClient(transport=transport) as client:
        yield by_httpx(client, f"{url}/customers/1")


@asynccontextmanager
async def no_transport(port: int, flying: int) -> AsyncIterator[Ask]:
    """What httpx takes above any transport."""
    head = [(name, value.strip()) for name, _, value in (line.partition(b":") for line in ANSWER.split(b"\r\n")[1:-2])]
    transport = httpx.MockTransport(lambda _: httpx.Response(200, headers=head, content=BODY))
    async with httpx.AsyncClient(transport=transport) as client:
        yield by_httpx(client, f"http://127.0.0.1:{port}/customers/1")


def by_httpx(client: httpx.AsyncClient, url: str) -> Ask:
    """A question by httpx."""

    async def ask() -> bytes:
        return (await client.get(url)).content

    return ask


@asynccontextmanager
async def through_aiohttp(port: int, flying: int) -> AsyncIterator[Ask]:
    """aiohttp, its connections bounded likewise."""
    url = f"http://127.0.0.1:{port}/customers/1"
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=flying)) as session:

        async def ask() -> bytes:
            async with session.get(url) as response:
                return await response.read()

        yield ask


CLIENTS: Final[Mapping[str, Client]] = {
    "httpx": through_httpx,
    "httpx over ours": ours_under_httpx,
    "httpx over nothing": no_transport,
    "aiohttp": through_aiohttp,
    "Transport.send": ours,
    "bare protocol": bare,
}


async def cost(ask: Ask, flying: int, requests: int) -> float:
    """CPU microseconds for a request."""

    async def some(count: int) -> None:
        for _ in range(count):
            if len(await ask()) != len(BODY):
                raise SystemExit("that is not what was asked for")

    await asyncio.gather(*(some(3) for _ in range(flying)))  # connections are open from here on
    gc.collect()
    began = time.process_time()
    await asyncio.gather(*(some(requests // flying) for _ in range(flying)))
    return (time.process_time() - began) / (requests // flying * flying) * 1e6


async def measure(port: int, flying: int, rounds: int, requests: int) -> dict[str, list[float]]:
    """Rounds over all clients, in turn."""
    found: dict[str, list[float]] = {name: [] for name in CLIENTS}
    for _ in range(rounds):
        for name, client in CLIENTS.items():
            async with client(port, flying) as ask:
                found[name].append(await cost(ask, flying, requests // 4 if name == "httpx" else requests))
    return found


def show(found: Mapping[int, Mapping[str, Sequence[float]]]) -> None:
    """A row for each client, a column for so many in flight; and how much less than httpx at the most of them."""
    print(f"{'CPU us a request':<22}" + "".join(f"{f'{flying} in flight':>14}" for flying in found) + f"{'ratio':>10}")
    most = found[max(found)]
    for name in CLIENTS:
        costs = "".join(f"{median(rounds[name]):>14.1f}" for rounds in found.values())
        print(f"{name:<22}{costs}{median(most['httpx']) / median(most[name]):>9.1f}x")


def main() -> None:
    """Start the other side, ask it, stop it."""
    parser = argparse.ArgumentParser(description="what a request over HTTP costs us")
    parser.add_argument("--serve", action="store_true", help="be the other side")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--requests", type=int, default=4_000, help="in each round")
    arguments = parser.parse_args()
    if arguments.serve:
        uvloop.run(serve())
        return
    with serving([sys.executable, "-m", "benchmarks.transport", "--serve"]) as (other,):
        show({each: uvloop.run(measure(other.port, each, arguments.rounds, arguments.requests)) for each in FLYING})


if __name__ == "__main__":
    main()
