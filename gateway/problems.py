"""What is wrong with a configuration: key, found, expected. Never a secret's value."""

import re
from collections.abc import Collection, Iterable, Iterator
from difflib import get_close_matches
from typing import Any, Final, TypeAlias

from msgspec import Struct
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from gateway.references import Told

KeyPath: TypeAlias = tuple[str | int, ...]

_OPENING: Final = re.compile(r"^(Value error, )?(expected |\w+ should (be|have) )?")


class Problem(Struct, frozen=True, kw_only=True, order=True):
    """One wrong key of a configuration."""

    key: str
    found: str
    expected: str

    def __str__(self) -> str:
        return f"{self.key}: found {self.found}, expected {self.expected}"


class SettingsError(Exception):
    """A configuration is wrong: `problems` are all that is wrong with it, `source` is where it was read."""

    def __init__(self, source: str, problems: Iterable[Problem]) -> None:
        self.source = source
        self.problems = tuple(problems)
        super().__init__("\n".join([f"{source} cannot be used:", *(f"  {problem}" for problem in self.problems)]))


def dotted(path: Iterable[str | int]) -> str:
    """A key as a message writes it: `systems.crm.serves[1]`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def found_in(value: Any, *, secret: bool = False) -> str:
    """A value as it may be shown; of what may be secret only its kind."""
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list | tuple | set | frozenset):
        return "a list"
    if secret:
        return f"a {type(value).__name__} (not shown)" if not isinstance(value, str) else "a text (not shown)"
    return _shortened(_literal(value))


def _literal(value: Any) -> str:
    if isinstance(value, Told):
        return value.shown
    if isinstance(value, str):
        return f'"{value}"'
    return str(value).lower() if isinstance(value, bool) else str(value)


def _shortened(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:77]}..."


def problems_of(
    error: ValidationError, at: KeyPath, known: Collection[str], *, secret: bool = False
) -> Iterator[Problem]:
    """A table's problems; `at` is the table's path, `known` its keys."""
    for detail in error.errors(include_url=False):
        path = (*at, *detail["loc"])
        yield Problem(key=dotted(path), found=_found(detail, secret=secret), expected=_expected(detail, known))


def _found(detail: ErrorDetails, *, secret: bool) -> str:
    if detail["type"] == "missing":
        return "nothing"
    if detail["type"] == "extra_forbidden":
        return "a key that does not exist"
    return found_in(detail["input"], secret=secret)


def _expected(detail: ErrorDetails, known: Collection[str]) -> str:
    if detail["type"] == "extra_forbidden":
        return one_of(str(detail["loc"][-1]), known)
    if detail["type"] == "missing":
        return "a value"
    return _OPENING.sub("", detail["msg"])


def one_of(found: str, known: Collection[str]) -> str:
    """What a word should have been: the nearest known one, or all of them."""
    near = get_close_matches(found, known, n=1)
    return near[0] if near else f"one of {', '.join(known)}"
