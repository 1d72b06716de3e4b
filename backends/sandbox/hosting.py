"""Pretend servers on sockets of this machine, each served by a thread of its own."""

import asyncio
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeAlias

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn import Config, Server
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from backends.sandbox.faults import RESET

HOST: Final = "127.0.0.1"
_START: Final = 30.0  # seconds in which a thread must be listening
_END: Final = 5.0
_AT_ONCE: Final = struct.pack("ii", 1, 0)  # linger: what was not sent is thrown away, and the peer is told so

Connections: TypeAlias = dict[Any, asyncio.Transport]
"""The open connections, by the client's address."""


class Certificate:
    """The files by which a server proves who it is; PEM."""

    def __init__(self, chain: Path, key: Path) -> None:
        self.chain = chain
        self.key = key


@contextmanager
def hosted(app: ASGIApp, *, port: int = 0, certificate: Certificate | None = None) -> Iterator[str]:
    """Serves an app on loopback, on a free port if it is 0, and tells its address; raises OSError without a port."""
    listening = socket.create_server((HOST, port), backlog=128)
    server = Server(_config(app, certificate))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, name="pretend server", daemon=True)
    try:
        with _watched(server) as started:
            thread.start()
            if not started.wait(_START):
                raise OSError("a pretend server did not start")
        scheme = "http" if certificate is None else "https"
        yield f"{scheme}://{HOST}:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        server.force_exit = True  # whoever still waits for an answer belongs to something that is over
        if thread.ident is not None:
            thread.join(_END)
        listening.close()


@contextmanager
def _watched(server: Server) -> Iterator[threading.Event]:
    """An event that is set when the server listens."""
    started, startup = threading.Event(), server.startup

    async def told(*args: Any, **kwargs: Any) -> None:
        await startup(*args, **kwargs)
        started.set()

    server.startup = told  # type: ignore[method-assign]  # uvicorn has no other way to say it
    yield started


def _config(app: ASGIApp, certificate: Certificate | None) -> Config:
    connections: Connections = {}
    return Config(
        _resettable(app, connections),
        http=_protocol(connections),
        loop="asyncio",
        lifespan="off",
        ws="none",
        interface="asgi3",
        access_log=False,
        log_config=None,
        log_level="critical",  # a truncated answer is no accident here
        server_header=False,
        timeout_graceful_shutdown=1,
        ssl_certfile=None if certificate is None else certificate.chain,
        ssl_keyfile=None if certificate is None else certificate.key,
    )


def _resettable(app: ASGIApp, connections: Connections) -> ASGIApp:
    """The app, with a way to have its connection reset."""

    async def extended(scope: Scope, receive: Receive, send: Send) -> None:
        extensions = {**scope.get("extensions", {}), RESET: _resetter(connections.get(_client(scope)))}
        await app({**scope, "extensions": extensions}, receive, send)

    return extended


def _resetter(transport: asyncio.Transport | None) -> Callable[[], None]:
    def reset() -> None:
        if transport is not None:
            transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
            transport.abort()

    return reset


def _protocol(connections: Connections) -> type[asyncio.Protocol]:
    """uvicorn's, which keeps count of whom it talks to."""

    class Counted(HttpToolsProtocol):
        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
            self.peer = transport.get_extra_info("peername")
            connections[self.peer] = transport
            super().connection_made(transport)

        def connection_lost(self, exc: Exception | None) -> None:
            connections.pop(self.peer, None)
            super().connection_lost(exc)

    return Counted


def _client(scope: Scope) -> Any:
    return scope.get("client")
