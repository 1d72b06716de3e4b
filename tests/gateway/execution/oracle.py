"""Asks the same of the plan and of graphql-core's executor, and says how their answers differ."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import orjson
import strawberry
from graphql import ExecutionResult, GraphQLError, GraphQLSchema
from graphql.execution.values import VariableValues, get_variable_values

from backends.ledger import Ledger
from backends.tasks import Tasks
from gateway.execution.documents import Documents, Operation, Unusable
from gateway.execution.executing import executed
from gateway.execution.fallback import Fallback
from gateway.execution.plans import Plans
from gateway.execution.run import ContextFactory, core_schema
from gateway.execution.steering import Reason
from gateway.execution.walking import Question
from gateway.sections import Limits
from tests.gateway.execution.world import NOON

Place = tuple[str | int, ...]
Error = tuple[Place, str]


class Answer(msgspec.Struct, frozen=True):
    """Data as a client reads them, and errors in their order."""

    data: Any
    errors: Sequence[GraphQLError]

    @property
    def told(self) -> list[Error]:
        """Where, and what."""
        return [(tuple(error.path or ()), error.message) for error in self.errors]


class Oracle:
    """One schema, asked in both ways."""

    def __init__(self, schema: strawberry.Schema) -> None:
        self.core: GraphQLSchema = core_schema(schema)
        self.documents = Documents(self.core, Limits(aliases=10_000, repeats=1_000, nesting=150))
        self.plans = Plans(schema, self.core, entries=200, size=10**8)
        self.fallback = Fallback(schema, self.core, most_errors=100)

    def valid(self, text: str) -> bool:
        """Whether a text may be asked."""
        try:
            return bool(self.documents.prepared(text).operations)
        except Unusable:
            return False

    async def compiled(self, text: str, contexts: ContextFactory, variables: Mapping[str, Any]) -> Answer:
        """The plan's answer, from its bytes."""
        operation = self.documents.prepared(text).operation(None)
        coerced = self.coerced(operation, variables)
        plan = self.plans.plan(operation, coerced)
        assert not isinstance(plan, Reason), plan
        work = Tasks()
        question = Question(
            schema=self.core,
            operation=plan.operation,
            fragments=plan.fragments,
            variables=coerced,
            context=contexts(Ledger(NOON), work),
        )
        result = await executed(plan, question)
        await work.close()
        result.forget()
        return Answer(orjson.loads(result.encoded()), result.errors)

    async def reference(self, text: str, contexts: ContextFactory, variables: Mapping[str, Any]) -> Answer | None:
        """graphql-core's answer; None where it has none (it gives up when it cancels what others await)."""
        operation = self.documents.prepared(text).operation(None)
        work = Tasks()
        try:
            result: ExecutionResult = await self.fallback.executed(operation, variables, contexts(Ledger(NOON), work))
        except asyncio.CancelledError:
            return None
        finally:
            await work.close()
        return Answer(plain(result.data), result.errors or [])

    def coerced(self, operation: Operation, variables: Mapping[str, Any]) -> VariableValues:
        """The variables as resolvers get them."""
        found = get_variable_values(self.core, operation.node.variable_definitions or (), dict(variables))
        assert isinstance(found, VariableValues), found
        return found


def plain(data: Any) -> Any:
    """Data as they come out of JSON."""
    return orjson.loads(orjson.dumps(data, option=orjson.OPT_UTC_Z))


def nulled(data: Any, path: Sequence[str | int]) -> Place:
    """Where the null is that an error at this path made."""
    for depth, step in enumerate(path):
        if data is None:
            return tuple(path[:depth])
        data = data[step]
    return tuple(path)


def comparable(answer: Answer, other: Answer) -> tuple[Counter[Error], set[Place]]:
    """The errors of what is null itself, and the places that are null because something in them failed.

    Which of several failures under one null is told depends on which comes first; so where either of the two answers
    tells one from below, it counts that one is told.
    """
    told = [(nulled(answer.data, path), path, message) for path, message in answer.told]
    below = {place for place, path, _ in told if place != path}
    below |= {place for path, _ in other.told if (place := nulled(other.data, path)) != path}
    own = Counter((path, message) for place, path, message in told if place not in below)
    return own, {place for place, _, _ in told if place in below}


def same(ours: Answer, theirs: Answer) -> bool:
    """Whether two answers are the same as far as GraphQL decides."""
    return bool(ours.data == theirs.data) and comparable(ours, theirs) == comparable(theirs, ours)
