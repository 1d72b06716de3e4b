"""Compiled operations beside Strawberry's executor, in one run: `python -m benchmarks.execution`.

Everything runs in this process, on one core, with the data at hand and no cache. The rounds of the contestants are
interleaved, so that a noisy neighbour troubles both; the table has the medians of the rounds.
"""

import argparse
import asyncio
import gc
import time
from collections.abc import Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import orjson
import strawberry
from msgspec import Struct
from rich.console import Console
from rich.table import Table

from backends.sandbox.sqlite import write
from benchmarks import shop
from benchmarks.replay import replayed, settings_of
from gateway.app import context_factory
from gateway.clock import clock_from
from gateway.execution.documents import Documents, Operation
from gateway.execution.plans import Plans
from gateway.execution.run import Answered, ContextFactory, Runner, core_schema
from gateway.execution.steering import Reason
from gateway.sections import Limits
from resolvers.schema import build_schema

LIMITS = Limits(fields=100_000)
THREE_SIXTY = {
    "key": {"externalId": {"system": "crm", "value": "C-00001"}},
    "scope": {"channel": "ECOMMERCE"},
    "on": "2026-03-21",
}


class Work(Struct, frozen=True):
    """One question, and who answers it: by its plan, and as Strawberry does."""

    name: str
    operation: Operation
    variables: Mapping[str, Any]
    compiled: Runner
    strawberry: Runner


class Measured(Struct, frozen=True):
    """Seconds of CPU for each question, and the median of their wall times."""

    cpu: float
    p50: float


class _NoPlans(Plans):
    """Sends everything to Strawberry's executor."""

    def plan(self, operation: Operation, variables: Any) -> Reason:
        return Reason.CONDITION


def work(
    name: str, schema: strawberry.Schema, contexts: ContextFactory, query: str, variables: Mapping[str, Any]
) -> Work:
    """A question about a schema."""
    core = core_schema(schema)
    operation = Documents(core, LIMITS).prepared(query).operation(None)
    compiled, slow = (_runner(schema, contexts, kind) for kind in (Plans, _NoPlans))
    return Work(name, operation, variables, compiled, slow)


def _runner(schema: strawberry.Schema, contexts: ContextFactory, kind: type[Plans]) -> Runner:
    plans = kind(schema, core_schema(schema), entries=100, size=2**30)
    return Runner(schema, contexts, clock_from(shop.NOON), plans, timeout=600, most_errors=100)


@asynccontextmanager
async def works(folder: Path, growth: bool):  # type: ignore[no-untyped-def]  # an async iterator of a list
    """All that is measured."""
    small = shop.schema()
    at_hand = shop.Shop(shop.world())
    settings = settings_of(folder)
    systems = replayed(settings)
    found = [
        work("tiny, 3 fields", small, at_hand, shop.TINY, shop.VARIABLES),
        work("shop, data at hand", small, at_hand, shop.QUERY, shop.VARIABLES),
        work("360°, systems at hand", build_schema(), context_factory(settings, systems), three_sixty(), THREE_SIXTY),
    ]
    for orders in (8, 80, 800) if growth else ():
        world = shop.Shop(shop.world(orders=orders))
        found.append(work(f"shop, {orders} orders", small, world, shop.QUERY, shop.VARIABLES))
    try:
        yield found
    finally:
        await systems.close()


def three_sixty() -> str:
    """The whole question, as the stories ask it."""
    stories = Path(__file__).parents[1] / "tests" / "stories"
    return (stories / "three_sixty.graphql").read_text(encoding="utf-8")


async def measured(ask: Callable[[], Any], seconds: float) -> Measured:
    """A round of questions, one after the other."""
    walls: list[float] = []
    gc.collect()
    start = time.process_time()
    while time.process_time() - start < seconds or len(walls) < 3:
        began = time.perf_counter()
        await ask()
        walls.append(time.perf_counter() - began)
    return Measured((time.process_time() - start) / len(walls), median(walls))


async def compare(one: Work, rounds: int, seconds: float) -> tuple[int, Measured, Measured]:
    """The number of scalars, and the medians of both."""
    await _asked(one.compiled, one)  # from now on the systems play back
    answers = [await _asked(runner, one) for runner in (one.compiled, one.strawberry)]
    if orjson.loads(answers[0].body)["data"] != orjson.loads(answers[1].body)["data"]:
        raise SystemExit(f"{one.name}: the answers differ")
    found: tuple[list[Measured], list[Measured]] = ([], [])
    for _ in range(rounds):
        for runner, measures in zip((one.compiled, one.strawberry), found, strict=True):
            measures.append(await measured(lambda runner=runner: _asked(runner, one), seconds))  # type: ignore[misc]
    return _scalars(orjson.loads(answers[0].body)["data"]), _median(found[0]), _median(found[1])


async def _asked(runner: Runner, one: Work) -> Answered:
    return await runner.answer(one.operation, one.variables, "benchmark")


def _median(measures: list[Measured]) -> Measured:
    return Measured(median(each.cpu for each in measures), median(each.p50 for each in measures))


def _scalars(value: Any) -> int:
    if isinstance(value, dict):
        return sum(map(_scalars, value.values()))
    return sum(map(_scalars, value)) if isinstance(value, list) else 1


async def run(rounds: int, seconds: float, growth: bool) -> Table:
    """The table."""
    table = Table(title="Execution, queries a second on one core, p50 in milliseconds")
    for column in ("question", "scalars", "compiled q/s", "p50", "Strawberry q/s", "p50", "times"):
        table.add_column(column, justify="left" if column == "question" else "right")
    with TemporaryDirectory() as folder:
        write(Path(folder) / "demo")
        async with works(Path(folder) / "demo", growth) as found:
            for one in found:
                scalars, fast, slow = await compare(one, rounds, seconds)
                cells = [f"{scalars:,}", *_cells(fast), *_cells(slow), f"{slow.cpu / fast.cpu:.1f}"]
                table.add_row(one.name, *cells)
    return table


def _cells(one: Measured) -> tuple[str, str]:
    return f"{1 / one.cpu:,.0f}", f"{one.p50 * 1000:.3f}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each contestant (5)")
    parser.add_argument("--seconds", type=float, default=0.5, help="the CPU time of a round (0.5)")
    parser.add_argument("--growth", action="store_true", help="longer and longer answers too")
    given = parser.parse_args()
    Console(width=120).print(asyncio.run(run(given.rounds, given.seconds, given.growth)))


if __name__ == "__main__":
    main()
