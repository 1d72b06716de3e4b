"""The arithmetic of weights against a plain expansion and against answers that were really given."""

from functools import cache
from typing import Any

import pytest
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    OperationDefinitionNode,
    OverlappingFieldsCanBeMergedRule,
    SelectionSetNode,
    build_schema,
    execute_sync,
    get_named_type,
    get_nullable_type,
    is_list_type,
    parse,
    validate,
)
from hypothesis import given, settings
from hypothesis import strategies as st

import resolvers.schema
from gateway.execution.run import core_schema
from gateway.limits import Refused
from gateway.sections import Limits
from gateway.weighing import Scale, Weight
from tests.gateway.toy import serving, toy_app

SCHEMA = build_schema(
    """
    type Query { thing: Thing  nodes(ids: [ID!]!): [Thing]!  one: Named }
    interface Named { name: String }
    type Thing implements Named {
      name: String
      tags: [String!]
      me: Thing
      parts: [Thing!]
      others: [Thing!]!
      events(first: Int! = 3): [Thing!]
      things(first: Int, after: String): ThingConnection
    }
    type ThingConnection { nodes: [Thing!]!  edges: [ThingEdge!]!  page: Page! }
    type ThingEdge { cursor: String  node: Thing! }
    type Page { more: Boolean }
    """
)
ROOM = Limits(weight=1_000_000_000, page_size=2, page_limit=4, list_size=2, list_sizes={"Thing": {"parts": 3}})
FRAGMENTS = 4
CONDITIONS = st.sampled_from(["", "", "", " @skip(if: $yes)", " @include(if: $yes)", " @include(if: false)"])


@cache
def selections(spreads: tuple[str, ...], depth: int) -> st.SearchStrategy[str]:
    """What is selected of a `Thing`."""
    chosen = st.lists(selection(spreads, depth), min_size=1, max_size=3)
    return chosen.map(lambda parts: f"{{ {' '.join(parts)} }}")


def selection(spreads: tuple[str, ...], depth: int) -> st.SearchStrategy[str]:
    leaf = st.sampled_from(["name", "tags", "__typename", *spreads])
    below = selections(spreads, depth - 1) if depth else st.nothing()
    rows = st.tuples(st.sampled_from(["nodes", "edges { cursor node"]), below).map(_row)
    return st.one_of(
        st.tuples(leaf, CONDITIONS).map("".join),
        st.tuples(st.sampled_from(["me", "parts", "others", "... on Named", "..."]), CONDITIONS, below).map(_object),
        st.tuples(sized("events"), CONDITIONS, below).map("".join),
        st.tuples(sized("things"), CONDITIONS, rows).map("".join),
    )


def sized(field: str) -> st.SearchStrategy[str]:
    """A field by a name of its own for each size, so that none are in conflict."""
    sizes = {"0": 0, "1": 1, "3": 3, "9": 9, "Some": "$some"}
    return st.sampled_from([field, *(f"{field}{name}: {field}(first: {size})" for name, size in sizes.items())])


def _row(parts: tuple[str, str]) -> str:
    return f"{{ {' '.join(parts)}{' }' if 'edges' in parts[0] else ''} page {{ more }} }}"


def _object(parts: tuple[str, str, str]) -> str:
    return " ".join(parts) if "Named" not in parts[0] else f"{parts[0]}{parts[1]} {{ name }}"


@st.composite
def documents(draw: st.DrawFn) -> str:
    """An operation and fragments of which each spreads only later ones."""
    names = [f"F{number}" for number in range(FRAGMENTS)]
    ids = draw(st.sampled_from(['["a", "b", "c"]', "[]", "$ids", '["a", $id]', '"a"']))
    spreads = tuple(f"...{name}" for name in names)
    used = " ".join(spreads)
    parts = [
        "query($some: Int! = 2, $yes: Boolean!, $ids: [ID!]! = [], $id: ID!)",
        f"{{ thing {draw(selections(spreads, 2))} nodes(ids: {ids}) {draw(selections(spreads, 1))} one {{ {used} }} }}",
    ]
    for number, name in enumerate(names):
        parts.append(f"fragment {name} on Thing {draw(selections(spreads[number + 1 :], 1))}")
    return " ".join(parts)


def weighed(document: DocumentNode, variables: dict[str, Any], limits: Limits = ROOM) -> Weight:
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    return Scale(SCHEMA, document, limits).weighed(operation, variables)


class Expansion:
    """Counts by walking every object of the answer, every fragment expanded wherever it is spread."""

    def __init__(self, document: DocumentNode, variables: dict[str, Any]) -> None:
        self.fragments = {
            each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
        }
        self.variables = variables

    def count(self, selections: SelectionSetNode, typename: str, rows: int = 0) -> int:
        return sum(self.weight(node, typename, rows) for node in selections.selections if self.wanted(node))

    def weight(self, node: Any, typename: str, rows: int) -> int:
        if isinstance(node, FragmentSpreadNode):
            fragment = self.fragments[node.name.value]
            return self.count(fragment.selection_set, fragment.type_condition.name.value, rows)
        if not isinstance(node, FieldNode):
            named = node.type_condition.name.value if node.type_condition else typename
            return self.count(node.selection_set, named, rows)
        if node.selection_set is None:
            return 1
        field = SCHEMA.type_map[typename].fields[node.name.value]
        below = get_named_type(field.type).name
        size = rows if typename == "ThingConnection" else self.size(node, field, typename)
        if is_list_type(get_nullable_type(field.type)):
            return 1 + sum(1 + self.count(node.selection_set, below) for _ in range(size))
        return 1 + self.count(node.selection_set, below, size)

    def size(self, node: FieldNode, field: GraphQLField, typename: str) -> int:
        given = {argument.name.value: self.value(argument.value) for argument in node.arguments or ()}
        if "first" in field.args:
            default = 3 if node.name.value == "events" else 2
            return min(given.get("first", default), 4)
        if "ids" in given:
            return len(given["ids"]) if isinstance(given["ids"], list) else 1
        return 3 if (typename, node.name.value) == ("Thing", "parts") else 2

    def wanted(self, node: Any) -> bool:
        values = {each.name.value: self.value(each.arguments[0].value) for each in node.directives or ()}
        return not values.get("skip", False) and values.get("include", True)

    def value(self, node: Any) -> Any:
        if node.kind == "variable":
            return self.variables[node.name.value]
        if node.kind == "list_value":
            return [self.value(item) for item in node.values]
        return int(node.value) if node.kind == "int_value" else node.value


VARIABLES = st.fixed_dictionaries(
    {
        "some": st.integers(0, 5),
        "yes": st.booleans(),
        "ids": st.lists(st.sampled_from("abc"), max_size=4),
        "id": st.just("a"),
    }
)


@settings(max_examples=100, deadline=None)
@given(documents(), VARIABLES)
def test_weights_are_those_of_the_expansion(text: str, variables: dict[str, Any]) -> None:
    document = parse(text)
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    weight = weighed(document, variables)
    assert weight.total == Expansion(document, variables).count(operation.selection_set, "Query")
    weighed(document, variables, ROOM.model_copy(update={"weight": weight.total}))
    with pytest.raises(Refused, match=f"may have {weight.total} fields .* the limit is {weight.total - 1}"):
        weighed(document, variables, ROOM.model_copy(update={"weight": weight.total - 1}))


class Full:
    """A thing, a connection, an edge: whatever is asked of it is there, every list as long as it may be."""

    name = cursor = "x"
    tags = ("t", "u", "v")
    more = True

    def __init__(self, rows: int = 0) -> None:
        self.rows = rows

    def me(self, info: Any, **given: Any) -> Any:
        return Full(min(given.get("first", 2), 4))

    thing = node = page = things = me

    def parts(self, info: Any) -> Any:
        return [Full()] * 3

    def others(self, info: Any) -> Any:
        return [Full()] * 2

    def events(self, info: Any, first: int) -> Any:
        return [Full()] * min(first, 4)

    def nodes(self, info: Any, ids: list[str] | None = None) -> Any:
        return [Full()] * (self.rows if ids is None else len(ids))

    def edges(self, info: Any) -> Any:
        return self.nodes(info)


def held(value: Any, in_a_list: bool = False) -> int:
    """The fields and the objects of lists in an answer."""
    if isinstance(value, dict):
        return in_a_list + sum(1 + held(each) for each in value.values())
    return sum(held(each, True) for each in value) if isinstance(value, list) else 0


@settings(max_examples=50, deadline=None)
@given(documents(), VARIABLES)
def test_no_answer_holds_more(text: str, variables: dict[str, Any]) -> None:
    document = parse(text)
    assert not validate(SCHEMA, document, [OverlappingFieldsCanBeMergedRule])
    answer = execute_sync(SCHEMA, document, Full(), variable_values=variables)
    assert answer.errors is None
    assert held(answer.data) <= weighed(document, variables).total


@pytest.mark.parametrize(
    ("text", "total"),
    [
        ("{thing{name}}", 2),
        ("{thing{tags}}", 2),
        ("{thing{parts{name}}}", 2 + 3 * 2),
        ("{thing{things{nodes{name}}}}", 3 + 2 * 2),
        ("{thing{things(first: 4){nodes{name} edges{node{name}}}}}", 4 + 4 * 2 + 4 * 3),
        ("{thing{things(first: null){nodes{name}}}}", 3 + 2 * 2),
        ("query($n: Int) {thing{events(first: $n){name}}}", 2 + 3 * 2),
        ("{thing{things(first: -1){nodes{name}}}}", 3),
        ("{thing{things(first: 2147483647){nodes{name}}}}", 3 + 4 * 2),
        ("{thing{things{...F}}} fragment F on ThingConnection {nodes{name}}", 3 + 2 * 2),
        ("{thing{things(first: 1){...F} a: things(first: 3){...F}}} fragment F on ThingConnection {nodes{name}}", 13),
        ('{nodes(ids: ["a", "b"]){name}}', 1 + 2 * 2),
        ("{thing{name} ...Unused @skip(if: true)} fragment Unused on Query {thing{parts{parts{name}}}}", 2),
        ("query A {thing{name}} query B {thing{parts{parts{parts{name}}}}}", 2),
    ],
)
def test_weights(text: str, total: int) -> None:
    assert weighed(parse(text), {}).total == total


def test_the_heaviest_list_is_named() -> None:
    document = parse("{thing{parts{name} a: things{edges{node{parts{name tags}}}} me{name tags}}}")
    assert weighed(document, {}) == Weight(37, ("thing", "a", "edges", "node", "parts"), 18)


def test_fragments_that_multiply_cost_no_more_than_reading_them() -> None:
    """Each doubles the next, a thousand times: their weight has more than three hundred digits."""
    doubling = "fragment F{0} on Thing {{me {{...F{1}}} parts {{...F{1}}}}}"
    links = " ".join(doubling.format(number, number + 1) for number in range(1_000))
    with pytest.raises(Refused):
        weighed(parse(f"{{thing{{...F0}}}} {links} fragment F1000 on Thing {{name}}"), {})


def test_sizes_that_are_set_go_over_the_usual_ones() -> None:
    usual = Limits().list_sizes
    sizes = Limits(list_sizes={"Order": {"lines": 50}, "Gift": {"cards": 2}}).list_sizes
    assert sizes == {**usual, "Order": {**usual["Order"], "lines": 50}, "Gift": {"cards": 2}}


def test_the_usual_sizes_are_of_lists_that_are_there() -> None:
    types = core_schema(resolvers.schema.build_schema()).type_map
    lists = [types[name].fields[field] for name, sizes in Limits().list_sizes.items() for field in sizes]
    assert all(is_list_type(get_nullable_type(field.type)) for field in lists)


async def test_too_much_over_http() -> None:
    async with serving(toy_app(limits=Limits(weight=10))) as client:
        few = await client.post("/graphql", json={"query": "{things(first: 3){id name}}"})
        assert few.json()["extensions"]["cost"]["weight"] == 10
        headers = {"accept": "application/graphql-response+json"}
        many = await client.post("/graphql", json={"query": "{things(first: 4){id name}}"}, headers=headers)
    assert many.status_code == 400
    assert "data" not in many.json()
    [error] = many.json()["errors"]
    assert error["extensions"]["code"] == "QUERY_TOO_COMPLEX"
    assert error["message"] == (
        "The answer may have 13 fields and objects of lists; the limit is 10. Of these 12 are in things."
    )


REMEMBERED = """
query Q($first: Int, $ids: [ID!]!, $yes: Boolean!, $text: String) {
  nodes(ids: $ids) { things(first: $first, after: $text) { nodes { name } } name @include(if: $yes) }
}
"""


@pytest.mark.parametrize("text", [None, "a"])
def test_remembered_weights_are_those_of_the_values(text: str | None) -> None:
    """Numbers, lengths and conditions make other weights; 1 is not true, and other texts change nothing."""
    document = parse(REMEMBERED)
    [node] = document.definitions
    assert isinstance(node, OperationDefinitionNode)
    remembering = Scale(SCHEMA, document, ROOM)
    for _ in range(2):
        for first in (None, 0, 1, 3, 4):
            for ids in ([], ["a"], ["b"], ["a", "b"]):
                for yes in (True, False):
                    values = {"first": first, "ids": ids, "yes": yes, "text": text}
                    assert remembering.weighed(node, values) == Scale(SCHEMA, document, ROOM).weighed(node, values)


def test_few_weights_are_remembered() -> None:
    document = parse("query Q($first: Int) { one { ... on Thing { events(first: $first) { name } } } }")
    [node] = document.definitions
    assert isinstance(node, OperationDefinitionNode)
    scale = Scale(SCHEMA, document, Limits())
    weights = [scale.weighed(node, {"first": first}).total for first in range(200)]
    assert weights == sorted(weights)
    assert len(scale._weights) <= 32
