"""Holds the schema against the one that was released: what would break a client is found before it is released.

A member that was deprecated in the released schema may go when its day has come. Any other break must be written
down, with its reason, in `docs/schema/breaks.toml`, and may be there only while the version allows it: before 1.0.0, or
in a new major version. `docs/reference/deprecation.md` is the policy in the words of those who rely on it.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Final, TypeAlias

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLType,
    build_schema,
    get_named_type,
)
from graphql.utilities import BreakingChange, BreakingChangeType, find_breaking_changes
from msgspec import Struct

import gateway
from gateway.clock import system_clock

CURRENT: Final = Path("schema.graphql")
RELEASED: Final = Path("docs/schema/released.graphql")
BREAKS: Final = Path("docs/schema/breaks.toml")

Breaks: TypeAlias = Mapping[str, str]
"""What breaks, in the words of `find_breaking_changes`, and why that was accepted."""

_FIRST_LINE: Final = "# Comptoir {version}: the schema as it was released. `make released` writes it."
_VERSION: Final = re.compile(r"# Comptoir (\S+):")
_REASON: Final = re.compile(r"Use .+ Removed after (\d{4}-\d{2}-\d{2})\.")
_PLACE: Final = re.compile(r"\w+\.\w+(\(\w+:\))?")
_NO_BREAKS: Final = """\
# What breaks clients since the last release, each with its reason: "The change." = "Why."
# `make check` says which changes those are; docs/reference/deprecation.md says when they are allowed at all.

[breaks]
"""


class Member(Struct, frozen=True):
    """A field, argument, input field or enum value: the type it has, if any, and why it is deprecated, if it is."""

    of: str | None
    deprecated: str | None


def problems() -> list[str]:
    """What is wrong with the schema of this folder when it is held against the released one."""
    released, current = (path.read_text(encoding="utf-8") for path in (RELEASED, CURRENT))
    breaks = tomllib.loads(BREAKS.read_text(encoding="utf-8"))["breaks"]
    return [
        *silent(build_schema(current)),
        *broken(build_schema(released), build_schema(current), breaks, system_clock().date()),
        *([] if not breaks or _may_break(version_of(released), gateway.__version__) else [_TOO_LATE]),
    ]


_TOO_LATE: Final = f"{BREAKS}: a break needs a new major version, since 1.0.0 is out"


def keep() -> None:
    """Keep the schema as that of this version, with nothing that breaks it yet."""
    first = _FIRST_LINE.format(version=gateway.__version__)
    text = CURRENT.read_text(encoding="utf-8").partition("\n")[2]
    RELEASED.write_text(f"{first}\n{text}", encoding="utf-8")
    BREAKS.write_text(_NO_BREAKS, encoding="utf-8")


def version_of(released: str) -> str:
    """The version whose schema a text is."""
    found = _VERSION.match(released)
    if found is None:
        raise ValueError(f"{RELEASED}: its first line does not say of which version it is")
    return found[1]


def silent(schema: GraphQLSchema) -> Iterator[str]:
    """The deprecated members that do not say what to use instead and until when they stay."""
    for place, member in members(schema).items():
        if member.deprecated is not None and not _REASON.fullmatch(member.deprecated):
            yield f'{place}: deprecated as "{member.deprecated}", expected "Use …. Removed after YYYY-MM-DD."'


def broken(released: GraphQLSchema, current: GraphQLSchema, breaks: Breaks, today: date) -> Iterator[str]:
    """The changes that break a client and are neither due nor accepted, and what is accepted in vain."""
    changes = {change.description: change for change in find_breaking_changes(released, current)}
    due = {place for place, member in members(released).items() if _is_due(member, today)}
    leaving = _types_left_by(due, released)
    for said, change in changes.items():
        if said not in breaks and not _was_announced(change, due, leaving):
            yield f"{said} It breaks clients of {RELEASED}: deprecate it first, or write it down in {BREAKS}."
    yield from (
        f'{BREAKS}: "{said}" is no change that breaks anything; take it out' for said in breaks.keys() - changes
    )


def members(schema: GraphQLSchema) -> Mapping[str, Member]:
    """Everything that can be deprecated, by its place: `Type.field`, `Type.field(argument:)`, `Enum.VALUE`."""
    return {
        place: Member(None if of is None else get_named_type(of).name, deprecated)
        for name, one in schema.type_map.items()
        if not name.startswith("__")
        for place, of, deprecated in _members(name, one)
    }


def _members(name: str, one: object) -> Iterator[tuple[str, GraphQLType | None, str | None]]:
    if isinstance(one, GraphQLEnumType):
        yield from ((f"{name}.{word}", None, value.deprecation_reason) for word, value in one.values.items())
    if isinstance(one, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
        for field, each in one.fields.items():
            yield f"{name}.{field}", each.type, each.deprecation_reason
            for argument, spec in getattr(each, "args", {}).items():
                yield f"{name}.{field}({argument}:)", spec.type, spec.deprecation_reason


def _is_due(member: Member, today: date) -> bool:
    """Whether a member was announced to go, and its day is past."""
    found = _REASON.fullmatch(member.deprecated or "")
    return found is not None and date.fromisoformat(found[1]) < today


def _was_announced(change: BreakingChange, due: Iterable[str], leaving: Iterable[str]) -> bool:
    """Whether a member goes whose day has come, or a type that nothing else led to."""
    if change.type is BreakingChangeType.TYPE_REMOVED:
        return change.description.partition(" ")[0] in leaving
    place = _PLACE.search(change.description)
    return change.type in _REMOVALS and place is not None and place[0] in due


_REMOVALS: Final = {
    BreakingChangeType.FIELD_REMOVED,
    BreakingChangeType.ARG_REMOVED,
    BreakingChangeType.VALUE_REMOVED_FROM_ENUM,
}


def _types_left_by(due: Iterable[str], schema: GraphQLSchema) -> set[str]:
    """The types that only such members lead to."""
    every = members(schema)
    return {str(every[place].of) for place in due} - {str(one.of) for place, one in every.items() if place not in due}


def _may_break(released: str, current: str) -> bool:
    before, now = (int(version.partition(".")[0]) for version in (released, current))
    return before == 0 or now > before
