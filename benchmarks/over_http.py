"""Everything on against everything off, over HTTP: `python -m benchmarks.over_http`.

Comptoir's own schema and demo; the systems' answers are at hand, at once or 20 ms later, so that what is measured is
the gateway. On: as `comptoir serve` has it, its log on standard error; without a cache. Off: the same operations,
prepared and compiled, with no limit, no weighing, no log, no middleware and no account of freshness and cost: the walk
of the plan and its bytes.
"""

import argparse
import asyncio
import gc
import os
import socket
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

import orjson
import uvicorn
from graphql.execution.values import VariableValues
from msgspec import json as encoding
from rich.console import Console
from rich.table import Table
from starlette.types import ASGIApp, Receive, Scope, Send

from backends.ledger import Ledger
from backends.sandbox.sqlite import write
from backends.tasks import Tasks
from benchmarks.load import Loaded, Server, load, middle, serving
from benchmarks.questions import questions
from benchmarks.replay import replayed, settings_of
from gateway import observability
from gateway.app import context_factory, create_app
from gateway.clock import clock_from
from gateway.execution.compiling import Plan
from gateway.execution.documents import Documents
from gateway.execution.executing import executed
from gateway.execution.plans import Plans
from gateway.execution.run import coerced, core_schema
from gateway.execution.walking import Question
from gateway.parameters import header_fields, of_body
from gateway.settings import Settings
from resolvers.schema import build_schema

CLIENTS: Final = 16
COLUMNS: Final = (
    "question", "systems", "on, req/s (CPU ms)", "off", "on : off", "by CPU", "on, p50 / p99 ms", "off",
)  # fmt: skip


class Off:
    """What is left when everything is off: parse and compile once, walk, encode."""

    def __init__(self, settings: Settings, delay: float) -> None:
        self._schema = build_schema()
        self._core = core_schema(self._schema)
        self._documents = Documents(self._core, settings.limits)
        self._plans = Plans(self._schema, self._core, entries=100, size=2**30)
        self._clock = clock_from(settings.clock.pinned_to)
        self._contexts = context_factory(settings, replayed(settings, delay=delay))
        self._encoder = encoding.Encoder()
        self._values: dict[bytes, VariableValues] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        asked = await of_body(header_fields(scope["headers"]), receive, 1_000_000)
        operation = self._documents.prepared(asked.query).operation(None)
        values = coerced(operation, asked.variables, 10)
        plan = self._plans.plan(operation, values)
        if not isinstance(plan, Plan):
            raise SystemExit(f"no plan: {plan}")
        work = Tasks()
        context = self._contexts(Ledger(self._clock()), work)
        question = Question(
            schema=self._core,
            operation=plan.operation,
            fragments=plan.fragments,
            variables=values,
            context=context,
        )
        result = await executed(plan, question)
        body = b'{"data":%b}' % self._encoder.encode(result.data)
        result.forget()
        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def serve(kind: str, folder: Path, delay: float) -> None:
    """Serve until terminated; the port is the first line."""
    settings = settings_of(folder)
    observability.configure(settings.log)
    app: ASGIApp = (
        Off(settings, delay) if kind == "off" else create_app(settings, backends=replayed(settings, delay=delay))
    )
    listening = socket.create_server(("127.0.0.1", 0))
    print(listening.getsockname()[1], flush=True)
    gc.freeze()
    config = uvicorn.Config(
        app, access_log=False, log_config=None, log_level="warning", ws="none", server_header=False, interface="asgi3"
    )
    uvicorn.Server(config).run(sockets=[listening])


async def compared(servers: Sequence[Server], body: bytes, rounds: int, seconds: float) -> list[list[Loaded]]:
    """Each server's rounds, between those of the others."""
    found: list[list[Loaded]] = [[] for _ in servers]
    for server in servers:
        await load(server, [body], 1, 0.1)  # from now on the systems play back
    for _ in range(rounds):
        for server, figures in zip(servers, found, strict=True):
            figures.append(await load(server, [body], CLIENTS, seconds))
    return found


def run(rounds: int, seconds: float, delays: Sequence[float]) -> Table:
    """The table."""
    table = Table(title=f"Everything on against everything off, {CLIENTS} clients over HTTP, one core, no cache")
    for column in COLUMNS:
        table.add_column(column, justify="left" if column == "question" else "right")
    with TemporaryDirectory() as folder:
        demo = Path(folder) / "demo"
        write(demo)
        for delay in delays:
            command = [sys.executable, "-m", "benchmarks.over_http", "--demo", str(demo), "--delay", str(delay)]
            with serving([*command, "--serve", "on"], [*command, "--serve", "off"]) as servers:
                for question in questions():
                    body = orjson.dumps({"query": question.text, "variables": question.variables})
                    found = asyncio.run(compared(servers, body, rounds, seconds))
                    table.add_row(question.name, f"{delay * 1000:.0f} ms", *_cells(*found))
    return table


def _cells(on: Sequence[Loaded], off: Sequence[Loaded]) -> list[str]:
    """Medians, and of the ratios the medians of the rounds' own."""
    pairs = list(zip(on, off, strict=True))
    by_rate = median(one.rate / other.rate for one, other in pairs)
    by_cpu = median(other.cpu / one.cpu for one, other in pairs)
    one, other = middle(on), middle(off)
    rates = [f"{each.rate:,.0f} ({each.cpu:.2f})" for each in (one, other)]
    latencies = [f"{each.p50:.1f} / {each.p99:.1f}" for each in (one, other)]
    return [*rates, f"{by_rate:.0%}", f"{by_cpu:.0%}", *latencies]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each contestant (5)")
    parser.add_argument("--seconds", type=float, default=2, help="how long a round is (2)")
    parser.add_argument("--delay", type=float, action="append", help="how long a system takes, in seconds (0 and 0.02)")
    parser.add_argument("--serve", choices=["on", "off"], help=argparse.SUPPRESS)
    parser.add_argument("--demo", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        serve(given.serve, given.demo, given.delay[0])
        return
    os.environ.setdefault("PYTHONUNBUFFERED", "1")  # noqa: TID251  # for the servers
    Console(width=120).print(run(given.rounds, given.seconds, given.delay or [0, 0.02]))


if __name__ == "__main__":
    main()
