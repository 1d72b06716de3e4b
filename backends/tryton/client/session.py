"""Calls over HTTP: the series detected, signed in once, asked again once when the session ended."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any, Final
from urllib.parse import quote

import msgspec

from backends.errors import Unreadable
from backends.ports import Clock
from backends.tokens import Token, Tokens
from backends.transport import Reply, Transport
from backends.tryton import TrytonSettings
from backends.tryton.failures import explained, of, refused, sign_in, unreadable
from backends.tryton.listing import Question
from backends.tryton.wire import Answer, Json, decoded

_JSON: Final = (("content-type", "application/json"), ("accept", "application/json"))
_MOVED_IN: Final = (8, 2)
"""The series whose RPC is at /DATABASE/rpc/ instead of /DATABASE/."""
_NOT_HERE: Final = (401, 404, 405)
"""What older series say to a call at /rpc/, which they take for a database, and newer ones to one at /."""


class Session:
    """One database, as one user."""

    def __init__(self, settings: TrytonSettings, transport: Transport, clock: Clock) -> None:
        self._settings = settings
        self._transport = transport
        self._tokens = Tokens(self._sign_in, clock)
        self._numbers = count(1)
        self._context: dict[str, Any] = {"language": settings.language}
        self._root: str | None = None if settings.series is None else self._root_of(settings.series)

    async def close(self) -> None:
        """Give the connections back; the session ends by itself."""
        await self._transport.close()

    async def sign_in(self) -> None:
        """Raise what keeps us from signing in."""
        await self._tokens.get()

    async def search(self, model: str, question: Question, context: Mapping[str, Any] | None = None) -> Sequence[Json]:
        """The records of a model that a question asks for."""
        params = [question.domain, 0, question.limit, list(question.order), list(question.fields)]
        asked = frozenset(step for path in (model, *_named(params)) for step in (path, *path.split(".")))
        found = await self._asked(f"model.{model}.search_read", params, asked, context)
        if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
            raise unreadable()
        return found

    async def _asked(
        self, method: str, params: list[Any], asked: frozenset[str], context: Mapping[str, Any] | None = None
    ) -> Any:
        token = await self._tokens.get()
        reply = await self._called(method, params, token, context)
        if reply.status == 401:
            self._tokens.refuse(token)
            reply = await self._called(method, params, await self._tokens.get(), context)
        if reply.status != 200:
            raise explained(reply)
        return _result(reply, asked)

    async def _called(self, method: str, params: list[Any], token: Token, context: Mapping[str, Any] | None) -> Reply:
        signed = (("authorization", f"Session {token.value}"),)
        return await self._sent(str(self._root), method, [*params, {**self._context, **(context or {})}], signed)

    async def _sent(self, path: str, method: str, params: list[Any], headers: Sequence[tuple[str, str]] = ()) -> Reply:
        body = msgspec.json.encode({"id": next(self._numbers), "method": method, "params": params})
        return await self._transport.send("POST", path, headers=(*_JSON, *headers), body=body)

    async def _sign_in(self) -> Token:
        if self._root is None:
            self._root = self._root_of(await self._series())
        settings = self._settings
        parameters = {"password": settings.password.get_secret_value()}
        reply = await self._sent(self._root, "common.db.login", [settings.username, parameters, settings.language])
        if reply.status != 200:
            raise sign_in(reply)
        match _result(reply, frozenset()):
            case [int(user), str(session), *_]:
                token = Token(b64encode(f"{settings.username}:{user}:{session}".encode()).decode())
            case None:
                raise refused()
            case _:
                raise unreadable()
        await self._know_company(token)
        return token

    async def _know_company(self, token: Token) -> None:
        """Rules and defaults of many models look at the company in the context."""
        if "company" in self._context:
            return
        company = self._settings.company
        if company is None:
            reply = await self._called("model.res.user.get_preferences", [True], token, None)
            if reply.status != 200:
                raise explained(reply)
            preferences = _result(reply, frozenset())
            company = preferences.get("company") if isinstance(preferences, dict) else None
        if company is not None:
            self._context = {**self._context, "company": company}

    async def _series(self) -> str:
        """What the server says it is, at the address of the newer series or else of the older."""
        reply = await self._sent("/rpc/", "common.server.version", [])
        if reply.status in _NOT_HERE:
            reply = await self._sent("/", "common.server.version", [])
        if reply.status != 200:
            raise explained(reply)
        series = _result(reply, frozenset())
        if not isinstance(series, str):
            raise unreadable()
        return series

    def _root_of(self, series: str) -> str:
        database = quote(self._settings.database, safe="")
        return f"/{database}/rpc/" if _parts(series) >= _MOVED_IN else f"/{database}/"


def _parts(series: str) -> tuple[int, ...]:
    numbers = series.split(".")
    if not all(number.isascii() and number.isdecimal() for number in numbers):
        raise Unreadable("Tryton does not say of which series it is: name it in `series`.")
    return tuple(map(int, numbers))


def _named(value: Any) -> list[str]:
    """The words of a question, among them the names of fields."""
    if isinstance(value, list):
        return [word for each in value for word in _named(each)]
    return [value] if isinstance(value, str) else []


def _result(reply: Reply, asked: frozenset[str]) -> Any:
    answer = _answer(reply)
    if answer.error is not None:
        raise of(answer.error, asked)
    return answer.result


def _answer(reply: Reply) -> Answer:
    try:
        return decoded(reply.body)
    except (msgspec.DecodeError, RecursionError):  # msgspec.ValidationError is a DecodeError
        raise unreadable() from None
