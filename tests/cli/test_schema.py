"""`comptoir schema`."""

from pathlib import Path

import pytest
from graphql import build_schema

from tests.cli.conftest import ROOT, Comptoir


@pytest.fixture(scope="module")
def printed(comptoir: Comptoir) -> str:
    said = comptoir("schema")
    assert said.returncode == 0
    return said.stdout


def test_prints_what_can_be_read_again(printed: str) -> None:
    assert printed.startswith("# Generated")
    assert build_schema(printed).query_type is not None


def test_a_current_file_passes(comptoir: Comptoir, tmp_path: Path, printed: str) -> None:
    (tmp_path / "schema.graphql").write_text(printed)
    said = comptoir("schema", "--check", cwd=tmp_path)
    assert (said.returncode, said.stdout, said.stderr) == (0, "", "")


def test_an_old_file_is_told_by_a_diff(comptoir: Comptoir, tmp_path: Path, printed: str) -> None:
    (tmp_path / "schema.graphql").write_text(printed.replace("type Query {", "type Query {\n  gone: Int\n"))
    said = comptoir("schema", "--check", cwd=tmp_path)
    assert said.returncode == 1
    assert "-  gone: Int" in said.stdout.splitlines()
    assert "make schema" in said.stderr


def test_a_missing_file_is_one_line(comptoir: Comptoir, tmp_path: Path) -> None:
    said = comptoir("schema", "--check", cwd=tmp_path)
    assert said.returncode == 2
    assert said.stderr == "comptoir: cannot read schema.graphql: no such file or directory\n"


def test_the_committed_one_is_current(comptoir: Comptoir) -> None:
    said = comptoir("schema", "--check", cwd=ROOT)
    assert said.returncode == 0, said.stdout + said.stderr
