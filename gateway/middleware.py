"""What happens to every request: a trace id, a line in the log, headers that keep answers private, a limit.

Plain ASGI applications that hold an application; `app.py` lists them in order.
"""

import asyncio
import re
from collections.abc import Container, Iterable
from random import getrandbits  # a trace id is no secret
from typing import Final, TypeAlias

import orjson
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.access import AccessLog, Line
from gateway.errors import refusal, traced
from gateway.observability import CURRENT_TRACE

TRACE_ID: Final = "comptoir.trace_id"
"""The key of an HTTP scope under which the request's trace id is."""

LOG: Final = "comptoir.log"
"""The key of an HTTP scope under which the request's `Line` in the log is; whoever answers puts more into it."""

RawHeader: TypeAlias = tuple[bytes, bytes]

_TRACEPARENT: Final = re.compile(r"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?")


class Traced:
    """Gives each request the caller's trace id (W3C Trace Context) or a new one, and a line in the log.

    The line has no query string, no variables and no document: they may hold personal data.
    """

    def __init__(self, app: ASGIApp, access: AccessLog) -> None:
        self._app = app
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        trace_id = scope[TRACE_ID] = trace_id_of(_header(scope, b"traceparent"))
        line = scope[LOG] = Line(trace_id, scope["method"], scope["path"][:200])

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                line.status = message["status"]
                message["headers"].append((b"x-trace-id", trace_id.encode()))
            else:
                line.bytes += len(message.get("body", b""))
            await send(message)

        clock = asyncio.get_running_loop().time
        started = clock()
        logged_as = CURRENT_TRACE.set(trace_id)
        try:
            await self._app(scope, receive, noting)
        finally:
            line.milliseconds = round((clock() - started) * 1000, 2)
            self._access.note(line)
            CURRENT_TRACE.reset(logged_as)


def _header(scope: Scope, name: bytes) -> str | None:
    for key, value in scope["headers"]:
        if key == name:
            return str(value, "latin-1")
    return None


def trace_id_of(traceparent: str | None) -> str:
    """The trace id that a caller gave, if it is one."""
    match = traceparent and _TRACEPARENT.fullmatch(traceparent)
    return match[1] if match else f"{getrandbits(128):032x}"


class Secured:
    """Nothing is cached, sniffed, framed or embedded elsewhere, unless the answer itself says otherwise."""

    HEADERS: Final = (
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"no-referrer"),
        (b"cross-origin-resource-policy", b"same-origin"),
        (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    )

    _NAMES: Final = frozenset(name for name, _ in HEADERS)

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def securing(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {name for name, _ in message["headers"]}
                missing = self.HEADERS if given.isdisjoint(self._NAMES) else _without(self.HEADERS, given)
                message["headers"] += missing
            await send(message)

        await self._app(scope, receive, securing if scope["type"] == "http" else send)


def _without(headers: Iterable[RawHeader], given: Container[bytes]) -> list[RawHeader]:
    return [header for header in headers if header[0] not in given]


class Admitted:
    """At most so many requests under way; further ones are told to come again in a second."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self._app = app
        self._limit = limit
        self._under_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._under_way >= self._limit:
            await self._turn_away(scope, send)
            return
        self._under_way += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._under_way -= 1

    async def _turn_away(self, scope: Scope, send: Send) -> None:
        message = f"{self._limit} requests are under way, which is the limit. Come again in a second."
        errors = traced([refusal("OVERLOADED", message, retryable=True)], scope[TRACE_ID])
        headers = [(b"retry-after", b"1"), (b"connection", b"close")]  # the body, if any, is not read
        await respond(send, 503, orjson.dumps({"errors": errors}), headers)


async def respond(
    send: Send,
    status: int,
    body: bytes,
    headers: Iterable[RawHeader] = (),
    content_type: bytes | None = b"application/json; charset=utf-8",
) -> None:
    """Send a whole response; one without a content type has no content."""
    own = [] if content_type is None else [(b"content-type", content_type), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": [*own, *headers]})
    await send({"type": "http.response.body", "body": body})
