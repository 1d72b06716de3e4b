"""Our connections under httpx's API."""

import asyncio
import gzip
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from backends.transport import HttpSettings
from backends.transport.compatible import PooledTransport
from tests.backends.transport.certificates import made
from tests.backends.transport.wire import GOOD, Answer, Peer, Writer, always, peer, talking


@asynccontextmanager
async def client_of(
    answer: Answer, *, timeout: float | None = 5, **options: Any
) -> AsyncIterator[tuple[httpx.AsyncClient, Peer]]:
    """A server, and an httpx client over our connections to it."""
    async with peer(answer) as there:
        url = f"http://127.0.0.1:{there.port}"
        transport = PooledTransport(HttpSettings(base_url=url, **options))
        async with httpx.AsyncClient(base_url=url, transport=transport, timeout=timeout) as client:
            yield client, there


async def test_what_is_sent() -> None:
    """What the client says is said once; how bodies are framed and packed is ours to say."""
    async with client_of(always(GOOD)) as (client, there):
        sent = {"X-Key": "v", "Accept-Encoding": "zstd", "Connection": "close"}
        answer = await client.post("/orders", params={"q": "a b&é"}, json={"a": 1}, headers=sent)
        assert (answer.status_code, answer.text) == (200, "good")
        await client.get("/again")
    head, _, body = there.requests[0].partition(b"\r\n\r\n")
    lines = [line.lower() for line in head.decode().split("\r\n")]
    assert lines[0] == "post /orders?q=a+b%26%c3%a9 http/1.1"
    assert body == b'{"a":1}'
    assert {"x-key: v", "content-length: 7", "content-type: application/json"} <= set(lines)
    assert "accept-encoding: gzip, deflate, br" in lines
    assert len({line.partition(":")[0] for line in lines}) == len(lines)
    assert there.connections == 1


async def test_what_comes() -> None:
    """The body unpacked, no header that says otherwise, every cookie by itself."""
    packed = gzip.compress(b'{"b": 2}')
    lines = (
        b"HTTP/1.1 201 Made",
        b"content-encoding: gzip",
        b"set-cookie: a=1; Path=/",
        b"set-cookie: b=2; Expires=Wed, 01 Jan 2098 00:00:00 GMT",
        b"link: <1>",
        b"link: <2>",
        b"content-length: %d" % len(packed),
    )
    async with client_of(always(b"\r\n".join((*lines, b"", packed)))) as (client, _):
        answer = await client.get("/")
        assert (answer.status_code, answer.json()) == (201, {"b": 2})
        assert answer.headers.get_list("link") == ["<1>, <2>"]
        assert "content-encoding" not in answer.headers
        assert answer.headers["content-length"] == "8"
        assert dict(client.cookies) == {"a": "1", "b": "2"}


async def test_head() -> None:
    async with client_of(always(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n")) as (client, _):
        answer = await client.head("/")
        assert (answer.status_code, answer.content) == (200, b"")


async def test_a_stream_is_there_at_once() -> None:
    async with client_of(always(GOOD)) as (client, _), client.stream("GET", "/") as answer:
        assert b"".join([part async for part in answer.aiter_bytes()]) == b"good"


async def test_a_body_from_a_stream_is_sent_whole() -> None:
    async def parts() -> AsyncIterator[bytes]:
        yield b"on"
        yield b"e"

    async with client_of(always(GOOD)) as (client, there):
        await client.post("/", content=parts())
    assert there.requests[0].endswith(b"content-length: 3\r\n\r\none")


async def never(request: bytes, writer: Writer) -> None:
    await asyncio.sleep(30)


ERRORS: dict[str, tuple[Answer, dict[str, Any], type[httpx.RequestError]]] = {
    "cut off": (always(b"HTTP/1.1 200 OK\r\n", then_close=True), {}, httpx.RemoteProtocolError),
    "no HTTP": (always(b"220 mail ESMTP\r\n"), {}, httpx.RemoteProtocolError),
    "too large": (
        always(b"HTTP/1.1 200 OK\r\ncontent-length: 9999\r\n\r\n"),
        {"largest_answer": 2_000},
        httpx.RemoteProtocolError,
    ),
    "packed": (
        always(b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 1\r\n\r\nx"),
        {},
        httpx.DecodingError,
    ),
    "late": (never, {"timeout": 0.2}, httpx.ReadTimeout),
    "silent": (never, {"timeout": None, "read_timeout": 0.2}, httpx.ReadTimeout),
}


@pytest.mark.parametrize("kind", sorted(ERRORS))
async def test_errors_are_those_of_httpx(kind: str) -> None:
    answer, options, expected = ERRORS[kind]
    async with client_of(answer, **options) as (client, there):
        with pytest.raises(expected) as caught:
            await client.get("/secret-path")
        assert caught.value.request.url.path == "/secret-path"
        assert "secret" not in str(caught.value)
        assert str(there.port) not in str(caught.value)


async def test_nobody_there() -> None:
    async with talking(always(GOOD)) as (_, there):
        url = f"http://127.0.0.1:{there.port}"
    async with httpx.AsyncClient(transport=PooledTransport(HttpSettings(base_url=url))) as client:
        with pytest.raises(httpx.ConnectError, match=r"^cannot be reached$"):
            await client.get(url)


async def test_no_more_wait_than_may() -> None:
    async with client_of(never, connections=1, waiting=0) as (client, _):
        first = asyncio.create_task(client.get("/"))
        await asyncio.sleep(0.1)
        with pytest.raises(httpx.PoolTimeout):
            await client.get("/")
        first.cancel()
        await asyncio.wait([first])


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "http://elsewhere.test/", "https://127.0.0.1/"])
async def test_no_other_host_is_asked(url: str) -> None:
    async with client_of(always(GOOD)) as (client, there):
        with pytest.raises(httpx.ConnectError, match=r"^sent to another address$"):
            await client.get(url)
    assert there.requests == []


async def test_nothing_is_smuggled() -> None:
    async with client_of(always(GOOD)) as (client, there):
        with pytest.raises(httpx.LocalProtocolError):
            await client.get("/", headers=[(b"x", b"y\r\nz: 1")])
    assert there.requests == []


async def test_secured(tmp_path: Path) -> None:
    chain, tls = made(tmp_path)
    async with peer(always(GOOD), tls) as there:
        url = f"https://127.0.0.1:{there.port}"
        async with httpx.AsyncClient(transport=PooledTransport(HttpSettings(base_url=url, ca_file=chain))) as client:
            assert (await client.get(f"{url}/")).content == b"good"


async def test_closed_and_asked_again() -> None:
    async with peer(always(GOOD)) as there:
        url = f"http://127.0.0.1:{there.port}"
        transport = PooledTransport(HttpSettings(base_url=url))
        for _ in range(2):
            request = httpx.Request("GET", url)
            assert (await transport.handle_async_request(request)).content == b"good"
            await transport.aclose()
        await asyncio.sleep(0.05)
        assert (there.connections, len(there.open)) == (2, 0)


async def test_many_at_once() -> None:
    async with client_of(always(GOOD), connections=4) as (client, there):
        found = await asyncio.gather(*(client.get(f"/{number}") for number in range(60)))
        assert [each.content for each in found] == [b"good"] * 60
    assert (there.connections, len(there.requests)) == (4, 60)
