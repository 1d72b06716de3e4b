"""Plans: compiled once, kept within bounds, walked breadth-first; and what has none."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
import strawberry
from graphql.execution.values import VariableValues, get_variable_values
from structlog.testing import capture_logs

from backends.tasks import Tasks
from gateway.execution.compiling import Plan
from gateway.execution.documents import Documents
from gateway.execution.plans import Plans
from gateway.execution.run import core_schema
from gateway.execution.steering import Reason
from gateway.sections import Limits
from resolvers.edges import Info, edge
from tests.gateway.execution.oracle import Oracle
from tests.gateway.execution.spec_graph import SCHEMA
from tests.gateway.toy import serving, toy_app

CORE = core_schema(SCHEMA)


class Planner:
    """Asks for plans of texts."""

    def __init__(self, **bounds: int) -> None:
        self.documents = Documents(CORE, Limits())
        self.plans = Plans(SCHEMA, CORE, **{"entries": 10, "size": 10**9, **bounds})

    def plan(self, text: str, name: str | None = None, **variables: Any) -> Plan | Reason:
        operation = self.documents.prepared(text).operation(name)
        values = get_variable_values(CORE, operation.node.variable_definitions or (), variables)
        assert isinstance(values, VariableValues)
        return self.plans.plan(operation, values)


def test_compiled_once() -> None:
    planner = Planner()
    text = "query ($n: String!) { needs(name: $n) }"
    assert planner.plan(text, n="a") is planner.plan(text, n="b")
    assert (planner.plans.tally.compiled, planner.plans.tally.found) == (1, 1)


def test_a_plan_for_each_way_to_steer_it() -> None:
    planner = Planner()
    text = "query ($y: Boolean!, $n: String!) { needs(name: $n) @skip(if: $y) ...F } fragment F on Query { __typename }"
    plans = [planner.plan(text, y=yes, n=name) for yes in (True, False) for name in "ab"]
    assert plans[0] is plans[1] is not plans[2] is plans[3]


def test_a_plan_for_each_operation_of_a_text() -> None:
    planner = Planner()
    text = 'query A { needs(name: "a") } query B { needs(name: "a") }'
    assert planner.plan(text, "A") is not planner.plan(text, "B")


def test_the_least_used_is_forgotten() -> None:
    planner = Planner(entries=2)
    texts = ["{ __typename }", "{ a: __typename }", "{ b: __typename }"]
    first = planner.plan(texts[0])
    for text in texts:
        planner.plan(text)
    assert len(planner.plans) == 2
    assert planner.plan(texts[2]) is planner.plan(texts[2])
    assert planner.plan(texts[0]) is not first


def test_large_plans_leave_room_for_fewer() -> None:
    planner = Planner(size=20_000)
    for alias in "abcdefgh":
        planner.plan(f"{{ {alias}: __typename {alias}{alias}: __typename }}")
    assert len(planner.plans) == 2


def test_a_null_condition_has_no_plan() -> None:
    planner = Planner()
    text = "query ($y: Boolean = true) { __typename @skip(if: $y) }"
    assert planner.plan(text, y=None) is Reason.CONDITION
    assert isinstance(planner.plan(text), Plan)
    assert dict(planner.plans.tally.fallbacks) == {Reason.CONDITION: 1}


@pytest.mark.parametrize(
    ("query", "executor"),
    [
        ("{hello}", "plan"),
        ("{__schema{queryType{name}}}", "introspection"),
        ('{hello ...F} fragment F on Query {__type(name: "Query"){name}}', "introspection"),
        ("mutation{write}", "mutation"),
        ("query($y: Boolean = true){hello @skip(if: $y)}", "condition without a value"),
    ],
)
async def test_who_answers_is_logged(query: str, executor: str) -> None:
    variables = {"y": None} if "$y" in query else {}
    async with serving(toy_app()) as client:
        with capture_logs() as logs:
            answer = await client.post("/graphql", json={"query": query, "variables": variables})
    assert answer.status_code == 200
    assert [line["executor"] for line in logs if line["event"] == "request"] == [executor]


@dataclass
class Diary:
    """What happened, in order."""

    work: Tasks = field(default_factory=Tasks)
    loaders: dict[Any, Any] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)

    async def wait(self, name: str, ticks: int) -> None:
        self.lines.append(f"{name} begins")
        for _ in range(ticks):
            await asyncio.sleep(0)
        self.lines.append(f"{name} ends")


@strawberry.type
class Leaf:
    name: str

    @edge(str | None, "Waits a little.")
    async def below(leaves: Sequence[Any], info: Info) -> Sequence[str]:
        await info.context.wait(f"below {len(leaves)}", 1)  # type: ignore[attr-defined]
        return [leaf.name for leaf in leaves]


@strawberry.type
class Query:
    @edge(list[Leaf] | None, "Quick.")
    async def quick(roots: Sequence[None], info: Info) -> Sequence[Any]:
        await info.context.wait("quick", 1)  # type: ignore[attr-defined]
        return [[Leaf(name="a"), Leaf(name="b")]]

    @edge(list[Leaf] | None, "Slow.")
    async def slow(roots: Sequence[None], info: Info) -> Sequence[Any]:
        await info.context.wait("slow", 20)  # type: ignore[attr-defined]
        return [[Leaf(name="c")]]

    @edge(Leaf | None, "Fails at once.")
    async def fails(roots: Sequence[None], info: Info) -> Sequence[Any]:
        raise ValueError("no")


GROVE = Oracle(strawberry.Schema(query=Query))


async def test_one_call_for_all_parents_and_no_waiting_for_others() -> None:
    diary = Diary()
    answer = await GROVE.compiled("{ quick { below } slow { below } }", lambda _ledger, _work: diary, {})
    assert answer.data == {"quick": [{"below": "a"}, {"below": "b"}], "slow": [{"below": "c"}]}
    assert diary.lines.index("below 2 ends") < diary.lines.index("slow ends")
    assert diary.lines.count("below 2 begins") == diary.lines.count("below 1 begins") == 1


async def test_a_failing_field_never_cancels_its_siblings() -> None:
    diary = Diary()
    answer = await GROVE.compiled("{ fails { name } slow { name } }", lambda _ledger, _work: diary, {})
    assert answer.data == {"fails": None, "slow": [{"name": "c"}]}
    assert answer.told == [(("fails",), "no")]


async def test_visits_end_with_whoever_made_them() -> None:
    diary = Diary()
    asking = asyncio.create_task(GROVE.compiled("{ quick { below } slow { below } }", lambda _ledger, _work: diary, {}))
    for _ in range(8):
        await asyncio.sleep(0)
    assert "quick ends" in diary.lines
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert "slow ends" not in diary.lines
    assert len(asyncio.all_tasks()) == 1


async def test_no_task_per_object() -> None:
    """Sites that wait at the same time are tasks, all but one of them; objects are not."""
    made: list[Any] = []
    loop = asyncio.get_running_loop()

    def make(loop: Any, coroutine: Any, **more: Any) -> Any:
        made.append(coroutine)
        return asyncio.Task(coroutine, loop=loop, **more)

    loop.set_task_factory(make)
    try:
        await GROVE.compiled("{ quick { below } slow { below } }", lambda _ledger, _work: Diary(), {})
    finally:
        loop.set_task_factory(None)
    assert len(made) == 1
