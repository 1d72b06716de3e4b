"""The org over HTTP."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request as HttpRequest
from starlette.responses import Response
from starlette.routing import Route

from backends.sandbox.holdings import Holdings
from backends.sandbox.salesforce.credentials import Credentials, Limits
from backends.sandbox.salesforce.filling import filled
from backends.sandbox.salesforce.hiding import without
from backends.sandbox.salesforce.messages import Answer, Request
from backends.sandbox.salesforce.service import Service
from backends.sandbox.salesforce.signin import SignIn

_METHODS: Final = ["GET", "POST", "PATCH", "PUT", "DELETE"]


def server(
    holdings: Holdings, keys: Credentials, clock: Callable[[], datetime], limits: Limits | None = None
) -> Starlette:
    """An org that holds what one system of the demo world says."""
    limits = limits or Limits()
    org, inventory = filled(holdings)
    org.schema = without(org.schema, limits.hidden)
    service = Service(org, inventory, SignIn(keys, clock, limits.session_seconds), clock, limits)

    async def answer(request: HttpRequest) -> Response:
        uri = len(request.scope["raw_path"]) + len(request.scope["query_string"])
        if uri > limits.longest_url:
            return _too_long(414, "URI Too Long")
        if uri + sum(len(name) + len(value) for name, value in request.scope["headers"]) > limits.longest_head:
            return _too_long(431, "Request Header Fields Too Large")
        return _response(service.answer(await _request(request)))

    return Starlette(routes=[Route("/{path:path}", answer, methods=_METHODS)])


def _too_long(status: int, words: str) -> Response:
    """It comes from a server before the org, which speaks HTML."""
    page = f"<html><head><title>{status} {words}</title></head><body><h1>{words}</h1></body></html>"
    return Response(page, status, media_type="text/html")


async def _request(request: HttpRequest) -> Request:
    return Request(
        method=request.method,
        path=request.url.path,
        query=dict(request.query_params),
        headers={name.lower(): value for name, value in request.headers.items()},
        body=await request.body(),
        base=f"{request.url.scheme}://{request.url.netloc}",
    )


def _response(answer: Answer) -> Response:
    body = answer.body if isinstance(answer.body, str) else msgspec.json.encode(answer.body)
    return Response(body, answer.status, dict(answer.headers), answer.content_type)
