"""The connections to one origin: so many at most, the one used last lent first."""

import asyncio
from collections import OrderedDict
from typing import Final, Self

from msgspec import Struct

from backends.transport.alarm import NEVER, Alarm
from backends.transport.asked import Asked
from backends.transport.connection import Connection
from backends.transport.failures import Crowded, CutOff, Slow, WireError
from backends.transport.opening import Opener
from backends.transport.replies import Reply
from backends.transport.settings import HttpSettings

_IDLE: Final = 4.0  # seconds; shorter than what common servers keep, or a question meets a connection that just closed
_PACE: Final = 0.02  # seconds, so that a thousand who are late one after the other are looked for together


class Load(Struct, frozen=True):
    """Connections that are open and those of them that are idle; requests that wait for one, and that were refused."""

    open: int = 0
    idle: int = 0
    waiting: int = 0
    refused: int = 0


class Pool:
    """Sends each request over a connection of its own, as soon as there is one; so many at most wait for that.

    There is no task and no timer for a request: the connection that is done with one takes the next that waits, and
    one alarm looks for what is overdue. Only a connection that must be opened is opened by who needs it.
    """

    def __init__(self, opener: Opener, *, connections: int, waiting: int, silence: float) -> None:
        self._opener = opener
        self._connections = connections
        self._most_waiting = waiting
        self._silence = silence
        self._loop = asyncio.get_running_loop()
        self._alarm = Alarm(self._overdue)
        self._open: set[Connection] = set()
        self._idle: dict[Connection, float] = {}
        self._opening = 0  # places that are held for connections to come
        self._waiting: OrderedDict[Asked, None] = OrderedDict()
        self._refused = 0
        self._closed = False

    @classmethod
    def of(cls, opener: Opener, options: HttpSettings) -> Self:
        """As the settings have it."""
        return cls(opener, connections=options.connections, waiting=options.waiting, silence=options.read_timeout)

    async def exchange(self, request: bytes, *, bodiless: bool, repeatable: bool, deadline: float) -> Reply:
        """The reply to a request; raises a WireError, or TimeoutError at its deadline.

        A kept connection may have been closed by the other side at this very moment: what can be repeated is sent
        once more, over a new one, if nothing of an answer had come.
        """
        asked = Asked(request, bodiless, repeatable, deadline, self._loop.create_future())
        self._place(asked)
        try:
            while (reply := await asked.answer) is None:
                await self._open_for(asked)
        except asyncio.CancelledError:
            self._forget(asked)
            raise
        finally:
            del asked  # its answer may hold an exception, whose traceback holds this frame
        return reply

    @property
    def load(self) -> Load:
        """What there is to do just now."""
        return Load(len(self._open), len(self._idle), len(self._waiting), self._refused)

    def close(self) -> None:
        """Close all connections; what is under way fails."""
        self._closed = True
        self._alarm.stop()
        waiting, self._waiting = self._waiting, OrderedDict()
        for asked in waiting:
            _fail(asked, CutOff(silent=True))
        for connection in tuple(self._open):
            connection.fail(CutOff(silent=False))

    def _place(self, asked: Asked) -> None:
        """Give a request to a connection, or a place in which to open one, or in the queue."""
        now = self._loop.time()
        if asked.deadline <= now:
            raise Slow
        connection = self._kept(now)
        if connection is not None:
            self._send(connection, asked, now)
        elif len(self._open) + self._opening < self._connections:
            self._opening += 1
            asked.answer.set_result(None)
        elif len(self._waiting) < self._most_waiting:
            self._waiting[asked] = None
            self._alarm.by(asked.deadline)
        else:
            self._refused += 1
            raise Crowded

    def _kept(self, now: float) -> Connection | None:
        """The connection used last, so that those which nobody needs grow old and are closed."""
        while self._idle:
            connection, since = self._idle.popitem()
            if connection.usable and now - since < _IDLE:
                return connection
            connection.close()
        return None

    def _send(self, connection: Connection, asked: Asked, now: float) -> None:
        connection.ask(asked, now)
        due = now + self._silence
        if asked.deadline < due:
            due = asked.deadline
        if due < self._alarm.at:  # hardly ever: this spares a call
            self._alarm.by(due)

    async def _open_for(self, asked: Asked) -> None:
        """Send a request over a new connection, in the place that is held for it."""
        asked.answer = self._loop.create_future()
        try:
            async with asyncio.timeout_at(asked.deadline):
                connection = await self._opener.open()
        except BaseException:
            self._give_up_a_place()
            raise
        self._opening -= 1
        if self._closed or not connection.usable:
            connection.close()
            raise CutOff(silent=True)
        self._open.add(connection)
        connection.owner = self
        asked.repeatable = False  # nobody has closed this one for being idle
        self._send(connection, asked, self._loop.time())

    def _forget(self, asked: Asked) -> None:
        """Whoever asked is gone."""
        if asked in self._waiting:
            del self._waiting[asked]
        elif asked.answer.done() and not asked.answer.cancelled() and asked.answer.exception() is None:
            if asked.answer.result() is None:
                self._give_up_a_place()
        else:
            for connection in tuple(self._open):
                connection.drop(asked)

    def _give_up_a_place(self) -> None:
        self._opening -= 1
        self._admit()

    def _admit(self) -> None:
        """Let those who wait open connections, as far as there are places."""
        while self._waiting and len(self._open) + self._opening < self._connections:
            asked, _ = self._waiting.popitem(last=False)
            if not asked.answer.done():
                self._opening += 1
                asked.answer.set_result(None)

    def _overdue(self, now: float) -> float:
        """Fail what is late, close what nobody needed for long; when to look again."""
        soonest = NEVER
        for connection, since in tuple(self._idle.items()):
            if since + _IDLE <= now:
                connection.close()
            else:
                soonest = min(soonest, since + _IDLE)
        for connection in tuple(self._open):
            due = connection.due(self._silence)
            if due <= now:
                connection.fail(Slow())
            else:
                soonest = min(soonest, due)
        for asked in tuple(self._waiting):
            if asked.deadline <= now:
                del self._waiting[asked]
                _fail(asked, Slow())
            else:
                soonest = min(soonest, asked.deadline)
        return max(soonest, now + _PACE)

    # What connections tell.

    def freed(self, connection: Connection) -> None:
        """It may be asked anew."""
        now = self._loop.time()
        while self._waiting:
            asked, _ = self._waiting.popitem(last=False)
            if not asked.answer.done():
                self._send(connection, asked, now)
                return
        self._idle[connection] = now
        if now + _IDLE < self._alarm.at:
            self._alarm.by(now + _IDLE)

    def gone(self, connection: Connection) -> None:
        """It is closed."""
        self._open.discard(connection)
        self._idle.pop(connection, None)
        self._admit()

    def again(self, connection: Connection, asked: Asked) -> None:
        """It was closed before it was asked: a new one takes its place."""
        self._open.discard(connection)
        self._opening += 1
        asked.answer.set_result(None)


def _fail(asked: Asked, problem: WireError) -> None:
    if not asked.answer.done():
        asked.answer.set_exception(problem)
