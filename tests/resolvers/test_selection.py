"""What an operation needs of a record is asked for at each place of its own."""

from collections.abc import Callable
from typing import Any


async def test_a_fragment_at_two_places(ask: Callable[..., Any]) -> None:
    """The first node of both `product` fields is the fragment's; only at `b` is a title selected beside it."""
    answer = await ask(
        "{ a: variants(first: 1) { nodes { ...F } } b: variants(first: 1) { nodes { ...F product { title } } } }"
        " fragment F on Variant { product { id } }"
    )
    assert answer["data"]["b"]["nodes"][0]["product"]["title"]
    assert "title" not in answer["data"]["a"]["nodes"][0]["product"]
