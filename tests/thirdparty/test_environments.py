"""What is told where a client cannot be fetched, or is not what was pinned."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.thirdparty import environments

NO_INDEX = {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "", "PIP_EXTRA_INDEX_URL": ""}


@pytest.fixture(autouse=True)
def without_an_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**NO_INDEX, "XDG_CACHE_HOME": str(tmp_path / "cache")}.items():
        monkeypatch.setenv(name, value)


def test_one_sentence_and_a_status_of_its_own() -> None:
    command = [sys.executable, "-m", "tests.thirdparty.environments"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == environments.NOT_TO_BE_HAD
    assert done.stderr == "netsuite cannot be had from a package index, which the first run needs.\n"


def test_what_was_not_pinned_is_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """That is no want of a network: it must not pass for one."""
    pins, wheels = tmp_path / "pins", tmp_path / "wheels"
    pins.mkdir()
    (pins / "toy.txt").write_text(f"toy==1.0 --hash=sha256:{'0' * 64}\n")
    write_wheel(wheels)
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheels))
    monkeypatch.setattr(environments, "PINS", pins)
    with pytest.raises(environments.NotAsPinnedError, match=r"toy: what the package index gave is not what toy\.txt"):
        environments.python_of("toy")
    assert not list((tmp_path / "cache").rglob("toy-*"))


def write_wheel(folder: Path) -> None:
    folder.mkdir()
    with zipfile.ZipFile(folder / "toy-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("toy.py", "")
        wheel.writestr("toy-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: toy\nVersion: 1.0\n")
        wheel.writestr("toy-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr("toy-1.0.dist-info/RECORD", "")
