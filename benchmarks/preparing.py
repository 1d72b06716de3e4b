"""What an operation takes before it is answered for the first time, and what is kept of it.

Many copies of each question are asked; their texts differ by the white space at their ends. Compiling is what the first
answer takes more than the second, because members of unions are compiled when the first of them comes. The schema is
known by then: what is learned of it once, by the first copy, is not counted.
"""

import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from statistics import median
from typing import Final, TypeVar

from graphql import DocumentNode, GraphQLError, parse, validate
from rich.table import Table

from benchmarks.contestants import LIMITS, World
from benchmarks.questions import Question, questions
from benchmarks.replay import replayed
from benchmarks.shop import NOON
from benchmarks.tracing import traced
from gateway.app import context_factory
from gateway.clock import clock_from
from gateway.execution.documents import RULES, Documents, Operation
from gateway.execution.plans import Plans
from gateway.execution.run import Runner, core_schema
from gateway.settings import Settings
from resolvers.schema import build_schema

Item = TypeVar("Item")
COPIES: Final = 20
TITLE: Final = f"Before the first answer: ms of CPU, medians of {COPIES}; bytes kept, by tracemalloc"
COLUMNS: Final = ("question", "characters", "parse", "validate", "prepare", "compile", "document, bytes", "plan, bytes")


class Preparing:
    """One question on its way to its plan."""

    def __init__(self, world: World, question: Question) -> None:
        self.texts = [question.text + " " * copy for copy in range(COPIES)]
        self._variables = question.variables
        schema = world.schema()
        self._core = core_schema(schema)
        self._documents = Documents(self._core, LIMITS)
        plans = Plans(schema, self._core, entries=COPIES, size=2**30)
        self._runner = Runner(schema, world.contexts, clock_from(NOON), plans, timeout=600, most_errors=10)

    def validate(self, node: DocumentNode) -> list[GraphQLError]:
        """By the rules that the gateway has."""
        return validate(self._core, node, RULES)

    def prepare(self, text: str) -> Operation:
        """Parsed, within limits, validated, weighed; kept."""
        return self._documents.prepared(text).operation(None)

    async def answer(self, operation: Operation) -> None:
        """Planned, if it was not; the plan is kept, the answer is not."""
        await self._runner.answer(operation, self._variables, "benchmark")


async def table(settings: Settings) -> Table:
    """A line for each question."""
    shown = Table(title=TITLE)
    for column in COLUMNS:
        shown.add_column(column, justify="left" if column == "question" else "right")
    systems = replayed(settings)
    world = World(build_schema, context_factory(settings, systems))
    try:
        for question in questions():
            cells = [*_before(world, question), await _compile(world, question), *await _bytes(world, question)]
            shown.add_row(question.name, f"{len(question.text):,}", *cells)
    finally:
        await systems.close()
    return shown


def _before(world: World, question: Question) -> Iterator[str]:
    one = Preparing(world, question)
    yield _milliseconds([_spent(parse, text) for text in one.texts])
    yield _milliseconds([_spent(one.validate, parse(text)) for text in one.texts])
    yield _milliseconds([_spent(one.prepare, text) for text in one.texts])


async def _compile(world: World, question: Question) -> str:
    one = Preparing(world, question)
    operations = [one.prepare(text) for text in one.texts]
    return _milliseconds([await _awaited(one.answer, each) - await _awaited(one.answer, each) for each in operations])


async def _bytes(world: World, question: Question) -> tuple[str, str]:
    one = Preparing(world, question)
    first, *texts = one.texts
    await one.answer(one.prepare(first))
    with traced() as held:
        operations = [one.prepare(text) for text in texts]
        documents = held()
        for operation in operations:
            await one.answer(operation)
        return f"{documents / len(texts):,.0f}", f"{(held() - documents) / len(texts):,.0f}"


def _spent(act: Callable[[Item], object], item: Item) -> float:
    began = time.process_time()
    act(item)
    return time.process_time() - began


async def _awaited(act: Callable[[Item], Awaitable[object]], item: Item) -> float:
    began = time.process_time()
    await act(item)
    return time.process_time() - began


def _milliseconds(taken: Sequence[float]) -> str:
    return f"{median(taken) * 1000:.2f}"
