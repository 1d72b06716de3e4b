"""Answers a prepared operation: an `Operation` and its variables in, the response's bytes out."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from enum import Enum
from inspect import isawaitable
from typing import Any, TypeAlias

import orjson
import strawberry
from graphql import ExecutionResult, GraphQLSchema
from graphql.execution.executor import Executor
from msgspec import Struct
from strawberry.execution.is_awaitable import optimized_is_awaitable

from backends.ledger import Ledger, Touch
from backends.ports import Clock
from backends.tasks import Tasks
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
from gateway.execution.documents import Operation, Unusable

ContextFactory: TypeAlias = Callable[[Ledger, Tasks], Any]
"""Makes what resolvers are given for one question; whatever they start in the `Tasks` ends with it."""


class Outcome(Enum):
    """What became of a question."""

    EXECUTED = "executed"  # there is data, if only a null
    REFUSED = "refused"  # it was wrong
    BROKEN = "broken"  # we are


class Answered(Struct, frozen=True):
    """A response's body and what it says."""

    outcome: Outcome
    body: bytes


def core_schema(schema: strawberry.Schema) -> GraphQLSchema:
    """The graphql-core schema behind a Strawberry schema."""
    return schema._schema  # Strawberry offers no public way to it (0.341), and its own `execute` takes only texts


class Runner:
    """Executes operations on graphql-core's executor as Strawberry sets it up.

    `timeout` is the longest that one may take, in seconds; `most_errors` is how many a response lists.
    """

    def __init__(
        self, schema: strawberry.Schema, contexts: ContextFactory, clock: Clock, *, timeout: float, most_errors: int
    ) -> None:
        self._schema = core_schema(schema)
        self._build = schema.execution_context_class.build
        self._contexts = contexts
        self._clock = clock
        self._timeout = timeout
        self._most_errors = most_errors

    async def answer(self, operation: Operation, variables: Mapping[str, Any], trace_id: str) -> Answered:
        """The response to a question; the work for it ends with it, also when it is cancelled.

        Raises `Unusable` for variables that are wrong, and `Refused` for an answer that may be too large.
        """
        refuse_unknown(variables, operation)
        ledger, work = Ledger(self._clock()), Tasks()
        executor = self._executor(operation, variables, self._contexts(ledger, work))
        weight = operation.scale.weighed(operation.node, executor.variable_values.coerced).total
        try:
            async with asyncio.timeout(self._timeout):
                result = await _executed(executor)
            errors = field_errors(result.errors, trace_id, self._most_errors)
            return encoded(result.data, errors, ledger, weight, trace_id)
        except TimeoutError:
            late = refusal(TIMEOUT, f"This was not answered within {self._timeout:g} s.", retryable=True)
            return encoded(None, [late], ledger, weight, trace_id)
        finally:
            if work:
                await work.close()

    def _executor(self, operation: Operation, variables: Mapping[str, Any], context: Any) -> Executor[Any]:
        """What executes the operation, its variables coerced."""
        executor = self._build(
            self._schema,
            operation.document,
            context_value=context,
            raw_variable_values=dict(variables),
            operation_name=operation.name,
            max_coercion_errors=self._most_errors,
            is_awaitable=optimized_is_awaitable,  # type: ignore[arg-type]  # typed as a plain predicate
        )
        if isinstance(executor, list):
            raise Unusable([question_error(error, BAD_INPUT) for error in executor])
        return executor


async def _executed(executor: Executor[Any]) -> ExecutionResult:
    result = executor.execute_operation()
    if isawaitable(result):
        result = await result
    if not isinstance(result, ExecutionResult):
        raise TypeError("Incremental delivery is not served.")
    return result


def refuse_unknown(variables: Mapping[str, Any], operation: Operation) -> None:
    """A variable that the operation does not declare is a mistake that would pass unseen; raises `Unusable`."""
    unknown = sorted(variables.keys() - operation.variables)
    if unknown:
        declared = ", ".join(f"${name}" for name in sorted(operation.variables)) or "none"
        found = ", ".join(f"${name}" for name in unknown[:10])
        raise Unusable([refusal(BAD_INPUT, f"Unknown variables: {found}. The operation declares {declared}.")])


def refused(errors: Sequence[Shown], trace_id: str, outcome: Outcome = Outcome.REFUSED) -> Answered:
    """The response to a question that is not executed."""
    body = {"errors": traced(errors, trace_id), "extensions": {"traceId": trace_id}}
    return Answered(outcome, orjson.dumps(body))


def broken(error: Exception, trace_id: str) -> Answered:
    """The response when the mistake is ours."""
    log_bug(error)
    return refused([refusal(INTERNAL, internal(trace_id))], trace_id, Outcome.BROKEN)


def encoded(data: Any, errors: list[Shown], ledger: Ledger, weight: int, trace_id: str) -> Answered:
    """The response to an executed question."""
    body: dict[str, Any] = {"errors": traced(errors, trace_id)} if errors else {}  # first, where a person looks
    body |= {"data": data, "extensions": {**_summary(ledger, weight), "traceId": trace_id}}
    try:
        return Answered(Outcome.EXECUTED, orjson.dumps(body, option=orjson.OPT_UTC_Z))
    except TypeError as error:  # a scalar gave what JSON cannot say
        return broken(error, trace_id)


def _summary(ledger: Ledger, weight: int) -> dict[str, Any]:
    """Which systems took part, how fresh their parts are, what was expected of the answer and what it took."""
    return {
        "freshness": [_freshness(touch, ledger.asked_at) for _, touch in sorted(ledger.touches.items())],
        "cost": {
            "weight": weight,
            "systems": len(ledger.touches.keys() | ledger.calls.keys()),
            "calls": ledger.calls.total(),
            "bySystem": dict(sorted(ledger.calls.items())),
        },
    }


def _freshness(touch: Touch, asked_at: datetime) -> dict[str, Any]:
    read = touch.fetched_at
    return {
        "system": touch.system,
        "role": touch.role,
        "state": touch.state,
        "asOf": touch.as_of,
        "fetchedAt": read,
        "ageSeconds": None if read is None else max(0, int((asked_at - read).total_seconds())),
        "errorCode": touch.error_code,
    }
