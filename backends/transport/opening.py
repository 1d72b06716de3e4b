"""How a connection is made: TCP, then perhaps a proxy's tunnel, then perhaps TLS."""

import asyncio
import ssl
from base64 import b64encode
from functools import partial
from typing import Final
from urllib.parse import unquote, urlsplit

import certifi
from msgspec import Struct

from backends.transport.alarm import NEVER
from backends.transport.asked import Asked
from backends.transport.connection import Connection
from backends.transport.failures import Refused, WireError
from backends.transport.settings import HttpSettings
from backends.transport.writing import Writer

_PORTS: Final = {"http": 80, "https": 443}


class Origin(Struct, frozen=True):
    """Where requests go: a scheme, a host and a port, and the path that all of them begin with."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """As `Host` says it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


class Proxy(Struct, frozen=True):
    """Who passes requests on, and what it wants to be told for it."""

    host: str
    port: int
    secure: bool
    authorization: str | None


def origin_of(url: str) -> Origin:
    """The origin of a URL that `HttpSettings` accepted."""
    parts = urlsplit(url)
    return Origin(parts.scheme, _ascii(parts.hostname), parts.port or _PORTS[parts.scheme], parts.path)


def proxy_of(url: str) -> Proxy:
    """A proxy's address, as `HttpSettings` accepted it."""
    parts = urlsplit(url)
    told = None
    if parts.username is not None:
        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        told = f"Basic {b64encode(pair.encode()).decode()}"
    return Proxy(_ascii(parts.hostname), parts.port or _PORTS[parts.scheme], parts.scheme == "https", told)


def _ascii(host: str | None) -> str:
    try:
        return (host or "").encode("idna").decode() if host and not host.isascii() else host or ""
    except UnicodeError:
        raise Refused from None


class Opener:
    """Opens connections to one origin."""

    def __init__(self, origin: Origin, options: HttpSettings) -> None:
        self._origin = origin
        self._options = options
        self._proxy = None if options.proxy is None else proxy_of(options.proxy.get_secret_value())
        self._trust: ssl.SSLContext | None = None

    def writer(self) -> Writer:
        """What writes the requests; a proxy that forwards them wants the whole address in each, and its password."""
        origin, proxy = self._origin, self._proxy
        if proxy is None or origin.scheme == "https":
            return Writer(origin.authority)
        return Writer(origin.authority, prefix=f"http://{origin.authority}", proxy_authorization=proxy.authorization)

    async def open(self) -> Connection:
        """A new connection, within its time; raises Refused."""
        try:
            async with asyncio.timeout(self._options.connect_timeout):
                return await (self._direct() if self._proxy is None else self._by(self._proxy))
        except ssl.SSLCertVerificationError:
            raise Refused(": its certificate is not trusted; look at base_url and ca_file") from None
        except (OSError, UnicodeError):  # ssl.SSLError and TimeoutError are OSErrors
            raise Refused from None

    async def _direct(self) -> Connection:
        return await self._connected(self._origin.host, self._origin.port, secure=self._origin.scheme == "https")

    async def _by(self, proxy: Proxy) -> Connection:
        connection = await self._connected(proxy.host, proxy.port, secure=proxy.secure)
        if self._origin.scheme == "http":
            return connection
        try:
            return await self._tunnel(connection, proxy)
        except BaseException:
            connection.close()
            raise

    async def _tunnel(self, connection: Connection, proxy: Proxy) -> Connection:
        host = f"{self._origin.host}:{self._origin.port}"
        told = f"proxy-authorization: {proxy.authorization}\r\n" if proxy.authorization else ""
        request = f"CONNECT {host} HTTP/1.1\r\nhost: {host}\r\n{told}\r\n"
        loop = asyncio.get_running_loop()
        asked = Asked(request.encode(), bodiless=True, repeatable=False, deadline=NEVER, answer=loop.create_future())
        connection.ask(asked, loop.time())
        try:
            reply = await asked.answer
        except WireError:
            raise Refused(": the proxy refused") from None
        transport = connection.transport
        if reply is None or reply.status != 200 or transport is None:
            raise Refused(": the proxy refused")
        inner = Connection(self._options.largest_answer)
        upgraded = await loop.start_tls(transport, inner, self._trusted(), server_hostname=self._origin.host)
        if upgraded is None:
            raise Refused
        inner.connection_made(upgraded)
        return inner

    async def _connected(self, host: str, port: int, *, secure: bool) -> Connection:
        _, connection = await asyncio.get_running_loop().create_connection(
            partial(Connection, self._options.largest_answer),
            host,
            port,
            ssl=self._trusted() if secure else None,
            server_hostname=host if secure else None,
        )
        return connection

    def _trusted(self) -> ssl.SSLContext:
        if self._trust is None:
            try:
                # certifi's, where a retailer gives none: an image may hold no authorities, and OpenSSL's own choice of
                # them follows the environment.
                self._trust = ssl.create_default_context(cafile=self._options.ca_file or certifi.where())
            except OSError:  # ssl.SSLError is one
                raise Refused(": its ca_file holds no certificates in PEM") from None
        return self._trust
