"""What NetSuite says when it fails: a problem document with details; of a sign-in, OAuth's words."""

from collections.abc import Mapping
from typing import Final

import msgspec

from backends.sandbox.netsuite.errors import Refused, invalid_login
from backends.sandbox.netsuite.oauth2 import TOKEN_PATH

_KNOWN: Final[Mapping[int, Refused]] = {
    400: Refused(
        400,
        "CONCURRENCY_LIMIT_EXCEEDED",
        "Concurrent request limit exceeded. Request blocked.",
    ),
    401: invalid_login(),
    403: Refused(
        403,
        "INSUFFICIENT_PERMISSION",
        "Permission Violation: You need the 'Lists -> Customers' permission to access this page.",
    ),
    429: Refused(429, "CONCURRENCY_LIMIT_EXCEEDED", "Too Many Requests. Concurrent request limit exceeded."),
    500: Refused(500, "UNEXPECTED_ERROR", "An unexpected error occurred. Error ID: mn3w0xjf5uq4b7i6v1mk5"),
    503: Refused(503, "SERVICE_UNAVAILABLE", "The service is temporarily unavailable."),
}
_SIGN_IN: Final[Mapping[int, str]] = {400: "invalid_grant", 401: "invalid_client", 403: "invalid_client"}


def bodies(status: int, path: str) -> tuple[str, bytes] | None:
    """Content type and body of a status at a path."""
    if path == TOKEN_PATH and status in _SIGN_IN:
        return "application/json", msgspec.json.encode({"error": _SIGN_IN[status]})
    if status in _KNOWN:
        return "application/vnd.oracle.resource+json; type=error", msgspec.json.encode(_KNOWN[status].body)
    return None
