"""A $filter as tokens; V2 and V4 write their literals differently."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Final

from msgspec import Struct

from backends.sandbox.sap.edm import Version
from backends.sandbox.sap.errors import syntax
from backends.sandbox.sap.syntax import Literal


class Mark(StrEnum):
    """What a token is."""

    LITERAL = "literal"
    WORD = "word"
    OPEN = "("
    CLOSE = ")"
    COMMA = ","
    END = "end"


class Token(Struct, frozen=True):
    mark: Mark
    position: int
    word: str = ""
    literal: Literal | None = None


_TEXT: Final = r"'(?:[^']|'')*'"
_COMMON: Final = rf"""
    (?P<space>[ \t]+)
  | (?P<open>\() | (?P<close>\)) | (?P<comma>,)
  | (?P<text>{_TEXT})
"""
_PATTERNS: Final[Mapping[Version, re.Pattern[str]]] = {
    Version.V2: re.compile(
        rf"""{_COMMON}
  | (?P<typed>(?:datetime|datetimeoffset|time|guid){_TEXT})
  | (?P<number>-?\d+(?:\.\d+)?[mMlLdDfF]?)(?![\w'])
  | (?P<word>[A-Za-z_][\w/]*)
""",
        re.VERBOSE | re.ASCII,
    ),
    Version.V4: re.compile(
        rf"""{_COMMON}
  | (?P<instant>\d{{4}}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{{1,12}})?)?(?:Z|[+-]\d\d:\d\d))
  | (?P<day>\d{{4}}-\d\d-\d\d)(?![\w:])
  | (?P<number>-?\d+(?:\.\d+)?)(?![\w'])
  | (?P<word>[A-Za-z_][\w/]*)
""",
        re.VERBOSE | re.ASCII,
    ),
}
_CONSTANTS: Final[Mapping[str, Literal]] = {"null": Literal(None), "true": Literal(True), "false": Literal(False)}
_DURATION: Final = re.compile(r"PT(?:(\d{1,2})H)?(?:(\d{1,2})M)?(?:(\d{1,2})S)?")
_MARKS: Final = {"open": Mark.OPEN, "close": Mark.CLOSE, "comma": Mark.COMMA}


def tokens(told: str, version: Version) -> Iterator[Token]:
    """The tokens of a filter, and one more for its end; raises Refused where there is none."""
    pattern, position = _PATTERNS[version], 0
    while position < len(told):
        found = pattern.match(told, position)
        if found is None or found.lastgroup is None:
            raise syntax("$filter", position)
        if found.lastgroup != "space":
            yield _token(found.lastgroup, found[0], position)
        position = found.end()
    yield Token(Mark.END, len(told))


def _token(group: str, told: str, position: int) -> Token:
    if group in _MARKS:
        return Token(_MARKS[group], position)
    if group == "word":
        constant = _CONSTANTS.get(told)
        mark = Mark.WORD if constant is None else Mark.LITERAL
        return Token(mark, position, told, constant)
    try:
        return Token(Mark.LITERAL, position, told, _literal(group, told))
    except ValueError:
        raise syntax("$filter", position) from None


def _literal(group: str, told: str) -> Literal:
    if group == "text":
        return Literal(told[1:-1].replace("''", "'"))
    if group == "number":
        return Literal(Decimal(told.rstrip("mMlLdDfF")))
    if group == "instant":
        return Literal(datetime.fromisoformat(told).astimezone(UTC))
    if group == "day":
        return Literal(date.fromisoformat(told))
    return _typed(told)


def _typed(told: str) -> Literal:
    """`datetime'2026-03-18T00:00:00'` and its like; raises ValueError for what is none of them."""
    kind, _, rest = told.partition("'")
    body = rest[:-1]
    if kind == "datetime":
        return Literal(_day(body))
    if kind == "datetimeoffset":
        return Literal(_instant(body))
    if kind == "time":
        return Literal(_time(body))
    return Literal(body)


def _day(body: str) -> date:
    moment = datetime.fromisoformat(body)
    if moment.tzinfo is not None or moment.time() != time():
        raise ValueError(body)
    return moment.date()


def _instant(body: str) -> datetime:
    moment = datetime.fromisoformat(body)
    if moment.tzinfo is None:
        raise ValueError(body)
    return moment.astimezone(UTC)


def _time(body: str) -> time:
    found = _DURATION.fullmatch(body)
    if found is None:
        raise ValueError(body)
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return time(hours, minutes, seconds)
