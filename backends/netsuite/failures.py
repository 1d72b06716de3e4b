"""NetSuite's ways to say no, as errors of ours; its own words are kept without values, which may be personal."""

import re
from typing import Final

from backends import wording
from backends.errors import BackendError, Denied, Overloaded, Rejected, Unavailable, Unreadable
from backends.netsuite import advice
from backends.netsuite.wire import Problem, problem
from backends.transport import Reply

_CROWDED: Final = frozenset(
    {
        "CONCURRENCY_LIMIT_EXCEEDED",
        "REQUEST_LIMIT_EXCEEDED",
        "SSS_REQUEST_LIMIT_EXCEEDED",
        "TOO_MANY_REQUESTS",
        "USER_CONCURRENCY_LIMIT_EXCEEDED",
        "WS_CONCUR_SESSION_DISALLWD",
    }
)
_DENIED: Final = frozenset({"INVALID_LOGIN", "INVALID_LOGIN_ATTEMPT", "INSUFFICIENT_PERMISSION", "INVALID_SCOPE"})
_LOGIN: Final = (
    "NetSuite does not accept our sign-in. Look at the Login Audit Trail: it names the reason. Often it is the realm's "
    "case, a clock that is wrong, or a certificate's mapping that went with a sandbox refresh."
)
_CODE: Final = re.compile(r"[A-Za-z_][\w.]{0,60}", re.ASCII)


def failure(reply: Reply) -> BackendError:
    """What an answer that is not 200 means."""
    told = problem(reply.body)
    codes = {detail.code for detail in told.details}
    status = reply.status
    if status == 429 or codes & _CROWDED:
        said = f"NetSuite is asked too much at once{_said(told)}"
        return Overloaded(said, retry_after=_seconds(reply), advice=advice.CROWDED)
    if status == 401 or "INVALID_LOGIN" in codes or "INVALID_LOGIN_ATTEMPT" in codes:
        return Denied(_LOGIN, advice=advice.LOGIN)
    if status == 403 or codes & _DENIED:
        return Denied(f"NetSuite does not let our role do this{_said(told)}", advice=advice.ROLE)
    if status >= 500 or status == 408:
        return Unavailable(f"NetSuite cannot answer now ({status}){_said(told)}", retry_after=_seconds(reply))
    if status >= 400:
        return Rejected(f"NetSuite refuses the question ({status}){_said(told)}", advice=advice.QUERY)
    return Unreadable(f"NetSuite answered with status {status}.")


def refused_sign_in(reply: Reply) -> BackendError:
    """Why there is no token."""
    told = problem(reply.body)
    if told.error and reply.status in (400, 401, 403):
        word = told.error if _CODE.fullmatch(told.error) else "refused"
        return Denied(
            f"NetSuite gives us no token ({word}): look at client_id, certificate_id and private_key, and whether the "
            "certificate is still mapped: a sandbox refresh removes that.",
            advice=advice.BY_SIGN_IN.get(word),
        )
    return failure(reply)


def _said(told: Problem) -> str:
    """NetSuite's own words for support, after a colon."""
    words = "; ".join(filter(None, (wording.kept(detail.detail) for detail in told.details)))
    codes = ", ".join(detail.code for detail in told.details if _CODE.fullmatch(detail.code))
    kept = f"{words}{f' [{codes}]' if codes else ''}".strip()
    return f": {kept}." if kept else "."


def _seconds(reply: Reply) -> float | None:
    """NetSuite documents no Retry-After; a proxy in between may send one."""
    text = reply.headers.get("retry-after", "")
    return float(text) if re.fullmatch(r"\d{1,5}(\.\d{1,3})?", text) else None
