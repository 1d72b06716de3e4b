"""What SuiteQL's functions come to, as Oracle defines them; texts hold dates as `YYYY-MM-DD HH:MM:SS`."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Final, TypeAlias

from backends.sandbox.netsuite.errors import bad_query
from backends.sandbox.netsuite.schema import Kind

Cell: TypeAlias = str | int | float | None

_STORED: Final = "%Y-%m-%d %H:%M:%S"
_PART: Final = re.compile(r'YYYY|MM|DD|HH24|MI|SS|"[^"]*"|[-/:., ]')
_CODES: Final = {"YYYY": "%Y", "MM": "%m", "DD": "%d", "HH24": "%H", "MI": "%M", "SS": "%S"}
_PLACES: Final = {
    "YYYY": slice(0, 4),
    "MM": slice(5, 7),
    "DD": slice(8, 10),
    "HH24": slice(11, 13),
    "MI": slice(14, 16),
    "SS": slice(17, 19),
}
_USER_DATE: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")

RESULTS: Final[Mapping[str, tuple[Kind | None, range]]] = {
    "abs": (Kind.NUMBER, range(1, 2)),
    "avg": (Kind.NUMBER, range(1, 2)),
    "coalesce": (None, range(2, 51)),
    "concat": (Kind.TEXT, range(2, 3)),
    "count": (Kind.NUMBER, range(2)),
    "length": (Kind.NUMBER, range(1, 2)),
    "lower": (Kind.TEXT, range(1, 2)),
    "max": (None, range(1, 2)),
    "min": (None, range(1, 2)),
    "nvl": (None, range(2, 3)),
    "replace": (Kind.TEXT, range(3, 4)),
    "round": (Kind.NUMBER, range(1, 3)),
    "substr": (Kind.TEXT, range(2, 4)),
    "sum": (Kind.NUMBER, range(1, 2)),
    "to_char": (Kind.TEXT, range(1, 3)),
    "to_date": (Kind.INSTANT, range(2, 3)),
    "trim": (Kind.TEXT, range(1, 2)),
    "trunc": (None, range(1, 2)),
    "upper": (Kind.TEXT, range(1, 2)),
}
"""What kind of value each function has (None: that of its first argument), and how many arguments it takes."""

AGGREGATES: Final = frozenset({"avg", "count", "max", "min", "sum"})
WINDOWS: Final = frozenset({"row_number", "rank", "dense_rank"})


def written(cell: Cell) -> str | None:
    """A value as it is sent: numbers are texts, without an exponent or needless zeros."""
    if isinstance(cell, float):
        return f"{Decimal(repr(cell)).normalize():f}"
    return None if cell is None else str(cell)


def to_char(cell: Cell, pattern: str | None = None) -> str | None:
    """A number or a date as text; a date needs its format."""
    if cell is None or cell == "":
        return None
    if pattern is None:
        return written(cell)
    told = str(cell)
    return "".join(told[part] if isinstance(part, slice) else part for part in _parts(pattern))


def to_date(text: Cell, pattern: str) -> str | None:
    """A date of a text in a format; raises Refused as the account does."""
    if text is None or text == "":
        return None
    try:
        return datetime.strptime(str(text), _format(pattern)).strftime(_STORED)  # noqa: DTZ007  # local, as the account
    except ValueError:
        raise _no_date(str(text)) from None


def user_date(text: str) -> str:
    """A date of a literal in the user's format, month first; raises Refused for any other."""
    match = _USER_DATE.fullmatch(text.strip())
    try:
        if match is not None:
            return datetime(int(match[3]), int(match[1]), int(match[2])).strftime(_STORED)  # noqa: DTZ001  # as to_date
    except ValueError:
        pass
    raise _no_date(text)


def as_user_date(cell: str, kind: Kind) -> str:
    """A date that nobody wrote with TO_CHAR."""
    moment = _stored(cell)
    day = f"{moment.month}/{moment.day}/{moment.year}"
    if kind is Kind.DATE:
        return day
    hour = moment.hour % 12 or 12
    return f"{day} {hour}:{moment:%M:%S} {'am' if moment.hour < 12 else 'pm'}"


def trunc(cell: Cell) -> Cell:
    """The day of a date, the whole part of a number."""
    return f"{cell[:10]} 00:00:00" if isinstance(cell, str) else None if cell is None else int(cell)


def concat(left: Cell, right: Cell) -> str | None:
    """Null is an empty text."""
    return f"{written(left) or ''}{written(right) or ''}" or None


def _text(change: Callable[[str], str]) -> Callable[[Cell], str | None]:
    return lambda cell: None if cell is None else change(str(written(cell)))


IMPLEMENTED: Final[Mapping[str, tuple[int, Callable[..., Cell]]]] = {
    "ns_concat": (2, concat),
    "ns_lower": (1, _text(str.lower)),
    "ns_to_char": (-1, to_char),
    "ns_to_date": (2, to_date),
    "ns_trunc": (1, trunc),
    "ns_upper": (1, _text(str.upper)),
}
"""The functions that SQLite lacks, or has otherwise: how many arguments, -1 for any, and what they do."""


def _stored(cell: str) -> datetime:
    return datetime.strptime(cell, _STORED)  # noqa: DTZ007  # as to_date


@lru_cache(maxsize=64)
def _parts(pattern: str) -> tuple[str | slice, ...]:
    """A format model of Oracle's: where each part is in a stored date; raises Refused for one outside the subset."""
    return tuple(_PLACES.get(part, part.strip('"')) for part in _split(pattern))


@lru_cache(maxsize=64)
def _format(pattern: str) -> str:
    """The same as Python writes it."""
    return "".join(_CODES.get(part, part.strip('"').replace("%", "%%")) for part in _split(pattern))


def _split(pattern: str) -> list[str]:
    parts = _PART.findall(pattern)
    if "".join(parts) != pattern:
        raise bad_query("Invalid expression: date format not recognized.")
    return parts


def _no_date(text: str) -> Exception:
    return bad_query(f'Parse of date/time "{text}" failed with date format "M/D/YYYY" in time zone')
