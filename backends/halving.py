"""Tells apart whose record cannot be read: what was asked together is asked again by halves."""

from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from typing import Generic, TypeVar

from backends.errors import Failure, UnreadableRecord

Name = TypeVar("Name", bound=Hashable)
Found = TypeVar("Found")


class Halving(Generic[Name, Found]):
    """What could be `read` of an answer, by name, and the failure of every other name.

    `call` answers for some of the names; it is called at most so many times, one after the other. For one record of n
    that takes between log2 n and twice as many. Names that could not be told apart by then share the failure, and a
    system that fails in another way is asked no more.
    """

    def __init__(
        self,
        call: Callable[[Sequence[Name]], Awaitable[Mapping[Name, Found]]],
        explain: Callable[[Exception], Failure],
        most: int,
    ) -> None:
        self.read: dict[Name, Found] = {}
        self.unread: dict[Name, Failure] = {}
        self._call = call
        self._explain = explain
        self._left = most

    async def tell_apart(self, names: Sequence[Name], failure: Failure) -> None:
        """Find out which of these cannot be read: of all together we know that they cannot."""
        if len(names) == 1 or self._left <= 0:
            self.unread.update(dict.fromkeys(names, failure))
            return
        first, second = names[: len(names) // 2], names[len(names) // 2 :]
        theirs = await self._failure_of(first, failure)
        if theirs is None:
            await self.tell_apart(second, failure)
            return
        await self.tell_apart(first, theirs)
        others = await self._failure_of(second, failure)
        if others is not None:
            await self.tell_apart(second, others)

    async def _failure_of(self, names: Sequence[Name], known: Failure) -> Failure | None:
        """None if all of these can be read; what is known already if no more may be asked."""
        if self._left <= 0:
            return known
        self._left -= 1
        try:
            self.read.update(await self._call(names))
        except UnreadableRecord as problem:
            return self._explain(problem)
        except Exception as problem:
            self._left = 0
            return self._explain(problem)
        return None
