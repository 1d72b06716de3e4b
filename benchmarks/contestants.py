"""Who answers: Strawberry as it comes, Strawberry with the caches that it brings, and Comptoir.

Each is given the text of the question and the values of its variables, and has the answer as bytes. Strawberry's are
written by orjson, which is quicker than what its views use.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

import orjson
import strawberry
from msgspec import Struct
from strawberry.extensions import ParserCache, SchemaExtension, ValidationCache

from backends.ledger import Ledger
from backends.tasks import Tasks
from benchmarks import shop
from benchmarks.questions import Question
from benchmarks.rounds import Ask
from gateway.clock import clock_from
from gateway.execution.documents import Documents
from gateway.execution.plans import Plans
from gateway.execution.run import ContextFactory, Runner, core_schema
from gateway.sections import Limits

STRAWBERRY: Final = "Strawberry"
WITH_CACHES: Final = "with its caches"
COMPTOIR: Final = "Comptoir"
LIMITS: Final = Limits(fields=100_000)
ENTRIES: Final = 100


class World(Struct, frozen=True):
    """Makes its schema, one for each contestant, and the contexts of those who ask it."""

    schema: Callable[[], strawberry.Schema]
    contexts: ContextFactory


def contestants(world: World, question: Question) -> dict[str, Ask]:
    """All of them, the baseline first."""
    return {
        STRAWBERRY: by_strawberry(world, question),
        WITH_CACHES: by_strawberry(world, question, [ParserCache, ValidationCache]),
        COMPTOIR: by_comptoir(world, question),
    }


def by_strawberry(world: World, question: Question, extensions: Sequence[type[SchemaExtension]] = ()) -> Ask:
    """By `Schema.execute`: without extensions every question is parsed and validated."""
    clock, schema = clock_from(shop.NOON), world.schema()
    schema.extensions = tuple(extensions)

    async def ask() -> bytes:
        work = Tasks()
        try:
            context = world.contexts(Ledger(clock()), work)
            result = await schema.execute(question.text, dict(question.variables), context_value=context)
        finally:
            await work.close()
        return orjson.dumps({"data": result.data, "errors": result.errors}, option=orjson.OPT_UTC_Z)

    return ask


def by_comptoir(world: World, question: Question) -> Ask:
    """As the HTTP route does: the prepared document, its plan, and the account of freshness and cost."""
    schema = world.schema()
    core = core_schema(schema)
    documents = Documents(core, LIMITS)
    plans = Plans(schema, core, entries=ENTRIES, size=LIMITS.plan_bytes)
    runner = Runner(schema, world.contexts, clock_from(shop.NOON), plans, timeout=600, most_errors=ENTRIES)

    async def ask() -> bytes:
        operation = documents.prepared(question.text).operation(None)
        return (await runner.answer(operation, question.variables, "benchmark")).body

    return ask


async def agreed(question: Question, answering: dict[str, Ask]) -> Any:
    """The data that all of them answer; raises SystemExit when they do not agree, or something fails."""
    answers = [orjson.loads(await ask()) for ask in answering.values()]  # from now on the systems play back
    for name, answer in zip(answering, answers, strict=True):
        if answer.get("errors") or answer["data"] != answers[0]["data"]:
            raise SystemExit(f"{question.name}: {name} answers otherwise than {next(iter(answering))}")
    return answers[0]["data"]


def scalars(value: Any) -> int:
    """How many leaves an answer has."""
    if isinstance(value, dict):
        return sum(map(scalars, value.values()))
    return sum(map(scalars, value)) if isinstance(value, list) else 1
