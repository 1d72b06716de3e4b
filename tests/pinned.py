"""Environments of their own, of packages that are pinned with hashes: what those need must not meet what we need."""

import subprocess
import tempfile
import venv
from pathlib import Path
from typing import Final

NOT_TO_BE_HAD: Final = 75  # EX_TEMPFAIL of sysexits.h: the exit code of a command that should be tried again later
_PATIENCE: Final = 1_800.0  # seconds for an installation: machines that build are busy
_FORGED: Final = "THESE PACKAGES DO NOT MATCH THE HASHES"  # pip's words


class NotToBeHadError(Exception):
    """The packages could not be fetched; most likely there is no network."""


class NotAsPinnedError(Exception):
    """Something else came than was pinned."""


def python_in(folder: Path, pins: Path, patience: float = _PATIENCE) -> Path:
    """The Python of an environment with what is pinned; made once, whole or not at all.

    Raises NotToBeHadError or NotAsPinnedError.
    """
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as made:
            _install(Path(made) / "venv", pins, patience)
            _keep(Path(made) / "venv", folder)
    return folder / "bin" / "python"


def _install(folder: Path, pins: Path, patience: float) -> None:
    venv.create(folder, with_pip=True)
    command = [str(folder / "bin" / "python"), "-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
    try:
        done = subprocess.run(
            [*command, "--require-hashes", "--requirement", str(pins)],
            capture_output=True,
            text=True,
            timeout=patience,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NotToBeHadError(f"{pins.stem} did not come from the package index within {patience:g} s.") from None
    if _FORGED in done.stderr:
        raise NotAsPinnedError(f"{pins.stem}: what the package index gave is not what {pins.name} has the hashes of.")
    if done.returncode != 0:
        raise NotToBeHadError(f"{pins.stem} cannot be had from a package index, which the first run needs.")


def _keep(made: Path, folder: Path) -> None:
    try:
        made.rename(folder)
    except OSError:
        if not folder.exists():
            raise
        # another run was faster, and made the same
