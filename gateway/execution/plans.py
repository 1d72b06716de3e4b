"""Plans, compiled once for each operation and each way that its variables steer it, and kept within bounds."""

from collections import Counter
from typing import Final

import strawberry
from graphql import FragmentDefinitionNode, GraphQLSchema
from graphql.execution.values import VariableValues
from msgspec import Struct, field

from gateway.execution.compiling import Plan, compiled
from gateway.execution.documents import Operation, Recent
from gateway.execution.reading import Reading
from gateway.execution.steering import Reason, Steering, steering
from gateway.fragments import fragments_of

_BYTES_PER_FIELD: Final = 5_000  # measured: 2,200; as much again for types of interfaces that are met later


class Tally(Struct):
    """How questions were answered since start. `fallbacks`: those that no plan answered, by reason."""

    found: int = 0
    compiled: int = 0
    fallbacks: Counter[Reason] = field(default_factory=Counter)


class _Steered(Struct, frozen=True):
    """An operation's fragments, and how it is steered."""

    fragments: dict[str, FragmentDefinitionNode]
    steering: Steering


class Plans:
    """At most so many plans, of about so many bytes; what was not used for longest is forgotten first."""

    def __init__(self, schema: strawberry.Schema, core: GraphQLSchema, *, entries: int, size: int) -> None:
        self._schema = core
        self._reading = Reading(schema.schema_converter)
        self._steered: Recent[_Steered] = Recent(entries, size)
        self._plans: Recent[Plan] = Recent(entries, size)
        self.tally = Tally()

    def __len__(self) -> int:
        return len(self._plans)

    def plan(self, operation: Operation, variables: VariableValues) -> Plan | Reason:
        """The plan of an operation for these values of its variables, or why it has none."""
        steered = self._steered.get(operation) or self._steer(operation)
        values = tuple(variables.coerced.get(name) for name in steered.steering.variables)
        reason = steered.steering.reason or (Reason.CONDITION if None in values else None)
        if reason is not None:
            self.tally.fallbacks[reason] += 1
            return reason
        plan = self._plans.get((operation, values))
        if plan is None:
            return self._compile(operation, steered, variables, values)
        self.tally.found += 1
        return plan

    def _steer(self, operation: Operation) -> _Steered:
        fragments = fragments_of(operation.document)
        steered = _Steered(fragments, steering(operation.node, fragments))
        self._steered.keep(operation, steered, 1)
        return steered

    def _compile(
        self, operation: Operation, steered: _Steered, variables: VariableValues, values: tuple[bool | None, ...]
    ) -> Plan:
        plan = compiled(self._schema, self._reading, operation.node, steered.fragments, variables)
        self._plans.keep((operation, values), plan, _BYTES_PER_FIELD * plan.size)
        self.tally.compiled += 1
        return plan
