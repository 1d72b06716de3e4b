"""SuiteQL as text: literals, paths to columns, and statements that join what their paths lead through. Pure.

A path is a column, of a source that is named before a dot, or of the row itself: `tranid`, `t.tranid`. A colon leads on
to the row whose id the column holds: `entity:customer.externalid`. `BUILTIN.DF(…)` around a path asks what its value is
called, `-` before it turns its sign.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from typing import Final

from msgspec import Struct

from backends.errors import Rejected

_STEP: Final = r"[A-Za-z]\w*"
_PATH: Final = re.compile(
    rf"(?P<minus>-?)(?P<shown>BUILTIN\.DF\()?(?:(?P<alias>{_STEP})\.)?(?P<column>{_STEP})"
    rf"(?P<onward>(?::{_STEP}\.{_STEP}){{0,4}})(?(shown)\))",
    re.ASCII,
)
_NUMERIC: Final = frozenset({"id", "internalid", "entity", "location", "item", "parent", "salesrep", "createdfrom"})
_LONGEST: Final = 1_000  # characters of a literal: Oracle takes four times as many bytes
_MOST: Final = 1_000  # values of one list
_INSTANT: Final = 'YYYY-MM-DD"T"HH24:MI:SS'
_LITERAL: Final = "%Y-%m-%d %H:%M:%S"
NEVER: Final = "1 = 2"
"""What no row fulfils."""


class Path(Struct, frozen=True):
    """A column that is reached from a source, perhaps through others: `steps` are (table, column)."""

    alias: str
    column: str
    steps: tuple[tuple[str, str], ...] = ()
    negative: bool = False
    shown: bool = False

    @property
    def numeric(self) -> bool:
        """Whether it holds an internal id: other texts than digits cannot even be compared with it."""
        last = self.steps[-1][1] if self.steps else self.column
        return not self.shown and last.lower() in _NUMERIC


def is_path(text: str) -> bool:
    """Whether a text is a path."""
    return _PATH.fullmatch(text) is not None


def path(text: str, alias: str) -> Path:
    """The path that a text says; without a source it begins at `alias`."""
    match = _PATH.fullmatch(text)
    if match is None:
        raise Rejected("a field is no path to a column")
    table_and_column = [step.split(".") for step in match["onward"].split(":")[1:]]
    return Path(
        alias=match["alias"] or alias,
        column=match["column"],
        steps=tuple((table, column) for table, column in table_and_column),
        negative=bool(match["minus"]),
        shown=bool(match["shown"]),
    )


def literal(text: str) -> str:
    """A text as a literal: the only way in which a value gets into a statement. Raises Rejected for one that cannot."""
    if not storable(text):
        raise Rejected("no row can hold this text")
    return "'" + text.replace("'", "''") + "'"


def storable(text: str) -> bool:
    """Whether a column can hold a text: it is not empty, not too long, and nothing but characters."""
    if not 0 < len(text) <= _LONGEST or "\0" in text:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:  # half of a surrogate pair
        return False
    return True


def instant(moment: datetime, zone: tzinfo) -> str:
    """An instant as a literal, in the account's time zone."""
    return f"TO_DATE('{moment.astimezone(zone).strftime(_LITERAL)}', 'YYYY-MM-DD HH24:MI:SS')"


def read_instant(text: str, zone: tzinfo) -> datetime:
    """What `TO_CHAR` told of an instant, in UTC; raises ValueError."""
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def among(value: str, options: Iterable[str], *, numeric: bool = False) -> str:
    """A value is one of these; those that no row can have are left out."""
    known = sorted({option for option in options if _fits(option, numeric=numeric)})
    written = [option if numeric else literal(option) for option in known]
    lists = [written[start : start + _MOST] for start in range(0, len(written), _MOST)]
    return either(f"{value} IN ({', '.join(part)})" for part in lists)


def _fits(text: str, *, numeric: bool) -> bool:
    """Internal ids are digits, and not many of them."""
    if numeric:
        return text.isascii() and text.isdigit() and len(text) <= 18
    return storable(text)


def either(conditions: Iterable[str]) -> str:
    """One of the conditions holds; none of none."""
    known = [condition for condition in conditions if condition != NEVER]
    return known[0] if len(known) == 1 else f"({' OR '.join(known)})" if known else NEVER


def contains(value: str, text: str) -> str:
    """A text occurs in a value; what is a sign of patterns counts for itself."""
    escaped = re.sub(r"([%_\\])", r"\\\1", text)
    return f"{value} LIKE {literal(f'%{escaped}%')} ESCAPE '\\'"


class Statement:
    """One query that grows: columns, and the joins that they need.

    `source` is its table; `known` the joins by the alias that they bring, which are made when a path begins there.
    """

    def __init__(self, source: str, alias: str, known: Mapping[str, str]) -> None:
        self._source = f"{source} {alias}"
        self._known = known
        self._joins: dict[str, str] = {}
        self._columns: dict[str, str] = {}
        self._conditions: list[str] = []
        self._bound = {alias}

    def value(self, found: Path) -> str:
        """A path as an expression of this query."""
        alias, column = found.alias, found.column
        self.join(alias)
        for table, onward in found.steps:
            alias, column = self._onward(alias, column, table), onward
        expression = f"{alias}.{column}"
        expression = f"BUILTIN.DF({expression})" if found.shown else expression
        return f"{expression}*-1" if found.negative else expression

    def text(self, found: Path) -> str:
        """A path as a text, whatever it holds: texts sort and compare by their characters."""
        return f"TO_CHAR({self.value(found)})" if found.numeric else self.value(found)

    def told(self, found: Path) -> str:
        """An instant as a text."""
        return f"TO_CHAR({self.value(found)}, '{_INSTANT}')"

    def select(self, name: str, expression: str) -> None:
        """One more column; the second of a name is left out."""
        self._columns.setdefault(name, expression)

    def has(self, name: str) -> bool:
        """Whether a column is selected."""
        return name in self._columns

    def where(self, condition: str) -> None:
        """One more condition."""
        if condition:
            self._conditions.append(condition)

    def join(self, alias: str) -> None:
        """Make sure that a source is there."""
        if alias not in self._bound:
            if alias not in self._known:
                raise Rejected(f"a field begins at {alias}, which is no source of this query")
            needed, _, clause = self._known[alias].partition("|")
            if needed:
                self.join(needed)
            self._bound.add(alias)
            self._joins[alias] = clause

    def written(self, order: Sequence[str], *, distinct: bool = False) -> str:
        """The whole query."""
        return f"{self._body(distinct=distinct)} ORDER BY {', '.join(order)}"

    def ranked(self, partition: str, order: Sequence[str], most: int) -> str:
        """The query's first rows for each value of an expression, in that order."""
        self.select("parent", partition)
        self.select("place", f"ROW_NUMBER() OVER (PARTITION BY {partition} ORDER BY {', '.join(order)})")
        columns = ", ".join(f"r.{name}" for name in self._columns)
        # every value in it went through `literal`
        return f"SELECT {columns} FROM ({self._body()}) r WHERE r.place <= {most} ORDER BY r.parent, r.place"  # noqa: S608

    def _body(self, *, distinct: bool = False) -> str:
        columns = ", ".join(f"{expression} AS {name}" for name, expression in self._columns.items())
        joins = "".join(f" {clause}" for clause in self._joins.values())
        where = f" WHERE {' AND '.join(self._conditions)}" if self._conditions else ""
        # every value in it went through `literal`
        return f"SELECT {'DISTINCT ' if distinct else ''}{columns} FROM {self._source}{joins}{where}"  # noqa: S608

    def _onward(self, alias: str, column: str, table: str) -> str:
        """The alias of the row to which a column leads; addresses are known by a key of another name."""
        way = f"{alias}.{column}:{table}".lower()
        if way not in self._joins:
            joined = f"j{len(self._joins)}"
            key = "nkey" if table.lower().endswith("address") else "id"
            self._joins[way] = f"LEFT JOIN {table} {joined} ON {joined}.{key} = {alias}.{column}"
        return self._joins[way].split()[3]
