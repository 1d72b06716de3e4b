"""One connection: it sends a request, and parses what comes until the reply is whole."""

import asyncio
from typing import Any, Final, cast

import httptools

from backends.transport.failures import Babble, CutOff, Slow, TooLarge, WireError
from backends.transport.packing import unpacked

MOST_HEAD: Final = 65_536  # bytes of status line and headers
_NO_BODY: Final = frozenset({204, 304})


class Incoming:
    """A reply as it comes; the names of headers are in lower case."""

    __slots__ = ("body", "headers", "status")

    def __init__(self) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.body = b""


class Connection(asyncio.Protocol):
    """Speaks HTTP/1.1 over a transport, one exchange at a time.

    `reusable` says after an exchange whether there may be another. The callbacks in the middle are httptools's.
    """

    def __init__(self, most_body: int) -> None:
        self.reusable = False
        self.idle_since = 0.0
        self.last_heard = 0.0
        self._most_body = most_body
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[Incoming] | None = None
        self._bodiless = False

    async def exchange(self, request: bytes, *, bodiless: bool, silence: float) -> Incoming:
        """The reply to a request; `bodiless` if it will have no body whatever it says (HEAD).

        Raises a WireError, Slow if nothing comes for `silence` seconds. Who is cancelled must close the connection.
        """
        if self._transport is None or self._transport.is_closing():
            raise CutOff(silent=True)
        self.reusable = False
        self._begin(bodiless)
        self._answer = self._loop.create_future()
        self._transport.write(request)
        watch = self._loop.call_later(silence, self._listen, silence)
        try:
            return await self._answer
        finally:
            watch.cancel()
            self._answer = None

    def close(self) -> None:
        """End it at once; what is under way fails."""
        self.reusable = False
        if self._transport is not None:
            self._transport.abort()

    @property
    def transport(self) -> asyncio.Transport | None:
        """What it writes to, None before it is connected."""
        return self._transport

    def _listen(self, silence: float) -> None:
        """Give up if nothing came; otherwise listen on until it would be too long."""
        if self._answer is None or self._answer.done():
            return
        left = self.last_heard + silence - self._loop.time()
        if left <= 0:
            self._fail(Slow())
        else:
            self._loop.call_later(left, self._listen, silence)

    # What the event loop tells.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # as those of TCP and of TLS are

    def data_received(self, data: bytes) -> None:
        if self._answer is None or self._answer.done():
            self.close()  # it speaks without being asked: nothing it says can be trusted
            return
        self.last_heard = self._loop.time()
        if not self._head_done:
            self._head_size += len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._fail(Babble())
        except httptools.HttpParserError as error:
            self._fail(error.__context__ if isinstance(error.__context__, WireError) else Babble())
        else:
            if not self._head_done and self._head_size > MOST_HEAD:
                self._fail(TooLarge())

    def eof_received(self) -> bool:
        return False

    def connection_lost(self, error: Exception | None) -> None:
        self.reusable = False
        if self._answer is None or self._answer.done():
            return
        if error is None and self._head_done and self._until_closed:
            self._finish()
        else:
            self._fail(CutOff(silent=not self._head_size))

    # What the parser tells.

    def on_message_begin(self) -> None:
        if self._answer is None or self._answer.done():
            raise Babble
        self._incoming = Incoming()

    def on_header(self, name: bytes, value: bytes) -> None:
        self._told += len(name) + len(value) + 32  # what keeping one takes besides, as RFC 9113 reckons
        if self._told > MOST_HEAD:
            raise TooLarge
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        headers = self._incoming.headers
        if key in headers:
            text = f"{headers[key]}\n{text}" if key == "set-cookie" else f"{headers[key]}, {text}"
        headers[key] = text

    def on_headers_complete(self) -> None:
        incoming, headers = self._incoming, self._incoming.headers
        incoming.status = self._parser.get_status_code()
        if incoming.status < 200:
            return
        self._head_done = True
        if self._bodiless:
            # The parser waits for a body that will not come, so this is all, and the connection with it.
            self._finish()
        elif int(headers.get("content-length", "0")) > self._most_body:
            raise TooLarge
        self._until_closed = (
            "content-length" not in headers and "transfer-encoding" not in headers and incoming.status not in _NO_BODY
        )

    def on_body(self, body: bytes) -> None:
        self._parts.append(body)
        self._body_size += len(body)
        if self._body_size > self._most_body:
            raise TooLarge

    def on_message_complete(self) -> None:
        if self._incoming.status >= 200:
            self.reusable = bool(self._parser.should_keep_alive()) and not self._until_closed
            self._finish()

    def _begin(self, bodiless: bool) -> None:
        self._parser: Any = httptools.HttpResponseParser(self)
        self._parts: list[bytes] = []
        self._body_size = self._head_size = self._told = 0
        self._head_done = self._until_closed = False
        self._bodiless = bodiless
        self.last_heard = self._loop.time()

    def _finish(self) -> None:
        if self._answer is None or self._answer.done():
            return
        incoming = self._incoming
        body = self._parts[0] if len(self._parts) == 1 else b"".join(self._parts)
        packing = incoming.headers.get("content-encoding")
        if packing is not None and body:
            try:
                body = unpacked(body, packing, self._most_body)
            except WireError as problem:
                self._fail(problem)
                return
        incoming.body = body
        self._answer.set_result(incoming)

    def _fail(self, problem: WireError) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(problem)
        self.close()
