"""Databases made from the contract itself, `docs/views.sql`: as it stands, or with the types that PostgreSQL has."""

import re
import sqlite3
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

import asyncpg

from backends.manifest import Served
from backends.sql import SqlSettings
from backends.sql.client import SqlSystem, connect
from backends.vocabulary import FACETS, StockConvention, SystemRole

CONTRACT = (Path(__file__).parents[3] / "docs" / "views.sql").read_text(encoding="utf-8")
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)

Value = str | int | float | Decimal | None
Values = Mapping[str, Value]

_TABLE = re.compile(r"CREATE TABLE (\w+) \((.*?)\n\);", re.DOTALL)
_COLUMN = re.compile(r"(?<=[(,])\s*(\w+) (text|integer|real)((?: PRIMARY KEY| NOT NULL)?)")
_INSTANT = re.compile(r"at|as_of|due|eta|eta_latest|promised_from|promised_by|valid_until|\w+_at")
_DAYS = {"birthday", "points_expire_on", "on_day"}
_FLAGS = {"verified", "draft", "confirmed", "held", "managed", "restocked", "tax_included"} | {
    "pick_up_enabled",
    "ship_from_enabled",
}
_RATES = {"return_rate", "churn_risk", "latitude", "longitude", "confidence"}


class ContractColumn:
    """A column as `docs/views.sql` has it."""

    def __init__(self, name: str, type_: str, rule: str) -> None:
        self.name = name
        self.type = type_
        self.required = bool(rule)

    @property
    def postgresql(self) -> str:
        """What the contract says that its type is in PostgreSQL."""
        match self.type:
            case "text" if _INSTANT.fullmatch(self.name):
                return "timestamptz"
            case "text":
                return {"unit_price": "numeric"}.get(self.name, "date" if self.name in _DAYS else "text")
            case "integer":
                return "boolean" if self.name in _FLAGS else "bigint"
            case _:
                return "double precision" if self.name in _RATES else "numeric"


def contract() -> dict[str, list[ContractColumn]]:
    """The columns of each view of the contract."""
    bare = re.sub(r"--.*", "", CONTRACT)
    return {
        name: [ContractColumn(*found) for found in _COLUMN.findall(f"({body})")] for name, body in _TABLE.findall(bare)
    }


def postgresql_contract() -> str:
    """The contract as PostgreSQL's statements."""
    return ";\n".join(
        f"CREATE TABLE {view} ({', '.join(f'{c.name} {c.postgresql}{_rule(c)}' for c in columns)})"
        for view, columns in contract().items()
    )


def _rule(column: ContractColumn) -> str:
    return " NOT NULL" if column.required else ""


def served(name: str, *, timeout: float = 5.0, facets: Mapping[Any, Any] | None = None) -> Served:
    """A system that serves everything, unless told otherwise."""
    return Served(
        name=name,
        role=SystemRole.OMS,
        backend="sql",
        facets=facets or FACETS,
        timeout=timeout,
        stock_convention=StockConvention.GROSS,
    )


class Database(Protocol):
    """A database that offers the views."""

    url: str
    schema: str | None

    async def add(self, view: str, *rows: Values) -> None:
        """Rows, written as the contract has them for SQLite."""

    async def execute(self, statement: str) -> None: ...


def system(
    database: Database, name: str = "oms", *, facets: Any = None, timeout: float = 5.0, **options: Any
) -> SqlSystem:
    """The backend over a database."""
    settings = SqlSettings(url=database.url, db_schema=database.schema, **options)
    return connect(served(name, facets=facets, timeout=timeout), settings, lambda: NOW)


class SqliteDatabase:
    """A file."""

    schema = None

    def __init__(self, path: Path) -> None:
        self.path = path
        self.url = f"sqlite:///{path}"

    def create(self, script: str = CONTRACT) -> None:
        connection = sqlite3.connect(self.path)
        connection.executescript(f"PRAGMA synchronous = OFF; {script}")
        connection.close()

    async def add(self, view: str, *rows: Values) -> None:
        connection = sqlite3.connect(self.path)
        connection.execute("PRAGMA synchronous = OFF")
        with connection:
            for row in rows:
                connection.execute(_insert(view, row, "?"), list(row.values()))
        connection.close()

    async def execute(self, statement: str) -> None:
        self.create(statement)


class PostgresqlDatabase:
    """A schema of a server."""

    def __init__(self, url: str, schema: str) -> None:
        self.url = url
        self.schema = schema

    async def create(self, script: str | None = None) -> None:
        await self.execute(
            f"CREATE SCHEMA {self.schema}; SET search_path = {self.schema}; {script or postgresql_contract()}"
        )

    async def add(self, view: str, *rows: Values) -> None:
        columns = {column.name: column.postgresql for column in contract()[view]}
        connection = await asyncpg.connect(self.url)
        for row in rows:
            values = [_typed(value, columns[name]) for name, value in row.items()]
            await connection.execute(_insert(f"{self.schema}.{view}", row, "$"), *values)
        await connection.close()

    async def execute(self, statement: str) -> None:
        connection = await asyncpg.connect(self.url)
        await connection.execute(f"SET search_path = {self.schema}, public; {statement}")
        await connection.close()


def _insert(view: str, row: Values, mark: str) -> str:
    marks = ", ".join("?" if mark == "?" else f"${place}" for place in range(1, len(row) + 1))
    return f"INSERT INTO {view} ({', '.join(row)}) VALUES ({marks})"


def _typed(value: Value, kind: str) -> Any:
    match kind, value:
        case _, None:
            return None
        case "timestamptz", str():
            return datetime.fromisoformat(value)
        case "date", str():
            return date.fromisoformat(value)
        case "numeric", _:
            return Decimal(str(value))
        case "boolean", _:
            return bool(value)
        case _:
            return value
