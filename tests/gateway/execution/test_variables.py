"""Variables are read as graphql-core reads them, value for value and error for error."""

from enum import Enum
from typing import Any

import pytest
import strawberry
from graphql import GraphQLSchema, OperationDefinitionNode, parse
from graphql.execution.values import get_variable_values
from hypothesis import given
from hypothesis import strategies as st

from gateway.execution import variables
from gateway.execution.run import core_schema
from gateway.execution.variables import Variables


@strawberry.enum
class Colour(Enum):
    RED = "r"
    GREEN = "g"


@strawberry.input
class Filter:
    ids: list[strawberry.ID]
    colour: Colour = Colour.RED
    within: "Filter | None" = None


@strawberry.input(one_of=True)
class Key:
    id: strawberry.Maybe[strawberry.ID]
    email: strawberry.Maybe[str]


@strawberry.type
class Query:
    @strawberry.field
    def asked(
        self,
        i: int,
        f: float,
        b: bool,
        c: Colour,
        e: strawberry.scalars.JSON,
        filter: Filter,
        key: Key,
    ) -> str:
        return ""


SCHEMA: GraphQLSchema = core_schema(strawberry.Schema(query=Query, types=[]))

NAMES = ("Int", "Float", "Boolean", "String", "ID", "Colour", "JSON", "Filter", "Key")
DEFAULTS = {
    "Int": ("3", "null"),
    "Float": ("3", "2.5"),
    "Boolean": ("true",),
    "String": ('"x"', "null"),
    "ID": ("7", '"a"'),
    "Colour": ("GREEN",),
    "JSON": ("{a: [1]}", "null"),
    "Filter": ("{ids: [1]}",),
    "Key": ('{email: "a"}',),
}


def _required(type_: str) -> str:
    return type_ if type_.endswith("!") else f"{type_}!"


leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**33), 2**33),
    st.integers(2**1023, 2**1025),
    st.floats(allow_nan=False),
    st.sampled_from([1.0, -0.0, 2.0**31, "RED", "GREEN", "r", "", "3", "é"]),
)
values = st.recursive(
    leaves,
    lambda below: st.one_of(
        st.lists(below, max_size=3),
        st.dictionaries(st.sampled_from(["ids", "colour", "within", "id", "email", "x"]), below, max_size=3),
    ),
    max_leaves=8,
)
types = st.recursive(
    st.sampled_from(NAMES), lambda inner: st.one_of(inner.map(lambda t: f"[{t}]"), inner.map(_required)), max_leaves=3
)


@st.composite
def declarations(draw: st.DrawFn, name: str) -> str:
    type_ = draw(types)
    defaults = DEFAULTS.get(type_.rstrip("!"), ())
    default = draw(st.sampled_from([None, *defaults]))
    return f"${name}: {type_}" + ("" if default is None else f" = {default}")


def operation(declared: list[str]) -> OperationDefinitionNode:
    [node] = parse(f"query ({', '.join(declared)}) {{ asked }}").definitions
    assert isinstance(node, OperationDefinitionNode)
    return node


def same(node: OperationDefinitionNode, asked: dict[str, Any], most_errors: int = 3) -> Any:
    """What is read; twice, for it is prepared once."""
    reading = Variables(SCHEMA, node)
    expected = get_variable_values(SCHEMA, node.variable_definitions or (), dict(asked), max_errors=most_errors)
    for _ in range(2):
        found = reading.read(asked, most_errors)
        assert told(found) == told(expected)
    return found


def told(found: Any) -> Any:
    if isinstance(found, list):
        return [str(error) for error in found]
    sources = {
        name: (source.signature.name, source.signature.type, source.value) for name, source in found.sources.items()
    }
    return repr(sources), repr(found.coerced)


@given(data=st.data())
def test_as_graphql_core(data: st.DataObject) -> None:
    names = data.draw(st.lists(st.sampled_from("abc"), min_size=1, unique=True))
    asked = data.draw(st.dictionaries(st.sampled_from(names), values))
    same(operation([data.draw(declarations(name)) for name in names]), asked)


@pytest.mark.parametrize(
    ("declared", "value", "coerced"),
    [
        ("ID!", "a", "a"),
        ("ID", 3, "3"),
        ("Int", 2**31 - 1, 2**31 - 1),
        ("Float", 3, 3.0),
        ("Boolean!", False, False),
        ("String", None, None),
        ("Colour!", "GREEN", Colour.GREEN),
        ("[ID!]!", ["a", 3], ["a", "3"]),
        ("[[Int]]", [[1, None], None], [[1, None], None]),
    ],
)
def test_what_is_plainly_right(declared: str, value: Any, coerced: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """It does not take graphql-core's way."""
    reading = Variables(SCHEMA, operation([f"$a: {declared}"]))
    monkeypatch.delattr(variables, "get_variable_values")
    found = reading.read({"a": value}, 1)
    assert not isinstance(found, list)
    assert found.coerced == {"a": coerced}


def test_defaults_that_can_be_changed_are_made_anew() -> None:
    node = operation(['$a: [String!] = ["x"]', "$b: JSON = {c: []}"])
    reading = Variables(SCHEMA, node)
    first, second = (reading.read({}, 1) for _ in range(2))
    assert not isinstance(first, list)
    assert not isinstance(second, list)
    for name in "ab":
        assert first.coerced[name] == second.coerced[name]
        assert first.coerced[name] is not second.coerced[name]


def test_values_that_nest_too_deeply() -> None:
    deep: Any = {"ids": []}
    for _ in range(300):
        deep = {"ids": [], "within": deep}
    [error] = same(operation(["$a: Filter"]), {"a": deep})
    assert error.message == "Variable values are nested too deeply."
