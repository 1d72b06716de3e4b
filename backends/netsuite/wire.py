"""What NetSuite sends: checked on arrival, whatever the type in which a number happens to come."""

from typing import TypeAlias

import msgspec
from msgspec import Struct

from backends.errors import Unreadable, UnreadableRecord

Row: TypeAlias = dict[str, str]
"""A row of a query: texts by column, without those that are null."""


class TokenAnswer(Struct, frozen=True):
    """A bearer token; `expires_in` is in seconds, usually as a text."""

    access_token: str
    expires_in: str | int = 3_600
    error: str | None = None


class Detail(Struct, frozen=True):
    """One thing that is wrong."""

    detail: str = ""
    code: str = msgspec.field(default="", name="o:errorCode")


class Problem(Struct, frozen=True):
    """An answer that says no; `error` is of the token's endpoint."""

    title: str = ""
    details: tuple[Detail, ...] = msgspec.field(default=(), name="o:errorDetails")
    error: str = ""


class RowsAnswer(Struct, frozen=True, rename="camel"):
    """One page of a query."""

    items: list[dict[str, object]]
    has_more: bool


def rows(body: bytes) -> tuple[list[Row], bool]:
    """The rows of a page, and whether others follow; raises Unreadable."""
    try:
        answer = msgspec.json.decode(body, type=RowsAnswer)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Unreadable("NetSuite answered a query with something that is no page of rows.") from None
    return [_row(item) for item in answer.items], answer.has_more


def token(body: bytes) -> TokenAnswer:
    """A token; raises Unreadable."""
    try:
        return msgspec.json.decode(body, type=TokenAnswer)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Unreadable("NetSuite answered a sign-in with something that is no token.") from None


def problem(body: bytes) -> Problem:
    """What an answer that says no tells; nothing if it is not of NetSuite's kind."""
    try:
        return msgspec.json.decode(body, type=Problem)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Problem()


def _row(item: dict[str, object]) -> Row:
    """Every row has a member `links`, which is none of its columns."""
    return {name: _cell(value) for name, value in item.items() if name != "links" and value is not None}


def _cell(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "T" if value else "F"
    if isinstance(value, int | float):
        return str(value)
    raise UnreadableRecord("NetSuite sent a row with something that is neither text nor number.")
