"""What is not compiled runs on graphql-core's executor, as Strawberry sets it up. It is also the oracle in tests."""

from collections.abc import Mapping
from inspect import isawaitable
from typing import Any

import strawberry
from graphql import ExecutionResult, GraphQLSchema
from strawberry.execution.is_awaitable import optimized_is_awaitable

from gateway.errors import BAD_INPUT, question_error
from gateway.execution.documents import Operation, Unusable


class Fallback:
    """Executes any operation of a schema."""

    def __init__(self, schema: strawberry.Schema, core: GraphQLSchema, *, most_errors: int) -> None:
        self._schema = core
        self._build = schema.execution_context_class.build
        self._most_errors = most_errors

    async def executed(self, operation: Operation, variables: Mapping[str, Any], context: Any) -> ExecutionResult:
        """The data and the errors; raises `Unusable` for variables that do not fit."""
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
        result = executor.execute_operation()
        if isawaitable(result):
            result = await result
        if not isinstance(result, ExecutionResult):
            raise TypeError("Incremental delivery is not served.")
        return result
