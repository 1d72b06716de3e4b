"""The command as its users have it: a process of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-m", "gateway")

Comptoir = Callable[..., subprocess.CompletedProcess[str]]


def environment(home: Path) -> dict[str, str]:
    """Ours without what would change the command, and with the demo kept in a folder of the test's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COMPTOIR_")}  # noqa: TID251  # a child process has one
    return {**kept, "COMPTOIR_DEMO_HOME": str(home), "PYTHONPATH": str(ROOT), "COLUMNS": "160"}


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the embedded demo is kept; the first command that needs it writes it."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def comptoir(home: Path) -> Comptoir:
    """Runs the command to its end; what is named is set in its environment."""

    def run(*words: str | Path, given: str = "", cwd: Path = ROOT, **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*COMMAND, *map(str, words)],
            cwd=cwd,
            env={**environment(home), **settings},
            input=given,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run


@pytest.fixture(scope="session")
def written(comptoir: Comptoir, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo retailer's folder; not to be changed."""
    folder = tmp_path_factory.mktemp("written") / "demo"
    assert comptoir("demo", folder).returncode == 0
    return folder


@pytest.fixture
def demo(written: Path, tmp_path: Path) -> Path:
    """A demo retailer's folder, free to be broken."""
    folder = tmp_path / "demo"
    folder.mkdir()
    for file in written.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    return folder
