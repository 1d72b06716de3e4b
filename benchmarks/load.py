"""A closed loop of clients over HTTP, and what their server took for it."""

import asyncio
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from statistics import median, quantiles
from subprocess import PIPE, Popen
from typing import Final

from msgspec import Struct

_TICK: Final = os.sysconf("SC_CLK_TCK")


class Loaded(Struct, frozen=True):
    """Requests a second, their latency in milliseconds and the server's CPU time for each, in milliseconds."""

    rate: float
    p50: float
    p99: float
    cpu: float


class Server:
    """A process that printed the port on which it serves."""

    def __init__(self, process: "Popen[str]") -> None:
        self._process = process
        self.port = int(process.stdout.readline()) if process.stdout else 0

    @property
    def cpu(self) -> float:
        """Seconds of CPU that it took until now, its threads' included."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICK


@contextmanager
def serving(*commands: Sequence[str]) -> Iterator[list[Server]]:
    """Servers on one core, this process on the others, where there are some, until the end of the block."""
    cores = sorted(os.sched_getaffinity(0))
    processes = [Popen(command, stdout=PIPE, text=True) for command in commands]  # noqa: S603  # our own
    try:
        if len(cores) > 1:
            for process in processes:
                os.sched_setaffinity(process.pid, {cores[0]})
            os.sched_setaffinity(0, set(cores[1:]))
        yield [Server(process) for process in processes]
    finally:
        os.sched_setaffinity(0, cores)
        for process in processes:
            process.terminate()
            process.wait(10)


async def load(server: Server, bodies: Sequence[bytes], clients: int, seconds: float) -> Loaded:
    """So many clients, each asking again when it is answered; raises SystemExit for an answer with errors."""
    requests, walls = cycle([request_of(body) for body in bodies]), []
    loop = asyncio.get_running_loop()
    cpu, began = server.cpu, loop.time()

    async def client() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        while (now := loop.time()) < began + seconds:
            writer.write(next(requests))
            _check(await answer_in(reader))
            walls.append((loop.time() - now) * 1000)
        writer.close()

    await asyncio.gather(*(client() for _ in range(clients)))
    taken = loop.time() - began
    p99 = quantiles(walls, n=100)[98] if len(walls) > 1 else walls[0]
    return Loaded(len(walls) / taken, median(walls), p99, (server.cpu - cpu) * 1000 / len(walls))


def request_of(body: bytes) -> bytes:
    """A question as it is sent."""
    head = b"POST /graphql HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
    return head % len(body) + body


async def answer_in(reader: asyncio.StreamReader) -> bytes:
    """The body of the next answer, whose length is told."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
    return await reader.readexactly(int(length))


def _check(answer: bytes) -> None:
    if b'"errors":' in answer[:200]:
        raise SystemExit(f"answered with errors: {answer[:300]!r}")


def middle(found: Sequence[Loaded]) -> Loaded:
    """The medians of some rounds."""
    return Loaded(
        median(each.rate for each in found),
        median(each.p50 for each in found),
        median(each.p99 for each in found),
        median(each.cpu for each in found),
    )
