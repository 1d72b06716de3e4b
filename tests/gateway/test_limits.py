"""The arithmetic of limits against a plain expansion, and that none of it recurses."""

import sys

import pytest
from graphql import FieldNode, FragmentDefinitionNode, FragmentSpreadNode, GraphQLSyntaxError, SelectionSetNode, parse
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.limits import Refused, check_document, check_text, check_variables
from gateway.sections import Limits

NAMES = st.sampled_from(["a", "b", "c"])
FRAGMENTS = 4


def selection_sets(spreads: list[str], depth: int = 3) -> st.SearchStrategy[str]:
    """Selection sets that may spread these fragments."""
    plain = st.one_of(NAMES, st.tuples(NAMES, NAMES).map(": ".join), *([st.sampled_from(spreads)] if spreads else []))
    if depth == 0:
        return st.lists(plain, min_size=1, max_size=3).map(lambda parts: "{" + " ".join(parts) + "}")
    below = selection_sets(spreads, depth - 1)
    nested = st.one_of(st.tuples(NAMES, below).map("".join), below.map(lambda text: f"... on T {text}"))
    return st.lists(st.one_of(plain, nested), min_size=1, max_size=3).map(lambda parts: "{" + " ".join(parts) + "}")


@st.composite
def documents(draw: st.DrawFn) -> str:
    """An operation and fragments of which each spreads only later ones."""
    names = [f"F{number}" for number in range(FRAGMENTS)]
    parts = [draw(selection_sets([f"...{name}" for name in names]))]
    for number, name in enumerate(names):
        later = [f"...{each}" for each in names[number + 1 :]]
        parts.append(f"fragment {name} on T {draw(selection_sets(later, 1))}")
    return "query " + " ".join(parts)


def expanded(text: str) -> tuple[int, int, int, int]:
    """Selections, aliases, root fields and depth, by expanding every fragment wherever it is spread."""
    document = parse(text)
    fragments = {
        each.name.value: each.selection_set for each in document.definitions if isinstance(each, FragmentDefinitionNode)
    }

    def walk(selections: SelectionSetNode, depth: int, at_root: bool) -> tuple[int, int, int, int]:
        total = [0, 0, 0, depth]
        for node in selections.selections:
            is_field = isinstance(node, FieldNode)
            total[0] += 1
            total[1] += isinstance(node, FieldNode) and node.alias is not None
            total[2] += is_field and at_root
            spread = fragments[node.name.value] if isinstance(node, FragmentSpreadNode) else None
            below = spread or getattr(node, "selection_set", None)
            if below is not None:
                counts = walk(below, depth + 1, at_root and not is_field)
                total = [
                    *(mine + its for mine, its in zip(total[:3], counts[:3], strict=True)),
                    max(total[3], counts[3]),
                ]
        return total[0], total[1], total[2], total[3]

    return walk(document.definitions[0].selection_set, 1, True)  # type: ignore[attr-defined]  # the operation


def bounds(selections: int, aliases: int, roots: int, depth: int) -> Limits:
    """Limits that let exactly this through; a limit of nothing cannot be set."""
    return Limits(
        fields=selections, aliases=max(aliases, 1), root_fields=max(roots, 1), depth=depth, repeats=1_000_000_000
    )


@settings(max_examples=100, deadline=None)
@given(documents())
def test_counts_are_those_of_the_expansion(text: str) -> None:
    selections, aliases, roots, depth = expanded(text)
    check_document(parse(text), bounds(selections, aliases, roots, depth))
    for code, limits in {
        "QUERY_TOO_LARGE": (selections - 1, aliases, roots, depth),
        "TOO_MANY_ALIASES": (selections, aliases - 1, roots, depth),
        "TOO_MANY_ROOT_FIELDS": (selections, aliases, roots - 1, depth),
        "QUERY_TOO_DEEP": (selections, aliases, roots, depth - 1),
    }.items():
        if min(limits) >= 1:
            with pytest.raises(Refused) as refused:
                check_document(parse(text), bounds(*limits))
            assert refused.value.code == code


def test_repeats_are_counted_where_fields_are_merged() -> None:
    text = "{a{b} a{b ...F} ... on T{a{c: b}}} fragment F on U {b ... on U {b}}"
    check_document(parse(text), Limits(repeats=4))
    with pytest.raises(Refused, match=r"4 selections of a\.b; the limit is 3"):
        check_document(parse(text), Limits(repeats=3))


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("{a}", 3),
        ("{a, b}", 4),
        ("{a ...F ... on T {b}}", 11),
        ('{a(x: "}{\\"", y: """{ " \\""" {""", z: -1.5e+3)}', 14),
        ("# {{{\n{a}", 4),
        ('"', 1),
        ("", 0),
    ],
)
def test_tokens(text: str, tokens: int) -> None:
    assert check_text(text, Limits()) == tokens


@given(st.text(alphabet='{}()[]"\\#\n .a1-$!:', max_size=60))
def test_what_parses_has_as_many_tokens_as_the_parser_says(text: str) -> None:
    """So that no bracket hides in a string or a comment."""
    tokens = check_text(text, Limits())
    try:
        document = parse(text)
    except GraphQLSyntaxError:
        return
    assert tokens == document.token_count


def test_brackets_in_strings_do_not_nest() -> None:
    check_text('{a(x: "' + "{" * 100 + '", y: """' + "[" * 100 + '""") # ' + "(" * 100, Limits(nesting=2))
    with pytest.raises(Refused):
        check_text("{a(x: {b: 1})}", Limits(nesting=2))


def test_a_chain_of_fragments_longer_than_the_stack() -> None:
    length = sys.getrecursionlimit() * 3
    links = " ".join(f"fragment F{number} on T {{...F{number + 1}}}" for number in range(length))
    document = parse(f"{{...F0}} {links} fragment F{length} on T {{a}}")
    with pytest.raises(Refused, match=f"has {length + 2} levels of selections"):
        check_document(document, Limits(definitions=1_000_000, fields=1_000_000))


def test_a_circle_of_fragments_is_left_to_validation() -> None:
    check_document(parse("{...A} fragment A on T {a{...B}} fragment B on T {...A}"), Limits())


def test_unknown_fragments_are_left_to_validation() -> None:
    check_document(parse("{...A}"), Limits())


def test_variables() -> None:
    check_variables({"a": [1, {"b": 2}], "c": None}, Limits(variable_values=6, nesting=3))
    with pytest.raises(Refused):
        check_variables({"a": [1, {"b": 2}], "c": None}, Limits(variable_values=5))
    with pytest.raises(Refused):
        check_variables({"a": [1, {"b": 2}], "c": None}, Limits(nesting=2))
