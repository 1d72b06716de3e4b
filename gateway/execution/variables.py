"""Reads the variables that an operation declares: their types are looked up once, not for each question.

What is plainly right is read here, by graphql-core's own functions for leaves; everything else is left to graphql-core,
so that it alone says what is wrong.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from graphql import (
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    GraphQLType,
    OperationDefinitionNode,
    Undefined,
    VariableDefinitionNode,
    get_nullable_type,
    is_enum_type,
    is_leaf_type,
    is_scalar_type,
    is_specified_scalar_type,
)
from graphql.execution.get_variable_signature import GraphQLVariableSignature, get_variable_signature
from graphql.execution.values import (
    VariableValues,
    VariableValueSource,
    get_variable_values,
    input_is_nested_too_deeply,
)
from graphql.utilities import coerce_input_value
from msgspec import Struct

_Coercer: TypeAlias = Callable[[Any], Any]
"""Gives a value as resolvers get it; raises anything, or gives `Undefined`, if it is not plainly right."""


class _Declared(Struct, frozen=True):
    """One variable; `absent` and `default` stand for it where it is not given, `Undefined` for no default."""

    name: str
    signature: GraphQLVariableSignature
    coerce: _Coercer
    required: bool
    absent: VariableValueSource
    default: Any


class Variables:
    """The variables of one operation of a valid document; `names` are those that it declares."""

    def __init__(self, schema: GraphQLSchema, operation: OperationDefinitionNode) -> None:
        self._schema = schema
        self._nodes = operation.variable_definitions or ()
        self.names = frozenset(node.variable.name.value for node in self._nodes)
        declared = [_declared(schema, node) for node in self._nodes]
        self._declared = None if None in declared else [each for each in declared if each is not None]

    def read(self, given: Mapping[str, Any], most_errors: int) -> VariableValues | list[Any]:
        """The values as resolvers get them, or what is wrong with those that are given."""
        try:
            found = self._plain(given)
        except Exception:  # any coercer's, of any scalar: graphql-core tells it
            found = None
        if found is not None:
            return found
        return get_variable_values(self._schema, self._nodes, dict(given), max_errors=most_errors)

    def _plain(self, given: Mapping[str, Any]) -> VariableValues | None:
        """The values, None if not all are plainly right."""
        if self._declared is None:
            return None
        sources: dict[str, VariableValueSource] = {}
        coerced: dict[str, Any] = {}
        for each in self._declared:
            name = each.name
            if name in given:
                value = given[name]
                sources[name] = VariableValueSource(each.signature, value)
                coerced[name] = found = each.coerce(value)
                if found is Undefined:
                    return None
            elif each.required:
                return None
            else:
                sources[name] = each.absent
                if each.default is not Undefined:
                    coerced[name] = each.default
        return VariableValues(sources, coerced)


def _declared(schema: GraphQLSchema, node: VariableDefinitionNode) -> _Declared | None:
    """A variable as it is declared, None for one with a default that cannot serve all questions."""
    signature = get_variable_signature(schema, node)
    if not isinstance(signature, GraphQLVariableSignature):
        return None
    default: Any = Undefined
    if signature.default is not None:
        alone = get_variable_values(schema, [node], {})
        if isinstance(alone, list) or not _is_simple(get_nullable_type(signature.type)):
            return None  # a list or an object is made anew for each question: a resolver may change it
        default = alone.coerced[signature.name]
    return _Declared(
        name=signature.name,
        signature=signature,
        coerce=_coercer(signature.type),
        required=isinstance(signature.type, GraphQLNonNull) and default is Undefined,
        absent=VariableValueSource(signature),
        default=default,
    )


def _is_simple(type_: GraphQLType | None) -> bool:
    """Whether no value of a type can be changed by who has it."""
    return is_enum_type(type_) or (is_scalar_type(type_) and is_specified_scalar_type(type_))


def _coercer(type_: GraphQLInputType) -> _Coercer:
    """Reads values of a type."""
    if isinstance(type_, GraphQLNonNull):
        some, nothing = _some(type_.of_type), Undefined
    else:
        some, nothing = _some(type_), None
    return lambda value: nothing if value is None else some(value)


def _some(type_: GraphQLInputType) -> _Coercer:
    """Reads values of a type, but null."""
    if is_leaf_type(type_):
        return type_.coerce_input_value
    if isinstance(type_, GraphQLList):
        item = _coercer(type_.of_type)
        return lambda value: _items(item, value)
    return lambda value: _whole(type_, value)


def _items(item: _Coercer, value: Any) -> Any:
    if type(value) is not list:  # one item alone stands for a list
        return Undefined
    found = [item(each) for each in value]
    return Undefined if any(each is Undefined for each in found) else found


def _whole(type_: GraphQLInputType, value: Any) -> Any:
    return Undefined if input_is_nested_too_deeply(value, type_) else coerce_input_value(value, type_)
