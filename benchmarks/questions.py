"""What is asked of Comptoir's own schema: something tiny, a list, the 360°; in process and over HTTP alike."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from msgspec import Struct


class Question(Struct, frozen=True):
    """A text and the values of its variables."""

    name: str
    text: str
    variables: Mapping[str, Any]


TINY: Final = Question(
    "tiny", "query One { orders(first: 1) { nodes { number status total { amount currency } } } }", {}
)
LIST: Final = Question(
    "list of 50",
    "query List($first: Int!) { orders(first: $first) { nodes { number status placedAt } } }",
    {"first": 50},
)


def three_sixty() -> Question:
    """The whole question about a customer, as the stories ask it."""
    stories = Path(__file__).parents[1] / "tests" / "stories"
    variables = {
        "key": {"externalId": {"system": "crm", "value": "C-00001"}},
        "scope": {"channel": "ECOMMERCE"},
        "on": "2026-03-21",
    }
    return Question("360°", (stories / "three_sixty.graphql").read_text(encoding="utf-8"), variables)


def questions() -> tuple[Question, ...]:
    """All of them, the smallest first."""
    return TINY, LIST, three_sixty()
