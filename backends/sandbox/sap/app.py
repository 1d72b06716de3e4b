"""The server over HTTP."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from starlette.applications import Starlette
from starlette.requests import Request as HttpRequest
from starlette.responses import Response
from starlette.routing import Route

from backends.sandbox.holdings import Holdings
from backends.sandbox.sap.credentials import Credentials, Limits
from backends.sandbox.sap.filling import filled
from backends.sandbox.sap.gateway import Gateway
from backends.sandbox.sap.messages import Answer, Request, page_for_people
from backends.sandbox.sap.schema import SERVICES

_METHODS: Final = ["GET", "HEAD", "POST", "PATCH", "PUT", "DELETE"]


def server(
    holdings: Holdings, keys: Credentials, clock: Callable[[], datetime], limits: Limits | None = None
) -> Starlette:
    """A server that holds what one system of the demo world says."""
    limits = limits or Limits()
    gateway = Gateway(SERVICES, filled(holdings), keys, clock, limits)

    async def answer(request: HttpRequest) -> Response:
        if len(request.scope["raw_path"]) + len(request.scope["query_string"]) > limits.longest_url:
            return _response(page_for_people(414, "Request-URI Too Long"))
        return _response(gateway.answer(await _request(request)))

    return Starlette(routes=[Route("/{path:path}", answer, methods=_METHODS)])


async def _request(request: HttpRequest) -> Request:
    return Request(
        method=request.method,
        path=request.scope["path"],
        query=request.query_params.multi_items(),
        headers={name.lower(): value for name, value in request.headers.items()},
        body=await request.body(),
        base=f"{request.url.scheme}://{request.url.netloc}",
    )


def _response(answer: Answer) -> Response:
    response = Response(answer.body, answer.status, media_type=answer.content_type)
    for name, value in answer.headers:
        response.headers.append(name, value)
    return response
