"""The database over HTTP: 8.2 answers at /DATABASE/rpc/ and /rpc/, older series at /DATABASE/ and /."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from backends.sandbox.holdings import Holdings
from backends.sandbox.tryton.credentials import Credentials, Limits
from backends.sandbox.tryton.faults import page
from backends.sandbox.tryton.filling import filled
from backends.sandbox.tryton.service import Forbidden, Service, UserError
from backends.sandbox.tryton.sessions import USER, Sessions, TooMany

NEWEST: Final = "8.2"
_MOVED_IN: Final = "8.2"


class _Refused(Exception):
    """Answered by a status and a page of HTML."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def server(
    holdings: Holdings,
    keys: Credentials,
    clock: Callable[[], datetime],
    limits: Limits | None = None,
    series: str = NEWEST,
) -> Starlette:
    """A database that holds what one system of the demo world says."""
    desk = _Desk(Service(filled(holdings)), Sessions(keys, clock, limits or Limits()), keys, series)

    async def answer(request: Request) -> Response:
        try:
            return desk.answer(request.url.path, request.headers.get("authorization", ""), await _call(request))
        except _Refused as refused:
            return Response(page(refused.status), refused.status, media_type="text/html")

    return Starlette(routes=[Route("/{path:path}", answer, methods=["POST", "GET"])])


async def _call(request: Request) -> Mapping[str, Any]:
    if request.method != "POST":
        raise _Refused(405)
    if "json" not in request.headers.get("content-type", ""):
        raise _Refused(400)
    try:
        call = msgspec.json.decode(await request.body())
    except (msgspec.DecodeError, RecursionError):
        raise _Refused(400) from None
    if not isinstance(call, dict) or call.keys() != {"id", "method", "params"} or not isinstance(call["params"], list):
        raise _Refused(400)
    return call


class _Desk:
    """Finds who is asked: the server, or the database."""

    def __init__(self, service: Service, sessions: Sessions, keys: Credentials, series: str) -> None:
        self._service = service
        self._sessions = sessions
        self._database = keys.database
        self._series = series
        tail = "rpc/" if series >= _MOVED_IN else ""
        self._root, self._place = f"/{tail}", f"/{keys.database}/{tail}"

    def answer(self, path: str, authorization: str, call: Mapping[str, Any]) -> Response:
        method, params = str(call["method"]), call["params"]
        if path == self._root:
            return self._told(call, lambda: self._of_server(method))
        if path != self._place:
            raise _Refused(self._elsewhere(path, method))
        if method == "common.db.login":
            return self._told(call, lambda: self._login(params))
        if not self._sessions.holds(authorization):
            raise _Refused(401)
        return self._told(call, lambda: self._service.call(method, params))

    def _elsewhere(self, path: str, method: str) -> int:
        """An older server takes any address for a database; a newer one has nothing there but GET."""
        if self._root == "/":
            return 404 if method == "common.db.login" else 401
        return 404 if path.endswith("/rpc/") else 405

    def _of_server(self, method: str) -> Any:
        if method == "common.server.version":
            return self._series
        raise KeyError(method)

    def _login(self, params: list[Any]) -> Any:
        try:
            session = self._sessions.login(params[0], params[1])
        except TooMany:
            raise _Refused(429) from None
        except IndexError:
            raise TypeError("login() missing 1 required positional argument") from None
        if session is None:
            raise _Refused(401)
        return [USER, session, None]

    def _told(self, call: Mapping[str, Any], said: Callable[[], Any]) -> Response:
        """With status 200, whatever went wrong within."""
        answer: dict[str, Any] = {"id": call["id"]}
        try:
            answer["result"] = said()
        except _Refused:
            raise
        except Forbidden:
            raise _Refused(403) from None
        except UserError as error:
            answer["error"] = ["UserError", [str(error), "", None]]
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            answer["error"] = [str(error), ""]
        return Response(msgspec.json.encode(answer), media_type="application/json")
