"""The same tests on a SQLite file and on a PostgreSQL server."""

from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path

import pytest

from backends.sql.client import SqlSystem
from tests.backends.sql.databases import Database, PostgresqlDatabase, SqliteDatabase, system

_SCHEMAS = count()


@pytest.fixture
def sqlite_database(tmp_path: Path) -> SqliteDatabase:
    """An empty file with all the views."""
    database = SqliteDatabase(tmp_path / "oms.sqlite")
    database.create()
    return database


@pytest.fixture
async def postgresql_database(postgresql_url: str) -> PostgresqlDatabase:
    """An empty schema with all the views."""
    database = PostgresqlDatabase(postgresql_url, f"retailer_{next(_SCHEMAS)}")
    await database.create()
    return database


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """An empty database with all the views."""
    made: Database = request.getfixturevalue(f"{request.param}_database")
    return made


@pytest.fixture
async def oms(database: Database) -> AsyncIterator[SqlSystem]:
    """A system named `oms` that serves everything from the database."""
    made = system(database)
    yield made
    await made.close()
