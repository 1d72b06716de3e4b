"""The manual's reference leaves nothing out, and says something of everything."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from backends.registry import BACKENDS, manifest
from gateway.sections import NounTable, SystemTable, Times
from gateway.settings import SECTIONS
from resolvers.schema import build_schema
from tests.architecture.sources import ROOT, tree
from upkeep.codes import FIELD, QUESTION, REASON, REQUEST, SYSTEM
from upkeep.commands import every, parameters, spelled
from upkeep.dictionary import described
from upkeep.errors import failures
from upkeep.pages import PAGES, outdated

REFERENCE = ROOT / "docs" / "reference"
TABLES: list[type[BaseModel]] = [
    *SECTIONS.values(), SystemTable, NounTable, Times, *(manifest(name).settings for name in BACKENDS)
]  # fmt: skip
# Words in capitals that are no error codes, in the modules that name error codes.
TYPES = described(build_schema()._schema)
NO_CODES = {"ABSENT", "ASC", "DEMO_HOME", "DESC", "GTIN", "PLACED_AT", "POST", "PROMISED_BY", "TOTAL", "UPDATED_AT"}


def text(page: str) -> str:
    return (REFERENCE / f"{page}.md").read_text(encoding="utf-8")


def row(page: str, first: str) -> list[list[str]]:
    """The rows of a page's tables that begin with a cell."""
    rows = (line.strip("| ").split(" | ") for line in text(page).splitlines() if line.startswith("|"))
    return [cells for cells in rows if cells[0].strip() == first]


def test_the_pages_are_current(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert outdated() == []


def test_a_page_that_is_not_current_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs").symlink_to(ROOT / "docs")
    monkeypatch.setitem(PAGES, Path("docs/reference/errors.md"), lambda: "something else\n")  # type: ignore[arg-type]
    assert outdated() == [Path("docs/reference/errors.md")]


@pytest.mark.parametrize("kind", TABLES, ids=lambda kind: kind.__name__)
def test_every_setting_has_a_sentence(kind: type[BaseModel]) -> None:
    for name, field in kind.model_fields.items():
        if field.annotation is not Times:
            assert field.description, name
            assert any(field.description.rstrip(".") in cells[1] for cells in row("settings", f"`{name}`")), name


@pytest.mark.parametrize("section", [*SECTIONS, "systems.NAME", "nouns.NOUN", "cache.NOUN"])
def test_every_section_is_there(section: str) -> None:
    assert f" `[{section}]`\n" in text("settings")


@pytest.mark.parametrize(("path", "command"), list(every()), ids=lambda value: value if isinstance(value, str) else "")
def test_every_command_and_option_has_a_sentence(path: str, command) -> None:
    chapter = text("commands").partition(f"## `{path}`\n")[2].partition("\n## ")[0]
    assert chapter.strip()
    for one in parameters(command):
        cell = re.escape(spelled(one).replace("|", "\\|"))
        assert re.search(rf"^\| `{cell}` \| \w.+", chapter, re.MULTILINE), one.name


def codes_in_the_code() -> Iterator[str]:
    """Every word in capitals where the gateway, the graph and the seam name codes; vendors raise the seam's errors."""
    places = ("gateway/*.py", "gateway/execution/*.py", "resolvers/*.py", "backends/*.py", "backends/merging/*.py")
    for module in (module for place in places for module in ROOT.glob(place)):
        if module.name not in {"vocabulary.py", "words.py", "registry.py"}:
            nodes = ast.walk(tree(module.relative_to(ROOT)))
            words = (str(node.value) for node in nodes if isinstance(node, ast.Constant))
            yield from (word for word in words if re.fullmatch(r"[A-Z]{4,}(_[A-Z]+)*|[A-Z]+(_[A-Z]+)+", word))


def test_every_error_code_is_explained_and_none_is_made_up() -> None:
    explained = {*REQUEST, *QUESTION, *FIELD, *SYSTEM, *REASON}
    vocabulary = {value for one in TYPES.values() for value in getattr(one, "values", None) or ()}
    assert set(codes_in_the_code()) - vocabulary - NO_CODES == explained


def test_a_system_fails_only_in_ways_that_are_explained() -> None:
    assert {failure.code for failure in failures()} == set(SYSTEM)


@pytest.mark.parametrize("code", [*REQUEST, *QUESTION, *FIELD, *SYSTEM, *REASON])
def test_every_error_code_says_what_to_do(code: str) -> None:
    (cells,) = row("errors", f"`{code}`")
    assert all(cell.strip()[0].isupper() or cell.strip()[0] == "`" for cell in (cells[1], cells[-1]))


@pytest.mark.parametrize("name", sorted(TYPES))
def test_every_type_and_member_is_in_the_dictionary(name: str) -> None:
    one = TYPES[name]
    chapter = text("dictionary").partition(f"\n### {name}\n")[2].partition("\n### ")[0].partition("\n## ")[0]
    assert one.description and one.description.split()[0] in chapter
    for member in (*getattr(one, "fields", ()), *getattr(one, "values", ())):
        assert f"| `{member}` |" in chapter
