"""Questions over HTTP: signed in once, asked again once when the session ended, followed to their last page."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final, TypeVar
from urllib.parse import urlencode, urlsplit

import msgspec

from backends.errors import Unreadable
from backends.ports import Clock
from backends.salesforce import SalesforceSettings
from backends.salesforce.failures import explained, of, sign_in, unreadable
from backends.salesforce.signing import form
from backends.salesforce.soql import Statement
from backends.salesforce.wire import Availability, CompositeReply, QueryReply, TokenReply
from backends.tokens import Token, Tokens
from backends.transport import Reply, Transport

T = TypeVar("T")
Record = dict[str, Any]
Query = Sequence[tuple[str, str]]

_MOST_QUERIES: Final = 5  # in a composite request
_MOST_PAGES: Final = 50  # of one answer
_AVAILABILITY: Final = "/commerce/oci/availability/availability-records/actions/get-availability"
_ANSWERED: Final = (200, 201)  # 201 is what a POST may be answered with
_JSON: Final = (("content-type", "application/json"),)
_FORM: Final = (("content-type", "application/x-www-form-urlencoded"),)


class Session:
    """One org, as the user of one app."""

    def __init__(self, settings: SalesforceSettings, reach: Callable[[str], Transport], clock: Clock) -> None:
        self._settings = settings
        self._reach = reach
        self._door = reach(settings.base_url)
        self._instance = settings.base_url
        self._org = self._door
        self._left: Transport | None = None
        self._clock = clock
        self._tokens = Tokens(self._sign_in, clock)
        self._root = f"/services/data/v{settings.api_version}"

    async def close(self) -> None:
        """Give the connections back."""
        for each in (self._door, self._org, self._left):
            if each is not None:
                await each.close()

    async def sign_in(self) -> None:
        """Raise what keeps us from signing in."""
        await self._tokens.get()

    async def records(self, statements: Sequence[Statement]) -> Sequence[Sequence[Record]]:
        """The records of each query; as few calls as they fit into."""
        found: list[Sequence[Record]] = []
        for start in range(0, len(statements), _MOST_QUERIES):
            replies = await self._replies(statements[start : start + _MOST_QUERIES])
            found += [await self._all(reply) for reply in replies]
        return found

    async def collected(self, kind: str, ids: Sequence[str], fields: Sequence[str]) -> Sequence[Record | None]:
        """Records by their ids, in that order; None for one that is not there, or not for us."""
        body = msgspec.json.encode({"ids": ids, "fields": fields})
        return await self._read(list[Record | None], "POST", f"{self._root}/composite/sobjects/{kind}", body=body)

    async def availability(self, question: Mapping[str, Any]) -> Availability:
        """What the inventory says of some SKUs at some locations; raises what it complains of."""
        answer = await self._read(Availability, "POST", self._root + _AVAILABILITY, body=msgspec.json.encode(question))
        if not answer.success:
            code = answer.errors[0].error_code if answer.errors else ""
            raise of(400, [{"errorCode": code, "message": ""}])
        return answer

    async def _replies(self, statements: Sequence[Statement]) -> Sequence[QueryReply]:
        urls = [f"{self._resource(statement)}?{urlencode({'q': statement.text})}" for statement in statements]
        if len(urls) == 1 and len(urls[0]) <= self._settings.longest_url:
            query = (("q", statements[0].text),)
            return [await self._read(QueryReply, "GET", self._resource(statements[0]), query=query)]
        return await self._packed(urls)

    def _resource(self, statement: Statement) -> str:
        return f"{self._root}/{'queryAll' if statement.with_deleted else 'query'}"

    async def _packed(self, urls: Sequence[str]) -> Sequence[QueryReply]:
        """Several queries in one call; the URL of a part stands in the body, where none is too long."""
        parts = [{"method": "GET", "url": url, "referenceId": f"q{place}"} for place, url in enumerate(urls)]
        body = msgspec.json.encode({"allOrNone": False, "compositeRequest": parts})
        answer = await self._read(CompositeReply, "POST", f"{self._root}/composite", body=body)
        answers = {part.reference_id: part for part in answer.composite_response}
        if answers.keys() != {part["referenceId"] for part in parts}:
            raise unreadable()
        ordered = [answers[part["referenceId"]] for part in parts]
        for each in ordered:
            if each.http_status_code != 200:
                raise of(each.http_status_code, each.body)
        return [_converted(each.body, QueryReply) for each in ordered]

    async def _all(self, reply: QueryReply) -> Sequence[Record]:
        """All records of an answer, each with all that is below it."""
        records = [record for page in await self._pages(reply) for record in page]
        for record in records:
            await self._complete(record)
        return records

    async def _pages(self, reply: QueryReply) -> Sequence[Sequence[Record]]:
        pages = [reply.records]
        while not reply.done:
            if len(pages) == _MOST_PAGES or reply.next_records_url is None:
                raise Unreadable("Salesforce sent an answer without an end.")
            reply = await self._read(QueryReply, "GET", reply.next_records_url)
            pages.append(reply.records)
        return pages

    async def _complete(self, record: Record) -> None:
        """Rows below a record come in pages too."""
        for value in record.values():
            if isinstance(value, dict) and isinstance(value.get("records"), list):
                if value.get("done") is False:
                    value["records"] = [*(await self._all(_converted(value, QueryReply)))]
                    value["done"] = True
                else:
                    for below in value["records"]:
                        await self._complete(below)

    async def _read(self, kind: type[T], method: str, path: str, *, query: Query = (), body: bytes = b"") -> T:
        reply = await self._asked(method, path, query, body)
        try:
            return msgspec.convert(_DECODER.decode(reply.body), kind)
        except (msgspec.DecodeError, msgspec.ValidationError, RecursionError):
            raise unreadable() from None

    async def _asked(self, method: str, path: str, query: Query, body: bytes) -> Reply:
        token = await self._tokens.get()
        reply = await self._sent(method, path, query, body, token)
        if reply.status == 401:
            self._tokens.refuse(token)
            reply = await self._sent(method, path, query, body, await self._tokens.get())
        if reply.status not in _ANSWERED:
            raise explained(reply)
        return reply

    async def _sent(self, method: str, path: str, query: Query, body: bytes, token: Token) -> Reply:
        headers = (("authorization", f"Bearer {token.value}"), ("accept", "application/json"), *(_JSON if body else ()))
        return await self._org.send(method, path, query=query, headers=headers, body=body)

    async def _sign_in(self) -> Token:
        body = form(self._settings, self._clock())
        reply = await self._door.send("POST", "/services/oauth2/token", headers=_FORM, body=body)
        if reply.status != 200:
            raise sign_in(reply)
        try:
            told = msgspec.json.decode(reply.body, type=TokenReply)
        except msgspec.DecodeError:
            raise unreadable() from None
        await self._move(told.instance_url.rstrip("/"))
        return Token(told.access_token, self._clock() + timedelta(minutes=self._settings.session_minutes))

    async def _move(self, instance: str) -> None:
        """Ask where the org lives: not where it is signed in to, if that is login.salesforce.com or the org moved.

        What is under way to where it lived may still be answered from there, until it moves again.
        """
        if instance in ("", self._instance):
            return
        if not _as_safe(instance, self._settings.base_url):
            raise unreadable()
        gone, self._left = self._left, None if self._org is self._door else self._org
        self._org, self._instance = self._reach(instance), instance
        if gone is not None:
            await gone.close()


def _as_safe(instance: str, base_url: str) -> bool:
    """Whether an address is one of a host alone, and as secret on the way there as ours."""
    try:
        there = urlsplit(instance)
        bare = there.netloc == (there.hostname or "") + ("" if there.port is None else f":{there.port}")
    except ValueError:
        return False
    return bare and bool(there.hostname) and there.scheme == urlsplit(base_url).scheme and not there.path


def _converted(value: object, kind: type[T]) -> T:
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError:
        raise unreadable() from None


_DECODER: Final = msgspec.json.Decoder(float_hook=Decimal)
"""Numbers as they are written: a float would add noise behind them."""
