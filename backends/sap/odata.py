"""OData as text. It has no parameters: what comes from outside passes through `literal`."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Final, TypeAlias
from urllib.parse import quote

from msgspec import Struct

_JOINED: Final = re.compile(" (?:and|or) ")

Value: TypeAlias = str | datetime | date | time


class Version(StrEnum):
    """Of the protocol."""

    V2 = "2.0"
    V4 = "4.0"


class Service(Struct, frozen=True, kw_only=True):
    """A service: `path` without a slash at the end; `scenario` is what opens it in the cloud."""

    name: str
    path: str
    version: Version
    scenario: str | None = None


def v2(value: Value) -> str:
    """A value as a literal of V2: nothing in a text ends it or means anything but itself."""
    match value:
        case datetime():
            return f"datetimeoffset'{_instant(value)}'"
        case date():
            return f"datetime'{value.isoformat()}T00:00:00'"
        case time():
            return f"time'PT{value.hour:02d}H{value.minute:02d}M{value.second:02d}S'"
        case _:
            return _text(value)


def v4(value: Value) -> str:
    """A value as a literal of V4: nothing in a text ends it or means anything but itself."""
    match value:
        case datetime():
            return _instant(value)
        case date():
            return value.isoformat()
        case time():
            return f"{value:%H:%M:%S}"
        case _:
            return _text(value)


_LITERALS: Final[Mapping[Version, Callable[[Value], str]]] = {Version.V2: v2, Version.V4: v4}


def literal(version: Version, value: Value) -> str:
    """A value in the dialect of a version."""
    return _LITERALS[version](value)


def _text(value: str) -> str:
    doubled = value.replace("'", "''")
    return f"'{doubled}'"


def _instant(value: datetime) -> str:
    return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{value.microsecond // 1000:03d}Z"


def equal(version: Version, name: str, values: Iterable[str]) -> str:
    """The property is one of these texts; V2 has no `in`, and that of V4 is young."""
    return " or ".join(f"{name} eq {literal(version, value)}" for value in values)


def every(conditions: Iterable[str]) -> str:
    """All of them hold."""
    return _joined(" and ", conditions)


def some(conditions: Iterable[str]) -> str:
    """One of them holds."""
    return _joined(" or ", conditions)


def _joined(word: str, conditions: Iterable[str]) -> str:
    """In parentheses whatever may need them: a comparison binds closer than all words that join."""
    kept = [condition for condition in conditions if condition]
    return kept[0] if len(kept) == 1 else word.join(f"({each})" if _JOINED.search(each) else each for each in kept)


class Query(Struct, frozen=True, kw_only=True):
    """A question to an entity set; properties of rows below are selected as `to_Item/Material`."""

    service: Service
    entity: str
    select: Sequence[str]
    where: str = ""
    order: Sequence[str] = ()
    top: int | None = None

    @property
    def url(self) -> str:
        """Relative to the service, and escaped."""
        options = {
            "$filter": self.where,
            "$select": ",".join(self.select),
            "$expand": ",".join(self._followed),
            "$orderby": ",".join(self.order),
            "$top": "" if self.top is None else str(self.top),
        }
        return f"{self.entity}?" + "&".join(f"{name}={escaped(value)}" for name, value in options.items() if value)

    @property
    def _followed(self) -> Sequence[str]:
        """The links on the way to what is selected; a longer one stands for those that it begins with."""
        links = dict.fromkeys(path.rpartition("/")[0] for path in self.select if "/" in path)
        return [link for link in links if not any(other.startswith(f"{link}/") for other in links)]


def escaped(value: str) -> str:
    """A value in a URL; what may stand there does, because long URLs are refused."""
    return quote(value, safe="/,'()*:!")
