"""What Tryton answers when it does not answer the question, as our errors. Messages keep names, never values.

Errors of a call are told with status 200 in a list: `["UserError", [message, description, domain]]` for those of the
business, `["'name'", ""]`, the bare text of a KeyError, where a field or a model is not there. What concerns who asks
is a status with a page of HTML, or with nothing.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from backends.errors import Advice, BackendError, Denied, Overloaded, Rejected, TimedOut, Unavailable, Unreadable
from backends.transport import Reply
from backends.tryton import advice

_RETRY_AFTER: Final = re.compile(r"\d{1,5}")
_MISSING: Final = re.compile(r"'([a-z][a-z0-9_.]{0,79})'")
_NOT_ALLOWED: Final = re.compile(r"\b(?:not allowed|access|permission)\b", re.IGNORECASE)
_NO_DATABASE: Final = re.compile(r"Database '.*' doesn't exist!", re.DOTALL)  # 6.0 on SQLite; others answer 404
_BUSY: Final = re.compile(r"database is locked|could not serialize|lock timeout|too many connections", re.IGNORECASE)

_BY_STATUS: Final[Mapping[int, tuple[type[BackendError], str]]] = {
    401: (Denied, "the session does not hold, or the user is not known there"),
    403: (Denied, "the user, or the method, may not be used"),
    404: (Rejected, "there is no such database: look at `database` and base_url"),
    405: (Rejected, "the RPC is not at this address: look at `series` and base_url"),
    408: (TimedOut, "it took too long"),
    413: (Rejected, "the question was too long"),
    429: (Overloaded, "it asked us to slow down"),
    503: (Overloaded, "it is busy"),
    504: (TimedOut, "it took too long"),
}
_ADVICE: Final[Mapping[int, Advice]] = {
    401: advice.SESSION,
    403: advice.GROUP,
    404: advice.DATABASE,
    405: advice.ADDRESS,
}


def explained(reply: Reply) -> BackendError:
    """Why a call was not answered, told by the status."""
    return _by_status(reply.status, _seconds(reply))


def _by_status(status: int, retry_after: float | None = None) -> BackendError:
    kind, said = _BY_STATUS.get(status, (None, ""))
    if kind is None:
        kind, said = (Unavailable, "it failed") if status >= 500 else (Rejected, "it refused")
        said = f"{said} with status {status}"
    return kind(f"Tryton: {said}.", retry_after=retry_after, advice=_ADVICE.get(status))


def sign_in(reply: Reply) -> BackendError:
    """Why there is no session."""
    if reply.status in (401, 403):
        return refused()
    return explained(reply)


def refused() -> Denied:
    """It does not let us in, and does not say why."""
    said = "Tryton refused the sign-in: username or password is wrong, or the user is not active."
    return Denied(said, advice=advice.LOGIN)


def of(error: Sequence[Any], asked: frozenset[str]) -> BackendError:
    """Why a call was not answered, told by the answer; `asked` are the names that we used, which alone are repeated."""
    head = str(error[0]) if error else ""
    missing = _MISSING.fullmatch(head)
    if missing is not None:
        named = f" called {missing[1]}" if missing[1] in asked else ""
        said = f"Tryton has no field or model{named}: activate its module, or name another in the settings."
        return Rejected(said, advice=advice.MODULE)
    if _NO_DATABASE.fullmatch(head):
        return _by_status(404)
    if head == "UserError":
        return _refused(error)
    if head in ("LoginException", "RateLimitException"):
        return Denied("Tryton: the session does not hold.", advice=advice.SESSION)
    if head == "ConcurrencyException" or _BUSY.search(head):
        return Unavailable("Tryton: its database is busy.")
    return Unavailable("Tryton met an error of its own: its log says which.")


def unreadable() -> BackendError:
    """It answered something that is no answer of JSON-RPC."""
    return Unreadable("Tryton did not answer by JSON-RPC: look at base_url.", advice=advice.ADDRESS)


def _refused(error: Sequence[Any]) -> BackendError:
    """The messages themselves name records, in the user's language."""
    said = error[1][0] if len(error) > 1 and isinstance(error[1], list) and error[1] else ""
    if _NOT_ALLOWED.search(str(said)):
        return Denied("Tryton: the user may not read this.", advice=advice.GROUP)
    return Rejected("Tryton refused the question.")


def _seconds(reply: Reply) -> float | None:
    given = reply.headers.get("retry-after", "")
    return float(given) if _RETRY_AFTER.fullmatch(given) else None
