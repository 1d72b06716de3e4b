"""The account's rows, in SQLite's memory: what is written when it is filled, and how a query of SuiteQL is run."""

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Final, TypeAlias

from backends.sandbox.netsuite.errors import Refused, bad_query
from backends.sandbox.netsuite.schema import LISTS, Kind, Schema, hidden
from backends.sandbox.netsuite.suiteql.functions import IMPLEMENTED, as_user_date, written
from backends.sandbox.netsuite.suiteql.parsing import parsed
from backends.sandbox.netsuite.suiteql.rendering import Output, Statement, rendered

Given: TypeAlias = str | int | float | bool | Decimal | date | datetime | None
Row: TypeAlias = Mapping[str, str]

_STORED: Final = "%Y-%m-%d %H:%M:%S"
_FIRST_ID: Final = 101
_STEPS: Final = 100_000_000  # of SQLite's machine: minutes of work, then a query is broken off


class Books:
    """The tables of one account; instants are kept in the account's time zone."""

    def __init__(self, schema: Schema, zone: tzinfo) -> None:
        self.schema = schema
        self._zone = zone
        self._next = _FIRST_ID
        self._lists: dict[tuple[str, str], int] = {}
        self._database = sqlite3.connect(":memory:", check_same_thread=False)
        self._everything = {**schema, **hidden()}
        self._create()

    def add(self, table: str, /, **values: Given) -> int:
        """A row, under an id of its own."""
        self._next += 1
        self.put(table, id=self._next, **values)
        return self._next

    def put(self, table: str, /, **values: Given) -> None:
        """A row of a table without ids, or under a given one."""
        self._check(table, values)
        names = ", ".join(f'"{name}"' for name in values)
        places = ", ".join("?" * len(values))
        cells = [self._stored(value) for value in values.values()]
        self._database.execute(f'INSERT INTO "{table}" ({names}) VALUES ({places})', cells)  # noqa: S608  # our names

    def change(self, table: str, row: int, /, **values: Given) -> None:
        """Other values of a row."""
        self._check(table, values)
        changes = ", ".join(f'"{name}" = ?' for name in values)
        cells = [*(self._stored(value) for value in values.values()), row]
        self._database.execute(f'UPDATE "{table}" SET {changes} WHERE id = ?', cells)  # noqa: S608  # our names

    def listed(self, field: str, name: str | None) -> int | None:
        """The id of a value of a custom list, which is called like its field."""
        if name is None:
            return None
        if (field, name) not in self._lists:
            self._lists[field, name] = self.add(LISTS, list=field, name=name)
        return self._lists[field, name]

    def run(self, query: str, parameters: Sequence[object] = ()) -> list[Row]:
        """The rows of a query of SuiteQL; raises Refused."""
        statement = rendered(parsed(query), self.schema, parameters)
        return [_row(statement.outputs, cells) for cells in self._cells(statement)]

    def _cells(self, statement: Statement) -> list[tuple[str | int | float | None, ...]]:
        left = [_STEPS // 1_000]

        def count() -> int:
            left[0] -= 1
            return left[0] < 0

        self._database.set_progress_handler(count, 1_000)
        try:
            return self._database.execute(statement.sql, statement.values).fetchall()
        except sqlite3.OperationalError as error:
            if "user-defined function" in str(error):
                raise bad_query("Invalid expression: date format not recognized, or no date.") from None
            if _is_misuse(str(error)):
                raise bad_query("Invalid expression: a function or an escape is not allowed here.") from None
            raise Refused(500, "UNEXPECTED_ERROR", "An unexpected error occurred. Error ID: made0up") from None
        except (OverflowError, UnicodeEncodeError, sqlite3.ProgrammingError):
            raise bad_query("Invalid expression: a value that no field can hold.") from None

    def _check(self, table: str, values: Mapping[str, Given]) -> None:
        unknown = sorted(values.keys() - self._everything[table].columns.keys())
        if unknown:
            raise KeyError(f"{table} has no {unknown[0]}")

    def _stored(self, value: Given) -> str | int | float | None:
        if isinstance(value, bool):
            return "T" if value else "F"
        if isinstance(value, Decimal):
            return int(value) if value == value.to_integral_value() else float(value)
        if isinstance(value, datetime):
            return value.astimezone(self._zone).strftime(_STORED)
        return f"{value.isoformat()} 00:00:00" if isinstance(value, date) else value

    def _create(self) -> None:
        database = self._database
        database.execute("PRAGMA case_sensitive_like = ON")
        for table in self._everything.values():
            columns = ", ".join(f'"{column.name}" {_affinity(column.kind)}' for column in table.columns.values())
            database.execute(f'CREATE TABLE "{table.name}" ({columns})')
            for column in table.columns.values():
                if column.indexed:
                    database.execute(f'CREATE INDEX "{table.name}_{column.name}" ON "{table.name}" ("{column.name}")')
        for name, (arguments, function) in IMPLEMENTED.items():
            database.create_function(name, arguments, function, deterministic=True)


def _is_misuse(message: str) -> bool:
    """Whether SQLite refuses what Oracle refuses: a sum of sums or a rank as a condition, an escape of two signs."""
    return "misuse of" in message or "ESCAPE expression" in message


def _affinity(kind: Kind) -> str:
    return "NUMERIC" if kind is Kind.NUMBER else "TEXT"


def _row(outputs: Sequence[Output], cells: Sequence[str | int | float | None]) -> Row:
    """As it is sent: texts only, and nothing of what is null."""
    return {
        output.name: text
        for output, cell in zip(outputs, cells, strict=True)
        if (text := _sent(output.kind, cell)) is not None
    }


def _sent(kind: Kind, cell: str | int | float | None) -> str | None:
    if kind in (Kind.DATE, Kind.INSTANT) and isinstance(cell, str):
        return as_user_date(cell, kind)
    return written(cell)
