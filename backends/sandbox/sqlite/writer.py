"""Writes the demo retailer as a folder that is there whole, or not at all."""

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TypeAlias

from backends.folders import whole
from backends.sandbox import chronicle, configuration
from backends.sandbox.chronicle import Said
from backends.sandbox.configuration import Connection
from backends.sandbox.sqlite.files import GrowingFile
from backends.sandbox.sqlite.rows import rows
from backends.sandbox.systems import CONFIGURATION, SYSTEMS, PretendSystem, file_name

Progress: TypeAlias = Callable[[int, int], None]
"""Told how many steps are done, of how many."""


def write(folder: Path, *, scale: int = 1, seed: int = 7, progress: Progress | None = None) -> None:
    """Make a folder with the seven systems' files and the `comptoir.toml` that serves them.

    `scale` multiplies customers and orders (1: 300 and 3,000); the same seed gives the same rows. Raises
    `FileExistsError` when there is something in the folder already, `ValueError` when the scale is below 1, and what
    the file system raises; an interrupted build leaves nothing in the folder's place.
    """
    if scale < 1:
        raise ValueError(f"a scale is at least 1, not {scale}")
    with whole(folder) as building:
        try:
            _systems(building, scale, seed, progress or _silent)
        except sqlite3.OperationalError as error:  # a full disk, mostly
            raise OSError(f"{building}: {error}") from error
        toml = configuration.render([connection(system) for system in SYSTEMS])
        (building / CONFIGURATION).write_text(toml, encoding="utf-8")


def _systems(building: Path, scale: int, seed: int, progress: Progress) -> None:
    """A step for each chapter of the world, and one for finishing each file."""
    chapters = chronicle.length(scale)
    with ExitStack() as opened:
        files = {system.name: opened.enter_context(closing(GrowingFile(building, system))) for system in SYSTEMS}
        for done, chapter in enumerate(chronicle.chapters(seed, scale), start=1):
            _add(files, chapter)
            progress(done, chapters + len(files))
        for finished, file in enumerate(files.values(), start=1):
            file.finish()
            progress(chapters + finished, chapters + len(files))


def _add(files: Mapping[str, GrowingFile], chapter: Iterable[Said]) -> None:
    for system, record in chapter:
        add = files[system].add
        for view, row in rows(record):
            add(view, row)


def connection(system: PretendSystem, folder: str = "") -> Connection:
    """How a system is reached in its file; `folder` ends with a slash, none is the configuration's own."""
    return Connection(
        system=system, backend="sql", serves=system.serves, keys={"url": f"sqlite:///{folder}{file_name(system)}"}
    )


def _silent(done: int, total: int) -> None:
    """Nobody watches."""
