"""Staying signed in: one sign-in for all who wait, renewed before it ends."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct

from backends.errors import Denied
from backends.ports import Clock

_MARGIN: Final = timedelta(seconds=60)  # for the way there, and for clocks that differ
_PAUSE: Final = timedelta(seconds=5)  # between refused sign-ins: accounts are locked after a few of them


class Token(Struct, frozen=True):
    """What a sign-in gave; `expires` is None where only a refusal will tell."""

    value: str
    expires: datetime | None = None


class Tokens:
    """The token of one system, fetched when it is needed."""

    def __init__(self, fetch: Callable[[], Awaitable[Token]], clock: Clock) -> None:
        self._fetch = fetch
        self._clock = clock
        self._token: Token | None = None
        self._renewal: datetime | None = None
        self._signing_in: asyncio.Task[Token] | None = None
        self._denied: Denied | None = None
        self._denied_until: datetime | None = None

    async def get(self) -> Token:
        """A token that holds, as far as we know; raises what keeps us from signing in.

        Whoever comes while somebody signs in waits for that. A refusal is told again for a few seconds without asking.
        """
        now = self._clock()
        if self._token is not None and (self._renewal is None or now < self._renewal):
            return self._token
        if self._denied is not None and self._denied_until is not None and now < self._denied_until:
            raise Denied(self._denied.message, advice=self._denied.advice)
        if self._signing_in is None:
            self._signing_in = asyncio.create_task(self._sign_in())
            self._signing_in.add_done_callback(self._done)
        return await asyncio.shield(self._signing_in)  # others may wait for it when this question is given up

    def refuse(self, token: Token) -> None:
        """The system did not accept it: the next question signs in anew, once for all whose token this was."""
        if self._token is token:
            self._token = None

    async def _sign_in(self) -> Token:
        try:
            token = await self._fetch()
        except Denied as error:
            self._denied, self._denied_until = error, self._clock() + _PAUSE
            raise
        self._token, self._denied = token, None
        self._renewal = None if token.expires is None else self._renew_at(token.expires)
        return token

    def _renew_at(self, expires: datetime) -> datetime:
        """A little before it ends; half-way, where that is later: short tokens are used too."""
        now = self._clock()
        return expires - min(_MARGIN, max(expires - now, timedelta()) / 2)

    def _done(self, task: asyncio.Task[Token]) -> None:
        self._signing_in = None
        if not task.cancelled():
            task.exception()  # nobody may be left who waits for it
