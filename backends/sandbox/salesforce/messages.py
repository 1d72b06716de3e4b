"""A request as it came, and what is answered."""

from collections.abc import Mapping

import msgspec
from msgspec import Struct

from backends.sandbox.salesforce.errors import Refused


class Request(Struct, frozen=True, kw_only=True):
    """`base` is where the org is reached, as the client sees it; header names are in lower case."""

    method: str
    path: str
    query: Mapping[str, str] = {}
    headers: Mapping[str, str] = {}
    body: bytes = b""
    base: str = ""

    @property
    def json(self) -> object:
        """The body; raises Refused if it is no JSON."""
        try:
            return msgspec.json.decode(self.body)
        except (msgspec.DecodeError, RecursionError) as error:
            raise Refused(400, "JSON_PARSER_ERROR", str(error)) from None

    @property
    def document(self) -> Mapping[str, object]:
        """The body, which must be an object; raises Refused."""
        found = self.json
        if not isinstance(found, dict):
            raise Refused(400, "JSON_PARSER_ERROR", "The request body is not a JSON object.")
        return found


class Answer(Struct, frozen=True, kw_only=True):
    """`body` is sent as JSON, unless it is a text."""

    status: int = 200
    body: object = None
    headers: Mapping[str, str] = {}
    content_type: str = "application/json;charset=UTF-8"
