"""Pretend servers that misbehave on demand, as real ones do: `salesforce:429*3,retry-after=1`.

A specification names a server, then what it does, comma by comma. `latency=SECONDS` delays every answer;
`drip=SECONDS` sends the body a byte at a time, so long between two. A status of 300 to 599, `garbage`,
`truncated` and `reset` take the answer's place: `@N` lets N requests pass first, `*N` does it N times and no more.
`retry-after=SECONDS` goes with every status. `under=/PATH` spares all requests that are not below that path.
"""

import asyncio
import re
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final, TypeAlias

from msgspec import Struct, structs
from starlette.types import ASGIApp, Message, Receive, Scope, Send

RESET: Final = "comptoir.reset"
"""The extension of a scope by which an app may have its connection reset; see `hosting`."""

Bodies: TypeAlias = Callable[[int, str], tuple[str, bytes] | None]
"""What a vendor says with a status at a path: content type and body; None where nothing is known of it."""

_PART: Final = re.compile(
    r"(?P<kind>[3-5]\d\d|garbage|truncated|reset)(?:@(?P<after>\d{1,6}))?(?:\*(?P<times>\d{1,6}))?"
)
_EXPECTED: Final = (
    "a status of 300 to 599, garbage, truncated or reset (then @N, *N), latency=SECONDS, drip=SECONDS, "
    "retry-after=SECONDS or under=/PATH"
)
_SECONDS: Final = re.compile(r"\d{1,4}(?:\.\d{1,3})?")
_GARBAGE: Final = b'<html>\x00\xff{"half": [1, 2'


class Kind(StrEnum):
    """What takes the place of an answer."""

    STATUS = "status"
    GARBAGE = "garbage"
    TRUNCATED = "truncated"
    RESET = "reset"


class Fault(Struct, frozen=True, kw_only=True):
    """Instead of an answer, after so many requests, so many times (None: for ever); `status` only for STATUS."""

    kind: Kind
    status: int = 0
    after: int = 0
    times: int | None = None


class Misbehaviour(Struct, frozen=True, kw_only=True):
    """All that one server does wrong; times in seconds."""

    faults: tuple[Fault, ...] = ()
    latency: float = 0.0
    drip: float = 0.0
    retry_after: str | None = None
    under: str = "/"


WELL: Final = Misbehaviour()


def parse(specification: str) -> tuple[str, Misbehaviour]:
    """A server's name and what it does; raises ValueError that says what is wrong."""
    name, colon, parts = specification.partition(":")
    if not (name and colon and parts):
        raise ValueError(f"expected SERVER:FAULT[,FAULT …], not {specification!r}")
    told = WELL
    for part in parts.split(","):
        told = _with(told, part.strip())
    return name, told


class Faulty:
    """An app that misbehaves as it is told; `does` may be changed at any time, which starts its counts anew."""

    def __init__(self, app: ASGIApp, does: Misbehaviour = WELL, bodies: Bodies | None = None) -> None:
        self._app = app
        self._bodies = bodies or _no_words
        self._does = does
        self._seen = 0

    @property
    def does(self) -> Misbehaviour:
        return self._does

    @does.setter
    def does(self, told: Misbehaviour) -> None:
        self._does, self._seen = told, 0

    @property
    def seen(self) -> int:
        """How many requests reached it since it was last told what to do."""
        return self._seen

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        does = self._does
        if scope["type"] != "http" or not scope["path"].startswith(does.under):
            return await self._app(scope, receive, send)
        place, self._seen = self._seen, self._seen + 1
        if does.latency:
            await asyncio.sleep(does.latency)
        fault = next((fault for fault in does.faults if _is_due(fault, place)), None)
        if fault is not None:
            return await self._instead(fault, scope, receive, send)
        return await self._app(scope, receive, _dripping(send, does.drip) if does.drip else send)

    async def _instead(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        if fault.kind is Kind.TRUNCATED:
            return await self._app(scope, receive, _cut(send))
        await _read(receive)  # a client that is still sending would not see the answer
        if fault.kind is Kind.RESET:
            return _reset(scope)
        if fault.kind is Kind.GARBAGE:
            return await _answer(send, 200, "application/json", _GARBAGE)
        content_type, body = self._bodies(fault.status, scope["path"]) or ("text/plain", b"")
        after = self._does.retry_after
        return await _answer(send, fault.status, content_type, body, {} if after is None else {"retry-after": after})


def _no_words(status: int, path: str) -> None:
    """Of a server of which nothing is known."""


def _with(told: Misbehaviour, part: str) -> Misbehaviour:
    option, equals, value = part.partition("=")
    if equals and option in ("latency", "drip") and _SECONDS.fullmatch(value):
        return structs.replace(told, **{option: float(value)})
    if equals and option == "retry-after" and _SECONDS.fullmatch(value):
        return structs.replace(told, retry_after=value)
    if equals and option == "under" and value.startswith("/"):
        return structs.replace(told, under=value)
    return structs.replace(told, faults=(*told.faults, _fault(part)))


def _fault(part: str) -> Fault:
    found = _PART.fullmatch(part)
    if found is None:
        raise ValueError(f"expected {_EXPECTED}, not {part!r}")
    word, times = found["kind"], found["times"]
    return Fault(
        kind=Kind.STATUS if word.isdigit() else Kind(word),
        status=int(word) if word.isdigit() else 0,
        after=int(found["after"] or 0),
        times=None if times is None else int(times),
    )


def _is_due(fault: Fault, place: int) -> bool:
    return place >= fault.after and (fault.times is None or place < fault.after + fault.times)


async def _read(receive: Receive) -> None:
    while (await receive()).get("more_body"):
        pass


async def _answer(
    send: Send, status: int, content_type: str, body: bytes, headers: Mapping[str, str] | None = None
) -> None:
    told = {"content-type": content_type, "content-length": str(len(body)), **(headers or {})}
    raw = [(name.encode(), value.encode()) for name, value in told.items()]
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": body})


def _reset(scope: Scope) -> None:
    reset: Callable[[], None] = scope["extensions"][RESET]
    reset()


def _cut(send: Send) -> Send:
    """Passes on half of the answer, of which the whole was announced; the server then closes the connection."""

    async def half(message: Message) -> None:
        if message["type"] == "http.response.start":
            await send(_announcing(message, 1_000_000))
        elif message["type"] == "http.response.body":
            body: bytes = message.get("body", b"")
            await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})

    return half


def _announcing(start: Message, length: int) -> Message:
    """The same start with another length, and nothing packed."""
    headers: Sequence[tuple[bytes, bytes]] = start.get("headers", ())
    kept = [(name, value) for name, value in headers if name.lower() != b"content-length"]
    return {**start, "headers": [*kept, (b"content-length", str(length).encode())]}


def _dripping(send: Send, interval: float) -> Send:
    async def slowly(message: Message) -> None:
        if message["type"] != "http.response.body":
            return await send(message)
        body: bytes = message.get("body", b"")
        for place in range(len(body)):
            await send({"type": "http.response.body", "body": body[place : place + 1], "more_body": True})
            await asyncio.sleep(interval)
        last: dict[str, Any] = {"type": "http.response.body", "more_body": message.get("more_body", False)}
        return await send(last)

    return slowly
