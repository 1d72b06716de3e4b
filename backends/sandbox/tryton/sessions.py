"""Who is signed in, and for how long after the last call."""

import base64
import binascii
import secrets
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from backends.sandbox.tryton.credentials import Credentials, Limits

USER: Final = 1
_KEPT: Final = 1_000  # sessions at a time


class TooMany(Exception):
    """Too many sign-ins were refused."""


class Sessions:
    """Gives out sessions, and knows those that it gave out."""

    def __init__(self, keys: Credentials, clock: Callable[[], datetime], limits: Limits) -> None:
        self._keys = keys
        self._clock = clock
        self._limits = limits
        self._last_calls: OrderedDict[str, datetime] = OrderedDict()
        self._refused = 0

    def login(self, user: object, parameters: object) -> str | None:
        """A session; None for a user or a password that is wrong."""
        if self._refused >= self._limits.most_refusals:
            raise TooMany
        given = parameters.get("password") if isinstance(parameters, dict) else None
        if (user, given) != (self._keys.username, self._keys.password):
            self._refused += 1
            return None
        self._refused = 0
        session = secrets.token_hex(32)
        self._last_calls[session] = self._clock()
        while len(self._last_calls) > _KEPT:
            self._last_calls.popitem(last=False)
        return session

    def holds(self, authorization: str) -> bool:
        """Whether a header lets a call in; it keeps the session alive. HTTP Basic does too, call by call."""
        scheme, _, value = authorization.partition(" ")
        parts = _decoded(value).split(":")
        if scheme == "Basic":
            return parts == [self._keys.username, self._keys.password]
        if scheme != "Session" or len(parts) != 3:
            return False
        user, number, session = parts
        last = self._last_calls.get(session)
        if last is None or (user, number) != (self._keys.username, str(USER)):
            return False
        now = self._clock()
        if now - last > timedelta(seconds=self._limits.session_seconds):
            return False
        self._last_calls[session] = now
        return True


def _decoded(value: str) -> str:
    try:
        return base64.b64decode(value, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""
