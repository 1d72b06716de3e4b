"""Questions over HTTP: signed in, several packed into a `$batch`, each followed to its last page."""

import asyncio
from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import msgspec
from msgspec import Struct

from backends.errors import BackendError, Denied, Unreadable
from backends.manifest import Served
from backends.ports import Clock
from backends.sap import SapSettings, multipart
from backends.sap.failures import asked_too_soon, explained, refused_sign_in, unreadable
from backends.sap.odata import Query, Service, Version
from backends.sap.wire import ReplyV2, ReplyV4, TokenReply
from backends.tokens import Token, Tokens
from backends.transport import Pairs, Reply, Transport

Document = dict[str, Any]

_TOKEN_PATH: Final = "/sap/bc/sec/oauth2/token"  # noqa: S105 - an address
_FORM: Final = (("content-type", "application/x-www-form-urlencoded"),)
_JSON: Final = (("accept", "application/json"),)
_PAUSE: Final = timedelta(seconds=30)  # after a refusal: SAP locks users after a few of them


class Meant(Token, frozen=True):
    """A CSRF token, and the cookies of its session, without which it is worth nothing."""

    cookies: str = ""


class Found(Struct, frozen=True):
    """A page of rows, and the options of the one that follows."""

    rows: Sequence[Document]
    following: str | None


class Session:
    """One system, as one user of one client."""

    def __init__(self, settings: SapSettings, served: Served, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._transport = Transport(served, settings.base_url, settings)
        self._door, self._token_path = _door(settings, served, self._transport)
        self._tokens = Tokens(self._sign_in, clock)
        self._csrf: dict[str, Tokens] = {}
        self._locked_until: datetime | None = None

    async def close(self) -> None:
        """Give the connections back."""
        await self._transport.close()
        await self._door.close()

    async def ready(self, service: Service) -> None:
        """Raise what keeps us from packing questions to a service."""
        await self._csrf_of(service).get()

    async def rows(self, queries: Sequence[Query]) -> Sequence[Sequence[Document]]:
        """The rows of each query, all of one service; as few requests as they fit into, which go at once."""
        most = self._settings.batch_parts
        parts = [queries[start : start + most] for start in range(0, len(queries), most)]
        try:
            async with asyncio.TaskGroup() as together:
                tasks = [together.create_task(self._answers(part)) for part in parts]
        except* BackendError as failures:
            raise _first(failures) from None
        return [rows for task in tasks for rows in task.result()]

    async def _answers(self, queries: Sequence[Query]) -> Sequence[Sequence[Document]]:
        """The rows of queries that fit into one request."""
        if self._packs(queries):
            pages = await self._packed(queries)
        else:
            pages = [await self._page(query, query.url) for query in queries]
        return [await self._whole(query, page) for query, page in zip(queries, pages, strict=True)]

    def _packs(self, queries: Sequence[Query]) -> bool:
        """Several questions are packed, and a long one: the body has room for it."""
        longest = self._settings.longest_url - len(queries[0].service.path)
        return len(queries) > 1 or (self._settings.batch_parts > 1 and len(queries[0].url) > longest)

    async def _whole(self, query: Query, page: Found) -> Sequence[Document]:
        """All rows of an answer. The address of the next page may name another host: only its options are taken."""
        rows, left = list(page.rows), self._settings.most_pages
        while page.following is not None:
            left -= 1
            if not left:
                raise Unreadable(f"SAP, {query.service.name}: it sent an answer without an end.")
            page = await self._page(query, f"{query.entity}?{page.following}")
            rows += page.rows
        return rows

    async def _page(self, query: Query, url: str) -> Found:
        reply = await self._asked("GET", query.service, url)
        return _found(query.service, reply.status, reply.headers, reply.body, self._settings.client)

    async def _packed(self, queries: Sequence[Query]) -> Sequence[Found]:
        service = queries[0].service
        body = multipart.written(query.url for query in queries)
        reply = await self._meant(service, body)
        if reply.status not in (200, 202):
            raise explained(reply.status, reply.headers, reply.body, service, client=self._settings.client)
        parts = multipart.read(reply.headers.get("content-type", ""), reply.body, len(queries))
        return [_found(service, part.status, part.headers, part.body, self._settings.client) for part in parts]

    async def _meant(self, service: Service, body: bytes) -> Reply:
        """A POST with the CSRF token of a session; with a new one, if the session ended."""
        tokens = self._csrf_of(service)
        token = await tokens.get()
        reply = await self._posted(service, body, token)
        if _wants_token(reply):
            tokens.refuse(token)
            reply = await self._posted(service, body, await tokens.get())
        if _wants_token(reply):
            said = "it does not accept the CSRF token that it gave: perhaps a proxy drops cookies"
            raise Denied(f"SAP, {service.name}: {said}; batch_parts = 1 does without.")
        return reply

    async def _posted(self, service: Service, body: bytes, token: Token) -> Reply:
        cookies = token.cookies if isinstance(token, Meant) else ""
        headers = (
            ("content-type", multipart.CONTENT_TYPE),
            ("x-csrf-token", token.value),
            *((("cookie", cookies),) if cookies else ()),
        )
        return await self._asked("POST", service, "$batch", headers=headers, body=body)

    def _csrf_of(self, service: Service) -> Tokens:
        """By service: a session may lead to another machine for each."""
        if service.path not in self._csrf:
            self._csrf[service.path] = Tokens(lambda: self._fetched(service), self._clock)
        return self._csrf[service.path]

    async def _fetched(self, service: Service) -> Token:
        reply = await self._asked("GET", service, "", headers=(("x-csrf-token", "Fetch"),))
        if reply.status != 200:
            raise explained(reply.status, reply.headers, reply.body, service, client=self._settings.client)
        value = reply.headers.get("x-csrf-token")
        if not value:
            raise Unreadable(f"SAP, {service.name}: it gave no CSRF token; batch_parts = 1 does without.")
        cookies = (line.partition(";")[0] for line in reply.headers.get("set-cookie", "").split("\n"))
        return Meant(value, None, "; ".join(filter(None, cookies)))

    async def _asked(self, method: str, service: Service, url: str, *, headers: Pairs = (), body: bytes = b"") -> Reply:
        """A reply, whatever its status; signed in anew if the token was not accepted."""
        token = await self._tokens.get()
        reply = await self._sent(method, service, url, headers, body, token)
        if reply.status != 401:
            return reply
        self._tokens.refuse(token)
        if self._settings.client_id is None:
            self._locked_until = self._clock() + _PAUSE
            return reply
        return await self._sent(method, service, url, headers, body, await self._tokens.get())

    async def _sent(self, method: str, service: Service, url: str, headers: Pairs, body: bytes, token: Token) -> Reply:
        query, tenant = self._tenant()
        return await self._transport.send(
            method,
            f"{service.path}/{url}",
            query=query,
            headers=(("authorization", token.value), *_JSON, *tenant, *headers),
            body=body,
        )

    def _tenant(self) -> tuple[Pairs, Pairs]:
        """The client, among the options or the headers."""
        client = self._settings.client
        told = () if client is None else (("sap-client", client),)
        return (told, ()) if self._settings.client_in == "query" else ((), told)

    async def _sign_in(self) -> Token:
        settings = self._settings
        if settings.client_id is None or settings.client_secret is None:
            assert settings.password is not None  # noqa: S101 - the settings say that one of both is there
            if self._locked_until is not None and self._clock() < self._locked_until:
                raise asked_too_soon()
            pair = f"{settings.username}:{settings.password.get_secret_value()}"
            return Token(f"Basic {b64encode(pair.encode()).decode()}")
        secret = settings.client_secret.get_secret_value()
        form = {"grant_type": "client_credentials", "client_id": settings.client_id, "client_secret": secret}
        query, tenant = self._tenant() if settings.token_url is None else ((), ())
        headers = (*_FORM, *_JSON, *tenant)
        reply = await self._door.send(
            "POST", self._token_path, query=query, headers=headers, body=urlencode(form).encode()
        )
        if reply.status != 200:
            raise refused_sign_in(reply.status, reply.headers, reply.body)
        return self._bearer(reply)

    def _bearer(self, reply: Reply) -> Token:
        try:
            token = msgspec.json.decode(reply.body, type=TokenReply)
        except msgspec.DecodeError:
            raise Unreadable("SAP gave a token that cannot be read: look at token_url.") from None
        lasts = None if token.expires_in is None else self._clock() + timedelta(seconds=token.expires_in)
        return Token(f"Bearer {token.access_token}", lasts)


def _first(failures: ExceptionGroup[BackendError]) -> BackendError:
    first = failures.exceptions[0]
    return _first(first) if isinstance(first, ExceptionGroup) else first


def _door(settings: SapSettings, served: Served, transport: Transport) -> tuple[Transport, str]:
    """Where tokens are given, which may be another host."""
    if settings.token_url is None:
        return transport, _TOKEN_PATH
    parts = urlsplit(settings.token_url)
    return Transport(served, f"{parts.scheme}://{parts.netloc}", settings), parts.path


def _wants_token(reply: Reply) -> bool:
    return reply.status == 403 and reply.headers.get("x-csrf-token", "").lower() == "required"


def _found(service: Service, status: int, headers: Mapping[str, str], body: bytes, client: str | None) -> Found:
    """A page; raises what kept it from coming."""
    if status != 200:
        raise explained(status, headers, body, service, client=client)
    try:
        if service.version is Version.V2:
            told = _V2.decode(body).d
            return Found(told.results, _options(told.next))
        page = _V4.decode(body)
        return Found(page.value, _options(page.next))
    except (msgspec.DecodeError, RecursionError):
        raise unreadable(service, headers) from None


def _options(following: str | None) -> str | None:
    """The options of the next page."""
    if following is None:
        return None
    options = following.partition("?")[2].partition("#")[0]
    return "&".join(part for part in options.split("&") if not part.startswith(("sap-client=", "sap-language=")))


_V2: Final = msgspec.json.Decoder(ReplyV2, float_hook=Decimal)
_V4: Final = msgspec.json.Decoder(ReplyV4, float_hook=Decimal)
"""Numbers as they are written: a float would add noise behind them."""
