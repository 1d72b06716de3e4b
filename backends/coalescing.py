"""Concurrent questions to one system join: what is being asked already is awaited, not asked again.

A flight is one call to the port. It departs at once while a slot is idle; otherwise it gathers keys until a slot
is free, or it is full, or has waited long enough. It belongs to those who wait for it: when the last of them hangs
up it is cancelled, and a key that nobody wants any more does not depart.
"""

import asyncio
from collections.abc import Collection, Hashable, Mapping, Sequence
from contextvars import Context, copy_context
from typing import TypeAlias

from msgspec import Struct

from backends.errors import Failure
from backends.flights import Board, Flight, Found, Name, Seats, board_at, joined, landed
from backends.fragments import narrowed
from backends.ports import Answer, Answers, Ask, Facets, Page, Pages, PageSpec, Parent, Port
from backends.records import Record, Ref
from backends.tasks import Tasks

Kind: TypeAlias = tuple[Facets, type[Struct] | None]
"""What lookups must have in common to share a flight: the facets, and the form of the answers."""


class Joining(Struct, frozen=True, kw_only=True):
    """How the lookups of one noun of one system join.

    `slots` calls go out without waiting. When as many are in the air, keys gather, up to `batch` of them and for
    at most `wait` seconds, after which they depart all the same while fewer than `most` calls are in the air.
    A question is never torn apart: one of more than `batch` keys departs whole. Without a wait keys gather for one
    turn of the event loop: while there is much to do that is much, and where a system is slow it costs nobody time.
    """

    slots: int = 4
    most: int = 64
    batch: int = 200
    wait: float = 0.0


class Gathering(Struct, eq=False):
    """What a flight that could not depart at once waits with; its call is made in the context of its starter."""

    context: Context
    overdue: bool = False
    timer: asyncio.TimerHandle | None = None

    def stop(self) -> None:
        """It waits no more."""
        if self.timer is not None:
            self.timer.cancel()


class Lookup(Flight[Ref, Answer]):
    """A flight that may have to wait for its departure, among those that are `gathering`."""

    __slots__ = ("_gathering", "ask", "facets")

    def __init__(
        self,
        board: Board[Ref, Answer],
        names: Collection[Ref],
        facets: Facets,
        ask: Ask,
        gathering: "dict[Lookup, Gathering]",
    ) -> None:
        super().__init__(board, names)
        self.facets = facets
        self.ask = ask
        self._gathering = gathering

    def end(self) -> None:
        """Nobody wants it any more."""
        gathering = self._gathering.pop(self, None)
        if gathering is None:
            self.task.cancel()
        else:
            gathering.stop()


class Coalesced:
    """Joins concurrent lookups per key and facet, and concurrent pages that are the same in every respect.

    The call of a joined flight is noted in the ledger of whoever started it. Pages do not gather. What waits is
    bounded by the callers: each holds one question.
    """

    def __init__(self, port: Port, tasks: Tasks, joining: Joining) -> None:
        self._port = port
        self._tasks = tasks
        self._joining = joining
        self._airborne = 0
        self._gathering: dict[Lookup, Gathering] = {}
        self._boards: dict[Kind, Board[Ref, Answer]] = {}
        self._page_boards: dict[Hashable, Board[Parent, Page | Failure]] = {}

    async def lookup(self, keys: Sequence[Ref], facets: Facets, ask: Ask) -> Answers:
        """As the port, but a key that is being asked for these facets or more is not asked again."""
        names: Collection[Ref] = dict.fromkeys(keys)
        seats: Seats[Ref, Answer] = {}
        for (others, form), board in self._boards.items():
            # Only whole records can be narrowed.
            if form is ask.form and (others == facets or (form is None and others > facets)):
                names = board.seat(names, seats)
        if names:
            flight = self._started(names, facets, ask)
            seats[flight] = (*seats[flight], *names) if flight in seats else names
        waiters = joined(seats)
        if self._gathering:
            self._dispatch()
        await landed(waiters)
        return _brought(seats, facets)

    async def pages(self, parents: Sequence[Parent], spec: PageSpec, facets: Facets, ask: Ask) -> Pages:
        """As the port, but a page that is being asked is not asked again."""
        if not parents:
            return {}
        seats: Seats[Parent, Page | Failure] = {}
        board = board_at(self._page_boards, (spec, facets, ask.scope, ask.form))
        names = board.seat(dict.fromkeys(parents), seats)
        if names:
            flight = Flight(board, names)
            flight.depart(self._port.pages(tuple(names), spec, facets, ask), self._tasks)
            seats[flight] = names
        await landed(joined(seats))
        return _together(seats)

    def _started(self, names: Collection[Ref], facets: Facets, ask: Ask) -> Lookup:
        """The flight that brings these: one that departs, one that gathers and has room, or a new one that gathers."""
        if self._airborne >= self._joining.slots:
            return self._open(names, facets, ask) or self._scheduled(names, facets, ask)
        flight = self._new(names, facets, ask)
        self._depart(flight)
        return flight

    def _open(self, names: Collection[Ref], facets: Facets, ask: Ask) -> Lookup | None:
        room = self._joining.batch - len(names)
        for flight in self._gathering:
            if len(flight.names) <= room and flight.facets == facets and flight.ask.form is ask.form:
                flight.board.extend(flight, names)
                return flight
        return None

    def _scheduled(self, names: Collection[Ref], facets: Facets, ask: Ask) -> Lookup:
        flight = self._new(names, facets, ask)
        self._gathering[flight] = Gathering(copy_context())
        return flight

    def _new(self, names: Collection[Ref], facets: Facets, ask: Ask) -> Lookup:
        return Lookup(board_at(self._boards, (facets, ask.form)), names, facets, ask, self._gathering)

    def _dispatch(self) -> None:
        """Clear whoever may depart, first come first; the others' waiting time begins, if it has not.

        Nobody overtakes: a wider flight that was in the air first would have brought what a narrower asks again.
        """
        hurried = self._hurried()
        for at, (flight, gathering) in enumerate(tuple(self._gathering.items())):
            if self._airborne < (self._joining.most if at < hurried else self._joining.slots):
                self._clear(flight, gathering)
            elif gathering.timer is None:
                loop = asyncio.get_running_loop()
                gathering.timer = loop.call_later(self._joining.wait, self._is_overdue, gathering)

    def _hurried(self) -> int:
        """How many need not wait for an idle slot: all up to the last that is full or overdue."""
        full = self._joining.batch
        hurry = [each.overdue or len(flight.names) >= full for flight, each in self._gathering.items()]
        return len(hurry) - hurry[::-1].index(True) if True in hurry else 0

    def _is_overdue(self, gathering: Gathering) -> None:
        gathering.overdue = True
        self._dispatch()

    def _clear(self, flight: Lookup, gathering: Gathering) -> None:
        """Let it depart with what is wanted at this moment."""
        gathering.stop()
        del self._gathering[flight]
        if flight.thinned:
            flight.board.rename(flight, flight.wanted)
        self._depart(flight, gathering.context)

    def _depart(self, flight: Lookup, context: Context | None = None) -> None:
        self._airborne += 1
        flight.depart(self._port.lookup(tuple(flight.names), flight.facets, flight.ask), self._tasks, context)
        flight.task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[Answers]) -> None:
        self._airborne -= 1
        if self._gathering:
            self._dispatch()


def _brought(seats: Seats[Ref, Answer], facets: Facets) -> Answers:
    """All that the flights brought; of what a wider one brought, as much as was asked."""
    answers = _together(seats)
    wider = [names for flight, names in seats.items() if isinstance(flight, Lookup) and flight.facets != facets]
    if not wider:
        return answers
    return {**answers, **{key: _narrowed(answers[key], facets) for names in wider for key in names}}


def _together(seats: Seats[Name, Found]) -> Mapping[Name, Found]:
    if len(seats) == 1:
        ((flight, names),) = seats.items()
        return flight.brought(names)
    answers: dict[Name, Found] = {}
    for flight, names in seats.items():
        answers.update(flight.brought(names))
    return answers


def _narrowed(answer: Answer, facets: Facets) -> Answer:
    return narrowed(answer, facets) if isinstance(answer, Record) else answer
