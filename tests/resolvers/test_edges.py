"""A backend field is declared once: its single-object form batches, and one failure never cancels the others."""

import asyncio
from collections.abc import Sequence
from typing import Any

import strawberry

from backends.tasks import Tasks
from resolvers.edges import edge

calls: list[Any] = []


@strawberry.type
class Thing:
    number: int

    @edge(int | None, "Twice the number.")
    async def double(things: Sequence["Thing"], info: strawberry.Info, *, plus: int = 0) -> list[Any]:
        calls.append([thing.number for thing in things])
        await asyncio.sleep(0.01)
        return [ValueError("odd") if thing.number % 2 else thing.number * 2 + plus for thing in things]

    @edge(int | None, "Fails at once.")
    async def broken(things: Sequence["Thing"], info: strawberry.Info) -> list[Any]:
        raise RuntimeError("all of it")


@strawberry.type
class Query:
    @strawberry.field
    def things(self) -> list[Thing]:
        return [Thing(number=number) for number in range(4)]


class Context:
    """As much of a context as an edge needs."""

    def __init__(self) -> None:
        self.loaders: dict[int, Any] = {}
        self.work = Tasks()


async def executed(query: str) -> Any:
    calls.clear()
    return await strawberry.Schema(Query).execute(query, context_value=Context())


async def test_siblings_are_one_batch():
    await executed("{ things { double } }")
    assert calls == [[0, 1, 2, 3]]


async def test_a_failure_stands_at_its_own_place():
    result = await executed("{ things { double } }")
    assert result.data == {"things": [{"double": 0}, {"double": None}, {"double": 4}, {"double": None}]}
    assert [error.path for error in result.errors] == [["things", 1, "double"], ["things", 3, "double"]]


async def test_a_failing_field_does_not_cancel_a_shared_load():
    """graphql-core 3.3 cancels the siblings of a field that fails; without the shield the whole answer is lost."""
    result = await executed("{ things { broken again: double double } }")
    assert [thing["double"] for thing in result.data["things"]] == [0, None, 4, None]
    assert [thing["again"] for thing in result.data["things"]] == [0, None, 4, None]
    assert all(thing["broken"] is None for thing in result.data["things"])


async def test_arguments_belong_to_the_field():
    result = await executed("{ things { double(plus: 1) more: double(plus: 5) } }")
    assert result.data["things"][2] == {"double": 5, "more": 9}
