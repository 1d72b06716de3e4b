"""The manual as it was built: whole, and in need of nobody else when it is read. `make docs` builds it."""

import re
import tomllib
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from tests.architecture.sources import ROOT

DOCS, SITE = ROOT / "docs", ROOT / "site"
CONFIGURATION = tomllib.loads((ROOT / "zensical.toml").read_text(encoding="utf-8"))
PAGES = sorted(page.relative_to(DOCS) for page in DOCS.rglob("*.md"))
BUILT = [page.with_suffix(".html") for page in PAGES]
ELSEWHERE = re.compile(r"(https?:)?//", re.IGNORECASE)


class Loads(HTMLParser):
    """What a browser fetches to show a page; a link that a reader must follow is not among it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "link" and given.get("rel") not in {"canonical", "prev", "next", "alternate"}:
            self.found.append(given.get("href") or "")
        if tag != "a":
            self.found += [value for name in ("src", "srcset", "data", "poster") if (value := given.get(name))]


def loads(page: Path) -> list[str]:
    parser = Loads()
    parser.feed((SITE / page).read_text(encoding="utf-8"))
    return parser.found


def in_navigation(entries: Any) -> Iterator[str]:
    for entry in entries:
        for value in entry.values():
            yield from [value] if isinstance(value, str) else in_navigation(value)


def test_the_navigation_leads_to_every_page() -> None:
    listed = [*in_navigation(CONFIGURATION["project"]["nav"])]
    decisions = {str(page) for page in PAGES if page.parent == Path("decisions")}
    assert sorted(listed) == sorted({str(page) for page in PAGES} - decisions | {"decisions/index.md"})


def test_the_list_of_decisions_leads_to_every_one() -> None:
    listed = set(re.findall(r"\]\((\d{4}[^)]+)\)", (DOCS / "decisions" / "index.md").read_text(encoding="utf-8")))
    assert listed == {page.name for page in PAGES if page.parent == Path("decisions")} - {"index.md"}


@pytest.mark.parametrize("page", BUILT, ids=str)
def test_a_page_loads_nothing_from_elsewhere(page: Path) -> None:
    found = loads(page)
    assert any(one.endswith(".css") for one in found)
    assert [one for one in found if ELSEWHERE.match(one)] == []


@pytest.mark.parametrize("page", BUILT, ids=str)
def test_what_a_page_loads_is_there(page: Path) -> None:
    local = {unquote(urlsplit(one).path) for one in loads(page) if not one.startswith("data:")}
    assert {one for one in local if one and not (SITE / page.parent / one).exists()} == set()


def test_styles_load_nothing_from_elsewhere() -> None:
    styles = [*SITE.rglob("*.css")]
    urls = {url for style in styles for url in re.findall(r"url\(['\"]?([^)'\"]+)", style.read_text(encoding="utf-8"))}
    assert styles
    assert [url for url in urls if ELSEWHERE.match(url)] == []


@pytest.mark.parametrize("page", BUILT, ids=str)
def test_no_page_makes_the_script_fetch_a_renderer(page: Path) -> None:
    """The theme's script fetches what draws diagrams and formulas where there are any."""
    text = (SITE / page).read_text(encoding="utf-8")
    assert not re.search(r'class="[^"]*\b(mermaid|arithmatex)\b', text)
