"""Where Tryton cannot be installed, that is said, and nothing passes for it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pinned import NotToBeHadError, python_in
from tests.real import installation
from tests.wheels import pin_another, write_toy

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
    assert "NO REAL TRYTON CAN BE TRIED: tryton-8.2 cannot be had from a package index" in done.stderr
    assert [made.name for made in tmp_path.glob("comptoir/tryton/*")] == []


def test_what_was_not_tried_is_told_at_the_end(tmp_path: Path) -> None:
    """Of all that must pass, this is about the last lines: `make` has nothing to do."""
    make = tmp_path / "make"
    make.write_text('#!/bin/sh\n[ "$1" != test-real ] || echo TRIED\n', encoding="utf-8")
    make.chmod(0o755)
    done = out_of_reach(tmp_path / "cache", str(ROOT / ".ci" / "run"), path=f"{tmp_path}:/usr/bin:/bin")
    assert done.returncode == 0, done.stderr
    assert "*** NOT TESTED: make test-real: Tryton 8.2 cannot be installed" in done.stderr.splitlines()
    assert "TRIED" not in done.stdout


def test_pip_that_takes_for_ever(tmp_path: Path) -> None:
    """Made anew the next time: nothing is kept of what is not whole."""
    with pytest.raises(NotToBeHadError):
        python_in(tmp_path / "made", installation.REQUIREMENTS / "tryton-8.2.txt", patience=0.01)
    assert list(tmp_path.iterdir()) == []


def test_what_is_not_as_pinned_is_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """That is no want of a network: it must not pass for one."""
    environ = {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(tmp_path / "wheels"),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    write_toy(tmp_path / "wheels")
    pin_another(tmp_path / "pins" / "tryton-8.2.txt")
    monkeypatch.setattr(installation, "REQUIREMENTS", tmp_path / "pins")
    assert installation.main("8.2") == 1
    assert (
        "tryton-8.2: what the package index gave is not what tryton-8.2.txt has the hashes of"
        in capsys.readouterr().err
    )
