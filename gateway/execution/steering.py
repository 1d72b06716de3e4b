"""What makes an operation have several plans, or none."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Final

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
)
from msgspec import Struct

from gateway.fragments import selections_in


class Reason(StrEnum):
    """Why an operation is not compiled, and runs on Strawberry's executor."""

    MUTATION = "mutation"  # its root fields wait for each other
    SUBSCRIPTION = "subscription"
    INTROSPECTION = "introspection"  # it reads the schema: nothing to gather, and asked seldom
    INCREMENTAL = "incremental delivery"
    CONDITION = "condition without a value"  # a variable of @skip or @include is null: graphql-core has an error for it


_KINDS: Final = {OperationType.MUTATION: Reason.MUTATION, OperationType.SUBSCRIPTION: Reason.SUBSCRIPTION}
_META: Final = frozenset({"__schema", "__type"})
_CONDITIONS: Final = frozenset({"skip", "include"})
_INCREMENTAL: Final = frozenset({"defer", "stream"})


class Steering(Struct, frozen=True):
    """The variables whose values decide what is selected, and why there is no plan whatever they are."""

    variables: tuple[str, ...]
    reason: Reason | None


def steering(operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]) -> Steering:
    """How an operation is steered, as its text says it."""
    nodes = list(_nodes(operation.selection_set, fragments))
    names = dict.fromkeys(name for node in nodes for name in _conditions(node))
    return Steering(tuple(names), _KINDS.get(operation.operation) or _reason(nodes))


def _reason(nodes: list[SelectionNode]) -> Reason | None:
    if any(isinstance(node, FieldNode) and node.name.value in _META for node in nodes):
        return Reason.INTROSPECTION
    if any(directive.name.value in _INCREMENTAL for node in nodes for directive in node.directives or ()):
        return Reason.INCREMENTAL
    return None


def _conditions(node: SelectionNode) -> Iterator[str]:
    """The variables that decide whether this is selected."""
    for directive in node.directives or ():
        if directive.name.value in _CONDITIONS:
            values = (argument.value for argument in directive.arguments or ())
            yield from (value.name.value for value in values if isinstance(value, VariableNode))


def _nodes(selections: SelectionSetNode, fragments: Mapping[str, FragmentDefinitionNode]) -> Iterator[SelectionNode]:
    """Every selection of an operation, those of each of its fragments once."""
    waiting, seen = [selections], set[str]()
    while waiting:
        for node, _, _ in selections_in(waiting.pop()):
            yield node
            if isinstance(node, FragmentSpreadNode) and node.name.value not in seen:
                seen.add(node.name.value)
                waiting.append(fragments[node.name.value].selection_set)
