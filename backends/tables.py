"""Tables of a `[systems.NAME]` by which a retailer says where a system keeps what. Raise ValueError for wrong ones."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Annotated, Literal, TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator

Table: TypeAlias = Mapping[str, Mapping[str, str]]
"""Per row or noun, some words and what they stand for there."""

KeyKind: TypeAlias = Literal["customer", "order", "location"]
"""Things of which another system may have given the keys."""


def rows(known: Mapping[str, Iterable[str]]) -> AfterValidator:
    """That a table has only rows that there are, and of each only words that it has."""
    return AfterValidator(partial(_rows, {row: tuple(words) for row, words in known.items()}))


def paths(is_path: Callable[[str], bool], what: str) -> AfterValidator:
    """That all that words stand for is a path; `what` says of what kind, such as "path of a field, such as Name"."""
    return AfterValidator(partial(_paths, is_path, what))


def _rows(known: Mapping[str, tuple[str, ...]], table: Table) -> Table:
    for row, words in table.items():
        if row not in known:
            raise ValueError(f"fields.{row} is none of {', '.join(sorted(known))}")
        unknown = sorted(words.keys() - set(known[row]))
        if unknown:
            raise ValueError(f"fields.{row}.{unknown[0]} is none of {', '.join(known[row])}")
    return table


def _paths(is_path: Callable[[str], bool], what: str, table: Table) -> Table:
    wrong = [f"{row}.{word}" for row, named in table.items() for word, path in named.items() if not is_path(path)]
    if wrong:
        raise ValueError(f"{wrong[0]} is no {what}")
    return table


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("expected the IANA name of a time zone, such as Europe/Paris") from None
    return name


TimeZone: TypeAlias = Annotated[str, AfterValidator(_zone)]
"""The IANA name of a time zone."""
