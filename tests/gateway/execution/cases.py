"""How a case of the specification is written down, and how it is asked."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from tests.gateway.execution.graph import WorldContext
from tests.gateway.execution.oracle import Answer, Oracle
from tests.gateway.execution.oracle import same as agree
from tests.gateway.execution.spec_graph import SCHEMA
from tests.gateway.execution.world import World

ORACLE = Oracle(SCHEMA)


@dataclass
class Case:
    """A question, its data, and the errors: each where it is (dots between the steps) and how its message begins."""

    query: str
    data: Any
    errors: dict[str, str] = field(default_factory=dict)
    variables: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.query if len(self.query) < 60 else f"{self.query[:57]}..."


async def answers(case: Case) -> tuple[Answer, Answer | None]:
    """The plan's answer and graphql-core's."""

    def contexts(_ledger: Any, work: Any) -> WorldContext:
        return WorldContext(World(0), work)

    return (
        await ORACLE.compiled(case.query, contexts, case.variables),
        await ORACLE.reference(case.query, contexts, case.variables),
    )


def check(case: Case) -> None:
    """Both answer as the case says, key by key in its order, and say the same of what failed."""
    ours, theirs = asyncio.run(answers(case))
    assert theirs is not None
    assert ours.data == case.data
    assert keys(ours.data) == keys(case.data)
    assert theirs.data == case.data
    told = {".".join(map(str, error.path or ())): error for error in ours.errors}
    assert {place: error.message[: len(case.errors.get(place, "?"))] for place, error in told.items()} == case.errors
    assert sorted(map(str, ours.errors)) == sorted(map(str, theirs.errors))  # with their locations


def same(query: str) -> None:
    """Both answer the same, whatever it is."""
    ours, theirs = asyncio.run(answers(Case(query, None)))
    assert theirs is not None
    assert agree(ours, theirs), (query, ours, theirs)


def keys(data: Any) -> Any:
    """The names in an answer, in their order."""
    if isinstance(data, dict):
        return [(name, keys(value)) for name, value in data.items()]
    return [keys(item) for item in data] if isinstance(data, list) else None
