"""What Salesforce says when it fails: a list with a message and its code; of a sign-in, OAuth's words."""

from collections.abc import Mapping
from typing import Final

import msgspec

from backends.sandbox.salesforce.errors import Refused

_ORG: Final[Mapping[int, tuple[str, str]]] = {
    400: ("UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record"),
    401: ("INVALID_SESSION_ID", "Session expired or invalid"),
    403: ("INSUFFICIENT_ACCESS", "insufficient access rights on cross-reference id"),
    404: ("NOT_FOUND", "The requested resource does not exist"),
    # The documented quota is a 403 of this code, which the pretend org's `daily_calls` makes; so is a 429 worded here.
    429: ("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."),
    500: (
        "UNKNOWN_EXCEPTION",
        "An unexpected error occurred. Please include this ErrorId if you contact support: "
        "1773828000-22013 (-1479853246)",
    ),
    503: ("SERVER_UNAVAILABLE", "Server too busy. Too many requests."),
}
_SIGN_IN: Final[Mapping[int, tuple[str, str]]] = {
    400: ("invalid_grant", "user hasn't approved this consumer"),
    401: ("invalid_client", "invalid client credentials"),
    403: ("invalid_app_access", "user is not admin approved to access this app"),
}


def bodies(status: int, path: str) -> tuple[str, bytes] | None:
    """Content type and body of a status at a path."""
    if path.endswith("/oauth2/token") and status in _SIGN_IN:
        error, description = _SIGN_IN[status]
        return "application/json;charset=UTF-8", msgspec.json.encode({"error": error, "error_description": description})
    if status in _ORG:
        body = Refused(status, *_ORG[status]).body
        return "application/json;charset=UTF-8", msgspec.json.encode(body)
    return None
