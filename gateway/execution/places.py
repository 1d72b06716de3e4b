"""How values of each kind of type become what the answer says of them, for all the parents of a place at once.

A column goes in and a column comes out, in the same order. Marks (`marks`) stand where a value failed or comes later;
a null where none may be is left as it is, and the walk is marked: `mending` sees to it that nulls go up.
"""

from collections.abc import Iterable
from itertools import chain, islice
from types import NoneType
from typing import Any, Final, TypeAlias

from graphql import GraphQLError, GraphQLLeafType, Undefined
from graphql.pyutils import is_iterable
from strawberry.execution.is_awaitable import optimized_is_awaitable

from gateway.execution.leaves import checked, coerced, fitting
from gateway.execution.marks import Failed
from gateway.execution.plain import Plain
from gateway.execution.walking import Walk
from gateway.execution.where import Where

Column: TypeAlias = list[Any]


class Place:
    """Values of one type at one place of an operation. Not an ABC: `isinstance` would take four times as long.

    `checked` is the type by which msgspec tells values that may be written as they are, or None; `plain` makes the
    objects among them.
    """

    def __init__(self, where: Where, nullable: bool, checked: Any = None, plain: Plain | None = None) -> None:
        self.where = where
        self.nullable = nullable
        self.checked = checked | None if nullable and checked is not None else checked
        self.plain = plain

    def complete(self, column: Column, walk: Walk) -> Column:
        """The column as the answer says it."""
        return self._fit(column, walk) if self._usual(column) else self._sorted(column, walk)

    def _usual(self, column: Column) -> bool:
        """Whether these are all values of the type: no null, no exception, nothing that has to be awaited."""
        raise NotImplementedError

    def _fit(self, column: Column, walk: Walk) -> Column:
        """What the answer says of usual values."""
        raise NotImplementedError

    def _sorted(self, column: Column, walk: Walk) -> Column:
        """The same for a column of anything: the usual ones together, the awaitable ones together, later."""
        done: Column = [None] * len(column)
        usual: dict[int, Any] = {}
        late: dict[int, Any] = {}
        for at, value in enumerate(column):
            if value is None or value is Undefined:
                self._null(walk)
            elif isinstance(value, Failed):
                done[at] = value
            elif isinstance(value, BaseException):
                done[at] = walk.failed(value)
            elif optimized_is_awaitable(value):
                late[at] = value
            else:
                usual[at] = value
        put(done, usual, self._fit(list(usual.values()), walk) if usual else ())
        put(done, late, walk.later(self, list(late.values())) if late else ())
        return done

    def _null(self, walk: Walk) -> None:
        if not self.nullable:
            walk.mark()


def put(done: Column, places: Iterable[int], values: Iterable[Any]) -> None:
    """Put values where they belong."""
    for at, value in zip(places, values, strict=True):
        done[at] = value


class Leaf(Place):
    """Scalars and enums."""

    def __init__(self, where: Where, nullable: bool, type_: GraphQLLeafType) -> None:
        super().__init__(where, nullable, checked(type_))
        self.type = type_
        self._fitting = fitting(type_)

    def complete(self, column: Column, walk: Walk) -> Column:
        classes = set(map(type, column))
        if self.nullable or NoneType not in classes:
            said = self._fitting(column, classes)
            if said is not None:
                return said
        return self._sorted(column, walk)

    def _usual(self, column: Column) -> bool:
        return False

    def _fit(self, column: Column, walk: Walk) -> Column:
        return [self._one(value, walk) for value in column]

    def _one(self, value: Any, walk: Walk) -> Any:
        try:
            return coerced(self.type, value)
        except Exception as error:
            return walk.failed(error)


_LISTS: Final[frozenset[type]] = frozenset({list, tuple})


class Listed(Place):
    """Lists: all their items are one column."""

    def __init__(self, where: Where, nullable: bool, item: Place) -> None:
        checked: Any = None if item.checked is None else list.__class_getitem__(item.checked)
        super().__init__(where, nullable, checked, item.plain)
        self.item = item

    def _usual(self, column: Column) -> bool:
        return _LISTS.issuperset(map(type, column))

    def _fit(self, column: Column, walk: Walk) -> Column:
        if not self._usual(column):
            return self._gathered(column, walk)
        items = iter(self.item.complete(list(chain.from_iterable(column)), walk))
        return [list(islice(items, len(each))) for each in column]

    def _gathered(self, column: Column, walk: Walk) -> Column:
        """What is iterable in another way becomes a list first; to a list, what fails on the way is a failure."""
        return self._sorted([self._list(value, walk) for value in column], walk)

    def _list(self, value: Any, walk: Walk) -> Any:
        try:
            if hasattr(value, "__aiter__"):
                return _all_of(value)
            if is_iterable(value):
                return list(value)
            raise GraphQLError(f"Expected Iterable, but did not find one for field '{self.where}'.")
        except Exception as error:
            return walk.failed(error)


async def _all_of(values: Any) -> list[Any]:
    return [value async for value in values]
