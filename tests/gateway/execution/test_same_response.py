"""A response is the same whoever executed: its weight, its errors before its data, what it cost, who is asked."""

from collections import Counter
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import orjson
import pytest
import strawberry
from graphql.execution.values import VariableValues

from backends.sandbox.sqlite import write
from gateway.app import context_factory
from gateway.clock import pinned_clock
from gateway.execution.documents import Documents, Operation
from gateway.execution.plans import Plans
from gateway.execution.run import Answered, ContextFactory, Runner, core_schema
from gateway.execution.steering import Reason
from gateway.limits import Refused
from gateway.sections import Limits
from gateway.settings import read
from tests.gateway import toy
from tests.gateway.execution.demo import Demo
from tests.stories.retailer import CLEMENCE, PATIENT, THREE_SIXTY, graph

TWICE = """
query ($long: Boolean!) {
  a: variants(first: 2) { nodes { ...F } }
  b: variants(first: 2) { nodes { ...F product { title } } }
  c: orders(first: 3) { nodes { number lines { ...V variant { title @include(if: $long) } } customer { id } } }
}
fragment F on Variant { product { id } }
fragment V on OrderLine { variant { sku } }
"""


class NoPlans(Plans):
    """Sends everything to Strawberry's executor."""

    def plan(self, operation: Operation, variables: VariableValues) -> Reason:
        return Reason.CONDITION


class Both:
    """One schema with two runners."""

    def __init__(self, schema: strawberry.Schema, contexts: ContextFactory, limits: Limits) -> None:
        core = core_schema(schema)
        self._documents = Documents(core, limits)
        self._runners = [
            Runner(schema, contexts, pinned_clock(toy.NOON), kind(schema, core, entries=9, size=10**9), **_BOUNDS)
            for kind in (Plans, NoPlans)
        ]

    async def ask(self, text: str, variables: Mapping[str, Any]) -> tuple[Answered, Answered]:
        """The plan's response and the other executor's."""
        operation = self._documents.prepared(text).operation(None)
        ours, theirs = [await runner.answer(operation, variables, "trace") for runner in self._runners]
        assert (ours.executor, theirs.executor) == ("plan", Reason.CONDITION)
        return ours, theirs

    async def refusals(self, text: str) -> list[Refused]:
        """How both refuse a question."""
        operation = self._documents.prepared(text).operation(None)
        found = []
        for runner in self._runners:
            with pytest.raises(Refused) as refused:
                await runner.answer(operation, {}, "trace")
            found.append(refused.value)
        return found


_BOUNDS: Any = {"timeout": 60, "most_errors": 100}


def toys(**limits: Any) -> Both:
    seen = toy.Seen()
    return Both(toy.SCHEMA, lambda ledger, work: toy.ToyContext(ledger, work, seen), Limits(**limits))


@pytest.mark.parametrize(
    "text",
    [
        "{hello}",
        "{things(first: 3){id name me{name}}}",
        "{sourced a: things(first: -1){id}}",
        "{things(first: 9){fails breaks} sourced}",
        "{hello breaksHard}",
        "{hello tooLarge b: breaks}",
        '{loaded(key: 0) slow(seconds: 0) thing(key: {email: "a"}){id}}',
    ],
)
async def test_the_same_bytes(text: str) -> None:
    ours, theirs = await toys().ask(text, {})
    assert ours.body == theirs.body
    assert list(orjson.loads(ours.body)) == ["errors"] * (b'"errors"' in ours.body) + ["data", "extensions"]


async def test_the_same_weight() -> None:
    ours, theirs = await toys(weight=10).ask("{things(first: 3){id name}}", {})
    weights = [orjson.loads(each.body)["extensions"]["cost"]["weight"] for each in (ours, theirs)]
    assert weights == [10, 10]


async def test_the_same_refusal() -> None:
    ours, theirs = await toys(weight=10).refusals("{things(first: 4){id name}}")
    assert (ours.code, ours.message) == (theirs.code, theirs.message)
    assert ours.code == "QUERY_TOO_COMPLEX"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("same") / "demo"
    write(found)
    return found


@pytest.fixture
async def demo(folder: Path) -> AsyncIterator[Demo]:
    found = Demo(folder)
    yield found
    await found.close()


@pytest.mark.parametrize("dead", [set(), {"wms stock"}, {"pim variant", "oms order", "crm customer"}])
@pytest.mark.parametrize(
    ("text", "variables"), [(THREE_SIXTY, CLEMENCE), (TWICE, {"long": True}), (TWICE, {"long": False})]
)
async def test_the_same_of_the_demo(demo: Demo, text: str, variables: Mapping[str, Any], dead: set[str]) -> None:
    """Also how often each system is asked: a place of the text is one call, in a fragment or not."""
    both = Both(graph(), demo.contexts, Limits())
    await both.ask(text, variables)  # from now on the systems play back
    demo.dead |= dead
    ours, theirs = [orjson.loads(each.body) for each in await both.ask(text, variables)]
    assert ours["data"] == theirs["data"]
    assert told(ours) == told(theirs)
    assert ours["extensions"]["cost"] == theirs["extensions"]["cost"]
    assert ours["extensions"]["cost"]["calls"] > 0


def told(answer: Any) -> Counter[str]:
    """The errors, in no order."""
    return Counter(orjson.dumps(error, option=orjson.OPT_SORT_KEYS).decode() for error in answer.get("errors", ()))


async def test_places_of_a_fragment_keep_their_own_facets(folder: Path) -> None:
    """A fragment's node stands at two places; of the goods only `b` reads texts. Nothing is remembered in between."""
    settings = read(folder / "comptoir.toml", environ=PATIENT)
    demo = Demo(folder)
    both = Both(graph(), context_factory(settings, demo.systems), Limits())
    for answered in await both.ask(TWICE, {"long": True}):
        data = orjson.loads(answered.body)["data"]
        assert all(node["product"].keys() == {"id"} for node in data["a"]["nodes"])
        assert all(node["product"]["title"] for node in data["b"]["nodes"])
        assert all(line["variant"]["title"] for node in data["c"]["nodes"] for line in node["lines"])
    await demo.close()
