"""Operations over any schema, as a seeded chance writes them: fragments, aliases, directives, variables, unions."""

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any

import orjson
from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_composite_type,
    is_required_argument,
)

Arguments = Mapping[str, Sequence[str]]
"""By `Type.field`, what may stand in its parentheses: `name: literal`, or `name: <Type> JSON` for a variable, too."""


class Writer:
    """Writes one operation."""

    def __init__(
        self,
        schema: GraphQLSchema,
        random: Random,
        arguments: Arguments,
        size: int,
        never: frozenset[str] = frozenset(),
    ) -> None:
        self.schema = schema
        self.random = random
        self.arguments = arguments
        self.left = size
        self.never = never
        self.fragments: list[str] = []
        self.known: dict[str, str] = {}
        self.variables: dict[str, tuple[str, Any]] = {}

    def written(self) -> tuple[str, dict[str, Any]]:
        """The text and its variables."""
        query = self.schema.query_type
        assert query is not None
        body = self.selection(query, self.random.randint(2, 5))
        declared = ", ".join(f"${name}: {type_}" for name, (type_, _) in self.variables.items())
        given = {name: value for name, (_, value) in self.variables.items() if value is not ...}
        head = f"query Q({declared}) " if declared else ""
        return "\n".join([head + body, *self.fragments]), given

    def selection(self, type_: GraphQLNamedType, depth: int) -> str:
        """A selection set."""
        wanted = self.random.randint(1, 6)
        parts = [part for _ in range(wanted) if (part := self._part(type_, depth))]
        return "{ " + " ".join(parts or ["__typename"]) + " }"

    def _part(self, type_: GraphQLNamedType, depth: int) -> str:
        self.left -= 1
        chance = self.random.random()
        if self.left < 0:
            return ""
        if chance < 0.12:
            return f"... {self._condition(type_)} {self._directive()} {self.selection(self._narrowed, depth)}"
        if chance < 0.22:
            return f"...{self._fragment(type_, depth)} {self._directive()}"
        if chance < 0.3 or isinstance(type_, GraphQLUnionType):
            if isinstance(type_, GraphQLUnionType) and chance < 0.8:
                return f"... {self._condition(type_)} {self.selection(self._narrowed, depth)}"
            return self.random.choice(["", "kindOfThing: "]) + "__typename"
        assert isinstance(type_, GraphQLObjectType | GraphQLInterfaceType)
        return self._field(type_, depth)

    def _condition(self, type_: GraphQLNamedType) -> str:
        """The condition of a fragment; `_narrowed` is the type inside."""
        self._narrowed: GraphQLNamedType = self.random.choice([type_, *self._others(type_)])
        plain = self._narrowed is type_ and self.random.random() < 0.5
        return "" if plain else f"on {self._narrowed.name}"

    def _others(self, type_: GraphQLNamedType) -> Iterator[GraphQLNamedType]:
        if isinstance(type_, GraphQLObjectType):
            yield from type_.interfaces
        elif isinstance(type_, GraphQLInterfaceType | GraphQLUnionType):
            for each in self.schema.get_possible_types(type_):
                yield each
                yield from each.interfaces

    def _fragment(self, type_: GraphQLNamedType, depth: int) -> str:
        """A named fragment; sometimes one that is there already."""
        if type_.name in self.known and self.random.random() < 0.5:
            return self.known[type_.name]
        name = f"F{len(self.fragments)}"
        self.fragments.append("")
        place = len(self.fragments) - 1
        condition = self._condition(type_) or f"on {self._narrowed.name}"
        body = self.selection(self._narrowed, depth)
        self.fragments[place] = f"fragment {name} {condition} {body}"
        self.known[type_.name] = name
        return name

    def _field(self, type_: GraphQLObjectType | GraphQLInterfaceType, depth: int) -> str:
        names = [name for name in type_.fields if name not in self.never]
        if not names:
            return "__typename"
        name = self.random.choice(names)
        field = type_.fields[name]
        composite = is_composite_type(get_named_type(field.type))
        if composite and depth <= 0:
            return ""
        arguments, variant = self._arguments(type_.name, name, field)
        alias = f"{name}{variant}: " if variant or self.random.random() < 0.1 else ""
        alias = alias or (f"again_{name}: " if self.random.random() < 0.1 else "")
        below = self.selection(get_named_type(field.type), depth - 1) if composite else ""
        return f"{alias}{name}{arguments} {self._directive()} {below}"

    def _arguments(self, typename: str, name: str, field: GraphQLField) -> tuple[str, int]:
        """What stands in the parentheses, and its number: equal names have equal arguments."""
        choices = self.arguments.get(f"{typename}.{name}", ())
        if not choices:
            assert not any(map(is_required_argument, field.args.values())), f"{typename}.{name}"
            return "", 0
        none = [] if any(map(is_required_argument, field.args.values())) else [""]
        options = [*none, *choices]
        at = self.random.randrange(len(options))
        return (f"({self._with_variable(options[at])})" if options[at] else ""), at

    def _with_variable(self, argument: str) -> str:
        """`name: <Type> literal` becomes a literal or a variable."""
        if "<" not in argument:
            return argument
        name, _, rest = argument.partition(": <")
        type_, _, rest = rest.partition("> ")
        literal, *others = rest.split(", first", 1)
        variable = f"v{len(argument)}{argument[0]}"
        if variable not in self.variables:
            value = self.random.choice([..., orjson.loads(literal)]) if "=" in type_ else orjson.loads(literal)
            self.variables[variable] = (type_, value)
        return ", first".join([f"{name}: ${variable}", *others])

    def _directive(self) -> str:
        if self.random.random() > 0.12:
            return ""
        value = self.random.choice(["true", "false", "$yes", "$no", "$usually"])
        if value.startswith("$"):
            type_ = "Boolean = true" if value == "$usually" else "Boolean!"
            given = {"$yes": True, "$no": False, "$usually": self.random.choice([..., False])}[value]
            self.variables.setdefault(value[1:], (type_, given))
        return f"@{self.random.choice(['skip', 'include'])}(if: {value})"
