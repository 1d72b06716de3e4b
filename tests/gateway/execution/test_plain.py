"""What msgspec makes of plain objects is what GraphQL makes of them, whatever they hold."""

import math
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Any

import pytest
import strawberry
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct
from strawberry.schema.config import StrawberryConfig

from backends.forms import Form, Forms
from resolvers.edges import Info, edge
from resolvers.scalars import SCALARS, Quantity
from tests.gateway.execution.graph import WorldContext
from tests.gateway.execution.oracle import Oracle, same


class Hue(StrEnum):
    """Its words are its names."""

    RED = "RED"
    BLUE = "BLUE"


class Odd(Enum):
    """Its words are not."""

    ONE = "one"
    TWO = 2


class Words(str):
    """A text of another class."""


class Leaf(Struct):
    """What a nested object is made from."""

    size: Any = 1
    tag: Any = "leaf"


class Tree(Struct):
    """What an object is made from. What it declares to hold below are Structs; all else may be anything."""

    name: Any = "tree"
    age: Any = 3
    height: Any = 1.5
    alive: Any = True
    hue: Any = Hue.RED
    odd: Any = Odd.ONE
    weight: Any = Decimal("1.5")
    seen: Any = datetime(2026, 3, 18, tzinfo=UTC)
    day: Any = date(2026, 3, 18)
    key: Any = "k"
    tip: Leaf | None = None
    leaves: tuple[Leaf, ...] | None = ()
    rows: tuple[tuple[Leaf, ...], ...] = ()


class Bush(Struct):
    """What declares anything below."""

    name: str = "bush"
    tip: Any = None


TREES: list[Any] = []
ASKED: list[Form | None] = []

strawberry.enum(Hue)
strawberry.enum(Odd)


@strawberry.type(name="Leaf")
class LeafType:
    size: int
    tag: str | None


@strawberry.type(name="Tree")
class TreeType:
    name: str | None
    age: int
    height: float | None
    alive: bool | None
    hue: Hue | None
    odd: Odd | None
    weight: Quantity | None
    seen: datetime | None
    day: date | None
    key: strawberry.ID
    tip: LeafType | None
    leaves: list[LeafType] | None
    rows: list[list[LeafType | None]]


@strawberry.type
class Query:
    @edge(list[TreeType | None], "All of them.")
    async def trees(roots: Sequence[None], info: Info, *, form: Form | None = None) -> Sequence[Any]:
        ASKED.append(form)
        return [TREES for _ in roots]


ORACLE = Oracle(strawberry.Schema(query=Query, config=StrawberryConfig(scalar_map=SCALARS)))


def context(*_: Any) -> Any:
    return WorldContext(None)  # type: ignore[arg-type]  # nothing of it is read


async def answers(text: str, trees: Sequence[Any]) -> None:
    """Both executors say the same of these trees."""
    TREES[:] = trees
    ours = await ORACLE.compiled(text, context, {})
    theirs = await ORACLE.reference(text, context, {})
    assert theirs is not None
    assert same(ours, theirs), (ours, theirs)


NOON = datetime(2026, 3, 18, tzinfo=UTC)
NUMBERS: list[Any] = [True, 0, -1, 2**31, 2**31 - 1, -(2**31), 2**63, 2**70, 1.0, 1e300, math.inf, -math.inf, math.nan]
TEXTS: list[Any] = ["", "ä", "RED", "one", "3", "2026-03-18T00:00:00Z", "2026-03-18", Words("w"), b"b"]
TIMES: list[Any] = [NOON, NOON.replace(tzinfo=None), NOON.astimezone(timezone(timedelta(hours=1))), NOON.date()]
ODD: list[Any] = [None, Decimal(2), Decimal("NaN"), Hue.BLUE, Odd.TWO, ValueError("no"), (), [1], {"a": 1}, Leaf(), len]
EVERYTHING = [*NUMBERS, *TEXTS, *TIMES, *ODD]
ODDITIES = st.sampled_from(EVERYTHING)
PLAIN_FIELDS = ["name", "age", "height", "alive", "hue", "odd", "weight", "seen", "day", "key"]
LEAVES = st.builds(Leaf, st.one_of(st.integers(-(2**33), 2**33), ODDITIES), st.one_of(st.text(max_size=3), ODDITIES))


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    tree = Tree(
        tip=draw(st.none() | LEAVES),
        leaves=draw(st.none() | st.lists(LEAVES, max_size=3).map(tuple)),
        rows=draw(st.lists(st.lists(st.none() | LEAVES, max_size=2).map(tuple), max_size=2).map(tuple)),
    )
    for name in draw(st.lists(st.sampled_from(PLAIN_FIELDS), max_size=2)):
        setattr(tree, name, draw(ODDITIES))
    return tree


@st.composite
def selections(draw: st.DrawFn) -> str:
    names = draw(st.lists(st.sampled_from(PLAIN_FIELDS), max_size=5, unique=True))
    below = st.lists(st.sampled_from(["size", "tag", "big: size", "__typename"]), min_size=1, unique=True)
    for name in draw(st.lists(st.sampled_from(["tip", "leaves", "rows"]), max_size=2, unique=True)):
        names.append(f"{name} {{ {' '.join(draw(below))} }}")
    if draw(st.booleans()):
        names.append("again: name")
    return " ".join(names) or "key"


@settings(max_examples=400)
@given(selections(), st.lists(st.none() | trees(), max_size=4))
async def test_same_as_graphql_core(selected: str, world: list[Tree | None]) -> None:
    await answers(f"{{ trees {{ {selected} }} }}", world)


@pytest.mark.parametrize("name", PLAIN_FIELDS)
async def test_every_field_with_every_oddity(name: str) -> None:
    for value in EVERYTHING:
        tree = Tree()
        setattr(tree, name, value)
        await answers(f"{{ trees {{ {name} tip {{ size }} }} }}", [Tree(), tree])


async def test_an_exception_below_is_an_error_although_it_has_the_attributes() -> None:
    class Sized(Exception):
        size = 3

    await answers("{ trees { name tip { size } } }", [Bush(tip=Sized("no")), Bush(tip=Leaf())])


async def test_rows_in_the_form_that_was_asked_for_are_taken_as_they_are() -> None:
    ASKED.clear()
    await answers("{ trees { key age } }", [])
    form = ASKED[0]
    assert form is not None
    rows = Forms(form).decoded(b'[{"key": "a", "age": 1}, {"key": "b", "age": 2, "more": 3}]', form)
    assert {type(row) for row in rows} == {form}
    TREES[:] = [*rows, None]
    ours = await ORACLE.compiled("{ trees { key age } }", context, {})
    assert ours.data == {"trees": [{"key": "a", "age": 1}, {"key": "b", "age": 2}, None]}


@pytest.mark.parametrize("selected", ["key seen", "key again: key", "key __typename", "odd"])
async def test_no_form_for_what_msgspec_cannot_check(selected: str) -> None:
    ASKED.clear()
    await answers(f"{{ trees {{ {selected} }} }}", [Tree()])
    assert ASKED == [None, None]
