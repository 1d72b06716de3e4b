"""What is sent, and what comes back when all is well."""

import asyncio
import gzip
import zlib
from urllib.parse import parse_qsl

import brotli
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backends.errors import Rejected, Unreadable
from backends.transport import writing
from tests.backends.transport.wire import GOOD, Writer, always, talking

TEXT = st.one_of(st.text(max_size=8), st.text("a&=+%?#/ ~.é", max_size=8))


def reply(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    """A whole answer with its length."""
    lines = (f"HTTP/1.1 {status}", *headers, f"content-length: {len(body)}", "", "")
    return "\r\n".join(lines).encode() + body


async def test_what_is_sent() -> None:
    async with talking(always(GOOD), path="/base") as (transport, there):
        query = (("q", "a b&c"), ("plain", "x-1"), ("é", "ü"))
        await transport.send("POST", "/orders", query=query, headers=(("X-Key", "v"),), body=b"{}")
    head, _, body = there.requests[0].partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    assert lines[0] == "POST /base/orders?q=a%20b%26c&plain=x-1&%C3%A9=%C3%BC HTTP/1.1"
    assert f"host: 127.0.0.1:{there.port}" in lines
    assert {"X-Key: v", "content-length: 2", "user-agent: comptoir"} <= set(lines)
    assert body == b"{}"


async def test_own_headers_replace_the_usual() -> None:
    async with talking(always(GOOD)) as (transport, there):
        await transport.send("GET", "/", headers=(("User-Agent", "me"),))
    assert there.requests[0].lower().count(b"user-agent") == 1


@pytest.mark.parametrize("status", [200, 201, 301, 302, 404, 414, 429, 500, 503])
async def test_a_status_is_no_failure_and_no_redirect_is_followed(status: int) -> None:
    answer = reply(b"said", "location: http://elsewhere.test/", status=f"{status} So")
    async with talking(always(answer)) as (transport, there):
        found = await transport.send("GET", "/")
    assert (found.status, found.body, len(there.requests)) == (status, b"said", 1)


async def test_headers() -> None:
    answer = reply(b"", "Set-Cookie: a=1; Path=/", "set-cookie: b=2, c", "Link: <1>", "LINK: <2>", "X-Empty:")
    async with talking(always(answer)) as (transport, _):
        headers = (await transport.send("GET", "/")).headers
    assert headers["set-cookie"] == "a=1; Path=/\nb=2, c"
    assert headers["link"] == "<1>, <2>"
    assert headers["x-empty"] == ""


BODY = b'{"text": "' + b"round and round " * 5_000 + b'"}'
RAW = zlib.compressobj(wbits=-zlib.MAX_WBITS)
PACKED = {
    "gzip": gzip.compress(BODY),
    "deflate": zlib.compress(BODY),
    "br": brotli.compress(BODY),
    "Deflate ": RAW.compress(BODY) + RAW.flush(),
    "identity": BODY,
    "gzip, br": brotli.compress(gzip.compress(BODY)),
}


@pytest.mark.parametrize("packing", sorted(PACKED))
async def test_packed(packing: str) -> None:
    answer = reply(PACKED[packing], f"content-encoding: {packing}")
    async with talking(always(answer)) as (transport, there):
        assert (await transport.send("GET", "/")).body == BODY
    assert b"accept-encoding: gzip, deflate, br\r\n" in there.requests[0]


CHUNKED = (
    b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n4;ext=1\r\ndefg\r\n0\r\nx-trailer: 1\r\n\r\n"
)
BODIES = {
    "chunked": (CHUNKED, b"abcdefg"),
    "until closed": (b"HTTP/1.1 200 OK\r\n\r\nall of it", b"all of it"),
    "of HTTP/1.0": (b"HTTP/1.0 200 OK\r\n\r\nold", b"old"),
    "no content": (b"HTTP/1.1 204 No Content\r\n\r\n", b""),
    "not modified": (b"HTTP/1.1 304 Not Modified\r\netag: 1\r\n\r\n", b""),
    "after early hints": (b"HTTP/1.1 103 Early Hints\r\nlink: <x>\r\n\r\n" + GOOD, b"good"),
    "after continue": (b"HTTP/1.1 100 Continue\r\n\r\n" + GOOD, b"good"),
}


@pytest.mark.parametrize("kind", sorted(BODIES))
@pytest.mark.parametrize("at_once", [True, False], ids=["at once", "byte by byte"])
async def test_bodies(kind: str, at_once: bool) -> None:
    answer, body = BODIES[kind]

    async def say(request: bytes, writer: Writer) -> None:
        for part in [answer] if at_once else [bytes([each]) for each in answer]:
            writer.write(part)
            await asyncio.sleep(0)
        if kind in ("until closed", "of HTTP/1.0"):
            writer.close()

    async with talking(say) as (transport, there):
        for _ in range(2):
            found = await transport.send("GET", "/")
            assert found.body == body
            assert "link" not in found.headers
    assert len(there.requests) == 2


async def test_head_has_no_body() -> None:
    async with talking(always(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n")) as (transport, _):
        found = await transport.send("HEAD", "/")
    assert (found.status, found.body) == (200, b"")


async def test_one_connection_serves_many() -> None:
    async with talking(always(GOOD)) as (transport, there):
        for _ in range(20):
            await transport.send("GET", "/")
    assert there.connections == 1


@pytest.mark.parametrize("answer", [GOOD.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1)])
async def test_closed_when_told_so(answer: bytes) -> None:
    async with talking(always(answer)) as (transport, there):
        for _ in range(3):
            await transport.send("GET", "/")
    assert there.connections == 3


async def test_no_more_connections_than_allowed() -> None:
    async def slowly(request: bytes, writer: Writer) -> None:
        await asyncio.sleep(0.01)
        writer.write(GOOD)

    async with talking(slowly, connections=3) as (transport, there):
        await asyncio.gather(*(transport.send("GET", "/") for _ in range(30)))
    assert there.connections == 3
    assert len(there.requests) == 30


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/a\r\nx: y", ()),
        ("/a b", ()),
        ("/é", ()),
        ("/", (("x\r\ny", "z"),)),
        ("/", (("x", "y\r\nz: 1"),)),
        ("/", (("x", "y\nz"),)),
        ("/", (("", "y"),)),
        ("/", (("x", "€"),)),
    ],
)
async def test_nothing_is_smuggled(path: str, headers: tuple[tuple[str, str], ...]) -> None:
    async with talking(always(GOOD)) as (transport, there):
        with pytest.raises(Rejected) as caught:
            await transport.send("GET", path, headers=headers)
    assert there.requests == []
    assert "127.0.0.1" not in caught.value.message


async def test_our_own_urls_are_followed_and_no_others() -> None:
    async with talking(always(GOOD), path="/base") as (transport, there):
        own = f"http://127.0.0.1:{there.port}/base/next?page=2"
        await transport.send("GET", own, query=(("a", "1"),))
        assert there.requests[0].startswith(b"GET /base/next?page=2&a=1 ")
        for other in ("http://elsewhere.test/base/", f"http://127.0.0.1:{there.port}/based", "//elsewhere", "next"):
            with pytest.raises((Unreadable, Rejected)):
                await transport.send("GET", other)
                assert not there.requests[-1].startswith(b"GET http")
                raise Unreadable("sent to our own address")


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=6))
def test_a_query_says_what_was_meant(query: list[tuple[str, str]]) -> None:
    """Every character of a name or a value stays in it, those that divide pairs too."""
    line = writing.Writer("erp").written("GET", "/", query, (), b"").partition(b" HTTP/1.1")[0].decode("ascii")
    assert parse_qsl(line.removeprefix("GET /?"), keep_blank_values=True, strict_parsing=True) == query


async def test_headers_of_one_request_are_not_those_of_the_next() -> None:
    async with talking(always(GOOD)) as (transport, there):
        for headers in ((("x-a", "1"),), (("x-a", "1"),), (("x-b", "2"),), ()):
            await transport.send("GET", "/", headers=headers)
    assert [b"x-a" in each for each in there.requests] == [True, True, False, False]
    assert [b"x-b" in each for each in there.requests] == [False, False, True, False]


async def test_trailers_are_no_headers() -> None:
    async with talking(always(CHUNKED)) as (transport, _):
        for _ in range(2):
            headers = (await transport.send("GET", "/")).headers
            assert dict(headers) == {"transfer-encoding": "chunked"}
            assert "x-trailer" not in headers
            assert "x-träiler\N{EURO SIGN}" not in headers
