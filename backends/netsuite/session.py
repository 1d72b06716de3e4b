"""One account's session: who we are, one query at a time, page after page."""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

import msgspec

from backends.errors import Rejected, Unreadable
from backends.netsuite.failures import failure, refused_sign_in
from backends.netsuite.settings import NetSuiteSettings
from backends.netsuite.signing import TOKEN_PATH, form, header
from backends.netsuite.wire import Row, rows, token
from backends.ports import Clock
from backends.tokens import Token, Tokens
from backends.transport import Reply, Transport

_QUERY: Final = "/services/rest/query/v1/suiteql"
_HEADERS: Final = (("content-type", "application/json"), ("accept", "application/json"), ("prefer", "transient"))
_FORM: Final = (("content-type", "application/x-www-form-urlencoded"), ("accept", "application/json"))

Pairs = Sequence[tuple[str, str]]


class Session:
    """Asks one account; a token that is refused is renewed once."""

    def __init__(self, settings: NetSuiteSettings, transport: Transport, clock: Clock) -> None:
        self._settings = settings
        self._transport = transport
        self._clock = clock
        self._tokens = Tokens(self._fetch, clock) if settings.private_key is not None else None

    async def rows(self, query: str, most: int | None = None) -> list[Row]:
        """The first rows of a query; without `most` all of them, of which there may be so many as the settings say."""
        limit = min(self._settings.page_rows, most or self._settings.page_rows)
        body = msgspec.json.encode({"q": query})
        found: list[Row] = []
        while True:
            page, more = await self._page(body, limit, len(found))
            found += page
            if not more or (most is not None and len(found) >= most):
                return found[:most]
            if len(page) < limit:
                raise Unreadable("NetSuite sent a page that is not full, and said that others follow.")
            if len(found) >= self._settings.rows_of_a_query:
                raise Rejected(f"NetSuite has more than {self._settings.rows_of_a_query} rows for this question.")

    async def sign_in(self) -> None:
        """Raises what keeps us from it."""
        if self._tokens is not None:
            await self._tokens.get()

    async def close(self) -> None:
        """Close the connections."""
        await self._transport.close()

    async def _page(self, body: bytes, limit: int, offset: int) -> tuple[list[Row], bool]:
        query = (("limit", str(limit)), ("offset", str(offset)))
        reply = await self._sent(query, body)
        if reply.status != 200:
            raise failure(reply)
        return rows(reply.body)

    async def _sent(self, query: Pairs, body: bytes) -> Reply:
        if self._tokens is None:
            return await self._transport.send("POST", _QUERY, query=query, headers=self._signed(query), body=body)
        held = await self._tokens.get()
        reply = await self._posted(query, held, body)
        if reply.status != 401:
            return reply
        self._tokens.refuse(held)
        return await self._posted(query, await self._tokens.get(), body)

    async def _posted(self, query: Pairs, held: Token, body: bytes) -> Reply:
        headers = (*_HEADERS, ("authorization", f"Bearer {held.value}"))
        return await self._transport.send("POST", _QUERY, query=query, headers=headers, body=body)

    def _signed(self, query: Pairs) -> Pairs:
        url, nonce = f"{self._settings.base_url}{_QUERY}", secrets.token_hex(16)
        return (*_HEADERS, ("authorization", header(self._settings, "POST", url, query, nonce, self._clock())))

    async def _fetch(self) -> Token:
        now = self._clock()
        reply = await self._transport.send("POST", TOKEN_PATH, headers=_FORM, body=form(self._settings, now))
        if reply.status != 200:
            raise refused_sign_in(reply)
        given = token(reply.body)
        try:
            return Token(given.access_token, now + timedelta(seconds=int(given.expires_in)))
        except (ValueError, OverflowError):
            raise Unreadable("NetSuite gave a token, and no number of seconds that it holds.") from None
