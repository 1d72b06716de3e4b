"""Answers a prepared operation: an `Operation` and its variables in, the response's bytes out."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final, TypeAlias

import orjson
import strawberry
from graphql import GraphQLSchema
from graphql.execution.values import VariableValues
from msgspec import Struct

from backends.ledger import Ledger
from backends.ports import Clock
from backends.tasks import Tasks
from backends.vocabulary import FreshnessState
from gateway.errors import (
    BAD_INPUT,
    INTERNAL,
    TIMEOUT,
    Shown,
    field_errors,
    internal,
    log_bug,
    question_error,
    refusal,
    traced,
)
from gateway.execution import summary
from gateway.execution.compiling import Plan
from gateway.execution.documents import Operation, Unusable
from gateway.execution.executing import executed
from gateway.execution.fallback import Fallback
from gateway.execution.plans import Plans
from gateway.execution.steering import Reason
from gateway.execution.summary import Freshness
from gateway.execution.validity import Validity
from gateway.execution.walking import Question
from gateway.interest import Gone, Interest, Interested

PLAN: Final = "plan"
_WELL: Final = frozenset({FreshnessState.LIVE, FreshnessState.CACHED})

Found: TypeAlias = tuple[bytes, list[Shown]]
"""The data as JSON, and the errors as the response has them."""

ContextFactory: TypeAlias = Callable[[Ledger, Tasks], Any]
"""Makes what resolvers are given for one question; whatever they start in the `Tasks` ends with it."""


class Outcome(StrEnum):
    """What became of a question."""

    EXECUTED = "executed"  # there is data, if only a null
    REFUSED = "refused"  # it was wrong
    BROKEN = "broken"  # we are


class Answered(Struct, frozen=True):
    """A response's body and what it says; `executor` is "plan", or why it was not one that answered.

    `data` and `parts` are what of the body is told of it again; `failed`: there is an error. `validity` is there if
    the answer is kept. `packed`: the body is as gzip has it.
    """

    outcome: Outcome
    body: bytes
    executor: str | None = None
    data: bytes = b""
    parts: Sequence[Freshness] = ()
    failed: bool = True
    validity: Validity | None = None
    packed: bool = False

    @property
    def whole(self) -> bool:
        """No error, and no system failed or was stale."""
        return not self.failed and all(part.state in _WELL for part in self.parts)


def core_schema(schema: strawberry.Schema) -> GraphQLSchema:
    """The graphql-core schema behind a Strawberry schema."""
    return schema._schema  # Strawberry offers no public way to it (0.341), and its own `execute` takes only texts


class Runner:
    """Executes operations: by their plans, and those that have none on Strawberry's executor.

    `timeout` is the longest that one may take, in seconds; `most_errors` is how many a response lists.
    """

    def __init__(
        self,
        schema: strawberry.Schema,
        contexts: ContextFactory,
        clock: Clock,
        plans: Plans,
        *,
        timeout: float,
        most_errors: int,
    ) -> None:
        self._schema = core_schema(schema)
        self._fallback = Fallback(schema, self._schema, most_errors=most_errors)
        self._contexts = contexts
        self._clock = clock
        self._plans = plans
        self._interest = Interest(timeout)
        self._most_errors = most_errors

    async def answer(
        self, operation: Operation, variables: Mapping[str, Any], trace_id: str, gone: Gone | None = None
    ) -> Answered:
        """The response to a question; the work for it ends with it, also when it is cancelled.

        Raises `Unusable` for variables that are wrong, `Refused` for an answer that may be too large, and `Abandoned`
        when the asker has `gone`.
        """
        values = coerced(operation, variables, self._most_errors)
        weight = operation.scale.weighed(operation.node, values.coerced).total
        found = self._plans.plan(operation, values)
        ledger, work = Ledger(self._clock()), Tasks()
        try:
            with Interested(self._interest, gone):
                context = self._contexts(ledger, work)
                if isinstance(found, Reason):
                    executor: str = found
                    data, errors = await self._by_fallback(operation, variables, context, trace_id)
                else:
                    executor = PLAN
                    data, errors = await self._by_plan(found, values, context, trace_id)
            return encoded(data, errors, ledger, weight, trace_id, executor)
        except TimeoutError:
            late = refusal(TIMEOUT, f"This was not answered within {self._interest.seconds:g} s.", retryable=True)
            return encoded(b"null", [late], ledger, weight, trace_id)
        finally:
            if work:
                await work.close()

    async def _by_plan(self, plan: Plan, variables: VariableValues, context: Any, trace_id: str) -> Found:
        question = Question(
            schema=self._schema,
            operation=plan.operation,
            fragments=plan.fragments,
            variables=variables,
            context=context,
        )
        result = await executed(plan, question)
        try:
            errors = field_errors(result.errors, trace_id, self._most_errors)
            return result.encoded(), errors
        finally:
            result.forget()

    async def _by_fallback(
        self, operation: Operation, variables: Mapping[str, Any], context: Any, trace_id: str
    ) -> Found:
        result = await self._fallback.executed(operation, variables, context)
        errors = field_errors(result.errors, trace_id, self._most_errors)
        return orjson.dumps(result.data, option=orjson.OPT_UTC_Z), errors


def coerced(operation: Operation, variables: Mapping[str, Any], most_errors: int) -> VariableValues:
    """The variables as the operation declares them; raises `Unusable` for those that do not fit or are not declared."""
    refuse_unknown(variables, operation)
    found = operation.variables.read(variables, most_errors)
    if isinstance(found, list):
        raise Unusable([question_error(error, BAD_INPUT) for error in found])
    return found


def refuse_unknown(variables: Mapping[str, Any], operation: Operation) -> None:
    """A variable that the operation does not declare is a mistake that would pass unseen; raises `Unusable`."""
    names = operation.variables.names
    if not variables.keys() <= names:
        declared = ", ".join(f"${name}" for name in sorted(names)) or "none"
        found = ", ".join(f"${name}" for name in sorted(variables.keys() - names)[:10])
        raise Unusable([refusal(BAD_INPUT, f"Unknown variables: {found}. The operation declares {declared}.")])


def refused(errors: Sequence[Shown], trace_id: str, outcome: Outcome = Outcome.REFUSED) -> Answered:
    """The response to a question that is not executed."""
    body = {"errors": traced(errors, trace_id), "extensions": {"traceId": trace_id}}
    return Answered(outcome, orjson.dumps(body))


def broken(error: Exception, trace_id: str) -> Answered:
    """The response when the mistake is ours."""
    log_bug(error)
    return refused([refusal(INTERNAL, internal(trace_id))], trace_id, Outcome.BROKEN)


def encoded(
    data: bytes, errors: list[Shown], ledger: Ledger, weight: int, trace_id: str, executor: str | None = None
) -> Answered:
    """The response to an executed question."""
    said = summary.extensions(ledger, weight, trace_id)
    told = b'"errors":%b,' % orjson.dumps(traced(errors, trace_id)) if errors else b""  # first, where a person looks
    body = b'{%b"data":%b,"extensions":%b}' % (told, data, summary.encoded(said))
    return Answered(Outcome.EXECUTED, body, executor, data, said.freshness, bool(errors))
