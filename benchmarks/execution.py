"""Execution in process, beside Strawberry as it comes and with its caches: `python -m benchmarks.execution`.

Everything runs in this process, on one core, the systems' answers at hand and nothing cached. The rounds of the
contestants are interleaved; the tables have the medians of the rounds. Then: how CPU time grows with the answer, what
it takes to compile an operation, and how many bytes a record takes in the cache.
"""

import argparse
import asyncio
import gc
from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from backends.sandbox.sqlite import write
from benchmarks import growth, preparing, remembering, speed
from benchmarks.replay import settings_of
from gateway.cli import GARBAGE_PACE
from gateway.settings import read


async def tables(demo: Path, rounds: int, seconds: float) -> AsyncIterator[Table]:
    """What is measured, one after the other."""
    settings = settings_of(demo)
    yield await speed.table(settings, rounds, seconds)
    yield await growth.table(rounds, seconds)
    yield await preparing.table(settings)
    yield await remembering.table(read(demo / "comptoir.toml", environ={}), settings)


async def run(rounds: int, seconds: float, scale: int) -> None:
    """Measure and print."""
    console = Console(width=120)
    with TemporaryDirectory() as folder:
        demo = Path(folder) / "demo"
        write(demo, scale=scale)
        async for table in tables(demo, rounds, seconds):
            console.print(table)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7, help="rounds of each contestant (7)")
    parser.add_argument("--seconds", type=float, default=0.2, help="the CPU time of a round (0.2)")
    parser.add_argument("--scale", type=int, default=4, help="how large the demo retailer is (4: 12,000 orders)")
    given = parser.parse_args()
    gc.set_threshold(*GARBAGE_PACE)  # as `comptoir serve` does, for all of them
    asyncio.run(run(given.rounds, given.seconds, given.scale))


if __name__ == "__main__":
    main()
