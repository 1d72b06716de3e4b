"""Several requests in one: Composite, whose parts may refer to the parts before them, and Batch."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias
from urllib.parse import parse_qsl, quote, urlsplit

import msgspec

from backends.sandbox.salesforce.errors import Refused, not_found
from backends.sandbox.salesforce.evaluation import Shown
from backends.sandbox.salesforce.messages import Answer, Request

Handle: TypeAlias = Callable[[Request], Answer]
Part: TypeAlias = Mapping[str, Any]

_MOST: Final = 25
_MOST_QUERIES: Final = 5
_MADE_OF: Final = re.compile(r"/services/data/v\d{2}\.0/(sobjects|query|queryAll|composite/sobjects)(/|\?|$)", re.ASCII)
_QUERY: Final = re.compile(r"/(query|queryAll|composite/sobjects)(/|\?|$)")
_INHERITED: Final = ("accept", "authorization", "content-type")
_REFERENCE: Final = re.compile(r"@\{([^}.\[]+)([^}]*)\}")
_STEP: Final = re.compile(r"\.([A-Za-z0-9_]+)|\[(\d+)\]")


def composite(request: Request, handle: Handle) -> Shown:
    """The answers to all parts, in order; a part that fails does not stop the others.

    What it is made of, and which headers parts have: REST API guide, "Send Multiple Requests Using Composite" and
    "Composite Subrequest". A part of another resource is refused as one that was halted.
    """
    parts = _parts(request, "compositeRequest")
    if sum(1 for part in parts if _QUERY.search(part["url"])) > _MOST_QUERIES:
        raise Refused(
            400, "LIMIT_EXCEEDED", f"The limit of {_MOST_QUERIES} query and collection subrequests was exceeded."
        )
    names = {part["referenceId"] for part in parts if isinstance(part.get("referenceId"), str)} - {""}
    if len(names) < len(parts):
        raise Refused(400, "INVALID_INPUT", "Each subrequest needs a referenceId of its own.")
    for part in parts:
        _check_headers(part.get("httpHeaders") or {})
    bodies: dict[str, object] = {}
    answers = [_answered(part, request, handle, bodies) for part in parts]
    if request.document.get("allOrNone") is True and any(answer["httpStatusCode"] != 200 for answer in answers):
        answers = [_halted(answer) for answer in answers]
    return {"compositeResponse": answers}


def batch(request: Request, handle: Handle) -> Shown:
    """The answers to all parts, in order."""
    answers = [
        handle(_request(part, request, f"/services/data/{part['url']}")) for part in _parts(request, "batchRequests")
    ]
    return {
        "hasErrors": any(answer.status >= 400 for answer in answers),
        "results": [{"statusCode": answer.status, "result": answer.body} for answer in answers],
    }


def _parts(request: Request, name: str) -> list[Part]:
    parts = request.document.get(name)
    if not isinstance(parts, list) or not parts or not all(map(_is_part, parts)):
        raise Refused(400, "JSON_PARSER_ERROR", f"{name} is a list of requests, each with a method and a URL.")
    if len(parts) > _MOST:
        raise Refused(400, "LIMIT_EXCEEDED", f"The limit of {_MOST} subrequests was exceeded.")
    if not all(_are_headers(part.get("httpHeaders")) for part in parts):
        raise Refused(400, "JSON_PARSER_ERROR", "httpHeaders are names with texts.")
    return parts


def _is_part(part: object) -> bool:
    return isinstance(part, dict) and all(isinstance(part.get(word), str) for word in ("method", "url"))


def _are_headers(headers: object) -> bool:
    return headers is None or (isinstance(headers, dict) and all(isinstance(value, str) for value in headers.values()))


def _check_headers(headers: Mapping[str, str]) -> None:
    """Raises Refused for those that a part has from the whole and must not have itself."""
    if own := sorted(name for name in headers if name.casefold() in _INHERITED):
        raise Refused(400, "INVALID_INPUT", f"{own[0]} is not allowed in the httpHeaders of a subrequest.")


def _answered(part: Part, outer: Request, handle: Handle, bodies: dict[str, object]) -> Shown:
    try:
        url = _REFERENCE.sub(lambda match: quote(str(_referred(match, bodies))), part["url"])
        if not _MADE_OF.match(url):
            raise Refused(400, "PROCESSING_HALTED", "This resource is not supported in a composite request.")
        answer = handle(_request(part, outer, url))
    except Refused as refusal:
        answer = Answer(status=refusal.status, body=refusal.body)
    bodies[part["referenceId"]] = answer.body
    return {
        "body": answer.body,
        "httpHeaders": {},
        "httpStatusCode": answer.status,
        "referenceId": part["referenceId"],
    }


def _halted(answer: Shown) -> Shown:
    if answer["httpStatusCode"] != 200:
        return answer
    message = "The transaction was rolled back since another operation in the same transaction failed."
    return {**answer, "body": [{"errorCode": "PROCESSING_HALTED", "message": message}], "httpStatusCode": 400}


def _request(part: Part, outer: Request, url: str) -> Request:
    try:
        split = urlsplit(url)
    except ValueError:
        raise not_found() from None
    headers = {name: value for name, value in outer.headers.items() if name in _INHERITED}
    body = part.get("body", part.get("richInput"))
    return Request(
        method=part["method"],
        path=split.path,
        query=dict(parse_qsl(split.query, keep_blank_values=True)),
        headers=headers | {name.casefold(): value for name, value in (part.get("httpHeaders") or {}).items()},
        body=b"" if body is None else msgspec.json.encode(body),
        base=outer.base,
    )


def _referred(match: re.Match[str], bodies: Mapping[str, object]) -> object:
    """What a part before this one answered at a place."""
    found = bodies.get(match[1])
    for step in _STEP.finditer(match[2]):
        if isinstance(found, dict) and step[1]:
            found = found.get(step[1])
        elif isinstance(found, list) and step[2] and int(step[2]) < len(found):
            found = found[int(step[2])]
        else:
            found = None
    if found is None:
        raise Refused(400, "PROCESSING_HALTED", f"Invalid reference specified. No value for {match[0]} found")
    return found
