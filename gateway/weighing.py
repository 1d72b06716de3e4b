"""How much an answer may hold, known before any system is asked: an operation and its variables in, a `Weight` out.

Every field counts one for each object that it is asked of, and so does every object of a list. It is an upper bound as
far as lists are no longer than they were asked for, or than the settings think: a field that is selected twice counts
twice, and what is selected of several types counts for each.

All is read from the top down: a selection set is visited once, knowing of how many objects it is asked; a fragment
after all that spread it, with their sum. So fragments within fragments cost no more than reading them, and nothing
recurses over what was sent.
"""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from typing import Any, Final, NamedTuple, TypeAlias

from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentSpreadNode,
    GraphQLArgument,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    InlineFragmentNode,
    ListTypeNode,
    NamedTypeNode,
    NonNullTypeNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    TypeNode,
    Undefined,
    get_named_type,
    get_nullable_type,
    is_list_type,
    is_required_argument,
    value_from_ast_untyped,
)
from graphql.utilities.coerce_input_value import coerce_default_value

from gateway.fragments import fragments_of, in_order, spreads_of
from gateway.limits import Refused
from gateway.sections import Limits

Path: TypeAlias = tuple[str, ...]
_Composite: TypeAlias = GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType

_MOST_WEIGHTS: Final = 32  # of a document; clients have few page sizes
_CONNECTION: Final = "Connection"  # the Relay specification reserves type names that end so


class Weight(NamedTuple):
    """What an answer comes to at most; `share` of it lies in the list at the path `heaviest`, empty for in no list."""

    total: int
    heaviest: Path
    share: int


class Scale:
    """Weighs the operations of a valid document, and remembers some weights of each."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, limits: Limits) -> None:
        self._schema = schema
        self._limits = limits
        self._fragments = fragments_of(document)
        self._order = in_order(spreads_of(self._fragments))[::-1]
        operations = (node for node in document.definitions if isinstance(node, OperationDefinitionNode))
        self._telling = {node.name and node.name.value: _telling(node) for node in operations}
        self._weights: dict[Hashable, Weight] = {}

    def weighed(self, operation: OperationDefinitionNode, variables: Mapping[str, Any]) -> Weight:
        """The weight of an operation with its variables as they were coerced; raises `Refused` beyond the limit."""
        name = operation.name and operation.name.value
        values = tuple(_size_of(variables.get(variable, Undefined)) for variable in self._telling[name])
        weight = self._weights.get((name, values))
        if weight is None:
            weight = self._weigh(operation, variables)
            if len(self._weights) < _MOST_WEIGHTS:
                self._weights[name, values] = weight
        return weight

    def _weigh(self, operation: OperationDefinitionNode, variables: Mapping[str, Any]) -> Weight:
        weighing = _Weighing(self._schema, self._limits, dict(variables))
        weighing.add(operation.selection_set, self._schema.get_root_type(operation.operation), _Place())
        for name in self._order:
            places = weighing.spreads.get(name)
            if places:
                fragment = self._fragments[name]
                weighing.add(fragment.selection_set, weighing.named(fragment.type_condition), _together(places))
        return _accepted(weighing.weight, self._limits.weight)


def _telling(operation: OperationDefinitionNode) -> list[str]:
    """The variables on which a weight may depend: numbers of items, lists, and what includes or skips."""
    return [
        definition.variable.name.value for definition in operation.variable_definitions or () if _tells(definition.type)
    ]


def _tells(node: TypeNode) -> bool:
    bare = node.type if isinstance(node, NonNullTypeNode) else node
    return isinstance(bare, ListTypeNode) or (isinstance(bare, NamedTypeNode) and bare.name.value in ("Int", "Boolean"))


def _size_of(value: Any) -> tuple[type, Any]:
    """What a weight takes of a value; its type sets 1 apart from true."""
    return (list, len(value)) if isinstance(value, list) else (type(value), value)


def _accepted(weight: Weight, limit: int) -> Weight:
    if weight.total <= limit:
        return weight
    found = f"The answer may have {weight.total} fields and objects of lists; the limit is {limit}."
    where = f" Of these {weight.share} are in {'.'.join(weight.heaviest)}." if weight.heaviest else ""
    raise Refused("QUERY_TOO_COMPLEX", found + where)


class _Place(NamedTuple):
    """Where a selection set is asked: of so many `objects`, which together have so many `rows` if they are pages.

    `within` is the path of the nearest list around it.
    """

    objects: int = 1
    rows: int = 0
    path: Path = ()
    within: Path = ()


def _together(places: Sequence[_Place]) -> _Place:
    """All places where a fragment is spread, under the name of the largest."""
    objects, rows = sum(place.objects for place in places), sum(place.rows for place in places)
    return max(places)._replace(objects=objects, rows=rows)


class _Weighing:
    """One weighing under way: `spreads` are the places found so far at which each fragment is spread."""

    def __init__(self, schema: GraphQLSchema, limits: Limits, variables: dict[str, Any]) -> None:
        self._schema = schema
        self._limits = limits
        self._variables = variables
        self._counts: Counter[Path] = Counter()
        self.spreads: dict[str, list[_Place]] = {}

    @property
    def weight(self) -> Weight:
        heaviest, share = max(self._counts.items(), key=lambda item: item[1], default=((), 0))
        return Weight(self._counts.total(), heaviest, share)

    def named(self, node: NamedTypeNode) -> GraphQLNamedType | None:
        """The type that a fragment is about."""
        return self._schema.get_type(node.name.value)

    def add(self, selections: SelectionSetNode, on: GraphQLNamedType | None, place: _Place) -> None:
        """Count what is selected of the objects at a place."""
        stack = [(selections, on, place)]
        while stack:
            selections, on, place = stack.pop()
            for node in filter(self._included, selections.selections):
                if isinstance(node, FragmentSpreadNode):
                    self.spreads.setdefault(node.name.value, []).append(place)
                elif isinstance(node, InlineFragmentNode):
                    about = self.named(node.type_condition) if node.type_condition else on
                    stack.append((node.selection_set, about, place))
                elif isinstance(node, FieldNode) and isinstance(on, _Composite):
                    self._counts[place.within] += place.objects
                    field = self._schema.get_field(on, node.name.value)
                    if field is not None and node.selection_set is not None:
                        stack.append(
                            (node.selection_set, get_named_type(field.type), self._below(place, on, field, node))
                        )

    def _included(self, node: SelectionNode) -> bool:
        return all(self._lets_in(directive) for directive in node.directives or ())

    def _lets_in(self, directive: DirectiveNode) -> bool:
        name = directive.name.value
        return name not in ("skip", "include") or self._given(directive, "if") is (name == "include")

    def _below(self, place: _Place, on: _Composite, field: GraphQLField, node: FieldNode) -> _Place:
        """Where a field's own selections are asked."""
        path = (*place.path, (node.alias or node.name).value)
        if is_list_type(get_nullable_type(field.type)):
            paged = on.name.endswith(_CONNECTION)
            objects = place.rows if paged else place.objects * self._size(on, field, node)
            self._counts[path] += objects
            return _Place(objects, 0, path, path)
        paged = get_named_type(field.type).name.endswith(_CONNECTION)
        rows = place.objects * self._size(on, field, node) if paged else 0
        return _Place(place.objects, rows, path, place.within)

    def _size(self, on: _Composite, field: GraphQLField, node: FieldNode) -> int:
        """How many items a list or a page may have: as many as are asked for, else as the settings say."""
        if "first" in field.args:
            return self._page(field.args["first"], node)
        for name, argument in field.args.items():
            if is_required_argument(argument) and is_list_type(get_nullable_type(argument.type)):
                named = self._given(node, name)  # such a list has an item for each of the things that are named
                return len(named) if isinstance(named, list) else 1
        return self._limits.list_sizes.get(on.name, {}).get(node.name.value, self._limits.list_size)

    def _page(self, first: GraphQLArgument, node: FieldNode) -> int:
        size = self._given(node, "first")
        if size is Undefined:
            size = coerce_default_value(first)
        if not isinstance(size, int):
            return self._limits.page_size
        return min(max(size, 0), self._limits.page_limit)  # other sizes are refused where the field is resolved

    def _given(self, node: FieldNode | DirectiveNode, name: str) -> Any:
        """The value of an argument, `Undefined` where none is given."""
        for argument in node.arguments or ():
            if argument.name.value == name:
                return value_from_ast_untyped(argument.value, self._variables)
        return Undefined
