"""The few things that SQLite and PostgreSQL say differently; everything else is the same statement for both.

Many values travel as one parameter (a JSON array, an array), so that the text of a statement, and with it every
cache of statements on the way, does not depend on how many keys are asked.
"""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final, Protocol

import msgspec
from sqlalchemy import (
    ARRAY,
    JSON,
    TIMESTAMP,
    BindParameter,
    ColumnElement,
    Connection,
    Dialect,
    FromClause,
    Integer,
    Text,
    any_,
    bindparam,
    cast,
    column,
    func,
    literal_column,
    select,
    text,
)
from sqlalchemy.exc import OperationalError
from sqlalchemy.types import TypeDecorator, TypeEngine

_SQLITE: Final = "sqlite"
_SQLITE_VIEWS: Final = text("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
_SQLITE_COLUMNS: Final = text("SELECT name FROM pragma_table_xinfo(:view)")
# the system catalogue and not information_schema, which does not list materialised views
_POSTGRESQL_COLUMNS: Final = text(
    """
    SELECT c.relname, a.attname
    FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relname = ANY (CAST(:views AS text[])) AND c.relkind IN ('r', 'v', 'm', 'f', 'p')
      AND CASE WHEN CAST(:schema AS text) IS NULL THEN pg_catalog.pg_table_is_visible(c.oid)
               ELSE n.nspname = CAST(:schema AS text) END
    """
)


def storable(text: str) -> bool:
    """Whether a database's text can be this: no NUL, no lone surrogate. What cannot be stored equals nothing."""
    try:
        return b"\0" not in text.encode()
    except UnicodeEncodeError:
        return False


class Instant(TypeDecorator[datetime]):
    """An instant: `timestamptz`, or text of whole seconds in UTC."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return Text() if dialect.name == _SQLITE else TIMESTAMP(timezone=True)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        return value if value is None or dialect.name != _SQLITE else _as_text(value)


def _as_text(instant: datetime) -> str:
    """Whole seconds as the contract writes them. A fraction follows the `Z`: between two seconds in text order too."""
    utc = instant.astimezone(UTC)
    fraction = f"{utc.microsecond:06}" if utc.microsecond else ""
    return f"{utc.replace(microsecond=0, tzinfo=None).isoformat()}Z{fraction}"


class Texts(TypeDecorator[Sequence[str]]):
    """Many texts, each of them storable, as one parameter."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return Text() if dialect.name == _SQLITE else ARRAY(Text)

    def process_bind_param(self, value: Sequence[str] | None, dialect: Dialect) -> Any:
        texts = list(value or ())
        return msgspec.json.encode(texts).decode() if dialect.name == _SQLITE else texts


def texts(values: Sequence[str]) -> BindParameter[Sequence[str]]:
    """A parameter of many texts."""
    return bindparam(None, values, type_=Texts(), unique=True)


Wanted = tuple[int, str, str, str]
"""A name that is asked for: the ordinal of who asks, the system, the key, and what kind of name it is."""

_WANTED: Final = ("asker", "system", "key", "kind")


def wanted_parameter(names: Iterable[Wanted]) -> str:
    """The value of the parameter `wanted`; names that no row can hold are left out."""
    rows = [name for name in names if storable(name[1]) and storable(name[2])]
    return msgspec.json.encode(rows).decode()


class Speech(Protocol):
    """How one database says it."""

    def one_of(self, words: ColumnElement[Any], values: BindParameter[Sequence[str]]) -> ColumnElement[bool]:
        """The text is one of these."""

    def wanted(self) -> FromClause:
        """The parameter `wanted` as a table of `asker`, `system`, `key` and `kind`."""

    def by_code_point(self, words: ColumnElement[Any]) -> ColumnElement[Any]:
        """The text, to be compared and sorted by code point."""

    def contains(self, words: ColumnElement[Any], part: str) -> ColumnElement[bool]:
        """The text has this part, to the letter: nothing in it is a wildcard."""

    def folded(self, words: ColumnElement[Any]) -> ColumnElement[Any]:
        """The text without its case."""

    def fold(self, text: str) -> str:
        """As `folded`, of a text of ours."""

    def element(self, array: ColumnElement[Any], index: int) -> ColumnElement[Any]:
        """The text at a place in a column of JSON arrays."""

    def offered(self, connection: Connection, views: Sequence[str], schema: str | None) -> Mapping[str, frozenset[str]]:
        """Those of these views (or tables) that are there, with the names of their columns."""


class Sqlite:
    """SQLite: arrays are JSON; text compares by code point unless a column says otherwise."""

    def one_of(self, words: ColumnElement[Any], values: BindParameter[Sequence[str]]) -> ColumnElement[bool]:
        each = func.json_each(values).table_valued("value")
        return words.in_(select(each.c.value))

    def wanted(self) -> FromClause:
        each = func.json_each(bindparam("wanted", type_=Text)).table_valued("value")
        return select(*(_at(each.c.value, index).label(name) for index, name in enumerate(_WANTED))).subquery("wanted")

    def by_code_point(self, words: ColumnElement[Any]) -> ColumnElement[Any]:
        return words

    def contains(self, words: ColumnElement[Any], part: str) -> ColumnElement[bool]:
        return func.instr(words, part) > 0

    def folded(self, words: ColumnElement[Any]) -> ColumnElement[Any]:
        return func.casefold(words)  # ours, see files.py: SQLite's own lower() knows only ASCII

    def fold(self, text: str) -> str:
        return text.casefold()

    def element(self, array: ColumnElement[Any], index: int) -> ColumnElement[Any]:
        return _at(array, index)

    def offered(self, connection: Connection, views: Sequence[str], schema: str | None) -> Mapping[str, frozenset[str]]:
        there = {name for (name,) in connection.execute(_SQLITE_VIEWS)}
        described = {view: _described(connection, view) for view in views if view in there}
        return {view: names for view, names in described.items() if names}


def _described(connection: Connection, view: str) -> frozenset[str]:
    """The columns of a view; none if the view itself is broken, which must not cost the others theirs."""
    try:
        return frozenset(name for (name,) in connection.execute(_SQLITE_COLUMNS, {"view": view}))
    except OperationalError as error:
        if getattr(error.orig, "sqlite_errorcode", None) != sqlite3.SQLITE_ERROR:
            raise
        return frozenset()


def _at(array: ColumnElement[Any], index: int) -> ColumnElement[Any]:
    return func.json_extract(array, literal_column(f"'$[{index}]'"), type_=Text)


class Postgresql:
    """PostgreSQL: arrays are arrays; text compares by code point when told so; case is the database's locale's."""

    def one_of(self, words: ColumnElement[Any], values: BindParameter[Sequence[str]]) -> ColumnElement[bool]:
        return words == any_(values)

    def wanted(self) -> FromClause:
        rows = func.json_array_elements(cast(bindparam("wanted", type_=Text), JSON))
        row = rows.table_valued(column("value", JSON), name="each").render_derived().c.value
        asker, *words = (row[index].as_string().label(name) for index, name in enumerate(_WANTED))
        return select(cast(asker, Integer).label("asker"), *words).subquery("wanted")

    def by_code_point(self, words: ColumnElement[Any]) -> ColumnElement[Any]:
        return words.collate("C")

    def contains(self, words: ColumnElement[Any], part: str) -> ColumnElement[bool]:
        return func.strpos(words, part) > 0

    def folded(self, words: ColumnElement[Any]) -> ColumnElement[Any]:
        return func.lower(words)

    def fold(self, text: str) -> str:
        return text.lower()

    def element(self, array: ColumnElement[Any], index: int) -> ColumnElement[Any]:
        part: ColumnElement[Any] = cast(array, JSON)[index].as_string()
        return part

    def offered(self, connection: Connection, views: Sequence[str], schema: str | None) -> Mapping[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for view, name in connection.execute(_POSTGRESQL_COLUMNS, {"views": list(views), "schema": schema}):
            found.setdefault(view, set()).add(name)
        return {view: frozenset(names) for view, names in found.items()}


def speech(dialect: Dialect) -> Speech:
    """How a database says it."""
    return Sqlite() if dialect.name == _SQLITE else Postgresql()
