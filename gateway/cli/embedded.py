"""The demo retailer that is served when no configuration is named: written on first use, then kept."""

import shutil
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_cache_path

from backends import sandbox
from backends.sandbox.systems import CONFIGURATION, SYSTEMS, file_name
from gateway.cli.consoles import err
from gateway.cli.exits import Exit, stop, why
from gateway.cli.later import later
from gateway.cli.progress import progress
from gateway.settings import demo_home

if TYPE_CHECKING:
    from backends.sandbox import sqlite
else:
    sqlite = later("backends.sandbox.sqlite")  # read on the first start only


def configuration() -> Path:
    """The demo's configuration; ends the command where it cannot be written."""
    home = demo_home() or user_cache_path("comptoir", appauthor=False)
    folder = home / f"demo-{_world()}"
    if not _is_whole(folder):
        _write(folder)
    return folder / CONFIGURATION


def _is_whole(folder: Path) -> bool:
    return all((folder / name).exists() for name in (CONFIGURATION, *map(file_name, SYSTEMS)))


def _write(folder: Path) -> None:
    """Write it, unless somebody who started at the same time was faster."""
    try:
        if folder.exists() and not _is_whole(folder):
            shutil.rmtree(folder)  # somebody took a file away; a cache is made anew
        with progress("Writing the demo retailer", err) as told:
            sqlite.write(folder, progress=told)
    except OSError as error:
        if not _is_whole(folder):
            stop(Exit.UNABLE, f"cannot write the demo retailer to {folder}: {why(error)}")


def _world() -> str:
    """Which world it is: a digest of the code that tells it, because a number is forgotten when the code changes."""
    digest = blake2b(digest_size=4)
    for module in sorted(Path(*sandbox.__path__).rglob("*.py")):
        digest.update(module.read_bytes())
    return digest.hexdigest()
