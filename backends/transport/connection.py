"""One connection: it sends a request, and parses what comes until the reply is whole."""

import asyncio
from typing import Any, Final, Protocol, cast

import httptools

from backends.transport.alarm import NEVER
from backends.transport.asked import Asked
from backends.transport.failures import Babble, CutOff, TooLarge, WireError
from backends.transport.packing import unpacked
from backends.transport.replies import Headers, Reply

MOST_HEAD: Final = 65_536  # bytes of status line and headers
MOST_HEADERS: Final = 1_000
_CHUNKING: Final = 8  # bytes about each byte of a body: "1\r\n.\r\n" takes five
_NO_BODY: Final = frozenset({204, 304})


class Owner(Protocol):
    """Who is told what becomes of a connection."""

    def freed(self, connection: "Connection") -> None:
        """It may be asked anew."""

    def gone(self, connection: "Connection") -> None:
        """It is closed."""

    def again(self, connection: "Connection", asked: Asked) -> None:
        """It was closed before it was asked something that may be repeated."""


class Connection(asyncio.Protocol):
    """Speaks HTTP/1.1 over a transport, one request at a time. The callbacks at the end are httptools's."""

    __slots__ = (
        "_asked", "_body", "_came", "_head_done", "_headers", "_heard", "_last", "_loop", "_most_body", "_parser",
        "_status", "_transport", "_until_closed", "_whole", "owner",
    )  # fmt: skip

    def __init__(self, most_body: int) -> None:
        self.owner: Owner | None = None
        self._most_body = most_body
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._parser: Any = httptools.HttpResponseParser(self)
        self._asked: Asked | None = None
        self._heard = 0.0
        self._came = self._status = 0
        self._headers: dict[bytes, bytes] = {}
        self._body: bytes | bytearray = b""
        self._head_done = self._whole = self._until_closed = self._last = False

    def ask(self, asked: Asked, now: float) -> None:
        """Send a request; its reply, or a WireError, goes to `asked.answer`."""
        self._asked = asked
        self._heard = now
        self._came = 0
        self._head_done = self._whole = self._until_closed = False
        if self._transport is not None:
            self._transport.write(asked.request)

    def due(self, silence: float) -> float:
        """When what is under way will be late, if nothing comes."""
        return NEVER if self._asked is None else min(self._asked.deadline, self._heard + silence)

    def drop(self, asked: Asked) -> None:
        """Close it if it is busy with this request, which nobody waits for any more."""
        if self._asked is asked:
            self._asked = None
            self.close()

    def fail(self, problem: WireError) -> None:
        """Close it; what is under way fails, unless another connection may be asked the same."""
        asked, self._asked = self._asked, None
        if asked is not None and not asked.answer.done():
            if self.owner is not None and asked.repeatable and isinstance(problem, CutOff) and problem.silent:
                owner, self.owner = self.owner, None
                owner.again(self, asked)
            else:
                asked.answer.set_exception(problem)
        self.close()

    def close(self) -> None:
        """End it at once."""
        owner, self.owner = self.owner, None
        self._parser = None  # which refers to us
        if self._transport is not None:
            self._transport.abort()
        if owner is not None:
            owner.gone(self)

    @property
    def usable(self) -> bool:
        """Whether it seems to be open still."""
        return self._transport is not None and not self._transport.is_closing()

    @property
    def transport(self) -> asyncio.Transport | None:
        """What it writes to, None before it is connected and after."""
        return self._transport

    def _deliver(self) -> None:
        """The reply is whole: hand it over, and be free if there may be another."""
        asked, self._asked = self._asked, None
        if asked is not None and not asked.answer.done():
            body, headers = self._body, self._headers
            try:
                if b"content-encoding" in headers or not isinstance(body, bytes):
                    body = self._unpacked()
                asked.answer.set_result(Reply(self._status, Headers(headers), body))
            except WireError as problem:
                asked.answer.set_exception(problem.with_traceback(None))  # which holds this frame, which holds it
        self._headers, self._body = {}, b""  # who keeps a connection keeps no answer
        if self.owner is None:
            return
        if self._last:
            self.close()
        else:
            self.owner.freed(self)

    def _unpacked(self) -> bytes:
        body = bytes(self._body)
        packing = self._headers.get(b"content-encoding")
        return unpacked(body, packing.decode("latin-1"), self._most_body) if packing is not None and body else body

    # What the event loop tells.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # as those of TCP and of TLS are

    def data_received(self, data: bytes) -> None:
        if self._asked is None:
            self.close()  # it speaks without being asked: nothing it says can be trusted
            return
        self._came += len(data)
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            self._stop(error)
            return
        if self._whole:
            self._deliver()
        elif self._came > MOST_HEAD + (_CHUNKING * len(self._body) if self._head_done else 0):
            self.fail(TooLarge())
        else:
            self._heard = self._loop.time()

    def _stop(self, error: Exception) -> None:
        """No more can be read; what came before may be a whole reply all the same."""
        if self._whole:
            self._last = True
            self._deliver()
        else:
            self.fail(error.__context__ if isinstance(error.__context__, WireError) else Babble())

    def eof_received(self) -> bool:
        return False

    def connection_lost(self, error: Exception | None) -> None:
        self._transport = None
        if error is None and self._until_closed:
            self._last = True
            self._deliver()
        else:
            self.fail(CutOff(silent=not self._came))

    # What the parser tells.

    def on_message_begin(self) -> None:
        if self._whole:
            raise Babble  # a second answer to one question
        if self._headers:
            self._headers = {}  # those before were of an interim answer

    def on_header(self, name: bytes, value: bytes) -> None:
        name, headers = name.lower(), self._headers
        if name in headers:
            value = headers[name] + (b"\n" if name == b"set-cookie" else b", ") + value
        if not self._head_done:  # what trails a body is no part of the head
            headers[name] = value

    def on_headers_complete(self) -> None:
        self._status = status = self._parser.get_status_code()
        if status < 200:
            return
        headers = self._headers
        if len(headers) > MOST_HEADERS or (self._came > MOST_HEAD and _size(headers) > MOST_HEAD):
            raise TooLarge
        self._head_done = True
        length = headers.get(b"content-length")
        if self._asked is not None and self._asked.bodiless:
            # The parser waits for a body that will not come, so this is all, and the connection with it.
            self._whole = self._last = True
        elif length is not None:
            if int(length) > self._most_body:
                raise TooLarge
        elif b"transfer-encoding" not in headers:
            self._until_closed = status not in _NO_BODY

    def on_body(self, body: bytes) -> None:
        """One part is kept as it came; more of them are put together, for a list of small ones would take much more."""
        if not self._body:
            self._body = body
        elif isinstance(self._body, bytearray):
            self._body += body
        else:
            self._body = bytearray(self._body) + body
        if len(self._body) > self._most_body:
            raise TooLarge

    def on_message_complete(self) -> None:
        if self._status >= 200:
            self._whole = True
            self._last = self._last or self._until_closed or not self._parser.should_keep_alive()


def _size(headers: dict[bytes, bytes]) -> int:
    """What headers take; 32 more for each, as RFC 9113 reckons."""
    return sum(len(name) + len(value) + 32 for name, value in headers.items())
