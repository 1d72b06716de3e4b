"""Every error of SQLAlchemy and of the drivers, mapped to ours in one place.

What is said is ours too: a driver's message may hold the statement, its values or a password.
"""

import sqlite3
from collections.abc import Callable, Mapping
from typing import Final

from sqlalchemy.exc import DBAPIError, NotSupportedError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from backends.errors import BackendError, Denied, Overloaded, TimedOut, Unavailable, Unreadable, UnreadableRecord
from backends.sql.catalogue import Drift

Cause = tuple[Callable[[str], BackendError], str]

_FILES: Final[Mapping[int, Cause]] = {
    sqlite3.SQLITE_BUSY: (Unavailable, "{place} is locked by another program"),
    sqlite3.SQLITE_LOCKED: (Unavailable, "{place} is locked by another program"),
    sqlite3.SQLITE_CANTOPEN: (Unavailable, "{place} cannot be opened"),
    sqlite3.SQLITE_IOERR: (Unavailable, "{place} cannot be read from its disk"),
    sqlite3.SQLITE_PERM: (Denied, "{place} may not be read by us"),
    sqlite3.SQLITE_AUTH: (Denied, "{place} may not be read by us"),
    sqlite3.SQLITE_INTERRUPT: (TimedOut, "{place} took too long"),
    sqlite3.SQLITE_NOTADB: (Drift, "{place} is not a database"),
    sqlite3.SQLITE_CORRUPT: (Drift, "{place} is damaged"),
    sqlite3.SQLITE_SCHEMA: (Drift, "the views of {place} have changed"),
}
"""By SQLite's primary result codes."""

_SERVERS: Final[Mapping[str, Cause]] = {
    "28": (Denied, "{place} refuses our user or password"),
    "42501": (Denied, "{place} does not let our user read a view"),
    "3D": (Denied, "{place} has no database of that name"),
    "08": (Unavailable, "the connection to {place} broke"),
    "53300": (Overloaded, "{place} has no connection free"),
    "53": (Unavailable, "{place} has run out of resources"),
    "57014": (TimedOut, "{place} gave up on a statement"),
    "57": (Unavailable, "{place} is shutting down or starting"),
    "58": (Unavailable, "{place} cannot read its disk"),
    "40": (Unavailable, "{place} gave up on a statement for the sake of another"),
    "55": (Unavailable, "{place} is locked by another program"),
    "42": (Drift, "the views of {place} are not, or no longer, what they were"),
    "22": (UnreadableRecord, "{place} has a value that breaks the contract"),
}
"""By SQLSTATE, or its class where the longer one is not listed."""

_WAYS: Final[Mapping[type[Exception], Cause]] = {
    NoConnectionFree: (Overloaded, "every connection to {place} is busy"),
    TimeoutError: (TimedOut, "{place} did not let us in in time"),
    OSError: (Unavailable, "{place} cannot be reached"),
    sqlite3.OperationalError: (UnreadableRecord, "{place} has a text that is not in UTF-8"),  # has no code
    sqlite3.Error: (Unavailable, "{place} cannot be read"),
    NotSupportedError: (Drift, "the views of {place} have changed"),  # asyncpg: a prepared statement is out of date
    DBAPIError: (Unavailable, "the connection to {place} broke"),
    SQLAlchemyError: (Unreadable, "{place} answered what SQLAlchemy cannot understand"),
}
"""By type, the first that fits."""


def explained(error: Exception, place: str) -> BackendError | None:
    """What went wrong, in our words; `place` is how the database may be called in them. None for a bug of ours."""
    if isinstance(error, BackendError):
        return error
    driver = error.orig if isinstance(error, DBAPIError) else error
    cause = _said(driver) or _unsaid(driver) or _unsaid(error)
    return cause and cause[0](cause[1].format(place=place))


def _said(error: object) -> Cause | None:
    """What the database itself says, by its code."""
    state, code = getattr(error, "sqlstate", None), getattr(error, "sqlite_errorcode", None)
    if isinstance(state, str):
        return _SERVERS.get(state) or _SERVERS.get(state[:2]) or (Unavailable, "{place} failed")
    if isinstance(code, int):
        return _FILES.get(code & 0xFF) or (Drift, "the views of {place} cannot be read")
    return None


def _unsaid(error: object) -> Cause | None:
    """What happens on the way to the database, and in SQLAlchemy."""
    return next((cause for kind, cause in _WAYS.items() if isinstance(error, kind)), None)
