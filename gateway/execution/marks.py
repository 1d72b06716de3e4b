"""What stands in an answer where a value is not there yet, or never will be. `mending` takes the marks out again."""

from collections.abc import Iterable
from typing import Any


class Failed:
    """The value could not be had, and this is why."""

    __slots__ = ("error",)

    def __init__(self, error: Exception) -> None:
        self.error = error


class Pending:
    """The value comes later: an awaitable turned up where the plan expected none."""

    __slots__ = ("value",)

    value: Any


def forgotten(errors: Iterable[BaseException]) -> None:
    """Drop the tracebacks of errors, and of those that they came from."""
    waiting, seen = list(errors), set[int]()
    while waiting:
        error = waiting.pop()
        if id(error) not in seen:
            seen.add(id(error))
            error.__traceback__ = None
            waiting.extend(other for other in (error.__cause__, error.__context__) if other is not None)
