"""Stands before a real server: requests can be counted there, and what is between us and a server can fail."""

from typing import Final

import httpx
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

_KEPT: Final = ("content-type", "accept", "authorization")
_PATIENCE: Final = 60.0


class Relay:
    """Sends on whatever it is sent, and answers as the server does; an ASGI app.

    `address` and `authorization` are of what was sent last.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self.address = url
        self.authorization = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        self.address = f"{self._url}{request.url.path}"
        self.authorization = request.headers.get("authorization", "")
        headers = {name: value for name, value in request.headers.items() if name in _KEPT}
        async with httpx.AsyncClient(base_url=self._url, timeout=_PATIENCE, trust_env=False, verify=False) as client:  # noqa: S501 - it is plain HTTP on loopback
            said = await client.request(request.method, request.url.path, content=await request.body(), headers=headers)
        kept = {name: value for name, value in said.headers.items() if name in _KEPT or name == "www-authenticate"}
        await Response(said.content, said.status_code, kept)(scope, receive, send)
