"""A request as it came, and what is answered."""

from collections.abc import Mapping, Sequence

import msgspec
from msgspec import Struct

from backends.sandbox.netsuite.errors import Refused


class Request(Struct, frozen=True, kw_only=True):
    """`base` is where the account is reached, as the client sees it; header names are in lower case."""

    method: str
    path: str
    query: Sequence[tuple[str, str]] = ()
    headers: Mapping[str, str] = {}
    body: bytes = b""
    base: str = ""

    @property
    def url(self) -> str:
        """Without its query."""
        return f"{self.base}{self.path}"

    @property
    def parameters(self) -> Mapping[str, str]:
        """The query; the last of a name counts."""
        return dict(self.query)

    @property
    def document(self) -> Mapping[str, object]:
        """The body, which must be an object; raises Refused."""
        try:
            found = msgspec.json.decode(self.body)
        except msgspec.DecodeError:
            raise Refused(400, "INVALID_CONTENT", "Invalid content in the request body.") from None
        if not isinstance(found, dict):
            raise Refused(400, "INVALID_CONTENT", "Invalid content in the request body.")
        return found


class Answer(Struct, frozen=True, kw_only=True):
    """What is sent back as JSON."""

    status: int = 200
    body: object = None
    content_type: str = "application/vnd.oracle.resource+json; type=singular"


def refused(refusal: Refused) -> Answer:
    """A refusal as it is sent."""
    return Answer(
        status=refusal.status, body=refusal.body, content_type="application/vnd.oracle.resource+json; type=error"
    )
