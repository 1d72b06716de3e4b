"""Concurrent questions to one system join: what is being asked already is awaited, not asked again.

A flight is one call to the port. It departs at once while a slot is idle; otherwise it gathers keys until a slot
is free, or it is full, or has waited long enough. It belongs to those who wait for it: when the last of them hangs
up it is cancelled, and a key that nobody wants any more does not depart.
"""

import asyncio
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Generic, TypeAlias, TypeVar

from msgspec import Struct

from backends.errors import Failure
from backends.fragments import narrowed
from backends.ports import Answer, Answers, Ask, Facets, Page, Pages, PageSpec, Parent, Port
from backends.records import Record, Ref
from backends.tasks import Tasks

Name = TypeVar("Name", bound=Hashable)
Found = TypeVar("Found")
PageQuestion: TypeAlias = tuple[PageSpec, Facets, str]


class Joining(Struct, frozen=True, kw_only=True):
    """How the lookups of one noun of one system join.

    `slots` calls go out without waiting. When as many are in the air, keys gather, up to `batch` of them and for
    at most `wait` seconds, after which they depart all the same while fewer than `most` calls are in the air.
    A question is never torn apart: one of more than `batch` keys departs whole.
    """

    slots: int = 4
    most: int = 16
    batch: int = 200
    wait: float = 0.02


class Flight(Generic[Name, Found]):
    """One call, the names it asks, and who waits for them."""

    task: asyncio.Task[Mapping[Name, Found]]

    def __init__(self) -> None:
        self.names: dict[Name, None] = {}  # a set that keeps the order
        self._askers: dict[int, Sequence[Name]] = {}

    @property
    def joinable(self) -> bool:
        """Whether it will bring answers."""
        return bool(self._askers) and not self.task.done()

    def join(self, names: Sequence[Name]) -> None:
        """Somebody waits for some names, and will `leave` with the same object."""
        self._askers[id(names)] = names
        self.names.update(dict.fromkeys(names))

    def leave(self, names: Sequence[Name]) -> None:
        """Somebody waits no more, served or not; the last to leave an unfinished flight ends it."""
        del self._askers[id(names)]
        if not self._askers:
            self.task.cancel()

    def depart(self) -> tuple[Name, ...]:
        """What is wanted at this moment; nothing is added from now on."""
        self.names = {name: None for names in self._askers.values() for name in names}
        return tuple(self.names)


Seats: TypeAlias = dict[Flight[Name, Found], list[Name]]


class Lookup(Flight[Ref, Answer]):
    """A flight that may have to wait for its departure."""

    def __init__(self, facets: Facets) -> None:
        super().__init__()
        self.facets = facets
        self.cleared = asyncio.Event()
        self.overdue = False
        self.timer: asyncio.TimerHandle | None = None


class Coalesced:
    """Joins concurrent lookups per key and facet, and concurrent pages that are the same in every respect.

    The call of a joined flight is noted in the ledger of whoever started it. Pages do not gather. What waits is
    bounded by the callers: each holds one question.
    """

    def __init__(self, port: Port, tasks: Tasks, joining: Joining) -> None:
        self._port = port
        self._tasks = tasks
        self._joining = joining
        self._gathering: list[Lookup] = []
        self._airborne: list[Lookup] = []
        self._pages: dict[PageQuestion, list[Flight[Parent, Page | Failure]]] = {}

    async def lookup(self, keys: Sequence[Ref], facets: Facets, ask: Ask) -> Answers:
        """As the port, but a key that is being asked for these facets or more is not asked again."""
        wide = [flight for flight in (*self._airborne, *self._gathering) if flight.facets >= facets]
        seats, unseated = _seated(keys, wide)
        if unseated:
            flight = self._open(len(unseated), facets) or self._scheduled(facets, ask)
            seats.setdefault(flight, []).extend(unseated)
        _join(seats)
        self._dispatch()
        answers = await _landed(seats)
        for flight in wide:
            if flight in seats and flight.facets != facets:
                answers.update({key: _narrowed(answers[key], facets) for key in seats[flight]})
        return answers

    async def pages(self, parents: Sequence[Parent], spec: PageSpec, facets: Facets, ask: Ask) -> Pages:
        """As the port, but a page that is being asked is not asked again."""
        question = (spec, facets, ask.scope)
        seats, unseated = _seated(parents, self._pages.get(question, ()))
        if unseated:
            seats[self._departed(question, ask)] = unseated
        _join(seats)
        return await _landed(seats)

    def _open(self, size: int, facets: Facets) -> Lookup | None:
        """A flight that still gathers and has room."""
        room = self._joining.batch - size
        for flight in self._gathering:
            if flight.joinable and flight.facets == facets and len(flight.names) <= room:
                return flight
        return None

    def _scheduled(self, facets: Facets, ask: Ask) -> Lookup:
        flight = Lookup(facets)
        flight.task = self._tasks.start(self._fly(flight, ask))
        # Not at the end of `_fly`: a task that is cancelled before its first step never runs.
        flight.task.add_done_callback(lambda _: self._ended(flight))
        self._gathering.append(flight)
        return flight

    async def _fly(self, flight: Lookup, ask: Ask) -> Answers:
        await flight.cleared.wait()
        return await self._port.lookup(flight.depart(), flight.facets, ask)

    def _dispatch(self) -> None:
        """Clear whoever may depart, first come first; the others' waiting time begins, if it has not."""
        for flight in tuple(self._gathering):
            if len(self._airborne) < self._limit(flight):
                self._clear(flight)
            elif flight.timer is None:
                loop = asyncio.get_running_loop()
                flight.timer = loop.call_later(self._joining.wait, self._is_overdue, flight)

    def _limit(self, flight: Lookup) -> int:
        full = len(flight.names) >= self._joining.batch
        return self._joining.most if full or flight.overdue else self._joining.slots

    def _clear(self, flight: Lookup) -> None:
        self._gathering.remove(flight)
        self._airborne.append(flight)
        _stop_timer(flight)
        flight.cleared.set()

    def _is_overdue(self, flight: Lookup) -> None:
        flight.overdue = True
        self._dispatch()

    def _ended(self, flight: Lookup) -> None:
        (self._airborne if flight.cleared.is_set() else self._gathering).remove(flight)
        _stop_timer(flight)
        self._dispatch()

    def _departed(self, question: PageQuestion, ask: Ask) -> Flight[Parent, Page | Failure]:
        spec, facets, _ = question
        flight: Flight[Parent, Page | Failure] = Flight()

        async def fly() -> Pages:
            return await self._port.pages(flight.depart(), spec, facets, ask)

        flight.task = self._tasks.start(fly())
        flight.task.add_done_callback(lambda _: self._page_ended(question, flight))
        self._pages.setdefault(question, []).append(flight)
        return flight

    def _page_ended(self, question: PageQuestion, flight: Flight[Parent, Page | Failure]) -> None:
        flights = self._pages[question]
        flights.remove(flight)
        if not flights:
            del self._pages[question]


def _seated(names: Iterable[Name], flights: Iterable[Flight[Name, Found]]) -> tuple[Seats[Name, Found], list[Name]]:
    """Which flight brings which name, and the names that none brings."""
    joinable = [flight for flight in flights if flight.joinable]
    if not joinable:
        return {}, list(dict.fromkeys(names))
    seats: Seats[Name, Found] = {}
    unseated: list[Name] = []
    for name in dict.fromkeys(names):
        flight = next((flight for flight in joinable if name in flight.names), None)
        (unseated if flight is None else seats.setdefault(flight, [])).append(name)
    return seats, unseated


def _join(seats: Seats[Name, Found]) -> None:
    for flight, names in seats.items():
        flight.join(names)


async def _landed(seats: Seats[Name, Found]) -> dict[Name, Found]:
    """Wait for all flights, and leave them whatever happens: a waiter who is cancelled costs the others nothing."""
    try:
        # Unlike awaiting a task, this neither cancels it with the waiter nor raises what it raised.
        if seats:
            await asyncio.wait([flight.task for flight in seats])
    finally:
        for flight, names in seats.items():
            flight.leave(names)
    return {name: flight.task.result()[name] for flight, names in seats.items() for name in names}


def _narrowed(answer: Answer, facets: Facets) -> Answer:
    return narrowed(answer, facets) if isinstance(answer, Record) else answer


def _stop_timer(flight: Lookup) -> None:
    if flight.timer is not None:
        flight.timer.cancel()
