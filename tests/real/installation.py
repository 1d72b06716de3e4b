"""A Tryton of its own environment: installed, initialised and filled once, then kept outside the checkout.

What is kept goes by the series and by what it was made from, so that a change of either makes it anew.
"""

import hashlib
import json
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import platformdirs
from msgspec import Struct

from tests.pinned import NOT_TO_BE_HAD, NotAsPinnedError, NotToBeHadError, python_in

HERE = Path(__file__).parent
REQUIREMENTS = HERE.parents[1] / "requirements" / "real"
DATABASE = "tryton"
USER = "admin"
PASSWORD = "made-up-for-tests"  # noqa: S105 - of a server on loopback that lives for one test
MODULES = (
    *("party", "company", "currency", "country", "product", "sale", "stock"),
    *("stock_package_shipping", "account_invoice_stock"),
)
_PATIENCE = 1_800  # seconds for each step: machines that build are busy
_START = 120.0


class Installation(Struct, frozen=True):
    """What is kept of one series: a Python, a filled database, and what Tryton's own client says of it."""

    python: Path
    database: Path
    truth: Path


class Tryton(Struct, frozen=True):
    """A server on loopback, and what its own client says that it holds."""

    url: str
    truth: Any


def installation(series: str) -> Installation:
    """Makes what is not there yet; raises NotToBeHadError or NotAsPinnedError of its packages."""
    requirements = REQUIREMENTS / f"tryton-{series}.txt"
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    root = platformdirs.user_cache_path("comptoir") / "tryton"
    environment = root / f"{series}-python{version}-{_digest(requirements)}"
    if not environment.exists():
        _said(f"installing {requirements.stem}")
    python = python_in(environment, requirements)
    made_from = _digest(requirements, HERE / "load.py", HERE / "truth.py", HERE / "installation.py")
    return _filled(root / f"{series}-data-{made_from}", python)


@contextmanager
def serving(series: str, scratch: Path) -> Iterator[Tryton]:
    """Serves a copy of the database for a while: whoever writes into it spoils nothing."""
    kept = installation(series)
    shutil.copy(kept.database, scratch / kept.database.name)
    port = _free_port()
    log = scratch / "trytond.log"
    command = [*_tool(kept.python, "trytond"), "-c", str(_configured(scratch, port)), "-d", DATABASE]
    with log.open("wb") as said, subprocess.Popen(command, stdout=said, stderr=said) as server:
        try:
            _await(port, server, log)
            yield Tryton(f"http://127.0.0.1:{port}", json.loads(kept.truth.read_text()))
        finally:
            server.terminate()


def _filled(folder: Path, python: Path) -> Installation:
    database, truth = folder / f"{DATABASE}.sqlite", folder / "truth.json"
    if not truth.exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        database.touch()
        configuration = str(_configured(folder, 8000))
        _said("initialising the database")
        _initialise(folder, python, configuration)
        _said("filling it through Tryton's own client")
        _run([str(python), "-I", str(HERE / "load.py"), configuration, DATABASE])
        told = _run([str(python), "-I", str(HERE / "truth.py"), configuration, DATABASE])
        truth.write_text(told.splitlines()[-1])
    return Installation(python, database, truth)


def _initialise(folder: Path, python: Path, configuration: str) -> None:
    password = folder / "password"
    password.write_text(PASSWORD)
    admin = [*_tool(python, "trytond-admin"), "-c", configuration, "-d", DATABASE]
    first = ["--all", "--email", "admin@example.org"]
    for more in (first, ["--activate-dependencies", "-u", *MODULES]):
        _run([*admin, *more], TRYTONPASSFILE=str(password))


def _tool(python: Path, name: str) -> list[str]:
    return [str(python), str(python.with_name(name))]


def _configured(folder: Path, port: int) -> Path:
    configuration = folder / "trytond.conf"
    configuration.write_text((HERE / "trytond.conf").read_text().format(folder=folder, port=port))
    return configuration


def _run(command: list[str], **environment: str) -> str:
    """What a command prints; its complaint is printed where it fails."""
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=_PATIENCE, check=False, env=_environ(environment)
    )
    if done.returncode:
        print(done.stderr[-4_000:], file=sys.stderr)
        raise subprocess.CalledProcessError(done.returncode, command[:3])
    return done.stdout


def _environ(more: dict[str, str]) -> dict[str, str] | None:
    """None is ours as it is: pip needs what the machine says of its index."""
    return {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", **more} if more else None


def _await(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _START
    while time.monotonic() < deadline and server.poll() is None:
        with socket.socket() as knocking:
            if knocking.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise RuntimeError(f"trytond does not listen:\n{log.read_text()[-2_000:]}")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


def _digest(*files: Path) -> str:
    told = hashlib.sha256(b"\0".join(file.read_bytes() for file in files))
    return told.hexdigest()[:12]


def _said(step: str) -> None:
    print(f"tests/real: {step}", file=sys.stderr, flush=True)


def main(series: str) -> int:
    """Make what is not there yet; 75 where the packages cannot be fetched, 1 where others came than were pinned."""
    try:
        installation(series)
    except NotToBeHadError as problem:
        print(f"NO REAL TRYTON CAN BE TRIED: {problem}", file=sys.stderr)
        return NOT_TO_BE_HAD
    except NotAsPinnedError as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
