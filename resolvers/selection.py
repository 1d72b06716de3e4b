"""Which facets an operation needs of the records under a field: asked for, no more and no less."""

from collections.abc import Iterable, Iterator
from typing import Any

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLUnionType,
    InlineFragmentNode,
    SelectionNode,
    SelectionSetNode,
    get_named_type,
)
from strawberry.types.field import StrawberryField

from backends.ports import Facets
from backends.vocabulary import FACETS as KNOWN
from backends.vocabulary import Facet, Noun
from resolvers.edges import BATCH, FACETS, Info

Composite = GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType


def facets(info: Info, noun: Noun) -> Facets:
    """The facets of a noun that the operation reads below this field, HEAD included."""
    raw = info._raw_info
    read = info.context.facets.of(tuple(raw.field_nodes), raw.parent_type.name, _below, raw)
    return (read & KNOWN[noun]) | {Facet.HEAD}


def below(info: GraphQLResolveInfo[Any]) -> Iterator[Facet]:
    """The facets that an operation reads below a field, of whatever noun."""
    walker = _Walker(info)
    returned = get_named_type(info.return_type)
    for node in info.field_nodes:
        yield from walker.selected(node.selection_set, returned)


def _below(info: GraphQLResolveInfo[Any]) -> Facets:
    return frozenset(below(info))


class _Walker:
    """Walks a selection down to the next fields that ask the backends."""

    def __init__(self, info: GraphQLResolveInfo[Any]) -> None:
        self.schema = info.schema
        self.fragments = info.fragments

    def selected(self, selection: SelectionSetNode | None, on: object) -> Iterator[Facet]:
        if selection is not None and isinstance(on, Composite):
            for node in selection.selections:
                yield from self._node(node, on)

    def _node(self, node: SelectionNode, on: Composite) -> Iterator[Facet]:
        if isinstance(node, FieldNode):
            yield from self._field(node, on)
        elif isinstance(node, InlineFragmentNode):
            yield from self.selected(node.selection_set, self._condition(node, on))
        elif isinstance(node, FragmentSpreadNode):
            fragment = self.fragments[node.name.value]
            yield from self.selected(fragment.selection_set, self._condition(fragment, on))

    def _condition(self, node: object, on: Composite) -> object:
        condition = getattr(node, "type_condition", None)
        return on if condition is None else self.schema.get_type(condition.name.value)

    def _field(self, node: FieldNode, on: Composite) -> Iterator[Facet]:
        field = None if isinstance(on, GraphQLUnionType) else on.fields.get(node.name.value)
        if field is None:  # __typename
            return
        definition = field.extensions.get("strawberry-definition")
        metadata = definition.metadata if isinstance(definition, StrawberryField) else {}
        wanted: Iterable[Facet] = metadata.get(FACETS, ())
        yield from wanted
        if BATCH not in metadata:
            yield from self.selected(node.selection_set, get_named_type(field.type))
