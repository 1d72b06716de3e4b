"""One execution of a plan: what it knows, what it has met, and the visits that it still has to make.

Everything is breadth-first: a place of the operation is answered for all its parents at once, as columns. What needs
no waiting is answered at once; what waits is a visit, and goes on by itself as soon as its own parents are there.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any, Final, Protocol, TypeAlias

from graphql import FragmentDefinitionNode, GraphQLResolveInfo, GraphQLSchema, OperationDefinitionNode
from graphql.execution.values import VariableValues
from graphql.pyutils import gather_with_cancel
from graphql.type import GraphQLResolveInfoHelpers
from msgspec import Struct, field
from strawberry.execution.is_awaitable import optimized_is_awaitable

from gateway.execution.marks import Failed, Pending
from gateway.execution.where import Where


class Question(Struct, frozen=True, eq=False, kw_only=True):
    """What is asked: an operation with its variables, in somebody's name."""

    schema: GraphQLSchema
    operation: OperationDefinitionNode
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: VariableValues
    context: Any
    root: Any = None
    infos: dict[Where, GraphQLResolveInfo[Any]] = field(default_factory=dict)

    def info(self, where: Where) -> GraphQLResolveInfo[Any]:
        """What resolvers are told of a place. Its path has no list positions: it is the same for all parents."""
        found = self.infos.get(where)
        if found is None:
            found = self.infos[where] = self._info(where)
        return found

    def _info(self, where: Where) -> GraphQLResolveInfo[Any]:
        return GraphQLResolveInfo(
            where.name,
            where.nodes,
            where.type,
            where.parent,
            where.path,
            self.schema,
            self.fragments,  # type: ignore[arg-type]  # typed as a dict
            self.root,
            self.operation,
            self.variables,
            self.context,
            optimized_is_awaitable,  # type: ignore[arg-type]  # typed as a type guard
            None,
            _HELPERS,
        )


def _untracked(values: Sequence[Any]) -> None:
    """What resolvers start beside their answer is theirs to end."""


_HELPERS: Final = GraphQLResolveInfoHelpers(gather=gather_with_cancel, track=_untracked)  # type: ignore[arg-type]

Visit: TypeAlias = Callable[["Walk"], Coroutine[Any, Any, None]]
"""A place where the walk has to wait."""


class Completing(Protocol):
    """Turns values into what the answer says of them."""

    def complete(self, column: list[Any], walk: "Walk") -> list[Any]: ...


class Walk:
    """One step of an execution, and the visits that it leads to. All steps share what they have met."""

    __slots__ = ("failures", "marked", "question", "visits")

    def __init__(self, question: Question, failures: list[Failed], marked: list[bool]) -> None:
        self.question = question
        self.failures = failures
        self.marked = marked
        self.visits: list[Visit] = []

    def failed(self, error: BaseException) -> Failed:
        """The mark of a value that could not be had; whoever awaits what somebody cancelled gets no more than that."""
        self.mark()
        failure = Failed(error if isinstance(error, Exception) else RuntimeError(f"Ended by {error!r}."))
        self.failures.append(failure)
        return failure

    def info(self, where: Where) -> GraphQLResolveInfo[Any]:
        """What resolvers are told of a place."""
        return self.question.info(where)

    def mark(self) -> None:
        """Something is in the answer, or lacks in it, that does not belong there."""
        self.marked[0] = True

    def later(self, place: Completing, awaitables: Sequence[Any]) -> list[Pending]:
        """Marks of values that are awaited, all those of one place together."""
        self.mark()
        pending = [Pending() for _ in awaitables]

        async def visit(walk: Walk) -> None:
            column = await asyncio.gather(*awaitables, return_exceptions=True)
            for mark, value in zip(pending, place.complete(column, walk), strict=True):
                mark.value = value

        self.visits.append(visit)
        return pending

    async def go_on(self) -> None:
        """Make the visits that this step leads to, at the same time, and those that they lead to."""
        if len(self.visits) == 1:
            await self._go(self.visits[0])
        elif self.visits:
            await self._go_together()

    async def _go_together(self) -> None:
        """What resolvers raise is in the answer; what is raised here is a mistake of ours, told as it is."""
        try:
            async with asyncio.TaskGroup() as group:
                for visit in self.visits[1:]:
                    group.create_task(self._go(visit))
                await self._go(self.visits[0])
        except ExceptionGroup as several:
            raise several.exceptions[0] from None

    async def _go(self, visit: Visit) -> None:
        step = Walk(self.question, self.failures, self.marked)
        await visit(step)
        await step.go_on()
