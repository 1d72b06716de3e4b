"""Environments of their own for clients that others wrote: what they need must not meet what we need.

As a command it makes those that are missing; it ends with 75 where a client cannot be had, and with 1 where what came
is not what was pinned.
"""

import hashlib
import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from typing import Final

import platformdirs

PINS: Final = Path(__file__).parents[2] / "requirements" / "thirdparty"
NOT_TO_BE_HAD: Final = 75  # EX_TEMPFAIL of sysexits.h

_PATIENCE: Final = 600  # seconds for an installation
_FORGED: Final = "THESE PACKAGES DO NOT MATCH THE HASHES"  # pip's words


class NotToBeHadError(Exception):
    """A client could not be fetched; most likely there is no network."""


class NotAsPinnedError(Exception):
    """Something else came than was pinned."""


def python_of(client: str) -> Path:
    """The Python that has a client and all it needs, as pinned; made once for each version of the pins.

    It is kept outside the checkout. Raises NotToBeHadError or NotAsPinnedError.
    """
    pins = PINS / f"{client}.txt"
    told = hashlib.sha256(pins.read_bytes()).hexdigest()[:12]
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    folder = platformdirs.user_cache_path("comptoir") / "thirdparty" / f"{client}-{told}-python{version}"
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as made:
            _install(Path(made) / "venv", pins, client)
            _keep(Path(made) / "venv", folder)
    return folder / "bin" / "python"


def _install(folder: Path, pins: Path, client: str) -> None:
    venv.create(folder, with_pip=True)
    command = [str(folder / "bin" / "python"), "-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
    try:
        done = subprocess.run(
            [*command, "--require-hashes", "--requirement", str(pins)],
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NotToBeHadError(f"{client} did not come from the package index within {_PATIENCE} s.") from None
    if _FORGED in done.stderr:
        raise NotAsPinnedError(f"{client}: what the package index gave is not what {pins.name} has the hashes of.")
    if done.returncode != 0:
        raise NotToBeHadError(f"{client} cannot be had from a package index, which the first run needs.")


def _keep(made: Path, folder: Path) -> None:
    try:
        made.rename(folder)
    except OSError:
        if not folder.exists():
            raise
        # another run was faster, and made the same


def main() -> int:
    """Make every environment that is missing."""
    try:
        for pins in sorted(PINS.glob("*.txt")):
            python_of(pins.stem)
    except NotToBeHadError as error:
        print(error, file=sys.stderr)
        return NOT_TO_BE_HAD
    except NotAsPinnedError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
