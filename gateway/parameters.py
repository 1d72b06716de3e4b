"""Reads what is asked from an HTTP request: `query`, `operationName`, `variables`, `extensions`."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Any, Final, TypeAlias
from urllib.parse import parse_qsl

import orjson
from msgspec import Struct
from starlette.requests import ClientDisconnect
from starlette.types import Receive

from gateway.errors import BAD_REQUEST
from gateway.middleware import RawHeader

_MOST_DISCARDED: Final = 64 * 1024 * 1024  # bytes
_DISCARDING: Final = 5.0  # seconds


class BadRequest(Exception):
    """A request is not one of GraphQL over HTTP."""

    def __init__(
        self, message: str, *, status: int = 400, code: str = BAD_REQUEST, headers: Iterable[RawHeader] = ()
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.code = code
        self.headers = headers


class Parameters(Struct, frozen=True):
    """What is asked."""

    query: str
    operation_name: str | None
    variables: dict[str, Any]


_KINDS: Final = {
    str: "a string",
    dict: "an object",
    list: "a list",
    bool: "a boolean",
    int: "a number",
    float: "a number",
}


def of_url(query_string: bytes, limit: int) -> Parameters:
    """What a GET asks; `variables` and `extensions` are JSON there."""
    if len(query_string) > limit:
        raise BadRequest(f"The query string is longer than {limit} bytes.", status=414, code="URL_TOO_LONG")
    try:
        pairs = parse_qsl(query_string.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=100)
    except ValueError:
        raise BadRequest("The query string is not URL-encoded UTF-8, or has too many fields.") from None
    given: dict[str, Any] = dict(pairs)
    if len(given) < len(pairs):
        raise BadRequest("The query string has a parameter twice.")
    for name in ("variables", "extensions"):
        if name in given:
            given[name] = _json(given[name], name)
    return _checked(given)


Fields: TypeAlias = Mapping[bytes, bytes]


def header_fields(raw: Sequence[tuple[bytes, bytes]]) -> Fields:
    """A request's header fields; one that is there several times is a list (RFC 9110 section 5.3)."""
    fields = dict(raw)
    if len(fields) < len(raw):
        fields = {name: b", ".join(value for key, value in raw if key == name) for name in fields}
    return fields


async def of_body(fields: Fields, receive: Receive, limit: int) -> Parameters:
    """What a POST asks, in a JSON body of at most `limit` bytes."""
    if b"content-encoding" in fields or not _is_json(fields.get(b"content-type", b"")):
        raise _unsupported()
    length = fields.get(b"content-length", b"0")
    if not length.isdigit() or len(length) > 12 or int(length) > limit:
        if b"expect" not in fields:  # who asks first whether to send it is told at once
            await _discard(receive)
        raise _too_long(limit)
    given = _json(await _body(receive, limit), "the body")
    if isinstance(given, list):
        raise BadRequest("Batches are not served: send one operation a request.", code="BATCHING_NOT_SUPPORTED")
    if not isinstance(given, dict):
        raise BadRequest(f"The body: found {_kind(given)}, expected an object.")
    return _checked(given)


@lru_cache(maxsize=64)
def _is_json(content_type: bytes) -> bool:
    media, *parameters = (part.strip().lower() for part in content_type.split(b";"))
    charsets = {part.partition(b"=")[2].strip(b'"') for part in parameters if part.startswith(b"charset=")}
    return media == b"application/json" and charsets <= {b"utf-8", b"utf8"}


def _unsupported() -> BadRequest:
    return BadRequest(
        "A POST must be application/json in UTF-8, not compressed.",
        status=415,
        code="UNSUPPORTED_MEDIA_TYPE",
        headers=((b"accept-post", b"application/json"), (b"accept-encoding", b"identity")),
    )


async def _body(receive: Receive, limit: int) -> bytes | bytearray:
    """The body, read no further than its limit."""
    body: bytes | bytearray = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        part = message.get("body", b"")
        if body:
            body = bytearray(body) if isinstance(body, bytes) else body
            body += part
        else:
            body = part  # mostly this is all
        if len(body) > limit:
            await _discard(receive)
            raise _too_long(limit)
        if not message.get("more_body", False):
            return body


async def _discard(receive: Receive) -> None:
    """Read what is still being sent, within bounds: a client that cannot finish sending may not see the answer."""
    left = _MOST_DISCARDED
    with suppress(TimeoutError):
        async with asyncio.timeout(_DISCARDING):
            while left > 0 and (message := await receive()).get("more_body", False):
                left -= len(message.get("body", b""))


def _too_long(limit: int) -> BadRequest:
    # There may be a rest of the body, so that the connection cannot serve another request.
    message = f"The body is longer than {limit} bytes."
    return BadRequest(message, status=413, code="BODY_TOO_LARGE", headers=((b"connection", b"close"),))


def _json(text: bytes | bytearray | str, where: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        place = f"line {error.lineno} column {error.colno}"
        raise BadRequest(f"{where}: malformed JSON at {place}.", code="MALFORMED_JSON") from None


def _checked(given: Mapping[str, Any]) -> Parameters:
    query, name, variables = given.get("query"), given.get("operationName"), given.get("variables")
    if not isinstance(query, str):
        raise BadRequest(f"query: found {_kind(query)}, expected a GraphQL document as a string.")
    if name is not None and not isinstance(name, str):
        raise BadRequest(f"operationName: found {_kind(name)}, expected a string or null.")
    for key, value in (("variables", variables), ("extensions", given.get("extensions"))):
        if value is not None and not isinstance(value, dict):
            raise BadRequest(f"{key}: found {_kind(value)}, expected an object or null.")
    return Parameters(query, name, variables or {})


def _kind(value: Any) -> str:
    return "nothing" if value is None else _KINDS[type(value)]
