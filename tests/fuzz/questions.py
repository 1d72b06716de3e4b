"""Questions to the graph, at random: hypothesis-graphql's operations, with words and ids that the retailer knows.

hypothesis-graphql knows neither our scalars nor `@oneOf`, and takes any text for an id. It is given a schema in which
every argument that means something has a scalar of its own, and so has every `@oneOf` input.
"""

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    GraphQLArgument,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    InlineFragmentNode,
    NamedTypeNode,
    NameNode,
    ObjectFieldNode,
    ObjectValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    SelectionSetNode,
    TypeInfo,
    TypeInfoVisitor,
    ValueNode,
    VariableDefinitionNode,
    VariableNode,
    Visitor,
    build_schema,
    get_named_type,
    is_abstract_type,
    parse_type,
    value_from_ast_untyped,
    visit,
)
from hypothesis import strategies as st
from hypothesis_graphql import nodes, queries
from msgspec import Struct

from tests.fuzz.known import Known
from tests.fuzz.words import arguments, scalars

Values: TypeAlias = Mapping[str, st.SearchStrategy[ValueNode]]


class Question(Struct, frozen=True):
    """A document of one operation, and its variables."""

    document: DocumentNode
    variables: Mapping[str, Any]


def questions(text: str, known: Known, start: str) -> st.SearchStrategy[Question]:
    """Valid questions to the schema of this text, half of them with their arguments as variables.

    They start at a root field, or at a thing of a type, or with `*` at any root fields, several together.
    """
    own = arguments(known)
    wider, schema = build_schema(text), build_schema(text)
    given = {name.replace(".", "_"): values for name, values in own.items()} | scalars() | dict(_chosen(wider, own))
    for at, argument in _arguments(wider):
        name = next((name for name in (at, at.split(".")[1]) if name in own), get_named_type(argument.type).name)
        if name.replace(".", "_") in given:
            argument.type = _rewrapped(argument.type, GraphQLScalarType(name.replace(".", "_")))
    documents = queries(_starting(wider, start), custom_scalars=given, allow_null=False, print_ast=_same)
    if start in schema.type_map:
        documents = st.builds(_of_node, documents, st.just(start), st.sampled_from(known[start]))
    return st.builds(_prepared, st.just(schema), documents, st.booleans())


def _same(document: DocumentNode) -> DocumentNode:
    return document


# ------------------------------------------------------------------------------------------------ the wider schema


def _arguments(schema: GraphQLSchema) -> Iterator[tuple[str, GraphQLArgument | GraphQLInputField]]:
    """Whatever takes a value, by where it is: `order.id`, `OrderFilter.ids`."""
    for type_ in schema.type_map.values():
        if isinstance(type_, GraphQLInputObjectType):
            yield from ((f"{type_.name}.{name}", field) for name, field in type_.fields.items())
        elif isinstance(type_, GraphQLObjectType | GraphQLInterfaceType) and not type_.name.startswith("__"):
            for name, field in type_.fields.items():
                yield from ((f"{name}.{each}", argument) for each, argument in field.args.items())


def _starting(schema: GraphQLSchema, start: str) -> GraphQLSchema:
    """With nothing else at the root: an operation has a size to share among all that could be asked."""
    root = schema.type_map.get(start, schema.query_type)
    assert isinstance(root, GraphQLObjectType)
    root.fields = {start: root.fields[start]} if start in root.fields else root.fields
    schema.query_type = root
    return schema


def _rewrapped(type_: Any, named: GraphQLScalarType) -> Any:
    if isinstance(type_, GraphQLNonNull | GraphQLList):
        return type(type_)(_rewrapped(type_.of_type, named))
    return named


def _chosen(schema: GraphQLSchema, own: Values) -> Iterator[tuple[str, st.SearchStrategy[ValueNode]]]:
    """The values of `@oneOf` inputs: objects with exactly one field, which is not null."""
    everything = {**own, **scalars()}
    for type_ in schema.type_map.values():
        if isinstance(type_, GraphQLInputObjectType) and type_.is_one_of:
            fields = [
                st.builds(_object_of, st.just(name), _value_of(f"{type_.name}.{name}", field.type, everything))
                for name, field in type_.fields.items()
            ]
            yield type_.name, st.one_of(fields)


def _value_of(at: str, type_: Any, values: Values) -> st.SearchStrategy[ValueNode]:
    """A value of an input within a `@oneOf`: by its place, by its name, by its type."""
    if isinstance(type_, GraphQLInputObjectType):
        members = {name: _value_of(f"{type_.name}.{name}", field.type, values) for name, field in type_.fields.items()}
        return st.fixed_dictionaries(members).map(_object)
    found = (name for name in (at, at.split(".")[1], get_named_type(type_).name) if name in values)
    return values[next(found)]


def _object_of(name: str, value: ValueNode) -> ObjectValueNode:
    return _object({name: value})


def _object(members: Mapping[str, ValueNode]) -> ObjectValueNode:
    return nodes.Object([ObjectFieldNode(name=NameNode(value=name), value=value) for name, value in members.items()])


# --------------------------------------------------------------------------------------------- what is made of them


def _of_node(document: DocumentNode, typename: str, id_: str) -> DocumentNode:
    """What was asked of a thing, asked through `node`."""
    [operation] = document.definitions
    assert isinstance(operation, OperationDefinitionNode)
    asked = InlineFragmentNode(
        type_condition=NamedTypeNode(name=NameNode(value=typename)), selection_set=operation.selection_set
    )
    argument = ArgumentNode(name=NameNode(value="id"), value=nodes.String(id_))
    node = FieldNode(name=NameNode(value="node"), arguments=(argument,), selection_set=_selecting(asked))
    query = OperationDefinitionNode(operation=OperationType.QUERY, selection_set=_selecting(node))
    return DocumentNode(definitions=(query,))


def _selecting(*selections: SelectionNode) -> SelectionSetNode:
    return SelectionSetNode(selections=selections)


def _prepared(schema: GraphQLSchema, document: DocumentNode, lift: bool) -> Question:
    """With `__typename` where an answer could not be read without it; with variables if they are wanted."""
    info = TypeInfo(schema)
    named = visit(document, TypeInfoVisitor(info, _Naming(info)))
    if not lift:
        return Question(named, {})
    info = TypeInfo(schema)
    lifting = _Lifting(info)
    return Question(visit(named, TypeInfoVisitor(info, lifting)), lifting.variables)


class _Naming(Visitor):
    def __init__(self, info: TypeInfo) -> None:
        super().__init__()
        self._info = info

    def leave_selection_set(self, node: SelectionSetNode, *_: Any) -> SelectionSetNode | None:
        if not is_abstract_type(self._info.get_parent_type()):
            return None
        return _selecting(FieldNode(name=NameNode(value="__typename")), *node.selections)


class _Lifting(Visitor):
    """Each argument's value becomes a variable, as clients send them."""

    def __init__(self, info: TypeInfo) -> None:
        super().__init__()
        self._info = info
        self._types: list[str] = []
        self.variables: dict[str, Any] = {}

    def enter_argument(self, node: ArgumentNode, *_: Any) -> ArgumentNode:
        argument = self._info.get_argument()
        assert argument is not None
        name = f"v{len(self._types)}"
        self._types.append(str(argument.type))
        self.variables[name] = value_from_ast_untyped(node.value)
        return ArgumentNode(name=node.name, value=VariableNode(name=NameNode(value=name)))

    def leave_operation_definition(self, node: OperationDefinitionNode, *_: Any) -> OperationDefinitionNode:
        definitions = (
            VariableDefinitionNode(variable=VariableNode(name=NameNode(value=f"v{number}")), type=parse_type(type_))
            for number, type_ in enumerate(self._types)
        )
        return OperationDefinitionNode(
            operation=OperationType.QUERY,
            name=NameNode(value="Asked"),
            variable_definitions=tuple(definitions),
            selection_set=node.selection_set,
        )
