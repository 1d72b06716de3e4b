"""Where Tryton cannot be installed, that is said, and nothing passes for it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.real import installation

ROOT = Path(__file__).parents[2]
NOBODY = "http://127.0.0.1:9/simple"  # the port of `discard`


def out_of_reach(folder: Path, *command: str, path: str = "/usr/bin:/bin") -> subprocess.CompletedProcess[str]:
    """A command where nothing was installed before, and no index answers."""
    environ = {
        "PATH": path,
        "XDG_CACHE_HOME": str(folder),
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": NOBODY,
        "PIP_RETRIES": "0",
    }
    return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)


def test_an_index_out_of_reach(tmp_path: Path) -> None:
    done = out_of_reach(tmp_path, sys.executable, "-m", "tests.real.installation", "8.2")
    assert done.returncode == 75
    assert "NO REAL TRYTON CAN BE TRIED: tryton-8.2 cannot be installed" in done.stderr
    assert list(tmp_path.rglob("complete.stamp")) == []


def test_what_was_not_tried_is_told_at_the_end(tmp_path: Path) -> None:
    """Of all that must pass, this is about the last lines: `make` has nothing to do."""
    make = tmp_path / "make"
    make.write_text('#!/bin/sh\n[ "$1" != test-real ] || echo TRIED\n', encoding="utf-8")
    make.chmod(0o755)
    done = out_of_reach(tmp_path / "cache", str(ROOT / ".ci" / "run"), path=f"{tmp_path}:/usr/bin:/bin")
    assert done.returncode == 0, done.stderr
    assert "*** NOT TESTED: make test-real: Tryton 8.2 cannot be installed" in done.stderr.splitlines()
    assert "TRIED" not in done.stdout


def test_pip_that_takes_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Made anew the next time: what is there is not whole."""
    monkeypatch.setattr(installation, "_PATIENCE", 0.01)
    with pytest.raises(installation.Unreachable):
        installation._environment(tmp_path / "made", installation.REQUIREMENTS / "tryton-8.2.txt")
    assert not (tmp_path / "made" / "complete.stamp").exists()
