"""The parts of a `$batch`: multipart of either version, or JSON (V4)."""

import re
from collections.abc import Callable, Mapping, Sequence
from email.parser import BytesHeaderParser
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

import msgspec
from msgspec import Struct

from backends.sandbox.sap.edm import Version
from backends.sandbox.sap.errors import SYNTAX, Refused
from backends.sandbox.sap.messages import Answer, Request, json

Answered = Callable[[Request], Answer]

_BOUNDARY: Final = re.compile(r"""multipart/mixed\s*;\s*boundary=("?)([\w'()+,./:=?-]{1,70})\1""", re.IGNORECASE)
_LINE: Final = re.compile(r"(GET|POST|PUT|PATCH|MERGE|DELETE) (\S+) HTTP/1\.1")
_REPLY: Final = "A1B2C3D4E5F60718"
_REASONS: Final = {200: "OK", 400: "Bad Request", 404: "Not Found", 405: "Method Not Allowed", 414: "URI Too Long"}


class _Part(Struct, frozen=True, kw_only=True):
    """One request of a JSON batch."""

    id: str
    method: str
    url: str
    headers: Mapping[str, str] = {}


class _Batch(Struct, frozen=True):
    requests: Sequence[_Part]


def answered(request: Request, version: Version, root: str, most: int, answer: Answered) -> Answer:
    """Each part answered on its own; one that is refused costs the others nothing."""
    kind = request.headers.get("content-type", "")
    if kind.startswith("application/json") and version is Version.V4:
        return _json(request, root, most, answer)
    found = _BOUNDARY.match(kind)
    if found is None:
        raise Refused(415, SYNTAX, "Invalid content type of a batch request.")
    return _multipart(request, found[2], root, most, answer, 202 if version is Version.V2 else 200)


def _json(request: Request, root: str, most: int, answer: Answered) -> Answer:
    try:
        batch = msgspec.json.decode(request.body, type=_Batch)
    except msgspec.DecodeError:
        raise Refused(400, SYNTAX, "The batch is not valid JSON.") from None
    _limited(len(batch.requests), most)
    responses = []
    for part in batch.requests:
        headers = {name.lower(): value for name, value in part.headers.items()}
        told = answer(_request(request, part.method.upper(), part.url, headers, root))
        body = msgspec.Raw(told.body) if told.content_type.startswith("application/json") else told.body.decode()
        responses.append(
            {"id": part.id, "status": told.status, "headers": {"content-type": told.content_type}, "body": body}
        )
    return json({"responses": responses})


def _multipart(request: Request, boundary: str, root: str, most: int, answer: Answered, status: int) -> Answer:
    parts = _parts(request.body, boundary)
    _limited(len(parts), most)
    replies = [_reply(answer(_parsed(request, part, root))) for part in parts]
    body = b"".join(f"--{_REPLY}\r\n".encode() + reply for reply in replies) + f"--{_REPLY}--\r\n".encode()
    return Answer(status=status, body=body, content_type=f"multipart/mixed; boundary={_REPLY}")


def _parts(body: bytes, boundary: str) -> Sequence[bytes]:
    """What stands between the boundaries; they begin lines, which end in CRLF."""
    pieces = (b"\r\n" + body).split(f"\r\n--{boundary}".encode())
    if len(pieces) < 3 or not pieces[-1].startswith(b"--"):
        raise Refused(400, SYNTAX, "The batch does not end with its boundary.")
    return [piece.removeprefix(b"\r\n") for piece in pieces[1:-1]]


def _parsed(outer: Request, part: bytes, root: str) -> Request:
    outside, _, inside = part.partition(b"\r\n\r\n")
    kind = BytesHeaderParser().parsebytes(outside).get("content-type", "")
    if kind.startswith("multipart/mixed"):
        raise Refused(501, SYNTAX, "Change sets are not supported.")
    line, _, rest = inside.partition(b"\r\n")
    found = _LINE.fullmatch(line.decode("utf-8", "replace"))
    if not kind.startswith("application/http") or found is None:
        raise Refused(400, SYNTAX, "A part of the batch is no HTTP request.")
    told = BytesHeaderParser().parsebytes(rest)
    return _request(outer, found[1], found[2], {name.lower(): str(value) for name, value in told.items()}, root)


def _request(outer: Request, method: str, url: str, headers: Mapping[str, str], root: str) -> Request:
    """A part's own request; its address is relative to the service, unless it begins with a slash."""
    parts = urlsplit(url)
    path = unquote(parts.path)
    return Request(
        method=method,
        path=path if path.startswith("/") else f"{root}/{path}",
        query=parse_qsl(parts.query, keep_blank_values=True),
        headers={"accept": "", **headers},
        base=outer.base,
    )


def _reply(told: Answer) -> bytes:
    reason = _REASONS.get(told.status, "")
    head = (
        "Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n"
        f"HTTP/1.1 {told.status} {reason}\r\nContent-Type: {told.content_type}\r\n"
        f"Content-Length: {len(told.body)}\r\ndataserviceversion: 2.0\r\n\r\n"
    )
    return head.encode() + told.body + b"\r\n"


def _limited(count: int, most: int) -> None:
    if count > most:
        raise Refused(400, SYNTAX, f"The batch has more than {most} parts.")
