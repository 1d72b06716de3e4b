"""The ways to a system: TLS, and proxies."""

import asyncio
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from pydantic import ValidationError

from backends.errors import Unavailable
from backends.transport import HttpSettings
from tests.backends.transport.certificates import made
from tests.backends.transport.wire import GOOD, Writer, always, peer, transport_to


@pytest.mark.parametrize("loops", [1, 5])
async def test_trusted(tmp_path: Path, loops: int) -> None:
    chain, tls = made(tmp_path)
    async with (
        peer(always(GOOD), tls) as there,
        transport_to(f"https://127.0.0.1:{there.port}", ca_file=chain) as transport,
    ):
        for _ in range(loops):
            assert (await transport.send("GET", "/")).body == b"good"
    assert there.connections == 1


@pytest.mark.parametrize("own", [False, True], ids=["the well-known ones", "another's"])
async def test_not_trusted(tmp_path: Path, own: bool) -> None:
    _, tls = made(tmp_path)
    other, _ = made(tmp_path, host="127.0.0.2")
    options = {"ca_file": other} if own else {}
    async with (
        peer(always(GOOD), tls) as there,
        transport_to(f"https://127.0.0.1:{there.port}", **options) as transport,
    ):
        with pytest.raises(Unavailable, match="certificate is not trusted; look at base_url and ca_file"):
            await transport.send("GET", "/")
    assert there.requests == []


async def test_the_environment_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither for whom to trust nor for the way."""
    chain, tls = made(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(chain))
    async with peer(always(GOOD), tls) as there, transport_to(f"https://127.0.0.1:{there.port}") as transport:
        with pytest.raises(Unavailable, match="certificate is not trusted"):
            await transport.send("GET", "/")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    async with peer(always(GOOD)) as there, transport_to(f"http://127.0.0.1:{there.port}") as transport:
        assert (await transport.send("GET", "/")).body == b"good"


async def test_a_certificate_of_another_host(tmp_path: Path) -> None:
    chain, tls = made(tmp_path, host="127.0.0.2")
    async with (
        peer(always(GOOD), tls) as there,
        transport_to(f"https://127.0.0.1:{there.port}", ca_file=chain) as transport,
    ):
        with pytest.raises(Unavailable, match="not trusted"):
            await transport.send("GET", "/")
    assert there.requests == []


async def test_no_tls_there() -> None:
    async with (
        peer(always(GOOD)) as there,
        transport_to(f"https://127.0.0.1:{there.port}", connect_timeout=0.3) as transport,
    ):
        with pytest.raises(Unavailable):
            await transport.send("GET", "/")


async def test_no_certificates_in_the_file(tmp_path: Path) -> None:
    (tmp_path / "no.pem").write_text("nothing")
    async with transport_to("https://127.0.0.1:1", ca_file=tmp_path / "no.pem") as transport:
        with pytest.raises(Unavailable, match="ca_file holds no certificates"):
            await transport.send("GET", "/")


class Tunnel:
    """A proxy that connects, and notes what it was told."""

    def __init__(self, refuses: bool = False) -> None:
        self.heads: list[bytes] = []
        self.port = 0
        self._refuses = refuses

    async def serve(self, reader: asyncio.StreamReader, writer: Writer) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        self.heads.append(head)
        if self._refuses:
            writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 4\r\n\r\nwho?")
            writer.close()
            return
        host, _, port = head.split(b" ")[1].decode().rpartition(":")
        there, back = await asyncio.open_connection(host, int(port))
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await asyncio.gather(_pour(reader, back), _pour(there, writer))


async def _pour(source: asyncio.StreamReader, target: Writer) -> None:
    try:
        while data := await source.read(65_536):
            target.write(data)
    except (OSError, asyncio.CancelledError):
        pass
    target.close()


@asynccontextmanager
async def tunnel(refuses: bool = False) -> AsyncIterator[Tunnel]:
    proxy = Tunnel(refuses)
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    proxy.port = server.sockets[0].getsockname()[1]
    yield proxy
    server.close()


async def test_through_a_tunnel(tmp_path: Path) -> None:
    """TLS is spoken with the system, not with the proxy, which gets to know the host and nothing else."""
    chain, tls = made(tmp_path)
    async with (
        peer(always(GOOD), tls) as there,
        tunnel() as proxy,
        transport_to(
            f"https://127.0.0.1:{there.port}", ca_file=chain, proxy=f"http://me:s%20cret@127.0.0.1:{proxy.port}"
        ) as transport,
    ):
        for _ in range(3):
            assert (await transport.send("GET", "/secret-path")).body == b"good"
    [head] = proxy.heads
    told = b64encode(b"me:s cret")
    assert head.startswith(b"CONNECT 127.0.0.1:%d HTTP/1.1\r\n" % there.port)
    assert b"proxy-authorization: Basic %b\r\n" % told in head
    assert b"secret-path" not in head
    assert all(b"proxy-authorization" not in request for request in there.requests)


async def test_the_proxy_refuses(tmp_path: Path) -> None:
    async with (
        tunnel(refuses=True) as proxy,
        transport_to("https://127.0.0.1:1", proxy=f"http://me:hunter2@127.0.0.1:{proxy.port}") as transport,
    ):
        with pytest.raises(Unavailable, match=r"^erp cannot be reached: the proxy refused\.$"):
            await transport.send("GET", "/")


async def test_forwarded() -> None:
    """Without TLS a proxy is told the whole address."""
    async with (
        peer(always(GOOD)) as proxy,
        transport_to("http://erp.example:8080/base", proxy=f"http://me:pw@127.0.0.1:{proxy.port}") as transport,
    ):
        assert (await transport.send("GET", "/x", query=(("a", "1"),))).body == b"good"
    [request] = proxy.requests
    assert request.startswith(b"GET http://erp.example:8080/base/x?a=1 HTTP/1.1\r\nhost: erp.example:8080\r\n")
    assert b"proxy-authorization: Basic %b\r\n" % b64encode(b"me:pw") in request


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("base_url", "https://me:pw@erp.example"),
        ("base_url", "https://erp.example?x=1"),
        ("base_url", "ftp://erp.example"),
        ("base_url", "https://"),
        ("base_url", "https://erp.example/a b"),
        ("base_url", "https://erp.example:0"),
        ("proxy", "socks5://127.0.0.1"),
        ("connections", 0),
        ("largest_answer", 10),
        ("connect_timeout", 0),
    ],
)
def test_refused_settings(key: str, value: object) -> None:
    with pytest.raises(ValidationError) as caught:
        HttpSettings.model_validate({"base_url": "https://erp.example", key: value})
    assert "pw@" not in str(caught.value)
