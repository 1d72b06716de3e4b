"""The routes: GraphQL over HTTP at `/graphql`, the schema, and what operators ask."""

from collections.abc import Mapping
from functools import cached_property, partial
from typing import Final

import orjson
import strawberry
from graphql import OperationType
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from gateway import parameters
from gateway.access import Line
from gateway.errors import refusal
from gateway.execution.answers import Answers
from gateway.execution.documents import Documents, Operation, Unusable
from gateway.execution.run import Answered, Runner, broken, refused
from gateway.interest import Abandoned
from gateway.lifecycle import Condition, Lifecycle, Roll
from gateway.limits import Refused, check_variables
from gateway.middleware import LOG, TRACE_ID, respond
from gateway.negotiation import MediaType, negotiated
from gateway.packing import takes_gzip
from gateway.parameters import BadRequest, Fields, Parameters
from gateway.sections import Limits

_VARY: Final = (b"vary", b"Accept, Accept-Encoding, Origin, Sec-Fetch-Site")


class GraphQL:
    """GraphQL over HTTP: GET for queries, POST for all operations. A plain ASGI application."""

    def __init__(self, documents: Documents, runner: Runner, answers: Answers, limits: Limits) -> None:
        self._documents = documents
        self._runner = runner
        self._answers = answers
        self._limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        fields, trace_id = parameters.header_fields(scope["headers"]), scope[TRACE_ID]
        line: Line = scope[LOG]
        media, status, extra = MediaType.JSON, None, [_VARY]
        try:
            media = _acceptable(scope["method"], fields)
            asked = await self._asked(scope, fields, receive)
            answered = await self._answer(asked, scope, receive, gzip=takes_gzip(fields.get(b"accept-encoding", b"")))
        except BadRequest as bad:
            answered = refused([refusal(bad.code, bad.message)], trace_id)
            status, extra = bad.status, [_VARY, *bad.headers]
        except (ClientDisconnect, Abandoned):
            line.outcome = "hung up"
            return
        line.outcome, line.executor = str(answered.outcome), answered.executor
        if answered.validity is not None:
            extra += answered.validity.headers
            if scope["method"] == "GET" and answered.validity.is_known(fields.get(b"if-none-match", b"")):
                await respond(send, 304, b"", extra, content_type=None)
                return
        if answered.packed:
            extra.append((b"content-encoding", b"gzip"))
        await respond(send, status or media.status(answered.outcome), answered.body, extra, media.content_type)

    async def _asked(self, scope: Scope, fields: Fields, receive: Receive) -> Parameters:
        if scope["method"] == "POST":
            return await parameters.of_body(fields, receive, self._limits.body_bytes)
        _refuse_cross_site(fields)
        return parameters.of_url(scope["query_string"], self._limits.body_bytes)

    async def _answer(self, asked: Parameters, scope: Scope, receive: Receive, *, gzip: bool) -> Answered:
        trace_id = scope[TRACE_ID]
        try:
            operation = self._documents.prepared(asked.query).operation(asked.operation_name)
            line: Line = scope[LOG]
            line.operation, line.document = operation.name and operation.name[:100], operation.text_hash
            if operation.kind is not OperationType.QUERY:
                _check_kind(operation, scope["method"])
            check_variables(asked.variables, self._limits)
            held = self._answers.held(operation, asked.variables, trace_id, gzip=gzip)
            if held is not None:
                return held
            gone = partial(_hung_up, receive)
            answered = await self._runner.answer(operation, asked.variables, trace_id, gone)
            return await self._answers.keep(operation, asked.variables, answered, trace_id)
        except Refused as refusing:
            return refused([refusal(refusing.code, refusing.message)], trace_id)
        except Unusable as unusable:
            return refused(unusable.errors, trace_id)
        except (BadRequest, Abandoned):
            raise
        except Exception as error:
            return broken(error, trace_id)


def _acceptable(method: str, fields: Fields) -> MediaType:
    if method not in ("GET", "POST"):
        message = f"{method} is not served here."
        raise BadRequest(message, status=405, code="METHOD_NOT_ALLOWED", headers=[(b"allow", b"GET, POST")])
    media = negotiated(fields.get(b"accept", b""))
    if media is None:
        message = f"Accept: expected {MediaType.RESPONSE} or {MediaType.JSON}."
        raise BadRequest(message, status=406, code="NOT_ACCEPTABLE")
    return media


def _refuse_cross_site(fields: Fields) -> None:
    """A page of another site can send a GET without being asked first (no preflight), with whatever signs us in."""
    site, origin = fields.get(b"sec-fetch-site"), fields.get(b"origin")
    if site is not None:
        foreign = site not in (b"same-origin", b"none")
    else:
        foreign = origin is not None and origin.partition(b"://")[2] != fields.get(b"host")
    if foreign:
        raise BadRequest("A GET from another site is refused; send a POST.", status=403, code="CROSS_SITE")


def _check_kind(operation: Operation, method: str) -> None:
    if operation.kind is OperationType.SUBSCRIPTION:
        raise Unusable([refusal("OPERATION_NOT_SUPPORTED", "Subscriptions are not served here.")])
    if operation.kind is OperationType.MUTATION and method == "GET":
        message = "A GET only reads: send a mutation by POST."
        raise BadRequest(message, status=405, code="METHOD_NOT_ALLOWED", headers=[(b"allow", b"POST")])


async def _hung_up(receive: Receive) -> None:
    """Returns when the client has hung up."""
    while (await receive())["type"] != "http.disconnect":
        pass


class Pages:
    """What is asked beside the graph: the schema, and whether we live and serve."""

    def __init__(self, schema: strawberry.Schema, lifecycle: Lifecycle, roll: Roll) -> None:
        self._schema = schema
        self._lifecycle = lifecycle
        self._roll = roll

    async def healthz(self, request: Request) -> Response:
        """The process answers."""
        return JSONResponse({"status": "alive"})

    async def readyz(self, request: Request) -> Response:
        """Whether to send requests here: 200 while serving, with or without all systems; 503 before and after."""
        condition = self._lifecycle.condition
        if condition is not Condition.SERVING:
            return JSONResponse({"status": condition}, status_code=503)
        probed = await self._roll.call()
        missing = [_missing(each.served.name, each.failure.code) for each in probed if each.failure is not None]
        return JSONResponse({"status": condition, "systems": len(probed), "missing": missing})

    async def sdl(self, request: Request) -> Response:
        """The schema in the schema definition language."""
        return Response(self._sdl, media_type="text/plain; charset=utf-8", headers={"cache-control": "no-cache"})

    async def introspection(self, request: Request) -> Response:
        """The schema as the standard introspection query gives it."""
        return Response(self._introspection, media_type="application/json", headers={"cache-control": "no-cache"})

    @cached_property
    def _sdl(self) -> bytes:
        return self._schema.as_str().encode()

    @cached_property
    def _introspection(self) -> bytes:
        return orjson.dumps({"data": self._schema.introspect()})


def _missing(system: str, code: str) -> Mapping[str, str]:
    return {"system": system, "code": code}
