"""Domains, Tryton's conditions: lists of clauses `[field, operator, value]`, all of which hold unless "OR" comes first.

Values are JSON and stay so: a text is never read as part of a domain. Only patterns have signs that mean something.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final, TypeAlias

Domain: TypeAlias = list[Any]

NOTHING: Final[Domain] = ["id", "in", []]
"""A clause that no record meets."""

_LONGEST: Final = 255
_LARGEST_ID: Final = 2**31 - 1  # of an integer in PostgreSQL: a larger one makes the whole call fail


def askable(text: str) -> bool:
    """Whether a field can hold this text at all: what none can hold need not be asked for."""
    return 0 < len(text) <= _LONGEST and text.isprintable() and not any("\ud800" <= char <= "\udfff" for char in text)


def is_id(text: str) -> bool:
    """Whether a text is the number of a record, in the one way to write it."""
    return text.isascii() and text.isdecimal() and not text.startswith("0") and int(text[:11]) <= _LARGEST_ID


def holds_ids(path: str) -> bool:
    """Whether a path ends at the number of a record, as `id` and `party.id` do, rather than at a text."""
    return path.rpartition(".")[2] == "id"


def one_of(path: str, keys: Iterable[str]) -> Domain:
    """The field is one of these; where records are meant, what is no number of one is none of them."""
    asked = [key for key in dict.fromkeys(keys) if askable(key)]
    values = [int(key) for key in asked if is_id(key)] if holds_ids(path) else asked
    return [path, "in", values] if values else NOTHING


def every(clauses: Sequence[Domain]) -> Domain:
    """All of them."""
    return clauses[0] if len(clauses) == 1 else ["AND", *clauses]


def some(clauses: Sequence[Domain]) -> Domain:
    """At least one of them."""
    return clauses[0] if len(clauses) == 1 else ["OR", *clauses]


def absent(path: str) -> Domain:
    """The field is empty."""
    return some([[path, "=", None], [path, "=", ""]])


def instant(at: datetime) -> dict[str, Any]:
    """An instant as Tryton's own JSON has it."""
    moment = at.astimezone(UTC)
    return {
        "__class__": "datetime",
        **{part: getattr(moment, part) for part in ("year", "month", "day", "hour", "minute", "second", "microsecond")},
    }


def day(on: date) -> dict[str, Any]:
    """A day as Tryton's own JSON has it."""
    return {"__class__": "date", "year": on.year, "month": on.month, "day": on.day}


def literal(text: str) -> str:
    """A text within a pattern, each sign of which stands for itself."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
