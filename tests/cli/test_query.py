"""`comptoir query`."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Comptoir

TWO = "query Names { systems { system } } query Roles($first: Boolean = true) { systems { role @include(if: $first) } }"


@pytest.fixture
def document(tmp_path: Path) -> Path:
    file = tmp_path / "two.graphql"
    file.write_text(TWO)
    return file


def test_answers_from_standard_input(comptoir: Comptoir) -> None:
    said = comptoir("query", "-", given="{ systems { system state } }")
    assert said.returncode == 0, said.stdout + said.stderr
    assert {each["state"] for each in json.loads(said.stdout)["data"]["systems"]} == {"LIVE"}
    assert said.stderr == ""


def test_runs_the_operation_that_is_named(comptoir: Comptoir, document: Path) -> None:
    said = comptoir("query", document, "--operation", "Names")
    assert said.returncode == 0
    assert set(json.loads(said.stdout)["data"]["systems"][0]) == {"system"}


def test_variables_are_given_as_text_or_file(comptoir: Comptoir, document: Path, tmp_path: Path) -> None:
    file = tmp_path / "variables.json"
    file.write_text('{"first": false}')
    for variables in ('{"first": false}', f"@{file}"):
        said = comptoir("query", document, "--operation", "Roles", "--variables", variables)
        assert json.loads(said.stdout)["data"]["systems"][0] == {}


def test_an_answer_with_errors_ends_with_1(comptoir: Comptoir, demo: Path) -> None:
    (demo / "crm.sqlite").unlink()
    (demo / "pos.sqlite").unlink()
    asked = '{ customer(key: {email: "annika.eichenroth.3@example.org"}) { __typename } }'
    said = comptoir("query", "-", "--config", demo / "comptoir.toml", given=asked)
    assert said.returncode == 1, said.stdout + said.stderr
    assert json.loads(said.stdout)["errors"]


@pytest.mark.parametrize("asked", ["{ systems {", "{ nothing }", TWO])
def test_what_cannot_be_run_ends_with_2(comptoir: Comptoir, asked: str) -> None:
    said = comptoir("query", "-", given=asked)
    assert said.returncode == 2
    assert json.loads(said.stdout)["errors"]


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["missing.graphql"], "cannot read missing.graphql: no such file or directory"),
        (["-", "--variables", "{"], "--variables is not JSON"),
        (["-", "--variables", "[1]"], "--variables is not a JSON object"),
        (["-", "--variables", "@missing.json"], "cannot read missing.json: no such file or directory"),
    ],
    ids=lambda value: "" if isinstance(value, str) else " ".join(value),
)
def test_wrong_words_are_one_line(comptoir: Comptoir, words: list[str], line: str) -> None:
    said = comptoir("query", *words, given="{ systems { system } }")
    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr.startswith(f"comptoir: {line}")
    assert len(said.stderr.splitlines()) == 1
