"""Objects, and the members of interfaces and unions."""

from collections.abc import Awaitable, Callable, Sequence
from types import CoroutineType, GeneratorType, NoneType
from typing import Any, Final

from graphql import GraphQLAbstractType, GraphQLError, GraphQLObjectType, GraphQLSchema, Undefined, is_object_type
from graphql.execution.executor import default_type_resolver
from graphql.pyutils import inspect
from strawberry.execution.is_awaitable import optimized_is_awaitable

from gateway.execution.marks import Failed
from gateway.execution.places import Column, Place, put
from gateway.execution.plain import Plain
from gateway.execution.shapes import Shape
from gateway.execution.walking import Walk
from gateway.execution.where import Where

_ODD: Final = (NoneType, BaseException, Failed, CoroutineType, GeneratorType, type(Undefined))


class Composite(Place):
    """Values that a selection set is applied to. Any class of values will do, so that odd ones are told by theirs."""

    def __init__(self, where: Where, nullable: bool, plain: Plain | None = None) -> None:
        super().__init__(where, nullable, plain and plain.row, plain)
        self._known: set[type] = set()

    def _usual(self, column: Column) -> bool:
        classes = set(map(type, column))
        if classes <= self._known:
            return True
        if any(issubclass(class_, _ODD) or hasattr(class_, "__await__") for class_ in classes):
            return False
        self._known |= classes
        return True


class Objects(Composite):
    """Objects of one type. Where they are `shared`, the same object at many places is answered once."""

    def __init__(self, where: Where, nullable: bool, shape: Shape, *, shared: bool, checked: bool = True) -> None:
        is_type_of = shape.type.is_type_of if checked else None
        super().__init__(where, nullable, None if is_type_of else shape.plain)
        self.shape = shape
        self._rows = shape.shared_rows if shared else shape.rows
        self._is_type_of = is_type_of
        self._made = {shape.row} if self.plain is not None else None

    def complete(self, column: Column, walk: Walk) -> Column:
        """The column as the answer says it; rows in the form that was asked for are that already."""
        return column if set(map(type, column)) == self._made else super().complete(column, walk)

    def _fit(self, column: Column, walk: Walk) -> Column:
        if self._is_type_of is None:
            return self._rows(column, walk)
        verdicts = self._verdicts(column, self._is_type_of, walk)
        if all(verdict is True for verdict in verdicts):
            return self._rows(column, walk)
        sure = Objects(self.where, self.nullable, self.shape, shared=False, checked=False)
        return sure.complete(list(map(self._judged, column, verdicts)), walk)

    def shape_of(self, _row: Any) -> Shape:
        """The shape that a row has."""
        return self.shape

    def _verdicts(self, column: Column, is_type_of: Callable[..., Any], walk: Walk) -> Column:
        info = walk.info(self.where)
        try:
            return [is_type_of(value, info) for value in column]
        except Exception:
            return [tried(is_type_of, value, info) for value in column]

    def _judged(self, value: Any, verdict: Any) -> Any:
        """The value, the failure that keeps it from being one of ours, or a promise of one of them."""
        if isinstance(verdict, Exception):
            return verdict
        if optimized_is_awaitable(verdict):
            return self._judged_later(value, verdict)
        return value if verdict else self._wrong(value)

    async def _judged_later(self, value: Any, verdict: Awaitable[Any]) -> Any:
        return value if await verdict else self._wrong(value)

    def _wrong(self, value: Any) -> Exception:
        message = f"Expected value of type '{self.shape.type.name}' but got: {inspect(value)}."
        return GraphQLError(message, self.where.nodes)


class Members(Composite):
    """Objects of an interface or a union: each is one of its types."""

    def __init__(
        self,
        where: Where,
        nullable: bool,
        type_: GraphQLAbstractType,
        schema: GraphQLSchema,
        objects: Callable[[GraphQLObjectType], Objects],
    ) -> None:
        super().__init__(where, nullable)
        self.type = type_
        self.schema = schema
        self._resolve_type = type_.resolve_type or default_type_resolver
        self._objects = objects
        self._met: dict[str, Objects] = {}

    def of(self, type_: GraphQLObjectType) -> Objects:
        """Its objects of one type. Compiled when the first is met: of most interfaces few types come."""
        if type_.name not in self._met:
            self._met[type_.name] = self._objects(type_)
        return self._met[type_.name]

    def shape_of(self, row: Any) -> Shape:
        """The shape that a row has."""
        return next(objects.shape for objects in self._met.values() if objects.shape.row is type(row))

    def _fit(self, column: Column, walk: Walk) -> Column:
        done: Column = [None] * len(column)
        types = self._types(column, walk)
        groups: dict[int, list[int]] = {}
        for at, found in enumerate(types):
            groups.setdefault(id(found), []).append(at)
        for places in groups.values():
            put(done, places, self._of_one(types[places[0]], [column[at] for at in places], walk))
        return done

    def _of_one(self, found: Any, values: Column, walk: Walk) -> Sequence[Any]:
        """The values of a type; those that have none, for the same reason; those whose type has to be awaited."""
        if isinstance(found, GraphQLObjectType):
            return self.of(found).complete(values, walk)
        if isinstance(found, Exception):
            return [walk.failed(found)] * len(values)
        return walk.later(_Typed(self), [self._typed_later(found, value) for value in values])

    def _types(self, column: Column, walk: Walk) -> Column:
        info = walk.info(self.where)
        return [tried(self._type, value, info) for value in column]

    def _type(self, value: Any, info: Any) -> Any:
        found = self._resolve_type(value, info, self.type)
        return found if optimized_is_awaitable(found) else self._valid(found, value)

    async def _typed_later(self, name: Awaitable[Any], value: Any) -> tuple[GraphQLObjectType, Any]:
        return self._valid(await name, value), value

    def _valid(self, name: Any, value: Any) -> GraphQLObjectType:
        """The type of this name if it is one of ours; raises `GraphQLError`."""
        found = self.schema.get_type(name) if isinstance(name, str) else None
        if is_object_type(found) and self.schema.is_sub_type(self.type, found):
            return found
        raise GraphQLError(self._complaint(name, found, value), self.where.nodes)

    def _complaint(self, name: Any, found: Any, value: Any) -> str:
        """What graphql-core says of it."""
        must = f"Abstract type '{self.type}' must resolve to an Object type at runtime for field '{self.where}'"
        if name is None:
            return (
                f"{must}. Either the '{self.type}' type should provide a 'resolve_type' function"
                " or each possible type should provide an 'is_type_of' function."
            )
        if not isinstance(name, str):
            given = f"with value {inspect(value)}, received '{inspect(name)}'"
            return f"{must} {given}, which is not a valid Object type name."
        if found is None:
            return f"Abstract type '{self.type}' was resolved to a type '{name}' that does not exist inside the schema."
        if not is_object_type(found):
            return f"Abstract type '{self.type}' was resolved to a non-object type '{name}'."
        return f"Runtime Object type '{found}' is not a possible type for '{self.type}'."


class _Typed:
    """Values whose type is known by now, each beside its type; exceptions stand where it is not."""

    def __init__(self, members: Members) -> None:
        self._members = members

    def complete(self, column: Column, walk: Walk) -> Column:
        return [self._one(found, walk) for found in column]

    def _one(self, found: Any, walk: Walk) -> Any:
        if isinstance(found, BaseException):
            return walk.failed(found)
        type_, value = found
        return self._members.of(type_).complete([value], walk)[0]


def tried(call: Callable[..., Any], *arguments: Any) -> Any:
    """What a call gives, or the exception that it raises."""
    try:
        return call(*arguments)
    except Exception as error:
        return error
