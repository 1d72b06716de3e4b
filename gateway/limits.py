"""How much a question may ask. Pure: a text, a document or variables in, a refusal or nothing out.

The text is looked at before it is parsed and the document before it is validated, so that no size of question costs
more than reading it: nothing here recurses over what was sent, and fragments are counted by arithmetic.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from gateway.fragments import circular, fragments_of, in_order, selections_in, spreads_of
from gateway.sections import Limits


class Refused(Exception):
    """A question asks too much: `code` says of what."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def exceeded(code: str, what: str, found: int | str, limit: int) -> Refused:
    """A refusal that tells what was found and what may be."""
    return Refused(code, f"The question has {found} {what}; the limit is {limit}.")


_TOKEN: Final = re.compile(
    r"""
    "{3}(?:\\"{3}|[^"]|"(?!""))*+(?:"{3})?         # a block string, closed or not
    | "(?:\\.|[^"\\\r\n])*+"?                      # a string, closed or not
    | \#[^\r\n]*+                                  # a comment
    | (?P<open>[{(\[]) | (?P<close>[})\]])
    | -?\d[\w.+-]*+ | \w++ | \.{3} | [^\s,\ufeff]
    """,
    re.VERBOSE,
)


def check_text(text: str, limits: Limits) -> int:
    """Count the tokens of a text (comments are tokens); refuse too many of them, and brackets that nest too deep."""
    count = nesting = deepest = 0
    for count, token in enumerate(_TOKEN.finditer(text), start=1):
        if count > limits.tokens:
            raise exceeded("QUERY_TOO_LARGE", "tokens", f"more than {limits.tokens}", limits.tokens)
        if token.lastgroup == "open":
            nesting += 1
            deepest = max(deepest, nesting)
        elif token.lastgroup == "close":
            nesting -= 1
    if deepest > limits.nesting:
        raise exceeded("QUERY_TOO_DEEP", "levels of brackets", deepest, limits.nesting)
    return count


def check_document(document: DocumentNode, limits: Limits) -> None:
    """Refuse a document whose operations are too deep, too broad or too repetitive once fragments are expanded.

    Of circular fragments each counts once: it is for validation to name them.
    """
    found = len(document.definitions)
    if found > limits.definitions:
        raise exceeded("QUERY_TOO_LARGE", "operations and fragments", found, limits.definitions)
    defined = fragments_of(document)
    fragments = {name: fragment.selection_set for name, fragment in defined.items()}
    spreads = spreads_of(defined)
    order = in_order(spreads)
    sizes: dict[str, _Size] = {}
    for name in order:
        sizes[name] = _size(fragments[name], sizes)
    operations = [each.selection_set for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    _check_size(_joined(_size(operation, sizes) for operation in operations), limits)
    if not circular(spreads, order):
        for operation in operations:
            _check_repeats(operation, fragments, limits.repeats)


def _check_size(total: "_Size", limits: Limits) -> None:
    for code, what, found, limit in (
        ("QUERY_TOO_DEEP", "levels of selections", total.depth, limits.depth),
        ("QUERY_TOO_LARGE", "fields with its fragments expanded", total.selections, limits.fields),
        ("TOO_MANY_ALIASES", "aliases", total.aliases, limits.aliases),
        ("TOO_MANY_ROOT_FIELDS", "fields at the root", total.roots, limits.root_fields),
    ):
        if found > limit:
            raise exceeded(code, what, found, limit)


def check_variables(variables: Mapping[str, Any], limits: Limits) -> None:
    """Refuse variables with too many values or too deep ones."""
    count, depth = 0, 0
    level: list[Any] = [variables]
    while level:
        count += len(level)
        if count > limits.variable_values:
            raise exceeded("VARIABLES_TOO_LARGE", "values in its variables", count, limits.variable_values)
        if depth > limits.nesting:
            raise exceeded("VARIABLES_TOO_DEEP", "levels in its variables", f"more than {depth - 1}", limits.nesting)
        below: list[Any] = []
        for value in level:
            if isinstance(value, dict):
                below.extend(value.values())
            elif isinstance(value, list):
                below.extend(value)
        level, depth = below, depth + 1


class _Size(NamedTuple):
    """What a selection set comes to with its fragments expanded: their spreads count as selections too."""

    selections: int = 0
    aliases: int = 0
    roots: int = 0
    depth: int = 0


def _joined(sizes: Iterable[_Size]) -> _Size:
    """Selection sets side by side."""
    columns = tuple(zip(*sizes, strict=True)) or ((0,),) * 4
    return _Size(sum(columns[0]), sum(columns[1]), max(columns[2]), max(columns[3]))


def _size(selections: SelectionSetNode, fragments: Mapping[str, _Size]) -> _Size:
    """The size of a selection set, given those of the fragments that it spreads."""
    count = aliases = roots = deepest = 0
    for node, depth, at_root in selections_in(selections):
        spread = fragments.get(node.name.value, _Size()) if isinstance(node, FragmentSpreadNode) else _Size()
        field = node if isinstance(node, FieldNode) else None
        count += 1 + spread.selections
        aliases += spread.aliases + (field is not None and field.alias is not None)
        roots += (spread.roots + (field is not None)) if at_root else 0
        deepest = max(deepest, depth + spread.depth)
    return _Size(count, aliases, roots, deepest)


class _Place(NamedTuple):
    """A place of the response and the selection sets that are merged there."""

    path: tuple[str, ...]
    selections: Sequence[SelectionSetNode]


def _check_repeats(selections: SelectionSetNode, fragments: Mapping[str, SelectionSetNode], limit: int) -> None:
    """Refuse a field that is selected too often at one place: validation compares each with each."""
    places = [_Place((), [selections])]
    while places:
        place = places.pop()
        fields: dict[str, list[FieldNode]] = {}
        for node in _merged(place.selections, fragments):
            fields.setdefault((node.alias or node.name).value, []).append(node)
        for name, nodes in fields.items():
            path = (*place.path, name)
            if len(nodes) > limit:
                raise exceeded("QUERY_TOO_REPETITIVE", f"selections of {'.'.join(path)}", len(nodes), limit)
            below = [node.selection_set for node in nodes if node.selection_set is not None]
            if below:
                places.append(_Place(path, below))


def _merged(selections: Sequence[SelectionSetNode], fragments: Mapping[str, SelectionSetNode]) -> Iterator[FieldNode]:
    """The fields at one place, each fragment once."""
    stack, seen = list(selections), set[str]()
    while stack:
        for node in stack.pop().selections:
            if isinstance(node, FieldNode):
                yield node
            elif isinstance(node, InlineFragmentNode):
                stack.append(node.selection_set)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in seen:
                seen.add(node.name.value)
                if node.name.value in fragments:
                    stack.append(fragments[node.name.value])
