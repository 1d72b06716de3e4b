"""What is told where a client cannot be fetched, or is not what was pinned."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pinned import NOT_TO_BE_HAD, NotAsPinnedError, python_in
from tests.wheels import pin_another, write_toy

NO_INDEX = {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "", "PIP_EXTRA_INDEX_URL": ""}


@pytest.fixture(autouse=True)
def without_an_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**NO_INDEX, "XDG_CACHE_HOME": str(tmp_path / "cache")}.items():
        monkeypatch.setenv(name, value)


def test_one_sentence_and_a_status_of_its_own() -> None:
    command = [sys.executable, "-m", "tests.thirdparty.environments"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == NOT_TO_BE_HAD
    assert done.stderr == "netsuite cannot be had from a package index, which the first run needs.\n"


def test_what_was_not_pinned_is_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """That is no want of a network: it must not pass for one."""
    pins, wheels = tmp_path / "toy.txt", tmp_path / "wheels"
    pin_another(pins)
    write_toy(wheels)
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheels))
    with pytest.raises(NotAsPinnedError, match=r"toy: what the package index gave is not what toy\.txt"):
        python_in(tmp_path / "cache" / "toy", pins)
    assert not list((tmp_path / "cache").iterdir())
