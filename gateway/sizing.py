"""Whether the lists that `limits.list_sizes` speaks of are lists of a schema whose length nobody else says."""

from collections.abc import Iterator
from typing import Final

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    get_nullable_type,
    is_list_type,
    is_required_argument,
)

from gateway.problems import Problem, dotted, one_of
from gateway.sections import Sizes

_AT: Final = ("limits", "list_sizes")


def misnamed(sizes: Sizes, schema: GraphQLSchema) -> Iterator[Problem]:
    """What is no such list, with the nearest name that is one."""
    lists = dict(_lists(schema))
    for type_name, fields in sizes.items():
        if type_name not in lists:
            yield _problem((type_name,), "no type with lists that take no number", one_of(type_name, [*lists]))
            continue
        for name in fields.keys() - lists[type_name]:
            found = f"no list of {type_name} that takes no number"
            yield _problem((type_name, name), found, one_of(name, lists[type_name]))


def says_its_length(field: GraphQLField) -> bool:
    """Whether the question says how long the list is: by `first`, or by naming its things one by one."""
    return "first" in field.args or any(
        is_required_argument(argument) and is_list_type(get_nullable_type(argument.type))
        for argument in field.args.values()
    )


def _lists(schema: GraphQLSchema) -> Iterator[tuple[str, list[str]]]:
    for name, type_ in schema.type_map.items():
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            fields = [key for key, field in type_.fields.items() if _is_counted(field)]
            if fields:
                yield name, fields


def _is_counted(field: GraphQLField) -> bool:
    return is_list_type(get_nullable_type(field.type)) and not says_its_length(field)


def _problem(path: tuple[str, ...], found: str, expected: str) -> Problem:
    return Problem(key=dotted((*_AT, *path)), found=found, expected=expected)
