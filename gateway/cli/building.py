"""`comptoir demo`: writes a demo retailer."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from time import perf_counter

from rich.table import Table
from rich.text import Text

from backends.sandbox.sqlite import write
from backends.sandbox.systems import CONFIGURATION
from gateway.cli.consoles import err, out
from gateway.cli.exits import Exit, stop, why
from gateway.cli.progress import progress

OURS = (CONFIGURATION, "*.sqlite", "*.sqlite-*")


def run(folder: Path, *, scale: int, seed: int, force: bool) -> None:
    """Write the retailer into a folder and show its figures; `force` replaces another demo there."""
    started = perf_counter()
    try:
        _clear(folder, force=force)
        with progress("Writing", err) as told:
            write(folder, scale=scale, seed=seed, progress=told)
    except OSError as error:
        stop(Exit.UNABLE, f"cannot write to {folder}: {why(error)}")
    _show(folder, perf_counter() - started)


def _clear(folder: Path, *, force: bool) -> None:
    """Make room: only ever by removing a demo."""
    if not folder.exists():
        return
    there = list(folder.iterdir())
    if there and not force:
        stop(Exit.USAGE, f"{folder} is not empty; --force replaces a demo that is there")
    if not all(any(path.match(pattern) for pattern in OURS) for path in there):
        stop(Exit.USAGE, f"{folder} holds more than a demo; --force removes nothing else")
    shutil.rmtree(folder)


def _show(folder: Path, seconds: float) -> None:
    table = Table("system", "rows", "size")
    table.columns[1].justify = table.columns[2].justify = "right"
    files = sorted(folder.glob("*.sqlite"))
    for file in files:
        table.add_row(Text(file.stem), f"{_rows(file):,}", _megabytes(file.stat().st_size))
    out.print(table)
    size = _megabytes(sum(file.stat().st_size for file in files))
    out.print(Text(f"{size} in {seconds:.1f} s. To serve it:"))
    out.print(Text(f"comptoir serve --config {folder / CONFIGURATION}", style="bold"), soft_wrap=True)


def _rows(file: Path) -> int:
    with closing(sqlite3.connect(file)) as database:
        views = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'comptoir%'")
        counts = [database.execute(f'SELECT count(*) FROM "{name}"') for (name,) in views.fetchall()]  # noqa: S608  # ours
        return sum(count for counted in counts for (count,) in counted)


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:,.1f} MB"
