"""The arguments of a field as Strawberry's resolvers take them."""

from collections.abc import Mapping
from typing import Any, TypeAlias

from graphql import GraphQLField, ListValueNode, ObjectValueNode, VariableNode, get_nullable_type, is_leaf_type
from graphql.execution.values import VariableValues, get_argument_values
from strawberry.relay.types import GlobalID
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.arguments import StrawberryArgument, convert_arguments
from strawberry.types.base import StrawberryMaybe, StrawberryOptional
from strawberry.types.field import StrawberryField

from gateway.execution.where import Where

Given: TypeAlias = dict[str, Any]


class Arguments:
    """The arguments that an operation gives to a field.

    Most are single values: literals, the same for every question, or variables, which are coerced already. They are
    told apart once; what else there is (lists and input objects, a variable without a value) goes Strawberry's way,
    each time anew, because resolvers may change what they are given.
    """

    def __init__(
        self, converter: GraphQLCoreConverter, definition: StrawberryField, field: GraphQLField, where: Where
    ) -> None:
        self._converter = converter
        self._definition = definition
        self._field = field
        self._where = where
        self._single = _single(converter, definition, field, where)
        self._fixed: Given | None = None

    def of(self, variables: VariableValues, info: Any) -> Given:
        """Them, for these variables; raises what graphql-core and Strawberry raise for wrong ones."""
        if not self._field.args:
            return {}
        if self._single is None:
            return self._converted(variables, info)
        if self._fixed is None:
            return self._first(self._single, variables, info)
        given = dict(self._fixed)
        for name, variable in self._single.items():
            value = variables.coerced.get(variable)
            if value is None:
                return self._converted(variables, info)
            given[name] = value
        return given

    def _first(self, single: Mapping[str, str], variables: VariableValues, info: Any) -> Given:
        """The literals and defaults are what is left without the variables."""
        given = self._converted(variables, info)
        self._fixed = {name: value for name, value in given.items() if name not in single}
        return given

    def _converted(self, variables: VariableValues, info: Any) -> Given:
        return convert_arguments(
            get_argument_values(self._field, self._where.nodes[0], variables),
            self._definition.arguments,
            scalar_registry=self._converter.scalar_registry,
            config=self._converter.config,
            info=info,
        )


def _single(
    converter: GraphQLCoreConverter, definition: StrawberryField, field: GraphQLField, where: Where
) -> dict[str, str] | None:
    """The variables by the arguments that they are for; None if any argument is not a single value."""
    found: dict[str, str] = {}
    given = {node.name.value: node.value for node in where.nodes[0].arguments or ()}
    for argument in definition.arguments:
        name = converter.config.name_converter.from_argument(argument)
        value = given.get(name)
        if isinstance(value, ListValueNode | ObjectValueNode) or not _is_single(argument, field.args[name].type):
            return None
        if isinstance(value, VariableNode):
            found[argument.python_name] = value.name.value
    return found


def _is_single(argument: StrawberryArgument, type_: Any) -> bool:
    """Whether Strawberry takes what graphql-core coerces as it is."""
    inner = argument.type
    if isinstance(inner, StrawberryOptional):
        inner = inner.of_type
    return is_leaf_type(get_nullable_type(type_)) and inner is not GlobalID and not isinstance(inner, StrawberryMaybe)
