"""What the pages say is there is there."""

import re
from pathlib import Path

import pytest

from gateway.cli.commands import app
from tests.architecture.sources import ROOT

PAGES = sorted(page.relative_to(ROOT) for page in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), ROOT / "Dockerfile"))
# A path in backticks that starts in one of our folders; the vendor of CONTRIBUTING's example is none of ours.
PATH = re.compile(r"`((?:gateway|resolvers|backends|tests|docs|benchmarks|requirements)/(?!acme)[\w./-]+)`")
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")
CHORE = re.compile(r"\bmake ([a-z]+(?:-[a-z]+)*)\b")
COMMAND = re.compile(r"\bcomptoir ([a-z]+)\b")


def said(page: Path, pattern: re.Pattern[str]) -> set[str]:
    text = (ROOT / page).read_text(encoding="utf-8")
    code = " ".join(re.findall(r"`[^`\n]+`|^(?: {4}|\$ |make |comptoir ).*$", text, re.MULTILINE))
    return set(pattern.findall(code if pattern in (CHORE, COMMAND) else text))


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_paths_lead_somewhere(page: Path) -> None:
    missing = {path for path in said(page, PATH) if "acme" not in path and not (ROOT / path).exists()}
    missing |= {link for link in said(page, LINK) if not (ROOT / page.parent / link).exists()}
    assert missing == set()


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_chores_and_commands_exist(page: Path) -> None:
    chores = set(re.findall(r"^([a-z-]+):.* ## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    commands = {command.callback.__name__ for command in app.registered_commands if command.callback}
    commands |= {str(group.name) for group in app.registered_groups}
    assert said(page, CHORE) <= chores
    assert said(page, COMMAND) <= commands
