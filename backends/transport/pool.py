"""The connections to one origin: so many at most, the one used last lent first."""

import asyncio
from collections import deque
from typing import Final

from backends.transport.connection import Connection, Incoming
from backends.transport.failures import CutOff
from backends.transport.opening import Opener

_IDLE: Final = 4.0  # seconds; shorter than what common servers keep, or a question meets a connection that just closed


class Pool:
    """Lends connections for one exchange each. A request waits while all are lent."""

    def __init__(self, opener: Opener, *, connections: int, silence: float) -> None:
        self._opener = opener
        self._free = asyncio.Semaphore(connections)
        self._silence = silence
        self._idle: deque[Connection] = deque()
        self._lent: set[Connection] = set()

    async def exchange(self, request: bytes, *, bodiless: bool, repeatable: bool) -> Incoming:
        """The reply to a request; raises a WireError.

        A kept connection may have been closed by the other side at this very moment: what can be repeated is sent
        once more, over a new one, if nothing of an answer had come.
        """
        async with self._free:
            kept = self._kept()
            if kept is not None:
                try:
                    return await self._over(kept, request, bodiless)
                except CutOff as cut:
                    if not (cut.silent and repeatable):
                        raise
            return await self._over(await self._opener.open(), request, bodiless)

    def close(self) -> None:
        """Close all connections; what is under way fails, and the next request opens a new one."""
        for connection in (*self._idle, *self._lent):
            connection.close()
        self._idle.clear()

    def _kept(self) -> Connection | None:
        """A connection that is open still, and was not idle for too long."""
        now = asyncio.get_running_loop().time()
        while self._idle:
            connection = self._idle.pop()
            if connection.reusable and now - connection.idle_since < _IDLE:
                return connection
            connection.close()
        return None

    async def _over(self, connection: Connection, request: bytes, bodiless: bool) -> Incoming:
        self._lent.add(connection)
        try:
            return await connection.exchange(request, bodiless=bodiless, silence=self._silence)
        finally:
            self._lent.discard(connection)
            if connection.reusable:
                self._keep(connection)
            else:
                connection.close()

    def _keep(self, connection: Connection) -> None:
        """The one used last is lent first, so that those which nobody needs grow old and are closed."""
        connection.idle_since = now = asyncio.get_running_loop().time()
        self._idle.append(connection)
        while now - self._idle[0].idle_since >= _IDLE:
            self._idle.popleft().close()
