"""What breaks a client of the released schema is found, unless it was announced or accepted."""

from datetime import date
from pathlib import Path

import pytest
from graphql import build_schema

from tests.architecture.sources import ROOT
from upkeep.released import BREAKS, CURRENT, RELEASED, broken, keep, problems, silent, version_of

TODAY = date(2027, 7, 1)
GOES = '@deprecated(reason: "Use `status`. Removed after 2027-06-30.")'
STAYS = '@deprecated(reason: "Use `status`. Removed after 2027-12-31.")'


def found(before: str, after: str, **breaks: str) -> list[str]:
    return list(broken(build_schema(before), build_schema(after), breaks, TODAY))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("type Query { a: Int b: Int }", "type Query { a: Int }"),
        ("type Query { a: Int! }", "type Query { a: Int }"),
        ("type Query { a: Int }", "type Query { a(b: Int!): Int }"),
        ("type Query { a(b: Int): Int }", "type Query { a: Int }"),
        ("type Query { a: E } enum E { X Y }", "type Query { a: E } enum E { X }"),
        (f"type Query {{ a: Int b: Int {STAYS} }}", "type Query { a: Int }"),
        ('type Query { a: Int b: Int @deprecated(reason: "old") }', "type Query { a: Int }"),
        (f"type Query {{ a: Int! {GOES} }}", f"type Query {{ a: String! {GOES} }}"),
        (f"type Query {{ a: T {GOES} b: T c: Int }} type T {{ x: Int }}", "type Query { c: Int }"),
    ],
)
def test_a_break(before: str, after: str) -> None:
    assert found(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("type Query { a: Int }", "type Query { a: Int! b: Int }"),
        (f"type Query {{ a: Int b: Int {GOES} }}", "type Query { a: Int }"),
        (f"type Query {{ a(b: Int {GOES}): Int }}", "type Query { a: Int }"),
        (f"type Query {{ a: E }} enum E {{ X Y {GOES} }}", "type Query { a: E } enum E { X }"),
        (f"type Query {{ a: T {GOES} c: Int }} type T {{ x: Int }}", "type Query { c: Int }"),
    ],
)
def test_no_break(before: str, after: str) -> None:
    assert found(before, after) == []


def test_a_break_says_what_to_do() -> None:
    (said,) = found("type Query { a: Int b: Int }", "type Query { a: Int }")
    assert "Query.b was removed" in said and "deprecate it first" in said and str(BREAKS) in said


def test_a_break_that_was_accepted() -> None:
    before, after = "type Query { a: Int b: Int }", "type Query { a: Int }"
    accepted = {"Field Query.b was removed.": "Nobody knew what it meant."}
    assert list(broken(build_schema(before), build_schema(after), accepted, TODAY)) == []
    assert "take it out" in next(broken(build_schema(before), build_schema(before), accepted, TODAY))


def test_a_deprecation_says_what_to_use_and_until_when() -> None:
    assert list(silent(build_schema(f"type Query {{ a: Int {GOES} }}"))) == []
    assert list(silent(build_schema('type Query { a: Int @deprecated(reason: "old") }')))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project in which a field was removed since the release, and that accepted."""
    (tmp_path / BREAKS.parent).mkdir(parents=True)
    (tmp_path / CURRENT).write_text("# Generated.\n\ntype Query { a: Int }\n")
    (tmp_path / RELEASED).write_text("# Comptoir 0.1.0: kept.\n\ntype Query { a: Int b: Int }\n")
    (tmp_path / BREAKS).write_text('[breaks]\n"Field Query.b was removed." = "Nobody asked for it."\n')
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_before_the_first_major_version_a_break_may_be_accepted(folder: Path) -> None:
    assert problems() == []


def test_later_it_takes_a_major_version(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / RELEASED).write_text("# Comptoir 1.2.0: kept.\n\ntype Query { a: Int b: Int }\n")
    monkeypatch.setattr("gateway.__version__", "1.3.0")
    assert ["new major version" in said for said in problems()] == [True]
    monkeypatch.setattr("gateway.__version__", "2.0.0")
    assert problems() == []


def test_releasing_begins_anew(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.__version__", "0.2.0")
    keep()
    assert version_of((folder / RELEASED).read_text()) == "0.2.0"
    assert problems() == []
    (folder / CURRENT).write_text("type Query { b: Int }\n")
    assert len(problems()) == 1


def test_the_released_schema_is_that_of_the_last_version_in_the_changelog(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"\n## [{version_of(RELEASED.read_text(encoding='utf-8'))}]" in "\n## [" + changes.split("\n## [")[2]
    assert problems() == []
