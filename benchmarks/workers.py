"""Two workers beside one: `python -m benchmarks.workers`.

Both serve the demo as `comptoir serve` does; all cores are theirs and the clients'. What counts is how many requests a
second of CPU time answers, that of all processes of a server together: a second worker must not cost more than it does.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import create_server
from statistics import median
from tempfile import TemporaryDirectory

import orjson
from rich.console import Console
from rich.table import Table

from backends.sandbox.sqlite import write
from benchmarks.load import Loaded, Server, load
from benchmarks.questions import TINY, three_sixty

PATIENCE = 60  # seconds until a server must be ready


class Family(Server):
    """A server of several processes."""

    def __init__(self, pid: int, port: int) -> None:
        self._pid = pid
        self.port = port

    @property
    def cpu(self) -> float:
        """Seconds of CPU that all of them took until now."""
        return sum(_seconds(pid) for pid in [self._pid, *_children(self._pid)])


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def served(workers: int, config: Path) -> Iterator[Family]:
    """A server with so many workers, until the end of the block."""
    with create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gateway", "serve", "--config", str(config), "--port", str(port)]
    process = subprocess.Popen([*command, "--workers", str(workers)], stderr=subprocess.DEVNULL)  # noqa: S603  # our own
    try:
        _await_ready(port)
        yield Family(process.pid, port)
    finally:
        process.terminate()
        process.wait(30)


def _await_ready(port: int) -> None:
    for _ in range(PATIENCE * 10):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz").close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"nobody serves on port {port} after {PATIENCE} s")


def run(rounds: int, seconds: float) -> Table:
    """The table."""
    table = Table(title="Two workers beside one; requests for each second of CPU time, medians")
    for column in ("question", "one", "two", "two : one", "one req/s", "two req/s"):
        table.add_column(column, justify="left" if column == "question" else "right")
    with TemporaryDirectory() as folder:
        write(Path(folder) / "demo")
        config = Path(folder) / "demo" / "comptoir.toml"
        with served(1, config) as one, served(2, config) as two:
            for question in (TINY, three_sixty()):
                body = orjson.dumps({"query": question.text, "variables": question.variables})
                table.add_row(question.name, *_compared(one, two, body, rounds, seconds))
    return table


def _compared(one: Family, two: Family, body: bytes, rounds: int, seconds: float) -> list[str]:
    found: dict[Family, list[Loaded]] = {one: [], two: []}
    for server in found:
        asyncio.run(load(server, [body], 16, 1))
    for _ in range(rounds):
        for server, figures in found.items():
            figures.append(asyncio.run(load(server, [body], 16, seconds)))
    alone, both = ([1000 / each.cpu for each in found[server]] for server in (one, two))
    ratio = median(second / first for first, second in zip(alone, both, strict=True))
    rates = [f"{median(each.rate for each in figures):,.0f}" for figures in found.values()]
    return [f"{median(alone):,.0f}", f"{median(both):,.0f}", f"{ratio:.0%}", *rates]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each server (5)")
    parser.add_argument("--seconds", type=float, default=3, help="how long a round is (3)")
    given = parser.parse_args()
    Console(width=120).print(run(given.rounds, given.seconds))


if __name__ == "__main__":
    main()
