"""`comptoir demo`."""

import os
import pty
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.cli.conftest import COMMAND, ROOT, Comptoir, environment


def test_writes_seven_systems_and_their_configuration(written: Path) -> None:
    text = (written / "comptoir.toml").read_text()
    assert text.endswith("]\n"), "what is appended to it must not land in its last line"
    systems = tomllib.loads(text)["systems"]
    assert {f"{name}.sqlite" for name in systems} == {file.name for file in written.glob("*.sqlite")}
    assert len(systems) == 7


def test_shows_figures_and_no_bar_where_nobody_watches(comptoir: Comptoir, tmp_path: Path) -> None:
    said = comptoir("demo", tmp_path / "demo")
    assert "rows" in said.stdout
    assert f"comptoir serve --config {tmp_path / 'demo' / 'comptoir.toml'}" in said.stdout
    assert said.stderr == ""


def test_shows_a_bar_on_a_terminal(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    command = [*COMMAND, "demo", str(tmp_path / "demo")]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment(tmp_path), stdout=subprocess.DEVNULL, stderr=theirs
    ) as process:
        os.close(theirs)
        shown = b""
        while piece := _read(ours):
            shown += piece
    os.close(ours)
    assert process.returncode == 0
    assert b"Writing" in shown
    assert b"100%" in shown


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65_536)
    except OSError:  # how Linux says that nobody writes any more
        return b""


def test_the_same_seed_tells_the_same(comptoir: Comptoir, written: Path, tmp_path: Path) -> None:
    comptoir("demo", tmp_path / "same")
    comptoir("demo", tmp_path / "other", "--seed", "8")
    crm = (written / "crm.sqlite").read_bytes()
    assert (tmp_path / "same" / "crm.sqlite").read_bytes() == crm
    assert (tmp_path / "other" / "crm.sqlite").read_bytes() != crm


def test_does_not_write_into_a_folder_that_is_used(comptoir: Comptoir, tmp_path: Path) -> None:
    (tmp_path / "diary.txt").write_text("mine")
    for words in ([], ["--force"]):
        said = comptoir("demo", tmp_path, *words)
        assert said.returncode == 2
        assert len(said.stderr.splitlines()) == 1
    assert (tmp_path / "diary.txt").read_text() == "mine"


def test_force_replaces_a_demo(comptoir: Comptoir, demo: Path) -> None:
    (demo / "crm.sqlite").write_bytes(b"garbage")
    assert comptoir("demo", demo).returncode == 2
    assert comptoir("demo", demo, "--force").returncode == 0
    assert (demo / "crm.sqlite").read_bytes().startswith(b"SQLite format 3")


@pytest.mark.parametrize("place", ["/proc/demo", "/dev/null", "/dev/null/demo"])
def test_a_place_that_cannot_be_written_is_one_line(comptoir: Comptoir, place: str) -> None:
    said = comptoir("demo", place)
    assert said.returncode == 3
    assert said.stderr.startswith(f"comptoir: cannot write to {place}: ")
    assert len(said.stderr.splitlines()) == 1
