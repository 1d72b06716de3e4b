"""How the values of a field are had, for all its parents at once.

a plain attribute of a Strawberry type    read from each parent
a resolver that does not wait             called for each parent, with arguments and Info made once
a batch function (`resolvers.edges`)      awaited once for all parents
anything else                             graphql-core's resolver, called for each parent; it may be awaitable
"""

import inspect
from collections.abc import Callable, Coroutine, Iterable, Iterator, Sequence
from functools import partial
from typing import Any, Final, TypeAlias

from graphql import GraphQLField
from graphql.execution.executor import default_field_resolver
from graphql.execution.values import get_argument_values
from strawberry.exceptions import WrongNumberOfResultsReturned
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.field import StrawberryField
from strawberry.types.fields.resolver import StrawberryResolver

from gateway.execution.arguments import Arguments
from gateway.execution.places import Place
from gateway.execution.shapes import Fetch, Read
from gateway.execution.walking import Walk
from gateway.execution.where import Where
from resolvers.edges import BATCH, FORM

Call: TypeAlias = Callable[[Any], Any]
Step: TypeAlias = Callable[[list[Any], Iterator[Any]], None]
Bound: TypeAlias = Callable[[Walk], Call]
"""Binds what is the same for all parents: the arguments and the Info."""


def of_typename(name: str) -> Read:
    """The name of a type, for each of its objects."""
    return lambda sources, walk: [name] * len(sources)


class Reading:
    """How the fields of a schema are read."""

    def __init__(self, converter: GraphQLCoreConverter) -> None:
        self._converter = converter
        self._attributes: dict[tuple[str, str], Read] = {}

    def waits(self, field: GraphQLField) -> bool:
        """Whether a field asks for all its parents at once: it says so in its metadata."""
        definition = _definition(field)
        return definition is not None and BATCH in definition.metadata

    def batch(self, field: GraphQLField, where: Where, place: Place) -> Fetch:
        """How a field is had that waits."""
        definition = _definition(field)
        if definition is None:
            raise TypeError(f"{where} has no batch function.")
        batch = definition.metadata[BATCH]
        if place.plain is not None and FORM in inspect.signature(batch).parameters:
            batch = partial(batch, form=place.plain.row)
        return _Batch(batch, self._told(field, definition, where))

    def read(self, field: GraphQLField, where: Where) -> Read:
        """How a field is had that does not wait."""
        definition = _definition(field)
        if definition is None or definition.extensions or definition.is_async or self._handles_exceptions:
            return partial(_called, _core(field, where))
        if definition.base_resolver is not None:
            return partial(_called, self._resolver(field, definition, definition.base_resolver, where))
        attribute = self.attribute(field)
        return partial(_called, _core(field, where)) if attribute is None else self._loop(where.parent.name, attribute)

    def attribute(self, field: GraphQLField) -> str | None:
        """The name of the attribute that a field is, if it is one and nothing else."""
        definition = _definition(field)
        if definition is None or definition.extensions or definition.is_async or self._handles_exceptions:
            return None
        if definition.base_resolver is not None or definition.default_resolver is not getattr:
            return None
        return definition.python_name if definition.python_name.isidentifier() else None

    def _loop(self, typename: str, name: str) -> Read:
        """One loop for each field of the schema: Python makes it fit the classes that it meets there."""
        if (typename, name) not in self._attributes:
            self._attributes[typename, name] = _attribute(name)
        return self._attributes[typename, name]

    def _told(self, field: GraphQLField, definition: StrawberryField, where: Where) -> "_Told":
        arguments = Arguments(self._converter, definition, field, where)
        return _Told(self._converter.config.info_class, definition, arguments, where)

    @property
    def _handles_exceptions(self) -> bool:
        return bool(self._converter.exception_handlers)

    def _resolver(
        self, field: GraphQLField, definition: StrawberryField, resolver: StrawberryResolver[Any], where: Where
    ) -> Bound:
        """A resolver as a function of the parent."""
        wanted = resolver.info_parameter
        into, told = _into_parent(resolver), self._told(field, definition, where)

        def bound(walk: Walk) -> Call:
            if wanted is None and not field.args:
                return into({})
            info, arguments = told.of(walk)
            return into(arguments if wanted is None else {wanted.name: info, **arguments})

        return bound


def _definition(field: GraphQLField) -> StrawberryField | None:
    definition = field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    return definition if isinstance(definition, StrawberryField) else None


def _into_parent(resolver: StrawberryResolver[Any]) -> Callable[[dict[str, Any]], Call]:
    """Binds all but the parent; in the usual case the parent is the first parameter, and nothing is in between."""
    function: Any = resolver.wrapped_func
    named = [each.name for each in (resolver.root_parameter, resolver.parent_parameter) if each is not None]
    own = resolver.self_parameter
    first = next(iter(inspect.signature(function).parameters.values()), None)
    if first is not None and ((own is not None and not named) or (own is None and named == [first.name])):
        return lambda given: partial(function, **given) if given else function
    return lambda given: partial(_by_name, function, own is not None, named, given)


def _by_name(function: Callable[..., Any], own: bool, named: Sequence[str], given: dict[str, Any], parent: Any) -> Any:
    return function(*([parent] if own else ()), **dict.fromkeys(named, parent), **given)


def _core(field: GraphQLField, where: Where) -> Bound:
    """graphql-core's own resolver as a function of the parent."""
    resolve = field.resolve or default_field_resolver

    def bound(walk: Walk) -> Call:
        info = walk.info(where)
        arguments = get_argument_values(field, where.nodes[0], walk.question.variables)
        return lambda parent: resolve(parent, info, **arguments)

    return bound


def _called(bound: Bound, sources: Sequence[Any], walk: Walk) -> list[Any]:
    """What a function gives for each parent; wrong arguments are every parent's failure."""
    try:
        call = bound(walk)
    except Exception as error:
        return [walk.failed(error)] * len(sources)
    return _each(partial(_call_on, call), sources, walk)


def _call_on(call: Call, column: list[Any], rest: Iterator[Any]) -> None:
    for source in rest:
        column.append(call(source))


def _each(step: Step, sources: Iterable[Any], walk: Walk) -> list[Any]:
    """What a loop appends for each parent; where it breaks off is a failure, and it goes on behind that one."""
    column: list[Any] = []
    rest = iter(sources)
    while True:
        try:
            step(column, rest)
            return column
        except Exception as error:
            column.append(walk.failed(error))


_READ: Final = """
def read(sources):
    return [each.{name} for each in sources]

def step(column, rest):
    for each in rest:
        column.append(each.{name})
"""


def _attribute(name: str) -> Read:
    """An attribute of each parent. With its name in the text of the loop Python reads it twice as fast."""
    made: dict[str, Any] = {}
    exec(_READ.format(name=name), made)  # noqa: S102  # a name of the schema's own classes, an identifier
    quick, step = made["read"], made["step"]

    def read(sources: Sequence[Any], walk: Walk) -> list[Any]:
        try:
            found: list[Any] = quick(sources)
        except Exception:  # once more, and on behind each that fails
            return _each(step, sources, walk)
        return found

    return read


class _Told:
    """What resolvers are told beside the parent: the Info and the arguments, the same for all parents."""

    def __init__(
        self, info: Callable[..., Any], definition: StrawberryField, arguments: Arguments, where: Where
    ) -> None:
        self._info = info
        self._definition = definition
        self._arguments = arguments
        self._where = where

    def of(self, walk: Walk) -> tuple[Any, dict[str, Any]]:
        """Both, for this question."""
        info = self._info(_raw_info=walk.info(self._where), _field=self._definition)
        return info, self._arguments.of(walk.question.variables, info)


class _Batch:
    """A batch function of one site."""

    def __init__(self, batch: Callable[..., Coroutine[Any, Any, Sequence[Any]]], told: _Told) -> None:
        self._batch = batch
        self._told = told

    async def __call__(self, sources: Sequence[Any], walk: Walk) -> list[Any]:
        try:
            info, arguments = self._told.of(walk)
            values = list(await self._batch(sources, info, **arguments))
            if len(values) != len(sources):
                raise WrongNumberOfResultsReturned(expected=len(sources), received=len(values))
            return values
        except Exception as error:
            return [walk.failed(error)] * len(sources)
