"""How answers go onto the wire, as a client on a socket sees it."""

import asyncio
import socket
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from starlette.types import Receive, Scope, Send
from uvicorn import Config, Server

from gateway.cli.protocol import Protocol, Together
from gateway.middleware import respond

ASK = b"GET /%d HTTP/1.1\r\nhost: shop\r\n\r\n"
LARGE = 3_000_000


async def counting(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers with as many bytes as the path says."""
    await respond(send, 200, b"x" * int(scope["path"][1:]))


@contextmanager
def visiting() -> Iterator[socket.socket]:
    """A client's socket, while a server runs in a thread of its own."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = Config(counting, http=Protocol, ws="none", lifespan="off", log_config=None, access_log=False)
    server = Server(config)
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    try:
        with socket.create_connection(listening.getsockname(), timeout=20) as visitor:
            yield visitor
    finally:
        server.should_exit = True
        thread.join(20)
        listening.close()


def read(visitor: socket.socket) -> tuple[bytes, bytes]:
    """The head and the body of an answer."""
    with visitor.makefile("rb") as answer:
        head = b"".join(iter(answer.readline, b"\r\n"))
        length = int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0])
        return head, answer.read(length)


class Written(asyncio.Transport):
    """Remembers what was written at once, and whether it was closed after that."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[bytes] = []
        self.closed = False

    def writelines(self, list_of_data: Iterable[Any]) -> None:
        self.pieces.append(b"".join(list_of_data))

    def is_closing(self) -> bool:
        return self.closed

    def close(self) -> None:
        self.closed = True


async def test_what_is_written_in_one_turn_leaves_in_one_piece() -> None:
    written = Written()
    together = Together(written)
    for _ in range(2):
        together.write(b"head")
        together.write(b"body")
        assert written.pieces.count(b"headbody") == len(written.pieces)
        await asyncio.sleep(0)
    together.write(b"head")
    together.write(b"x" * 100_000)
    assert written.pieces[2] == b"head" + b"x" * 100_000  # one may learn at once that the other side is slow
    together.write(b"last")
    together.close()
    together.write(b"too late")
    await asyncio.sleep(0)
    assert written.closed
    assert written.pieces[:2] + written.pieces[3:] == [b"headbody", b"headbody", b"last"]


def test_long_answers_come_whole() -> None:
    with visiting() as visitor:
        for _ in range(3):
            visitor.sendall(ASK % LARGE)
            assert read(visitor)[1] == b"x" * LARGE


def test_questions_in_a_row_are_answered_in_that_order() -> None:
    with visiting() as visitor:
        visitor.sendall(b"".join(ASK % size for size in (3, 70_000, 1, 5)))
        told = b""
        while told.count(b"x") < 70_009:
            told += visitor.recv(1 << 20)
    assert [len(part.partition(b"\r\n\r\n")[2]) for part in told.split(b"HTTP/1.1 200")[1:]] == [3, 70_000, 1, 5]


def test_who_wants_no_more_is_answered_before_the_end() -> None:
    with visiting() as visitor:
        visitor.sendall(b"GET /5 HTTP/1.1\r\nhost: shop\r\nconnection: close\r\n\r\n")
        assert read(visitor)[1] == b"xxxxx"
        assert visitor.recv(1) == b""


def test_who_hangs_up_costs_nobody_else(caplog: pytest.LogCaptureFixture) -> None:
    with visiting() as visitor:
        address = visitor.getpeername()
        for _ in range(20):
            with socket.create_connection(address, timeout=20) as rude:
                rude.sendall((ASK % LARGE) * 3)
        visitor.sendall(ASK % 7)
        assert read(visitor)[1] == b"x" * 7
    assert not caplog.records
