"""What joining brings and what it costs, in real time: `python -m benchmarks.joining`.

Clients ask a system through its port as it is served: guard and coalescer, or the guard alone. Each asks for 20 of
1,000 keys, and again when it is answered; they begin in one turn of the event loop, or each at a time of its own within
20 ms. The system is a process of its own on loopback that speaks HTTP and JSON and answers at once or after 20 ms; and
one whose calls take 20 ms and nothing else, so that whatever the coalescer takes is lost. Rounds are interleaved.
"""

import argparse
import asyncio
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import product
from random import Random
from statistics import median, quantiles
from typing import Any, Final

import msgspec
import uvloop
from msgspec import Struct, structs
from rich.console import Console
from rich.table import Table

from backends.errors import ABSENT
from backends.ports import Answers, Ask, Facets, Pages, PageSpec, Parent, Port, System
from backends.records import Ref
from backends.registry import Connected, Systems, Wrapping
from backends.vocabulary import Noun, SystemRole
from benchmarks.load import Server, serving
from benchmarks.peers.rest import HEAD, NAME, SERVED, RestSettings
from benchmarks.peers.rest.client import Rest
from benchmarks.peers.rest.wire import Shipment
from benchmarks.ports import MOMENT
from benchmarks.ports import question as new_ask

NOUN: Final = Noun.SHIPMENT
CLIENTS: Final = (1, 16, 64)
DELAY: Final = 0.02  # seconds
SPREAD: Final = 0.02  # seconds within which clients begin that do not begin together
ROW: Final = msgspec.json.encode(Shipment(id="S1", carrier="Colis", status="sent", eta="2026-03-21", events=()))
KEYS: Final = 20
KNOWN: Final = 1_000
WAYS: Final[Mapping[str, Wrapping]] = {"without": Wrapping(joining=None), "with": Wrapping()}
TIMES: Final = ("asked/s", "CPU µs", "p50 ms", "p99 ms", "times", "calls each", "keys a call")


class Case(Struct, frozen=True):
    """The system that is asked, how many ask it, and whether they begin together."""

    system: str
    make: Callable[[], System]
    clients: int
    together: bool


class Found(Struct, frozen=True):
    """Of one round: queries a second, microseconds of CPU a query, latencies in milliseconds, calls and keys."""

    rate: float
    cpu: float
    p50: float
    p99: float
    calls: float
    keys: float


class Free:
    """A system and its port in one, whose calls take 20 ms and no work."""

    name = NAME
    role = SystemRole.ERP
    vocabulary_gaps = 0

    def port(self, noun: Noun) -> Port:
        """Itself."""
        return self

    async def lookup(self, keys: Sequence[Ref], facets: Facets, ask: Ask) -> Answers:
        """Nothing is there."""
        await asyncio.sleep(DELAY)
        return dict.fromkeys(keys, ABSENT)

    async def pages(self, parents: Sequence[Parent], spec: PageSpec, facets: Facets, ask: Ask) -> Pages:
        """Nothing is listed."""
        return {}

    async def probe(self) -> None:
        """It is there."""

    async def close(self) -> None:
        """Nothing is open."""


class Counted:
    """A system of which only one noun is asked: its calls and their keys are counted."""

    def __init__(self, system: System) -> None:
        self.name, self.role, self.vocabulary_gaps = system.name, system.role, 0
        self.probe, self.close = system.probe, system.close
        self._port = system.port(NOUN)
        self.pages = self._port.pages
        self.calls = 0
        self.keys = 0

    def port(self, noun: Noun) -> Port:
        """The counting one."""
        return self

    async def lookup(self, keys: Sequence[Ref], facets: Facets, ask: Ask) -> Answers:
        """As the system's own port."""
        self.calls += 1
        self.keys += len(keys)
        return await self._port.lookup(keys, facets, ask)


class Answering(asyncio.Protocol):
    """The other side: a row for each key that a request names, after a while."""

    def __init__(self, delay: float) -> None:
        self._delay = delay

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Somebody is there."""
        self._transport: Any = transport

    def data_received(self, data: bytes) -> None:
        """A request, whole: it is a head, and small enough for one packet of loopback."""
        rows = b"[" + b",".join([ROW] * data.count(b"orderId=")) + b"]"
        answer = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%b" % (
            len(rows),
            rows,
        )
        asyncio.get_running_loop().call_later(self._delay, self._transport.write, answer)


async def serve(delay: float) -> None:
    """Be the other side, and say where."""
    make = partial(Answering, delay)
    server = await asyncio.get_running_loop().create_server(make, "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


async def measured(case: Case, wrapping: Wrapping, seconds: float) -> Found:
    """A round."""
    system = Counted(case.make())
    systems = Systems([Connected(served=SERVED, system=system)], lambda: MOMENT, authority={}, wrapping=wrapping)
    port, random = systems.ports(NOUN)[0].port, Random(7)  # noqa: S311  # the same in every round
    samples = [[str(number) for number in random.sample(range(KNOWN), KEYS)] for _ in range(KNOWN)]
    waited: list[float] = []
    cpu, began = time.process_time(), time.perf_counter()

    async def client() -> None:
        await asyncio.sleep(0 if case.together else random.random() * SPREAD)
        while (now := time.perf_counter()) < began + seconds:
            await port.lookup([Ref(NAME, key) for key in random.choice(samples)], HEAD, new_ask())
            waited.append((time.perf_counter() - now) * 1000)

    await asyncio.gather(*(client() for _ in range(case.clients)))
    taken, cpu, count = time.perf_counter() - began, time.process_time() - cpu, len(waited)
    await systems.close()
    p99 = quantiles(waited, n=100)[98]
    return Found(
        count / taken, cpu / count * 1e6, median(waited), p99, system.calls / count, system.keys / system.calls
    )


async def compared(case: Case, rounds: int, seconds: float) -> Iterator[tuple[str, ...]]:
    """The lines of a case: the medians of its rounds, without and with."""
    found: dict[str, list[Found]] = {way: [] for way in WAYS}
    for _ in range(rounds):
        for way, wrapping in WAYS.items():
            found[way].append(await measured(case, wrapping, seconds))
    return (_line(case, way, figures, found["without"]) for way, figures in found.items())


def _line(case: Case, way: str, figures: Sequence[Found], without: Sequence[Found]) -> tuple[str, ...]:
    rate, cpu, p50, p99, calls, keys = (median(values) for values in zip(*map(structs.astuple, figures), strict=True))
    times = median(one.p50 / other.p50 for one, other in zip(figures, without, strict=True))
    begin = "together" if case.together else "apart"
    cells = (f"{rate:,.0f}", f"{cpu:.0f}", f"{p50:.2f}", f"{p99:.2f}", f"{times:.2f}", f"{calls:.3f}", f"{keys:.1f}")
    return case.system, str(case.clients), begin, way, *cells


async def table(systems: Mapping[str, Callable[[], System]], rounds: int, seconds: float) -> Table:
    """Two lines for each case."""
    shown = Table(title="A system asked with and without its coalescer, in real time; p50 in times that without")
    for column in ("system", "clients", "begin", "joining", *TIMES):
        shown.add_column(column, justify="right" if column in TIMES else "left", no_wrap=column == "system")
    for (name, make), clients, together in product(systems.items(), CLIENTS, (True, False)):
        if clients > 1 or together:
            for line in await compared(Case(name, make, clients, together), rounds, seconds):
                shown.add_row(*line)
            shown.add_section()
    return shown


def over_http(server: Server) -> Callable[[], System]:
    """Makes the system that asks a server."""
    return lambda: Rest(SERVED, RestSettings(base_url=f"http://127.0.0.1:{server.port}", connections=100))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each contestant (5)")
    parser.add_argument("--seconds", type=float, default=0.4, help="how long a round is (0.4)")
    parser.add_argument("--serve", type=float, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve is not None:
        uvloop.run(serve(given.serve))
        return
    command = [sys.executable, "-m", "benchmarks.joining", "--serve"]
    with serving([*command, "0"], [*command, str(DELAY)]) as (quick, slow):
        systems = {"HTTP, 0 ms": over_http(quick), "HTTP, 20 ms": over_http(slow), "free, 20 ms": Free}
        Console(width=120).print(uvloop.run(table(systems, given.rounds, given.seconds)))


if __name__ == "__main__":
    main()
