"""What the 360° takes at least where each call takes 20 ms, and what Comptoir takes for it: one client, in turn.

The floor is q2's five calls over bare connections, three one after the other, of which nothing is made but the keys of
the next. Who waits shares a core with the peers' upstream, as in their benchmark; who asks it has the other.
"""

import asyncio
import json
import os
import socket
import sys
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from subprocess import DEVNULL, Popen
from typing import Any, Final, TypeAlias

import uvloop

from benchmarks.load import answer_in, request_of

DELAY_MS: Final = 20
ROUNDS: Final = 7
QUESTIONS: Final = 25  # a round
_PATIENCE: Final = 20.0  # seconds until a server listens

Take: TypeAlias = Callable[[Mapping[str, Any]], Awaitable[object]]


def measure(peers: Path, candidate: Path) -> int:
    """Print both medians and what lies between them."""
    there, here = _free_port(), _free_port()
    upstream = {"PORT": str(there)}
    ours = {"PORT": str(here), "UPSTREAM_URL": f"http://127.0.0.1:{there}"}
    with ExitStack() as opened:
        opened.enter_context(_served([sys.executable, str(peers / "upstream.py")], upstream, _cores()[-1]))
        opened.enter_context(_served([str(candidate)], ours, _cores()[0]))
        floor, found = uvloop.run(_measured(peers / "ops", there, here))
    print(
        f"bare calls {floor:.1f} ms, Comptoir {found:.1f} ms: {found - floor:.1f} ms over (medians of {ROUNDS} rounds)"
    )
    return 0


async def _measured(ops: Path, upstream: int, candidate: int) -> tuple[float, float]:
    query, variables = (ops / "q2.graphql").read_text(), json.loads((ops / "q2.json").read_text())
    calls, answers = await Calls.opened(upstream), await Answers.opened(candidate, query)
    await calls.said(f"/__delay?ms={DELAY_MS}")
    floor, found = [], []
    for _ in range(ROUNDS):
        floor.append(await _round(calls.made, variables, _cores()[0]))
        found.append(await _round(answers.asked, variables, _cores()[-1]))
    return median(floor), median(found)


async def _round(take: Take, variables: Sequence[Mapping[str, Any]], core: int) -> float:
    """The median of some, in milliseconds."""
    os.sched_setaffinity(0, {core})
    walls = []
    for each in variables[:QUESTIONS]:
        began = time.perf_counter()
        await take(each)
        walls.append((time.perf_counter() - began) * 1000)
    return median(walls)


class Line:
    """One connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def to(cls, port: int) -> "Line":
        """Connect."""
        return cls(*await asyncio.open_connection("127.0.0.1", port, limit=1_000_000))

    async def ask(self, request: bytes) -> bytes:
        """Send it and wait for the body of its answer."""
        self._writer.write(request)
        return await answer_in(self._reader)


class Answers:
    """Comptoir's, over one connection."""

    def __init__(self, line: Line, query: str) -> None:
        self._line = line
        self._query = query

    @classmethod
    async def opened(cls, port: int, query: str) -> "Answers":
        """Connect."""
        return cls(await Line.to(port), query)

    async def asked(self, variables: Mapping[str, Any]) -> object:
        """One question."""
        return await self._line.ask(request_of(json.dumps({"query": self._query, "variables": variables}).encode()))


class Calls:
    """Those of one question, over as many connections as are needed at a time."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines

    @classmethod
    async def opened(cls, port: int) -> "Calls":
        """Connect."""
        return cls([await Line.to(port) for _ in range(3)])

    async def said(self, path: str, line: int = 0) -> bytes:
        """What stands at a path."""
        return await self._lines[line].ask(b"GET %b HTTP/1.1\r\nhost: bench\r\n\r\n" % path.encode())

    async def made(self, variables: Mapping[str, Any]) -> object:
        """The five."""
        await self.said(f"/customers/{variables['id']}")
        orders = json.loads(await self.said(f"/orders?customerId={variables['id']}&limit=20"))
        lines = [line for order in orders for line in order["lines"]]
        return await asyncio.gather(
            self.said(f"/products?{_keys('id', (line['productId'] for line in lines))}", 0),
            self.said(f"/stock?{_keys('sku', (line['sku'] for line in lines))}", 1),
            self.said(f"/shipments?{_keys('orderId', (order['id'] for order in orders))}", 2),
        )


def _keys(name: str, keys: Iterable[str]) -> str:
    return "&".join(f"{name}={key}" for key in dict.fromkeys(keys))


@contextmanager
def _served(command: Sequence[str], told: Mapping[str, str], core: int) -> Iterator[None]:
    """A server on one core."""
    mine = os.environ  # noqa: TID251  # a child process has one
    process = Popen(command, env={**mine, **told}, stdout=DEVNULL, stderr=DEVNULL)  # noqa: S603  # our own
    try:
        os.sched_setaffinity(process.pid, {core})
        _await(int(told["PORT"]))
        yield
    finally:
        process.terminate()
        process.wait(10)


def _await(port: int) -> None:
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            if time.monotonic() > until:
                raise SystemExit(f"nobody listens on port {port} after {_PATIENCE:g} s") from None
            time.sleep(0.05)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _cores() -> Sequence[int]:
    """Two where there are two; one process changes its own, and back."""
    return (0, min(1, (os.cpu_count() or 1) - 1))
