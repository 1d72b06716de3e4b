"""What happens to every request: a trace id, a line in the log, headers that keep answers private, a limit."""

import math
import re
from collections.abc import Iterable
from random import getrandbits  # a trace id is no secret
from time import perf_counter
from typing import Final, TypeAlias

import orjson
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.access import AccessLog, Line
from gateway.errors import refusal, traced
from gateway.observability import CURRENT_TRACE
from gateway.packing import pack

TRACE_ID: Final = "comptoir.trace_id"
"""The key of an HTTP scope under which the request's trace id is."""

LOG: Final = "comptoir.log"
"""The key of an HTTP scope under which the request's `Line` in the log is; whoever answers puts more into it."""

RawHeader: TypeAlias = tuple[bytes, bytes]

_TRACEPARENT: Final = re.compile(r"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?")


class Framed:
    """Gives each request a trace id and a line in the log, and each answer what every answer has.

    The trace id is the caller's (W3C Trace Context) or a new one. The line has no query string, no variables and no
    document: they may hold personal data. Bodies of `pack_from` bytes and more go out packed, 0 for none.
    """

    def __init__(self, app: ASGIApp, access: AccessLog, pack_from: int) -> None:
        self._app = app
        self._access = access
        self._pack_from = pack_from or math.inf

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        trace_id = scope[TRACE_ID] = trace_id_of(_header(scope, b"traceparent"))
        line = scope[LOG] = Line(trace_id, scope["method"], scope["path"][:200])
        held: Message | None = None

        async def framing(message: Message) -> None:
            nonlocal held
            if message["type"] == "http.response.start":
                held = message  # its headers depend on the body
                return
            if held is not None:
                start, held = held, None
                secure(start["headers"])
                if len(message.get("body", b"")) >= self._pack_from:
                    await pack(scope, start, message)
                start["headers"].append((b"x-trace-id", trace_id.encode()))
                line.status = start["status"]
                await send(start)
            line.bytes += len(message.get("body", b""))
            await send(message)

        started = perf_counter()  # the loop's time counts in milliseconds
        logged_as = CURRENT_TRACE.set(trace_id)
        try:
            await self._app(scope, receive, framing)
        finally:
            line.milliseconds = round((perf_counter() - started) * 1000, 2)
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


_SECURE: Final[tuple[RawHeader, ...]] = (
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
)
_SECURED: Final = frozenset(name for name, _ in _SECURE)


def secure(headers: list[RawHeader]) -> None:
    """Nothing is cached, sniffed, framed or embedded elsewhere, unless the answer itself says otherwise."""
    given = {name for name, _ in headers}
    headers += _SECURE if _SECURED.isdisjoint(given) else [each for each in _SECURE if each[0] not in given]


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
