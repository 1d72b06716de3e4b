"""Persons by search, page by page over HTTP: whom two systems know is there once, wherever a page ends."""

from typing import Any

import pytest

from backends.records import Ref
from backends.sandbox import stories
from tests.stories.retailer import Counter, id_of

WALK = """query($search: String!, $first: Int!, $after: String) {
    customers(search: $search, first: $first, after: $after) {
        nodes { id } pageInfo { hasNextPage endCursor } } }"""


async def walked(counter: Counter, search: str, first: int) -> list[str]:
    """The ids of all pages."""
    found: list[str] = []
    page: dict[str, Any] = {"hasNextPage": True, "endCursor": None}
    while page["hasNextPage"]:
        answer = await counter.data(WALK, search=search, first=first, after=page["endCursor"])
        found += [node["id"] for node in answer["customers"]["nodes"]]
        page = answer["customers"]["pageInfo"]
    return found


@pytest.mark.parametrize("first", [1, 2, 20])
@pytest.mark.parametrize(
    ("search", "who"),
    [
        ("hugo morvanne", stories.BY_LOYALTY),
        (stories.LOYALTY_NUMBER, stories.BY_LOYALTY),
        ("annika eichenroth", stories.BY_EMAIL),
        (stories.EMAIL, stories.BY_EMAIL),
        ("falkenried greta", stories.CONFLICTING_CONSENTS),
    ],
)
async def test_whom_two_systems_know(counter: Counter, search: str, who: Ref, first: int) -> None:
    """The card is linked by the number, by the e-mail, by the CRM's reference: by none of its own."""
    assert await walked(counter, search, first) == [id_of("Customer", who)]


async def test_pages_of_any_size_are_one_list(counter: Counter) -> None:
    whole = await walked(counter, "a", 100)
    assert len(set(whole)) == len(whole) > 20
    assert await walked(counter, "a", 7) == whole
