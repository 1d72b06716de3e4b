"""Lists whose usual length a setting may say."""

from graphql import build_schema

from gateway.sizing import misnamed

SCHEMA = build_schema(
    """
    interface Named { names: [String!]! }
    type Thing implements Named { names: [String!]! parts(first: Int): [Thing!]! of(ids: [ID!]!): [Thing] plain: Int }
    type Query { things(kind: String): [Thing] named(ids: [ID!]): [Named] }
    """
)


def test_lists_that_take_no_number_may_be_named() -> None:
    named = {"Query": {"things": 2, "named": 3}, "Thing": {"names": 4}, "Named": {"names": 1}}
    assert [*misnamed(named, SCHEMA)] == []


def test_whatever_else_is_named_is_told() -> None:
    """`first` and a list of the things themselves say how many; a number is no list."""
    told = [*misnamed({"Thing": {"parts": 1}}, SCHEMA), *misnamed({"Thing": {"of": 1}}, SCHEMA)]
    told += [*misnamed({"Thing": {"plain": 1}}, SCHEMA), *misnamed({"String": {"names": 1}}, SCHEMA)]
    assert [problem.key for problem in told] == [
        "limits.list_sizes.Thing.parts",
        "limits.list_sizes.Thing.of",
        "limits.list_sizes.Thing.plain",
        "limits.list_sizes.String",
    ]
    assert told[0].expected == "one of names"
