"""SQLite files: read only, each call whole in one worker thread, a file that is replaced noticed.

The statements of a call run in one hop to a thread. A hop costs more than most statements, and a driver that hops
for each step of each (aiosqlite) took five times as long.
"""

import sqlite3
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Event, Lock
from typing import Final, TypeVar, cast

from sqlalchemy import URL, Connection, Engine, create_engine
from sqlalchemy.pool import QueuePool

from backends.errors import Unavailable
from backends.sql.catalogue import Catalogue, catalogue

T = TypeVar("T")
Work = Callable[[Connection, Catalogue], T]

_STEPS: Final = 20_000  # of SQLite's machine between two looks at whether anybody still waits: well under a millisecond
_STATEMENTS: Final = 256  # prepared statements that a connection keeps


class FileDatabase:
    """One file and the threads that read it; `patience` is how long a lock is waited for, in seconds."""

    def __init__(self, system: str, path: Path, *, threads: int, patience: float) -> None:
        self.path = path
        self._system = system
        self._size = threads
        self._patience = patience
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix=f"sql-{system}")
        self._lock = Lock()
        self._opened: _Opened | None = None
        self._closed = False

    def start(self, work: Work[T], abandoned: Event) -> Future[T]:
        """Begins a call in a thread; once `abandoned` is set, its statement is interrupted."""
        if self._closed:
            raise Unavailable(f"{self.path.name} is closed")
        return self._threads.submit(self._run, work, abandoned)

    def forget(self) -> None:
        """The next call opens the file anew."""
        with self._lock:
            before, self._opened = self._opened, None
        if before is not None:
            before.retire()

    def close(self) -> None:
        """No more calls; those that run come to their end, and nobody waits for them."""
        self._closed = True
        self._threads.shutdown(wait=False, cancel_futures=True)
        self.forget()

    def _run(self, work: Work[T], abandoned: Event) -> T:
        opened = self._current()
        try:
            with opened.engine.connect() as connection:
                return _watched(connection, opened, work, abandoned)
        finally:
            opened.settle()

    def _current(self) -> "_Opened":
        """What is open of the file that is there now; what was open of another is closed."""
        identity = self._identity()
        with self._lock:
            before = self._opened
            if before is not None and before.identity == identity:
                return before
            opened = self._opened = _Opened(identity, self._engine())
        if before is not None:
            before.retire()
        return opened

    def _identity(self) -> tuple[int, int]:
        try:
            found = self.path.stat()
        except FileNotFoundError:
            self.forget()
            raise Unavailable(f"the file is not there: {self.path.name}") from None
        return found.st_dev, found.st_ino

    def _engine(self) -> Engine:
        return create_engine(
            URL.create("sqlite", database=str(self.path)),
            creator=self._connect,
            poolclass=QueuePool,
            pool_size=self._size,
            max_overflow=0,
            hide_parameters=True,
            execution_options={"system": self._system},
        )

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"{self.path.as_uri()}?mode=ro",  # never creates the file
            uri=True,
            timeout=self._patience,
            isolation_level=None,
            check_same_thread=False,  # the pool lends a connection to one thread at a time
            cached_statements=_STATEMENTS,
        )
        connection.create_function("casefold", 1, _casefold, deterministic=True)
        return connection


class _Opened:
    """The connections to one file, and what is known of its views."""

    def __init__(self, identity: tuple[int, int], engine: Engine) -> None:
        self.identity = identity
        self.engine = engine
        self._retired = False
        self._catalogue: Catalogue | None = None

    def catalogue(self, connection: Connection) -> Catalogue:
        """Two first calls at once both ask; they are told the same."""
        if self._catalogue is None:
            self._catalogue = catalogue(connection)
        return self._catalogue

    def retire(self) -> None:
        """Closes what is idle; what is lent out is closed when it `settle`s."""
        self._retired = True
        self.engine.pool.dispose()

    def settle(self) -> None:
        """After a connection came back."""
        if self._retired:
            self.engine.pool.dispose()


def _watched(connection: Connection, opened: _Opened, work: Work[T], abandoned: Event) -> T:
    """The work in one snapshot of the file, interrupted when nobody waits for it any more."""
    file = cast("sqlite3.Connection", connection.connection.dbapi_connection)
    file.set_progress_handler(abandoned.is_set, _STEPS)
    try:
        file.execute("BEGIN")  # the pool rolls back what comes home to it
        return work(connection, opened.catalogue(connection))
    finally:
        file.set_progress_handler(None, 0)


def _casefold(text: str | None) -> str | None:
    return None if text is None else text.casefold()
