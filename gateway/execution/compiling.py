"""An operation becomes a plan: small visitors, one for each kind of thing in an operation.

What a plan is made from is fixed: the document, the operation, and the values of the variables that steer `@skip` and
`@include`. graphql-core's own collector merges fields and fragments, so that they mean here what they mean there.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from graphql import (
    FragmentDefinitionNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLLeafType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    GraphQLUnionType,
    OperationDefinitionNode,
)
from graphql.execution.collect_fields import (
    FieldDetails,
    FragmentDetails,
    GroupedFieldSet,
    collect_fields,
    collect_subfields,
)
from graphql.execution.values import VariableValues
from graphql.pyutils import Path
from graphql.type import TypeNameMetaFieldDef
from msgspec import Struct

from gateway.execution.objects import Members, Objects
from gateway.execution.places import Leaf, Listed, Place
from gateway.execution.reading import Reading, of_typename
from gateway.execution.shapes import Field, Shape, Site
from gateway.execution.where import Where


class Plan(Struct, frozen=True, eq=False):
    """An operation, ready to be walked. `root` is the selection on the query type; `size` is its number of fields."""

    root: Shape
    operation: OperationDefinitionNode
    fragments: Mapping[str, FragmentDefinitionNode]
    size: int


def compiled(
    schema: GraphQLSchema,
    reading: Reading,
    operation: OperationDefinitionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    variables: VariableValues,
) -> Plan:
    """The plan of a query; of the variables only those that steer it are looked at."""
    compiler = _Compiler(schema, reading, operation, fragments, variables)
    return Plan(compiler.root(), operation, fragments, compiler.fields)


class _Compiler:
    """Visits the selections, from the root down. It stays with the plan, for types that are met only later."""

    def __init__(
        self,
        schema: GraphQLSchema,
        reading: Reading,
        operation: OperationDefinitionNode,
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: VariableValues,
    ) -> None:
        self._schema = schema
        self._reading = reading
        self._operation = operation
        self._fragments = {name: FragmentDetails(node) for name, node in fragments.items()}
        self._variables = variables
        self.fields = 0

    def root(self) -> Shape:
        """The selection on the query type."""
        type_ = self._schema.query_type
        if type_ is None:
            raise TypeError("There is no query type.")
        found = collect_fields(self._schema, self._fragments, self._variables, type_, self._operation)
        return self._shape(type_, found.grouped_field_set)

    def _shape(self, type_: GraphQLObjectType, selected: GroupedFieldSet) -> Shape:
        self.fields += len(selected)
        fields = [self._field(type_, key, details) for key, details in selected.items()]
        return Shape(type_, fields)

    def _field(self, parent: GraphQLObjectType, key: str, details: list[FieldDetails]) -> Field | Site:
        nodes = [each.node for each in details]
        name = nodes[0].name.value
        definition = TypeNameMetaFieldDef if name == "__typename" else parent.fields[name]
        path = Path(None, key, parent.name)
        where = Where(key=key, name=name, parent=parent, type=definition.type, nodes=nodes, path=path)
        waits = self._reading.waits(definition)
        place = self._place(definition.type, where, details, shared=waits)
        if waits:
            return Site(where, self._reading.batch(definition, where, place), place)
        return Field(where, self._read(parent, definition, where), place, self._reading.attribute(definition))

    def _read(self, parent: GraphQLObjectType, definition: GraphQLField, where: Where) -> Any:
        if definition is TypeNameMetaFieldDef:
            return of_typename(parent.name)
        return self._reading.read(definition, where)

    def _place(
        self,
        type_: GraphQLOutputType,
        where: Where,
        details: Sequence[FieldDetails],
        *,
        nullable: bool = True,
        shared: bool = False,
    ) -> Place:
        match type_:
            case GraphQLNonNull():
                return self._place(type_.of_type, where, details, nullable=False, shared=shared)
            case GraphQLList():
                return Listed(where, nullable, self._place(type_.of_type, where, details))
            case GraphQLObjectType():
                return self._objects(where, nullable, shared, details, type_)
            case GraphQLInterfaceType() | GraphQLUnionType():
                objects = partial(self._objects, where, nullable, shared, details)
                return Members(where, nullable, type_, self._schema, objects)
            case _:
                return Leaf(where, nullable, _leaf(type_))

    def _objects(
        self, where: Where, nullable: bool, shared: bool, details: Sequence[FieldDetails], type_: GraphQLObjectType
    ) -> Objects:
        found = collect_subfields(self._schema, self._fragments, self._variables, self._operation, type_, list(details))
        return Objects(where, nullable, self._shape(type_, found.grouped_field_set), shared=shared)


def _leaf(type_: Any) -> GraphQLLeafType:
    leaf: GraphQLLeafType = type_
    return leaf
