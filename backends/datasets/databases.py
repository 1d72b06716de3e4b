"""Where data go: three systems, each a SQLite file or a PostgreSQL schema of its own.

Rows come as Arrow tables, a part at a time; indexes and views are made when all rows are there.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, Protocol

import asyncpg
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct

URL: Final = "COMPTOIR_JOURNEY_URL"
"""The environment variable that a configuration names instead of a server's address."""

_PRAGMAS: Final = ("journal_mode = OFF", "synchronous = OFF", "locking_mode = EXCLUSIVE", "temp_store = FILE")
_SQLITE: Final = {"instant": "text"}
_POSTGRESQL: Final = {"instant": "timestamptz", "text": 'text COLLATE "C"'}  # pages are in the order of code points
_WHOLE: Final = "%Y-%m-%dT%H:%M:%SZ"  # an instant as docs/views.sql wants it in SQLite


class ImportFailed(Exception):
    """The database did not take it; the message holds no password."""


class Table(Struct, frozen=True):
    """A table of our own: its columns as both dialects declare them, and the columns of each index.

    The types `text` and `instant` are the dialect's own.
    """

    name: str
    columns: tuple[str, ...]
    indexes: tuple[str, ...] = ()

    @property
    def names(self) -> list[str]:
        """The columns without their types."""
        return [column.partition(" ")[0] for column in self.columns]

    def create(self, types: Mapping[str, str]) -> str:
        """The statement that makes it."""
        declared = (_declared(*column.split(" "), types=types) for column in self.columns)
        return f"CREATE TABLE {self.name} ({', '.join(declared)})"

    def create_indexes(self) -> list[str]:
        """The statements that make its indexes."""
        return [
            f"CREATE INDEX {self.name}_{number} ON {self.name} ({columns})"
            for number, columns in enumerate(self.indexes, start=1)
        ]


class Database(Protocol):
    """One system's database, while it is filled. Raises `ImportFailed`."""

    dialect: str

    @property
    def keys(self) -> dict[str, str]:
        """The `sql` backend's own keys that reach it."""

    async def create(self, tables: Sequence[Table]) -> None: ...

    async def add(self, table: Table, rows: pa.Table) -> None: ...

    async def finish(self, tables: Sequence[Table], views: Sequence[str]) -> None: ...

    async def close(self) -> None: ...


class SqliteFile:
    """A file that nobody reads before it is whole: it needs no journal."""

    dialect = "sqlite"

    def __init__(self, file: Path) -> None:
        self.keys = {"url": f"sqlite:///{file.name}"}
        self._connection = sqlite3.connect(file, isolation_level=None)
        for pragma in _PRAGMAS:
            self._connection.execute(f"PRAGMA {pragma}")

    async def create(self, tables: Sequence[Table]) -> None:
        """Make the tables."""
        self._run("BEGIN", *(table.create(_SQLITE) for table in tables))

    async def add(self, table: Table, rows: pa.Table) -> None:
        """Some more rows."""
        columns = [_written(rows[name]).to_pylist() for name in table.names]
        holes = ", ".join("?" * len(columns))
        try:
            self._connection.executemany(f"INSERT INTO {table.name} VALUES ({holes})", zip(*columns, strict=True))  # noqa: S608 - our own names
        except sqlite3.Error as error:  # a full disk, mostly
            raise ImportFailed(str(error)) from error

    async def finish(self, tables: Sequence[Table], views: Sequence[str]) -> None:
        """Make indexes and views, and let the planner learn what is in them."""
        indexes = [statement for table in tables for statement in table.create_indexes()]
        self._run(*indexes, *views, "COMMIT", "PRAGMA analysis_limit = 1000", "ANALYZE")

    async def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _run(self, *statements: str) -> None:
        try:
            for statement in statements:
                self._connection.execute(statement)
        except sqlite3.Error as error:
            raise ImportFailed(str(error)) from error


class PostgresqlSchema:
    """A schema in a server's database, made in one transaction: it is there whole, or not at all."""

    dialect = "postgresql"

    def __init__(self, url: str, schema: str, connection: asyncpg.Connection, transaction: Any) -> None:
        self.keys = {"url": f"${{{URL}}}", "db_schema": schema}  # a URL may hold a password
        self._schema = schema
        self._connection = connection
        self._transaction = transaction

    @classmethod
    async def open(cls, url: str, schema: str) -> "PostgresqlSchema":
        """A schema that is not there yet."""
        try:
            connection = await asyncpg.connect(url)
        except (OSError, asyncpg.PostgresError) as error:
            raise ImportFailed(f"cannot connect to the database: {type(error).__name__}") from None
        transaction = connection.transaction()
        await transaction.start()
        made = cls(url, schema, connection, transaction)
        await made._run(f'CREATE SCHEMA "{schema}"', f'SET search_path TO "{schema}"')
        return made

    async def create(self, tables: Sequence[Table]) -> None:
        """Make the tables."""
        await self._run(*(table.create(_POSTGRESQL) for table in tables))

    async def add(self, table: Table, rows: pa.Table) -> None:
        """Some more rows."""
        columns = [rows[name].to_pylist() for name in table.names]
        try:
            await self._connection.copy_records_to_table(
                table.name, schema_name=self._schema, columns=table.names, records=zip(*columns, strict=True)
            )
        except (OSError, asyncpg.PostgresError) as error:
            raise ImportFailed(str(error)) from error

    async def finish(self, tables: Sequence[Table], views: Sequence[str]) -> None:
        """Make indexes and views, let the planner learn what is in them, and keep it all."""
        indexes = [statement for table in tables for statement in table.create_indexes()]
        await self._run(*indexes, *views, *(f"ANALYZE {table.name}" for table in tables))
        await self._transaction.commit()
        self._transaction = None

    async def close(self) -> None:
        """Let go of the server; what is not finished is not there."""
        with suppress(OSError, asyncpg.PostgresError):
            if self._transaction is not None:
                await self._transaction.rollback()
            await self._connection.close()

    async def _run(self, *statements: str) -> None:
        try:
            for statement in statements:
                await self._connection.execute(statement)
        except (OSError, asyncpg.PostgresError) as error:
            raise ImportFailed(str(error)) from error


def _declared(name: str, kind: str, *rest: str, types: Mapping[str, str]) -> str:
    return " ".join((name, types.get(kind, kind), *rest))


def _written(column: Any) -> Any:
    """Instants as text; SQLite has no type for them."""
    return pc.strftime(column, _WHOLE) if pa.types.is_timestamp(column.type) else column
