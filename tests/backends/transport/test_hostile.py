"""Servers that break off, babble, dawdle or flood: always a reply or an error of ours, and the next request is well."""

import asyncio
import gzip
import random
import tracemalloc
from contextlib import suppress
from typing import Any

import brotli
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backends.errors import BackendError, TimedOut, Unavailable, Unreadable
from backends.transport import Load, Reply, Transport
from tests.backends.transport.wire import GOOD, Answer, Writer, always, talking, transport_to

HEAD = b"HTTP/1.1 200 OK\r\n"
BOMB = gzip.compress(b"\0" * 3_000_000)


def sized(body: bytes, *headers: bytes) -> bytes:
    """A whole answer."""
    return b"".join((HEAD, *(each + b"\r\n" for each in headers), b"content-length: %d\r\n\r\n" % len(body), body))


BROKEN: dict[str, tuple[bytes, type[BackendError]]] = {
    "nothing": (b"", Unavailable),
    "half a head": (b"HTTP/1.1 200 OK\r\ncont", Unavailable),
    "half a body": (HEAD + b"content-length: 10\r\n\r\nhalf", Unavailable),
    "half a chunk": (HEAD + b"transfer-encoding: chunked\r\n\r\n5\r\nab", Unavailable),
    "no last chunk": (HEAD + b"transfer-encoding: chunked\r\n\r\n2\r\nab\r\n", Unavailable),
    "no HTTP": (b"220 mail.example ESMTP\r\n", Unreadable),
    "HTTP/2": (b"\0\0\x12\4\0\0\0\0\0", Unreadable),
    "a request": (b"GET / HTTP/1.1\r\n\r\n", Unreadable),
    "a bad chunk": (HEAD + b"transfer-encoding: chunked\r\n\r\nzz\r\nab\r\n0\r\n\r\n", Unreadable),
    "two lengths": (HEAD + b"content-length: 4\r\ncontent-length: 5\r\n\r\ngoodx", Unreadable),
    "a length that is none": (HEAD + b"content-length: four\r\n\r\ngood", Unreadable),
    "a negative length": (HEAD + b"content-length: -4\r\n\r\ngood", Unreadable),
    "length and chunks": (
        HEAD + b"content-length: 4\r\ntransfer-encoding: chunked\r\n\r\n4\r\ngood\r\n0\r\n\r\n",
        Unreadable,
    ),
    "huge headers": (HEAD + b"x: " + b"a" * 100_000 + b"\r\n\r\n", Unreadable),
    "too many headers": (HEAD + b"x: y\r\n" * 20_000 + b"\r\n", Unreadable),
    "another protocol": (b"HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n", Unreadable),
    "too large a body": (HEAD + b"content-length: 99999999\r\n\r\n", Unreadable),
    "too large in chunks": (
        HEAD + b"transfer-encoding: chunked\r\n\r\n" + b"ffff\r\n" + b"a" * 65_535 + b"\r\n",
        Unreadable,
    ),
    "too many headers at once": (HEAD + b"".join(b"x%d: y\r\n" % each for each in range(5_000)) + b"\r\n", Unreadable),
    "no gzip": (sized(b"not packed", b"content-encoding: gzip"), Unreadable),
    "half a gzip": (sized(gzip.compress(b"a" * 1_000)[:-9], b"content-encoding: gzip"), Unreadable),
    "half a brotli": (sized(brotli.compress(b"abcdefghij" * 100)[:-4], b"content-encoding: br"), Unreadable),
    "a gzip bomb": (sized(BOMB, b"content-encoding: gzip"), Unreadable),
    "a gzip bomb twice packed": (sized(gzip.compress(BOMB), b"content-encoding: gzip, gzip"), Unreadable),
    "a brotli bomb": (sized(brotli.compress(b"\0" * 3_000_000), b"content-encoding: br"), Unreadable),
    "an unknown packing": (sized(b"x", b"content-encoding: zstd"), Unreadable),
}


CHUNKS = HEAD + b"transfer-encoding: chunked\r\n\r\n"
ENDLESS: dict[str, tuple[bytes, bytes]] = {
    "a header": (HEAD + b"x: ", b"a" * 1_000),
    "headers": (HEAD, b"x: y\r\n" * 100),
    "a name": (HEAD, b"x" * 1_000),
    "a reason": (b"HTTP/1.1 200 ", b"OK" * 100),
    "hints": (b"", b"HTTP/1.1 103 Early Hints\r\nlink: <x>\r\n\r\n" * 10),
    "empty lines": (b"", b"\r\n" * 500),
    "an extension": (CHUNKS + b"1;x=", b"a" * 1_000),
    "extensions": (CHUNKS, b"1;" + b"x" * 500 + b"\r\na\r\n"),
    "a trailer": (CHUNKS + b"1\r\na\r\n0\r\nx: ", b"a" * 1_000),
    "trailers": (CHUNKS + b"1\r\na\r\n0\r\n", b"x: y\r\n" * 100),
    "small chunks": (CHUNKS, b"1\r\na\r\n" * 100),
    "a body": (HEAD + b"\r\n", b"a" * 1_000),
}


def first(answer: bytes) -> Answer:
    """These bytes and the end to whom asks for /bad, something good to everybody else."""

    async def say(request: bytes, writer: Writer) -> None:
        bad = b" /bad " in request
        writer.write(answer if bad else GOOD)
        if bad:
            await writer.drain()
            writer.close()

    return say


@pytest.mark.parametrize("kind", sorted(BROKEN))
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_broken(kind: str, method: str) -> None:
    answer, expected = BROKEN[kind]
    async with talking(first(answer), largest_answer=50_000) as (transport, there):
        with pytest.raises(expected) as caught:
            await transport.send(method, "/bad")
        assert type(caught.value) is expected
        assert str(there.port) not in caught.value.message
        assert (await transport.send("GET", "/good")).body == b"good"


@pytest.mark.parametrize("kind", sorted(ENDLESS))
async def test_endless(kind: str) -> None:
    """What has no end is not waited for: nobody reads more of it than an answer may hold."""
    opening, more = ENDLESS[kind]
    sent = 0

    async def say(request: bytes, writer: Writer) -> None:
        nonlocal sent
        if b" /bad " not in request:
            writer.write(GOOD)
            return
        writer.write(opening)
        while not writer.is_closing():
            writer.write(more)
            sent += len(more)
            await writer.drain()
            await asyncio.sleep(0)

    async with talking(say, timeout=20, largest_answer=20_000) as (transport, _):
        with pytest.raises(Unreadable) as caught:
            await transport.send("GET", "/bad")
        assert type(caught.value) is Unreadable
        assert (await transport.send("GET", "/good")).body == b"good"
    assert sent < 10_000_000  # the buffers of two sockets hold much of it


async def test_small_chunks_take_no_more_than_their_bytes() -> None:
    """A part of two bytes is an object of thirty-five: they are put together as they come."""
    parts = 200_000
    answer = CHUNKS + b"2\r\nab\r\n" * parts + b"0\r\n\r\n"
    async with talking(always(answer)) as (transport, _):
        await transport.send("GET", "/")
        tracemalloc.start()
        try:
            found = await transport.send("GET", "/")
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert found.body == b"ab" * parts
    assert most < 12 * parts  # what waits in the server's buffer is six to seven of these


async def test_nobody_there() -> None:
    async with talking(always(GOOD)) as (_, there):
        port = there.port
    async with transport_to(f"http://127.0.0.1:{port}") as transport:
        with pytest.raises(Unavailable, match=r"^erp cannot be reached\.$"):
            await transport.send("GET", "/")


async def test_a_name_that_nobody_has() -> None:
    async with transport_to("http://nobody.invalid") as transport:
        with pytest.raises(Unavailable):
            await transport.send("GET", "/")


async def never(request: bytes, writer: Writer) -> None:
    await asyncio.sleep(30)


async def drip(request: bytes, writer: Writer) -> None:
    """A byte now and then, for ever."""
    writer.write(HEAD + b"content-length: 1000000\r\n\r\n")
    while not writer.is_closing():
        writer.write(b"x")
        await asyncio.sleep(0.01)


@pytest.mark.parametrize(
    ("answer", "options"),
    [(never, {"timeout": 1.0}), (drip, {"timeout": 1.0}), (never, {"read_timeout": 1.0})],
    ids=["never", "a byte now and then", "silent for too long"],
)
async def test_slow(answer: Answer, options: Any) -> None:
    async def say(request: bytes, writer: Writer) -> None:
        await (answer if b" /bad " in request else always(GOOD))(request, writer)

    async with talking(say, **options) as (transport, _):
        with pytest.raises(TimedOut):
            await transport.send("GET", "/bad")
        assert (await transport.send("GET", "/good")).body == b"good"


async def test_a_drip_is_no_silence() -> None:
    async def say(request: bytes, writer: Writer) -> None:
        for part in (HEAD, b"content-length: 4\r\n", b"\r\n", b"go", b"od"):
            writer.write(part)
            await asyncio.sleep(0.4)

    async with talking(say, read_timeout=1.5) as (transport, _):
        assert (await transport.send("GET", "/")).body == b"good"


@pytest.mark.parametrize("junk", [b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil", b"junk", b"\r\n\r\n"])
@pytest.mark.parametrize("later", [False, True], ids=["at once", "later"])
async def test_what_follows_an_answer_is_nobodys(junk: bytes, later: bool) -> None:
    """Nothing that came unasked becomes the answer to the next question."""
    written = asyncio.Event()

    async def say(request: bytes, writer: Writer) -> None:
        if b" /first " not in request:
            writer.write(GOOD)
            return
        writer.write(GOOD if later else GOOD + junk)
        if later:
            await asyncio.sleep(0.02)
            writer.write(junk)
            await writer.drain()
        written.set()

    async with talking(say) as (transport, _):
        for _ in range(5):
            written.clear()
            try:
                assert (await transport.send("GET", "/first")).body == b"good"
            except Unreadable:
                assert not later
            if later:
                await written.wait()  # what comes after the next question was sent cannot be told from its answer
                await asyncio.sleep(0.05)
            assert (await transport.send("GET", "/second")).body == b"good"


@pytest.mark.parametrize(("method", "succeeds"), [("GET", True), ("HEAD", True), ("POST", False), ("PATCH", False)])
async def test_repeated_only_if_it_changes_nothing(method: str, succeeds: bool) -> None:
    """A kept connection that the other side closes as we send: nobody knows whether it read the request."""

    async def say(request: bytes, writer: Writer) -> None:
        if there.connections == 1 and len(there.requests) == 2:
            writer.close()
        else:
            writer.write(GOOD if not request.startswith(b"HEAD") else HEAD + b"content-length: 4\r\n\r\n")

    async with talking(say) as (transport, there):
        await transport.send("GET", "/")
        if succeeds:
            assert (await transport.send(method, "/")).status == 200
        else:
            with pytest.raises(Unavailable):
                await transport.send(method, "/")
        assert len(there.requests) == (3 if succeeds else 2)


@pytest.mark.parametrize("banner", [b"220 mail.example ESMTP\r\n", GOOD])
async def test_whoever_speaks_first_is_not_heard(banner: bytes) -> None:
    """What came before a question is no answer to it."""

    async def greet(reader: asyncio.StreamReader, writer: Writer) -> None:
        writer.write(banner)
        await asyncio.sleep(0.02)
        writer.close()

    server = await asyncio.start_server(greet, "127.0.0.1", 0)
    async with server, transport_to(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}") as transport:
        for _ in range(5):
            with suppress(Unavailable, Unreadable):
                assert (await transport.send("GET", "/")).body == b"good"  # it cannot be told from one that is quick
        await asyncio.sleep(0.1)
        assert transport.load == Load()


async def test_not_repeated_for_ever() -> None:
    async with talking(always(b"", then_close=True)) as (transport, there):
        with pytest.raises(Unavailable):
            await transport.send("GET", "/")
    assert len(there.requests) == 1


async def test_closed_while_idle() -> None:
    async with talking(always(GOOD)) as (transport, there):
        await transport.send("POST", "/")
        for writer in tuple(there.open):
            writer.close()
        await asyncio.sleep(0.05)
        assert (await transport.send("POST", "/")).body == b"good"


def together(number: int) -> Answer:
    """Answers so many requests when all of them are there, and none before."""
    waiting: list[Writer] = []

    async def say(request: bytes, writer: Writer) -> None:
        waiting.append(writer)
        if len(waiting) == number:
            for each in waiting:
                each.write(GOOD)
            waiting.clear()

    return say


async def test_healthy_after_cancellations() -> None:
    """Whoever gives up takes nothing along: no connection, no task, no place in the queue."""
    chance = random.Random(7)

    async def say(request: bytes, writer: Writer) -> None:
        await asyncio.sleep(chance.random() * 0.01)
        writer.write(GOOD[: chance.randrange(len(GOOD))])
        await asyncio.sleep(chance.random() * 0.01)
        writer.write(GOOD if chance.random() < 0.1 else b"")
        writer.close()

    async def ask(transport: Transport) -> None:
        try:
            async with asyncio.timeout(chance.random() * 0.02):
                await transport.send("GET", "/bad")
        except (TimeoutError, BackendError):
            pass

    async def mostly(request: bytes, writer: Writer) -> None:
        await (say if b" /bad " in request else always(GOOD))(request, writer)

    async with talking(mostly, connections=5) as (transport, there):
        before = len(asyncio.all_tasks())
        for _ in range(20):
            await asyncio.gather(*(ask(transport) for _ in range(50)))
        found = await asyncio.gather(*(transport.send("GET", "/good") for _ in range(20)))
        assert [each.body for each in found] == [b"good"] * 20
        await asyncio.sleep(0.1)
        assert len(there.open) <= 5
        assert len(asyncio.all_tasks()) - before <= 5  # the peer's own, one for each open connection
        there.answer = together(5)  # every place is to be had again, all at once
        found = await asyncio.gather(*(transport.send("GET", "/good") for _ in range(20)))
        assert [each.body for each in found] == [b"good"] * 20
        assert transport.load == Load(open=5, idle=5)


async def test_close_ends_what_is_under_way() -> None:
    async with talking(never) as (transport, there):
        asked = asyncio.create_task(transport.send("GET", "/"))
        await asyncio.sleep(0.1)
        assert there.requests
        await transport.close()
        with pytest.raises(Unavailable):
            await asked
        there.answer = always(GOOD)
        assert (await transport.send("GET", "/")).body == b"good"


PIECES = st.sampled_from(
    [
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n",
        b"HTTP/1.1 204 No\r\n",
        b"HTTP/1.0 200\r\n",
        b"HTTP/9.9 0\r\n",
        b"content-length: 4\r\n",
        b"content-length: 0\r\n",
        b"content-length: 18446744073709551616\r\n",
        b"Content-Length: 0x4\r\n",
        b"transfer-encoding: chunked\r\n",
        b"transfer-encoding: gzip, chunked\r\n",
        b"connection: close\r\n",
        b"upgrade: h2c\r\n",
        b"content-encoding: gzip\r\n",
        b"content-encoding: br\r\n",
        b"x: \x00\xff\r\n",
        b" folded\r\n",
        b"\r\n",
        b"\n",
        b"good",
        b"4\r\n",
        b"0\r\n\r\n",
        b"ffffffffffffffff\r\n",
        b"-1\r\n",
        gzip.compress(b"a" * 100),
        b"\x1f\x8b",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(PIECES, st.binary(max_size=40)), max_size=12), st.booleans())
def test_whatever_comes(pieces: list[bytes], split: bool) -> None:
    """A reply or an error of ours, soon; and the transport serves on."""
    said = asyncio.Event()

    async def say(request: bytes, writer: Writer) -> None:
        if b" /bad " not in request:
            writer.write(GOOD)
            return
        for piece in pieces if split else [b"".join(pieces)]:
            writer.write(piece)
            await asyncio.sleep(0)
        writer.close()
        said.set()

    async def ask() -> None:
        async with talking(say, timeout=2, largest_answer=5_000) as (transport, _):
            try:
                found = await transport.send("GET", "/bad")
                assert isinstance(found, Reply)
                assert 200 <= found.status <= 999
                assert len(found.body) <= 5_000
            except (Unavailable, Unreadable) as error:
                assert not isinstance(error, TimedOut)
            await said.wait()  # what comes after the next question was sent cannot be told from its answer
            await asyncio.sleep(0.005)
            assert (await transport.send("GET", "/good")).body == b"good"

    asyncio.run(ask())
