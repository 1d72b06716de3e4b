"""Where Tryton cannot be installed, that is said, and nothing passes for it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.real import installation

ROOT = Path(__file__).parents[2]
NOBODY = "http://127.0.0.1:9/simple"  # the port of `discard`


def tried(cache: Path) -> subprocess.CompletedProcess[str]:
    environ = {
        "PATH": "/usr/bin:/bin",
        "XDG_CACHE_HOME": str(cache),
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": NOBODY,
        "PIP_RETRIES": "0",
    }
    command = [sys.executable, "-m", "tests.real.installation", "8.2"]
    return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)


def test_an_index_out_of_reach(tmp_path: Path) -> None:
    done = tried(tmp_path)
    assert done.returncode == 75
    assert "NO REAL TRYTON CAN BE TRIED: tryton-8.2 cannot be installed" in done.stderr
    assert list(tmp_path.rglob("complete.stamp")) == []


def test_pip_that_takes_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Made anew the next time: what is there is not whole."""
    monkeypatch.setattr(installation, "_PATIENCE", 0.01)
    with pytest.raises(installation.Unreachable):
        installation._environment(tmp_path / "made", installation.REQUIREMENTS / "tryton-8.2.txt")
    assert not (tmp_path / "made" / "complete.stamp").exists()
