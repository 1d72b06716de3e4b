"""What can be done about a failure stands on the vendor's page, where the error says."""

import re
from importlib import import_module
from types import ModuleType

import pytest

from backends.errors import Advice
from backends.registry import BACKENDS
from tests.architecture.sources import ROOT

ADVISERS = [name for name, module in BACKENDS.items() if (ROOT / module.replace(".", "/") / "advice.py").exists()]
SECTION = "\n## What check says\n"


def given(backend: str) -> list[Advice]:
    module: ModuleType = import_module(f"{BACKENDS[backend]}.advice")
    return [each for each in vars(module).values() if isinstance(each, Advice)]


@pytest.mark.parametrize("backend", ADVISERS)
def test_the_page_says_how(backend: str) -> None:
    """Every advice leads to a part of the page, and every part is led to."""
    page = f"docs/vendors/{backend}.md"
    section = (ROOT / page).read_text(encoding="utf-8").partition(SECTION)[2].partition("\n## ")[0]
    headings = re.findall(r"^### (.+)$", section, re.MULTILINE)
    there = {f"{page}#{re.sub(r'[^a-z0-9]+', '-', heading.lower())}" for heading in headings}
    assert {each.page for each in given(backend)} == there


@pytest.mark.parametrize("backend", ADVISERS)
def test_an_advice_is_one_line(backend: str) -> None:
    assert all(each.what.endswith(".") and "\n" not in each.what and len(each.what) < 400 for each in given(backend))
