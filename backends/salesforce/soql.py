"""SOQL as text. It has no parameters: what comes from outside passes through `quoted`, `pattern` or `instant`."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Final

from msgspec import Struct

_ESCAPED: Final = str.maketrans(
    {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
)
_EARLIEST: Final = datetime(1700, 1, 1, tzinfo=UTC)
_LATEST: Final = datetime(4000, 12, 31, 23, 59, 59, tzinfo=UTC)
_WILD: Final = str.maketrans({"%": "\\%", "_": "\\_"})


def quoted(text: str) -> str:
    """A text as a literal: nothing in it ends the literal or means anything but itself."""
    return f"'{text.translate(_ESCAPED)}'"


def pattern(before: str, text: str, after: str) -> str:
    """A text as part of a LIKE literal; `before` and `after` are patterns, the text means itself."""
    return f"'{before}{text.translate(_ESCAPED).translate(_WILD)}{after}'"


def instant(value: datetime) -> str:
    """An instant as a literal, which stands without quotes.

    One before or after all that fields can hold is the first or the last of these, as others are no literals.
    """
    held = min(max(value, _EARLIEST), _LATEST)
    return f"{held.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{held.microsecond // 1000:03d}Z"


def equal(path: str, values: Sequence[str]) -> str:
    """The field is one of these texts; at least one."""
    if len(values) == 1:
        return f"{path} = {quoted(values[0])}"
    return f"{path} IN ({','.join(map(quoted, values))})"


def every(conditions: Iterable[str]) -> str:
    """All of them hold; there are parentheses, because AND and OR must not stand beside each other."""
    return _joined(" AND ", conditions)


def some(conditions: Iterable[str]) -> str:
    """One of them holds."""
    return _joined(" OR ", conditions)


def _joined(word: str, conditions: Iterable[str]) -> str:
    kept = [condition for condition in conditions if condition]
    return kept[0] if len(kept) == 1 else word.join(f"({condition})" for condition in kept)


class Statement(Struct, frozen=True, kw_only=True):
    """One query. `with_deleted` asks records in the bin too, which is another address."""

    columns: Sequence[str]
    source: str
    where: str = ""
    order: str = ""
    limit: int | None = None
    with_deleted: bool = False

    @property
    def text(self) -> str:
        """As it is sent."""
        where = f" WHERE {self.where}" if self.where else ""
        order = f" ORDER BY {self.order}" if self.order else ""
        limit = "" if self.limit is None else f" LIMIT {self.limit}"
        select = ", ".join(self.columns)
        return f"SELECT {select} FROM {self.source}{where}{order}{limit}"  # noqa: S608 - SOQL, whose literals are escaped
