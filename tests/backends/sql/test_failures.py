"""Every error of SQLAlchemy and of the drivers comes out as one of ours, and says nothing of the statement."""

import inspect
import sqlite3
from collections.abc import Iterator
from typing import Any

import asyncpg
import pytest
from sqlalchemy import exc

from backends.errors import BackendError, Denied, Overloaded, TimedOut, Unavailable, Unreadable, UnreadableRecord
from backends.sql.client import SqlSystem, T, Work
from tests.backends.sql.databases import NOW, served

SECRET = "SELECT secret FROM somebody"  # noqa: S105  # what must not be said


class Failing:
    """A database whose every call fails in one way."""

    place = "shop.sqlite"

    def __init__(self, error: Exception) -> None:
        self.error = error
        self.forgotten = 0

    async def run(self, work: Work[T]) -> T:
        raise self.error

    async def forget(self) -> None:
        self.forgotten += 1

    async def close(self) -> None: ...


async def failure(error: Exception) -> tuple[BackendError, Failing]:
    database = Failing(error)
    with pytest.raises(BackendError) as raised:
        await SqlSystem(served("oms"), database, lambda: NOW, 500).run(lambda *_: None)
    return raised.value, database


def subclasses(kind: type[Exception]) -> Iterator[type[Exception]]:
    for sub in kind.__subclasses__():
        yield from (sub, *subclasses(sub))


def example(kind: type[Exception]) -> Exception:
    """An error of this kind, told a secret in every way it takes."""
    if issubclass(kind, exc.DBAPIError):
        return kind(SECRET, {"name": SECRET}, sqlite3.Error(SECRET))
    wanted = [
        parameter
        for parameter in list(inspect.signature(kind.__init__).parameters.values())[1:]
        if parameter.default is parameter.empty and parameter.kind is parameter.POSITIONAL_OR_KEYWORD
    ]
    return kind(*(SECRET for _ in wanted or [SECRET]))


KINDS = sorted({exc.SQLAlchemyError, *subclasses(exc.SQLAlchemyError)}, key=lambda kind: kind.__name__)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
async def test_no_error_of_sqlalchemy_escapes(kind: type[Exception]) -> None:
    found, _ = await failure(example(kind))
    assert "secret" not in str(found)
    assert found.__suppress_context__


def sqlite_error(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError(SECRET)
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("error", "expected", "said"),
    [
        (sqlite_error(sqlite3.SQLITE_BUSY), Unavailable, "locked"),
        (sqlite_error(sqlite3.SQLITE_BUSY_SNAPSHOT), Unavailable, "locked"),
        (sqlite_error(sqlite3.SQLITE_CANTOPEN), Unavailable, "cannot be opened"),
        (sqlite_error(sqlite3.SQLITE_IOERR_READ), Unavailable, "disk"),
        (sqlite_error(sqlite3.SQLITE_AUTH), Denied, "may not be read"),
        (sqlite_error(sqlite3.SQLITE_INTERRUPT), TimedOut, "too long"),
        (sqlite_error(sqlite3.SQLITE_NOTADB), Unreadable, "not a database"),
        (sqlite_error(sqlite3.SQLITE_CORRUPT), Unreadable, "damaged"),
        (sqlite_error(sqlite3.SQLITE_ERROR), Unreadable, "views"),
        (sqlite_error(sqlite3.SQLITE_TOOBIG), Unreadable, "views"),
        (asyncpg.InvalidPasswordError(SECRET), Denied, "password"),
        (asyncpg.InsufficientPrivilegeError(SECRET), Denied, "view"),
        (asyncpg.InvalidCatalogNameError(SECRET), Denied, "database of that name"),
        (asyncpg.ConnectionDoesNotExistError(SECRET), Unavailable, "broke"),
        (asyncpg.TooManyConnectionsError(SECRET), Overloaded, "no connection free"),
        (asyncpg.OutOfMemoryError(SECRET), Unavailable, "resources"),
        (asyncpg.QueryCanceledError(SECRET), TimedOut, "gave up"),
        (asyncpg.CannotConnectNowError(SECRET), Unavailable, "starting"),
        (asyncpg.SerializationError(SECRET), Unavailable, "gave up"),
        (asyncpg.LockNotAvailableError(SECRET), Unavailable, "locked"),
        (asyncpg.UndefinedTableError(SECRET), Unreadable, "views"),
        (asyncpg.UndefinedFunctionError(SECRET), Unreadable, "views"),
        (asyncpg.InvalidTextRepresentationError(SECRET), UnreadableRecord, "contract"),
        (asyncpg.InternalServerError(SECRET), Unavailable, "failed"),
    ],
    ids=repr,
)
@pytest.mark.parametrize("wrapped", [False, True])
async def test_what_went_wrong(wrapped: bool, error: Any, expected: type[BackendError], said: str) -> None:
    found, database = await failure(exc.DBAPIError(SECRET, {}, error) if wrapped else error)
    assert expected in {type(found), type(found).__base__}
    assert said in found.message
    assert "secret" not in found.message
    assert bool(database.forgotten) == (isinstance(found, Unreadable) and "contract" not in said)


@pytest.mark.parametrize(
    ("error", "expected", "said"),
    [
        (exc.TimeoutError(SECRET), Overloaded, "busy"),
        (TimeoutError(SECRET), TimedOut, "in time"),
        (ConnectionRefusedError(SECRET), Unavailable, "cannot be reached"),
        (sqlite3.ProgrammingError(SECRET), Unavailable, "cannot be read"),
    ],
    ids=repr,
)
async def test_what_went_wrong_on_the_way(error: Exception, expected: type[BackendError], said: str) -> None:
    found, _ = await failure(error)
    assert type(found) is expected
    assert said in found.message
    assert "secret" not in found.message


async def test_a_bug_is_not_taken_for_a_failure() -> None:
    with pytest.raises(KeyError):
        await failure(KeyError("a bug of ours"))
