"""The page for browsers, and that each of its examples is answered by the demo."""

import re

import pytest

from gateway.ide.page import examples
from tests.stories.retailer import Counter

BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


async def test_a_browser_gets_the_page(counter: Counter) -> None:
    page = await counter.client.get("/graphql", headers=BROWSER)
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "accept" in page.headers["vary"].lower()
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


async def test_all_that_the_page_names_is_served_from_here(counter: Counter) -> None:
    """Nothing comes from elsewhere, nothing stands in the page that the policy would refuse."""
    page = (await counter.client.get("/graphql", headers=BROWSER)).text
    named = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert not re.search(r"<script(?![^>]+src=)|style=|\son\w+=|https?:", page)
    for path in named:
        if path != "data:,":
            found = await counter.client.get(f"/{path}")
            assert (found.status_code, bool(found.content)) == (200, True), path


async def test_an_unchanged_file_is_not_sent_again(counter: Counter) -> None:
    first = await counter.client.get("/graphql/ide/graphiql.min.js")
    again = await counter.client.get("/graphql/ide/graphiql.min.js", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("name", ["page.html", "nothing.js", "..%2Fpage.py", "%2Fetc%2Fpasswd"])
async def test_no_other_file_is_served(counter: Counter, name: str) -> None:
    assert (await counter.client.get(f"/graphql/ide/{name}")).status_code == 404


async def test_who_asks_something_gets_an_answer_though_she_browses(counter: Counter) -> None:
    answer = await counter.client.get("/graphql", params={"query": "{ systems { system } }"}, headers=BROWSER)
    assert len(answer.json()["data"]["systems"]) == 7


@pytest.mark.parametrize("example", examples(), ids=lambda example: example["name"])
async def test_each_example_is_answered(counter: Counter, example: dict[str, str]) -> None:
    """With something in it: an example of nothing teaches nothing."""
    (found,) = (await counter.data(example["query"])).values()
    assert found
    assert found.get("nodes") != [] if isinstance(found, dict) else found
