"""The page in a real browser, headless, against a gateway in a process of its own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from tests.cli.servers import Serving, serving

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
# As root there is no sandbox to be had; what a browser fetches on its own account has no place here.
OPTIONS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
PATIENCE = 20_000  # milliseconds


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    assert program, f"no browser: one of {', '.join(BROWSERS)} must be on PATH"
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=program, args=OPTIONS) as opened:
        yield opened


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    with serving(tmp_path_factory.mktemp("home"), "--port", "0") as started:
        yield started


@pytest.fixture(params=[(1280, 800, "light"), (1280, 800, "dark"), (390, 844, "light")], ids=str)
def page(request: pytest.FixtureRequest, browser: Browser, gateway: Serving) -> Iterator[Page]:
    """The page, loaded; nothing may go wrong in it, and nothing be asked of another host."""
    width, height, scheme = request.param
    with browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme) as context:
        opened = context.new_page()
        wrong: list[str] = []
        opened.on("pageerror", lambda error: wrong.append(str(error)))
        opened.on("console", lambda said: wrong.append(said.text) if refused(said) else None)
        opened.on(
            "request", lambda asked: None if asked.url.startswith((gateway.url, "data:")) else wrong.append(asked.url)
        )
        opened.goto(f"{gateway.url}/graphql")
        opened.locator(".graphiql-execute-button").wait_for(timeout=PATIENCE)
        opened.wait_for_load_state("networkidle")  # the schema is there, for completion
        yield opened
        assert wrong == []


def refused(said: ConsoleMessage) -> bool:
    """What the policy refuses is an error on the console; so is any answer of 400, which is none of the page's."""
    return said.type == "error" and not said.text.startswith("Failed to load resource")


def run(page: Page) -> None:
    page.locator(".graphiql-execute-button").click()
    expect(page.locator("#cost")).to_contain_text("HTTP", timeout=PATIENCE)


def write(page: Page, text: str) -> None:
    page.locator(".graphiql-query-editor .CodeMirror").click()
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def test_an_example_is_run(page: Page, tmp_path: Path) -> None:
    """The answer is there, with what it cost and how fresh each system's part is."""
    run(page)
    expect(page.locator(".result-window")).to_contain_text("Clémence Aubrival", timeout=PATIENCE)
    expect(page.locator("#cost")).to_contain_text("systems")
    expect(page.locator("#freshness li")).to_have_count(6)
    page.screenshot(path=tmp_path / "example.png")


def test_every_example_can_be_chosen(page: Page) -> None:
    names = page.locator("#examples option").all_inner_texts()[1:]
    assert len(names) == 6
    page.locator("#examples").select_option("systems")
    run(page)
    expect(page.locator(".result-window")).to_contain_text("vocabularyGaps", timeout=PATIENCE)


def test_a_field_name_is_completed(page: Page) -> None:
    write(page, "{ s")
    page.keyboard.press("Control+Space")
    expect(page.locator(".CodeMirror-hints")).to_contain_text("systems", timeout=PATIENCE)
    page.keyboard.type("y")
    page.keyboard.press("Enter")
    expect(page.locator(".graphiql-query-editor")).to_contain_text("systems")


def test_an_error_is_shown_well(page: Page) -> None:
    """In the answer, and in the line below it."""
    write(page, 'query Wrong { stock(variantIds: ["x"], scope: {channel: STORE}) { sku } }')
    run(page)
    expect(page.locator(".result-window")).to_contain_text('"code"', timeout=PATIENCE)
    expect(page.locator("#cost")).to_contain_text("error")
    expect(page.locator("#cost")).to_have_class("wrong")
