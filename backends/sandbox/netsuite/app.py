"""The account over HTTP, with as many requests at once as it allows."""

import asyncio
from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request as HttpRequest
from starlette.responses import Response
from starlette.routing import Route

from backends.sandbox.holdings import Holdings
from backends.sandbox.netsuite.credentials import Credentials, Limits
from backends.sandbox.netsuite.errors import Refused
from backends.sandbox.netsuite.filling import filled
from backends.sandbox.netsuite.messages import Answer, Request, refused
from backends.sandbox.netsuite.oauth2 import TOKEN_PATH
from backends.sandbox.netsuite.service import Service

TIME_ZONE: Final = "Europe/Paris"
_METHODS: Final = ["GET", "POST", "PATCH", "PUT", "DELETE"]


def server(
    holdings: Holdings,
    keys: Credentials,
    clock: Callable[[], datetime],
    limits: Limits | None = None,
    zone: tzinfo | None = None,
) -> Starlette:
    """An account that holds what one system of the demo world says; `zone` is that of its dates."""
    limits = limits or Limits()
    service = Service(filled(holdings, zone or ZoneInfo(TIME_ZONE)), keys, clock, limits)
    door = _Door(limits)

    async def answer(request: HttpRequest) -> Response:
        return _response(await door.through(await _request(request), service.answer))

    app = Starlette(routes=[Route("/{path:path}", answer, methods=_METHODS)])
    app.state.service = service
    return app


class _Door:
    """Counts who is in; sign-in is not counted."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._within = 0

    async def through(self, request: Request, served: Callable[[Request], Answer]) -> Answer:
        if request.path == TOKEN_PATH:
            return served(request)
        if self._within >= self._limits.concurrency:
            return _crowded(self._limits.refusal)
        self._within += 1
        try:
            await asyncio.sleep(self._limits.seconds)
            return served(request)
        finally:
            self._within -= 1


def _crowded(status: int) -> Answer:
    """One of the two ways in which the account says that there are too many."""
    detail = "Concurrent request limit exceeded. Request blocked. To unblock, wait for other requests to end."
    code = "CONCURRENCY_LIMIT_EXCEEDED" if status == 400 else "TOO_MANY_REQUESTS"
    return refused(Refused(status, code, detail))


async def _request(request: HttpRequest) -> Request:
    return Request(
        method=request.method,
        path=request.url.path,
        query=request.query_params.multi_items(),
        headers={name.lower(): value for name, value in request.headers.items()},
        body=await request.body(),
        base=f"{request.url.scheme}://{request.url.netloc}",
    )


def _response(answer: Answer) -> Response:
    body = b"" if answer.body is None else msgspec.json.encode(answer.body)
    return Response(body, answer.status, media_type=answer.content_type)
