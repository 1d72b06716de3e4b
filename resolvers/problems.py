"""How a field says that it has no answer: a system failed, or the question was wrong."""

from collections.abc import Callable
from typing import Any, TypeVar

from backends.errors import Failure
from backends.records import Record
from backends.vocabulary import Facet

T = TypeVar("T")


class Problem(Exception):
    """A field has no answer; `extensions` are what clients may read beside the message."""

    def __init__(self, message: str, extensions: dict[str, Any]) -> None:
        super().__init__(message)
        self.extensions = extensions


class FieldFailure(Problem):
    """A field is null because a system failed."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(
            failure.message,
            {
                "code": failure.code,
                "system": failure.system,
                "role": failure.role,
                "retryable": failure.retryable,
                **({} if failure.retry_after is None else {"retryAfterSeconds": failure.retry_after}),
            },
        )
        self.failure = failure


class BadInput(Problem):
    """The question was wrong: what was found, where, and what is expected instead."""

    def __init__(self, message: str, *, code: str = "BAD_USER_INPUT") -> None:
        super().__init__(message, {"code": code, "retryable": False})


class NotServed(Problem):
    """No configured system serves this noun."""

    def __init__(self, noun: str) -> None:
        super().__init__(f"No configured system serves {noun}.", {"code": "NOT_SERVED", "retryable": False})


class Forbidden(Problem):
    """The asker lacks a right."""

    def __init__(self, right: str) -> None:
        super().__init__(f"This needs the right {right!r}.", {"code": "FORBIDDEN", "retryable": False})


def had(name: str, facet: Facet) -> Callable[[Any], Any]:
    """A resolver that reads a record's field, or raises the failure that kept its facet from being answered."""

    def read(root: Any) -> Any:
        return given(root, getattr(root, name), facet)

    return read


def given(record: Record, value: T, facet: Facet) -> T:
    """The value of a facet's field; raises `FieldFailure` when it is None because a system failed."""
    if value is None and record.gaps.get(facet):
        raise FieldFailure(record.gaps[facet][0])
    return value
