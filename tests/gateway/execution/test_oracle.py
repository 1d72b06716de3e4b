"""A plan answers as graphql-core does: the same data, the same errors, whatever is asked and whatever goes wrong."""

import asyncio
import os
from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from backends.sandbox.sqlite import write
from gateway.execution.run import ContextFactory
from resolvers.schema import build_schema
from tests.gateway.execution.demo import ARGUMENTS as DEMO_ARGUMENTS
from tests.gateway.execution.demo import TIMES, Demo
from tests.gateway.execution.graph import SCHEMA, Worlds
from tests.gateway.execution.operations import Writer
from tests.gateway.execution.oracle import Oracle, same
from tests.gateway.execution.world import World

ARGUMENTS = {
    "Query.shop": ["number: <Int!> 1", "number: <Int! = 2> 3", "number: 4"],
    "Query.node": ["person: <Boolean!> true"],
    "Person.loud": ["times: <Int!> 2", "times: 0"],
    "Person.own": ["flag: false", "range: {low: 1}", "range: {high: null}, flag: true"],
    "Shop.buyers": ["first: <Int!> 1"],
    "Box.things": ["first: <Int! = 1> 2"],
}
ORACLE = Oracle(SCHEMA)


async def compared(oracle: Oracle, text: str, variables: dict[str, object], contexts: ContextFactory) -> None:
    """The plan's answer is the reference's."""
    ours, theirs = await oracle.compiled(text, contexts, variables), await oracle.reference(text, contexts, variables)
    assert theirs is None or same(ours, theirs), (text, variables, ours, theirs)


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.Runner]:
    """One event loop for all cases."""
    with asyncio.Runner() as runner:
        yield runner


CASES = int(os.environ.get("ORACLE_CASES", "2000"))  # noqa: TID251  # a test's own, no setting of the gateway


WORLDS = ((0, 0), (0.05, 0), (0.05, 0.3), (0.3, 0.1))
"""Each operation is a case for each of these: the share of values that are wrong, and of those that are awaited."""


@pytest.mark.filterwarnings("ignore")
@settings(max_examples=CASES // len(WORLDS), deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(seed=st.integers(0, 2**40))
def test_same_answer(loop: asyncio.Runner, seed: int) -> None:
    text, variables = Writer(ORACLE.core, Random(seed), ARGUMENTS, 30).written()
    assume(ORACLE.valid(text))
    for poison, late in WORLDS:
        loop.run(compared(ORACLE, text, variables, Worlds(World(seed, poison=poison, late=late))))


DEMO_ORACLE = Oracle(build_schema())


@pytest.fixture(scope="module")
def demo(loop: asyncio.Runner, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demo retailer."""
    folder = tmp_path_factory.mktemp("oracle") / "demo"
    write(folder)
    one = Demo(folder)
    yield one
    loop.run(one.close())


@pytest.mark.filterwarnings("ignore")
@settings(max_examples=CASES // 30, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(seed=st.integers(0, 2**40))
def test_same_answer_of_the_real_graph(loop: asyncio.Runner, demo: Demo, seed: int) -> None:
    random = Random(seed)
    text, variables = Writer(DEMO_ORACLE.core, random, DEMO_ARGUMENTS, 30, TIMES).written()
    assume(DEMO_ORACLE.valid(text))
    for deaths in (0, 2, 6):
        demo.dead.clear()
        demo.dead.update(random.sample(demo.names, deaths))
        loop.run(compared(DEMO_ORACLE, text, variables, demo.contexts))
