"""One system: its ports, its health, and the only place of this backend that awaits."""

import asyncio
from collections.abc import Mapping, Sequence
from importlib import import_module
from threading import Event
from typing import TYPE_CHECKING, Protocol, TypeVar

from pydantic import BaseModel
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from backends.errors import ABSENT, NotSupported
from backends.manifest import Served
from backends.ports import Answers, Ask, Clock, Facets, Page, Pages, PageSpec, Parent
from backends.records import Record, Ref
from backends.sql import SqlSettings
from backends.sql.catalogue import Catalogue, Drift, catalogue, views
from backends.sql.codes import Words
from backends.sql.failures import explained
from backends.sql.fetching import Fetch, Found, Listed, Question, Slice
from backends.sql.files import FileDatabase, Work
from backends.sql.translate import Source, records
from backends.vocabulary import Facet, Noun, SystemRole

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

T = TypeVar("T")

_PATIENCE = 0.25  # seconds that a locked file is waited for, if the time budget leaves as much


class Database(Protocol):
    """Where the work of one call is done; errors are still those of SQLAlchemy and the drivers."""

    @property
    def place(self) -> str:
        """How it may be called in messages."""

    async def run(self, work: Work[T]) -> T: ...

    async def forget(self) -> None:
        """What is known of it, and its connections; the next call starts anew."""

    async def close(self) -> None: ...


class File:
    """A SQLite file, read in threads."""

    def __init__(self, file: FileDatabase) -> None:
        self._file = file
        self.place = file.path.name

    async def run(self, work: Work[T]) -> T:
        abandoned = Event()
        try:
            return await asyncio.wrap_future(self._file.start(work, abandoned))
        finally:
            abandoned.set()  # by then it is done, unless this call was cancelled

    async def forget(self) -> None:
        self._file.forget()

    async def close(self) -> None:
        self._file.close()


class Server:
    """A PostgreSQL server."""

    place = "the database server"

    def __init__(self, engine: "AsyncEngine", schema: str | None) -> None:
        self._engine = engine
        self._schema = schema
        self._catalogue: Catalogue | None = None

    async def run(self, work: Work[T]) -> T:
        try:
            return await self._once(work)
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
        return await self._once(work)  # the connection had died while idle, and with it all of its age were dropped

    async def _once(self, work: Work[T]) -> T:
        async with self._engine.connect() as connection:
            return await connection.run_sync(self._do, work)

    def _do(self, connection: Connection, work: Work[T]) -> T:
        if self._catalogue is None:
            self._catalogue = catalogue(connection, self._schema)
        return work(connection, self._catalogue)

    async def forget(self) -> None:
        self._catalogue = None

    async def close(self) -> None:
        await self._engine.dispose()


class SqlSystem:
    """One database under the name that the retailer chose."""

    def __init__(self, served: Served, database: Database, clock: Clock, max_keys: int) -> None:
        self._served = served
        self._database = database
        self._clock = clock
        self._max_keys = max_keys
        self._words = Words()

    @property
    def name(self) -> str:
        return self._served.name

    @property
    def role(self) -> SystemRole:
        return self._served.role

    @property
    def vocabulary_gaps(self) -> int:
        return self._words.gaps

    def port(self, noun: Noun) -> "SqlPort":
        """Raises NotSupported for a noun that it does not serve."""
        if noun not in self._served.facets:
            raise NotSupported(f"{self.name} does not serve {noun}")
        return SqlPort(self, noun)

    async def probe(self) -> None:
        """Raises what keeps it from answering, or Unreadable that names every view and column that is missing."""
        needed = [view for noun, facets in self._served.facets.items() for view in views(noun, facets)]
        await self._database.forget()
        await self.run(lambda _, known: known.require(needed))

    async def close(self) -> None:
        await self._database.close()

    def question(self, noun: Noun, facets: Facets) -> Question:
        """What is asked of this system, without the facets that it does not serve."""
        served = self._served.facets[noun] | {Facet.HEAD}
        return Question(
            own=self.name, noun=noun, facets=(facets & served) | {Facet.HEAD}, served=served, max_keys=self._max_keys
        )

    def source(self, question: Question) -> Source:
        """This system, answering now."""
        return Source(
            system=self.name, role=self.role, facets=question.facets, fetched_at=self._clock(), words=self._words
        )

    async def run(self, work: Work[T]) -> T:
        """Does the work of one call; whatever the database or its driver raises is a BackendError."""
        try:
            return await self._run(work)
        except Drift:  # perhaps only what was known of it is out of date
            return await self._run(work)

    async def _run(self, work: Work[T]) -> T:
        try:
            return await self._database.run(work)
        except Exception as error:
            failure = explained(error, self._database.place)
            if failure is None:
                raise
            if isinstance(failure, Drift):
                await self._database.forget()
            raise failure from None


class SqlPort:
    """One noun of one database."""

    def __init__(self, system: SqlSystem, noun: Noun) -> None:
        self._system = system
        self._noun = noun

    async def lookup(self, keys: Sequence[Ref], facets: Facets, ask: Ask) -> Answers:
        question = self._system.question(self._noun, facets)
        asked = list(dict.fromkeys(keys))
        found: Found = await self._system.run(lambda there, known: Fetch(there, known, question).found(asked))
        known = records(self._noun, found.heads, found.hung, self._system.source(question))
        return {ref: known.get(found.keys.get(ref, ""), ABSENT) for ref in asked}

    async def pages(self, parents: Sequence[Parent], spec: PageSpec, facets: Facets, ask: Ask) -> Pages:
        question = self._system.question(self._noun, facets)
        asked = list(dict.fromkeys(parents))
        listed: Listed = await self._system.run(lambda there, known: Fetch(there, known, question).listed(asked, spec))
        known = records(self._noun, listed.heads, listed.hung, self._system.source(question))
        return {parent: _page(listed.slices[parent], known) for parent in asked}


def _page(found: Slice, known: Mapping[str, Record]) -> Page:
    stops = () if found.last is None else (known[found.last],)
    return Page(tuple(known[key] for key in found.keys), found.more, stops)


def connect(served: Served, settings: BaseModel, clock: Clock) -> SqlSystem:
    """Makes a system; opens nothing yet."""
    if not isinstance(settings, SqlSettings):
        raise TypeError(f"sql is set up by SqlSettings, not by {type(settings).__name__}")
    return SqlSystem(served, _database(served, settings), clock, settings.max_keys)


def _database(served: Served, settings: SqlSettings) -> Database:
    if settings.file is not None:
        patience = min(served.timeout / 2, _PATIENCE)
        return File(FileDatabase(served.name, settings.file.absolute(), threads=settings.pool_size, patience=patience))
    servers = import_module("backends.sql.servers")  # SQLAlchemy's asyncio brings its whole ORM: a tenth of a second
    return Server(servers.engine(served, settings), settings.db_schema)
