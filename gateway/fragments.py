"""How the fragments of a document hang together: walked and put in order without recursion."""

from collections.abc import Iterator, Mapping, Sequence

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    SelectionNode,
    SelectionSetNode,
)


def fragments_of(document: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    """The fragments that a document defines, by name."""
    return {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}


def spreads_of(fragments: Mapping[str, FragmentDefinitionNode]) -> dict[str, set[str]]:
    """The names of those that each fragment spreads, unknown ones left out."""
    return {name: _spread(fragment.selection_set) & fragments.keys() for name, fragment in fragments.items()}


def in_order(spreads: Mapping[str, set[str]]) -> list[str]:
    """The fragments, each after those that it spreads as far as there is no circle."""
    ordered: dict[str, None] = {}
    opened: set[str] = set()
    stack = list(spreads)
    while stack:
        name = stack[-1]
        waiting = spreads[name] - opened
        if name in opened and not waiting:
            ordered.setdefault(stack.pop())
        opened.add(name)
        stack.extend(waiting)
    return list(ordered)


def circular(spreads: Mapping[str, set[str]], order: Sequence[str]) -> bool:
    """Whether a fragment spreads itself, be it through others."""
    rank = {name: place for place, name in enumerate(order)}
    return any(rank[spread] >= rank[name] for name, targets in spreads.items() for spread in targets)


def selections_in(selections: SelectionSetNode) -> Iterator[tuple[SelectionNode, int, bool]]:
    """Every selection, how many selection sets it is in, and whether it is at the root: below no field."""
    stack = [(selections, 1, True)]
    while stack:
        selections, depth, at_root = stack.pop()
        for node in selections.selections:
            yield node, depth, at_root
            if isinstance(node, FieldNode | InlineFragmentNode) and node.selection_set is not None:
                stack.append((node.selection_set, depth + 1, at_root and isinstance(node, InlineFragmentNode)))


def _spread(selections: SelectionSetNode) -> set[str]:
    return {node.name.value for node, _, _ in selections_in(selections) if isinstance(node, FragmentSpreadNode)}
