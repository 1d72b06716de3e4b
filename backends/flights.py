"""Calls under way, and who waits for them.

A flight belongs to those who wait for it: when the last of them hangs up it is cancelled, and nobody joins it any more.
"""

import asyncio
from collections.abc import Collection, Coroutine, Hashable, Mapping
from contextvars import Context
from typing import Any, Generic, TypeAlias, TypeVar

from backends.tasks import Tasks

Name = TypeVar("Name", bound=Hashable)
Found = TypeVar("Found")
Waiter: TypeAlias = asyncio.Future[None]


class Flight(Generic[Name, Found]):
    """One call, a task from its departure on; the names it asks, which are on its board while it can be joined.

    It is `thinned` when somebody left before it was done: what it asks may be more than what is wanted.
    """

    __slots__ = ("_askers", "board", "names", "task", "thinned")

    task: asyncio.Task[Mapping[Name, Found]]

    def __init__(self, board: "Board[Name, Found]", names: Collection[Name]) -> None:
        self.board = board
        self.names = names
        self.thinned = False
        self._askers: dict[Waiter, Collection[Name]] = {}
        board.unread.append(self)

    def depart(
        self, call: Coroutine[Any, Any, Mapping[Name, Found]], tasks: Tasks, context: Context | None = None
    ) -> None:
        """Begin the call."""
        self.task = tasks.start(call, context)
        self.task.add_done_callback(self._land)

    def join(self, names: Collection[Name]) -> Waiter:
        """Somebody waits for some of the names, until this is done."""
        waiter: Waiter = asyncio.get_running_loop().create_future()
        self._askers[waiter] = names
        return waiter

    def leave(self, waiter: Waiter) -> None:
        """Somebody waits no more, served or not; the last to leave an unfinished flight ends it."""
        if self._askers.pop(waiter, None) is None:
            return
        self.thinned = True
        if not self._askers:
            self.board.remove(self)
            self.end()

    def end(self) -> None:
        """Nobody wants it any more."""
        self.task.cancel()

    @property
    def wanted(self) -> dict[Name, None]:
        """What those who wait ask for, each name once."""
        return {name: None for names in self._askers.values() for name in names}

    def brought(self, names: Collection[Name]) -> Mapping[Name, Found]:
        """What it brought of some names, when it has landed."""
        answers = self.task.result()
        # Every name asked is answered: where there are as many answers as names, they are the answers to these.
        return answers if len(answers) == len(names) else {name: answers[name] for name in names}

    def _land(self, task: asyncio.Task[Mapping[Name, Found]]) -> None:
        if not self._askers:
            return  # it was given up
        self.board.remove(self)
        for waiter in self._askers:
            if not waiter.done():
                waiter.set_result(None)
        self._askers.clear()


class Board(Generic[Name, Found]):
    """Which flight brings which name, of the flights that ask in the same way.

    A flight's names are `unread` until somebody else asks: nearly always nobody does. A board on which nothing is
    takes itself away from its `place` among the others.
    """

    __slots__ = ("_brings", "_others", "_place", "unread")

    def __init__(self, others: "dict[Any, Board[Name, Found]]", place: Hashable) -> None:
        self.unread: list[Flight[Name, Found]] = []
        self._brings: dict[Name, Flight[Name, Found]] = {}
        self._others = others
        self._place = place

    def seat(self, names: Collection[Name], seats: "Seats[Name, Found]") -> Collection[Name]:
        """Note who brings which name, and tell which names nobody brings."""
        for flight in self.unread:
            self._brings.update(dict.fromkeys(flight.names, flight))
        self.unread.clear()
        if self._brings.keys().isdisjoint(names):
            return names
        bringers = [*map(self._brings.get, names)]
        first = bringers[0]
        if first is not None and bringers.count(first) == len(bringers):
            seats[first] = names
            return ()
        unseated: dict[Name, None] = {}
        theirs: dict[Flight[Name, Found], list[Name]] = {}
        for name, bringer in zip(names, bringers, strict=True):
            if bringer is None:
                unseated[name] = None
            else:
                theirs.setdefault(bringer, []).append(name)
        seats.update(theirs)
        return unseated

    def extend(self, flight: Flight[Name, Found], names: Collection[Name]) -> None:
        """A flight asks more names, which nobody brought until now."""
        added = dict.fromkeys(names)
        flight.names = {**dict.fromkeys(flight.names), **added}
        if flight not in self.unread:
            self._brings.update(dict.fromkeys(added, flight))

    def rename(self, flight: Flight[Name, Found], names: Collection[Name]) -> None:
        """A flight asks other names than before."""
        self._forget(flight)
        flight.names = names
        self.unread.append(flight)

    def remove(self, flight: Flight[Name, Found]) -> None:
        """A flight can be joined no more."""
        self._forget(flight)
        if not self.unread and not self._brings:
            del self._others[self._place]

    def _forget(self, flight: Flight[Name, Found]) -> None:
        if flight in self.unread:
            self.unread.remove(flight)
            return
        for name in flight.names:
            del self._brings[name]


Seats: TypeAlias = dict[Flight[Name, Found], Collection[Name]]
Waiters: TypeAlias = dict[Flight[Name, Found], Waiter]


def board_at(boards: dict[Any, Board[Name, Found]], place: Hashable) -> Board[Name, Found]:
    """The board at a place, there from now on."""
    board = boards.get(place)
    if board is None:
        board = boards[place] = Board(boards, place)
    return board


def joined(seats: Seats[Name, Found]) -> Waiters[Name, Found]:
    """Take all seats."""
    return {flight: flight.join(names) for flight, names in seats.items()}


async def landed(waiters: Waiters[Name, Found]) -> None:
    """Wait for all flights, and leave them whatever happens: a waiter who is cancelled costs the others nothing."""
    try:
        for waiter in waiters.values():
            await waiter
    finally:
        for flight, waiter in waiters.items():
            flight.leave(waiter)
