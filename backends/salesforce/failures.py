"""What Salesforce answers when it does not answer the question, as our errors.

Messages keep its own words without what was asked, and names; never values.
"""

import re
from collections.abc import Mapping
from typing import Final

import msgspec

from backends import wording
from backends.errors import Advice, BackendError, Denied, Overloaded, Rejected, TimedOut, Unavailable, Unreadable
from backends.salesforce import advice
from backends.salesforce.wire import Problem, TokenProblem
from backends.transport import Reply

_SEEN: Final = re.compile(
    r"(?:No such column|sObject type|Didn't understand relationship|field) '([A-Za-z][\w.]{0,79})'", re.ASCII
)
_RETRY_AFTER: Final = re.compile(r"\d{1,5}")
_CODE: Final = re.compile(r"[A-Z][A-Z_]{2,59}")

_SHOWN: Final = re.compile(r".*ERROR at Row:\d+:Column:\d+\s*", re.DOTALL)
_QUERY: Final = re.compile(r"\b(?:SELECT|FROM|WHERE)\b", re.IGNORECASE)
_QUOTING: Final = frozenset({"INVALID_QUERY_FILTER_OPERATOR"})  # whose words hold a value without quotes

_BY_CODE: Final[Mapping[str, tuple[type[BackendError], str]]] = {
    "REQUEST_LIMIT_EXCEEDED": (Overloaded, "the API calls of the day, or those at one time, are used up"),
    "SERVER_UNAVAILABLE": (Unavailable, "it is not available"),
    "UNABLE_TO_LOCK_ROW": (Unavailable, "a record was locked"),
    "QUERY_TIMEOUT": (TimedOut, "the query took too long"),
    "INVALID_QUERY_LOCATOR": (Unavailable, "the rest of a long answer was forgotten"),
    "INVALID_SESSION_ID": (Denied, "the session does not hold"),
    "API_DISABLED_FOR_ORG": (Denied, "the org's edition has no API"),
    "API_CURRENTLY_DISABLED": (Denied, "the API is switched off for the user"),
    "INSUFFICIENT_ACCESS": (Denied, "the user may not read this"),
    "FUNCTIONALITY_NOT_ENABLED": (Rejected, "a feature of the org is not switched on"),
    "INVALID_QUERY_FILTER_OPERATOR": (Rejected, "a field for ids was compared with what is none"),
    "INVALID_FIELD": (Rejected, "a field is not there, or hidden from the user: name another in the settings"),
    "INVALID_TYPE": (Rejected, "an object is not there, or hidden from the user: name another in the settings"),
}
_BY_WORDS: Final = re.compile(
    r"field '\w{1,80}' can not be (?:filter|sort)ed in a query call|is not supported on an encrypted field"
    r"|Address fields can only be filtered"
)
_UNSEARCHED: Final = "a field cannot be searched or sorted by, as long texts and encrypted ones cannot"
# REST API guide, "Status Codes and Error Responses": 420 and 502 come from the edge, before the org is reached.
_BY_STATUS: Final[Mapping[int, tuple[type[BackendError], str]]] = {
    401: (Denied, "the session does not hold"),
    403: (Denied, "the user may not do this"),
    404: (Rejected, "the address is not served: look at base_url and api_version"),
    408: (TimedOut, "it took too long"),
    410: (Rejected, "it is retired: raise api_version"),
    414: (Rejected, "the question was too long for a URL: lower longest_url"),
    420: (Unavailable, "the way to the org is not known there"),
    429: (Overloaded, "it asked us to slow down"),
    431: (Rejected, "the question was too long for a URL: lower longest_url"),
    503: (Overloaded, "it is busy"),
}
_TOO_MANY: Final = re.compile(r"rate_limit_exceeded|login rate exceeded", re.IGNORECASE)
_SIGN_IN: Final[Mapping[str, str]] = {
    "invalid_client_id": "client_id is not known there",
    "invalid_client": "client_secret is wrong",
    "invalid_grant": "the assertion was refused",
    "unsupported_grant_type": "the app does not allow this way to sign in",
    "inactive_user": "the user is not active",
    "inactive_org": "the org is not active",
    "invalid_app_access": "the user may not use the app",
    "unauthorized_client": "the app may not act for the user",
}


def explained(reply: Reply) -> BackendError:
    """Why a question was not answered."""
    return of(reply.status, _problems(reply.body), _seconds(reply))


def of(status: int, body: object, retry_after: float | None = None) -> BackendError:
    """Why a question, or a part of a composite one, was not answered."""
    code, message = _first(body)
    kind, said = (Rejected, _UNSEARCHED) if _BY_WORDS.search(message) else _known(status, code)
    seen = _SEEN.search(message)
    coded = f" ({code})" if _CODE.fullmatch(code) else ""
    named = f": {seen[1]}" if seen else _said(kind, code, message)
    told = advice.SEARCH if said is _UNSEARCHED else advice.BY_CODE.get(code) or advice.BY_STATUS.get(status)
    return kind(f"Salesforce: {said}{coded}{named}.", retry_after=retry_after, advice=told)


def sign_in(reply: Reply) -> BackendError:
    """Why there is no token."""
    if reply.status >= 500 or reply.status == 429:
        return explained(reply)
    try:
        problem = msgspec.json.decode(reply.body, type=TokenProblem)
    except msgspec.DecodeError:
        said = f"Salesforce refused the sign-in with status {reply.status}: look at base_url."
        return Denied(said, advice=advice.ADDRESS)
    if _TOO_MANY.search(f"{problem.error} {problem.error_description}"):
        said = "Salesforce refused the sign-in: there were too many of them (rate_limit_exceeded)."
        return Overloaded(said, advice=advice.LOGINS)
    if problem.error not in _SIGN_IN:
        return Denied("Salesforce refused the sign-in: it did not say why in words that we know.")
    hint, told = _hint(problem)
    return Denied(f"Salesforce refused the sign-in: {hint} ({problem.error}).", advice=told)


def unreadable() -> Unreadable:
    """It answered something else."""
    return Unreadable("Salesforce sent an answer that cannot be read.")


def _said(kind: type[BackendError], code: str, message: str) -> str:
    """Salesforce's own words, without the piece of the query that may stand before them, as a query holds values."""
    told = _SHOWN.sub("", message)
    if issubclass(kind, Rejected) and (code in _QUOTING or _QUERY.search(told)):
        return ""
    words = wording.kept(told)
    return f": {words}" if words else ""


def _hint(problem: TokenProblem) -> tuple[str, Advice]:
    """What its words mean; those beside the first are only compared, as they may repeat what was sent."""
    described = problem.error_description.casefold()
    found = next((told for part, told in advice.BY_DESCRIPTION.items() if part in described), None)
    return found or (_SIGN_IN[problem.error], advice.BY_SIGN_IN[problem.error])


def _known(status: int, code: str) -> tuple[type[BackendError], str]:
    if code in _BY_CODE:
        return _BY_CODE[code]
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if status >= 500:
        return Unavailable, f"it failed with status {status}"
    if status < 400:
        return Unreadable, f"it sent us elsewhere with status {status}: base_url must be the My Domain address"
    return Rejected, "it refused the question"


def _problems(body: bytes) -> object:
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError):
        return None  # a page for people, such as that of a 414


def _first(body: object) -> tuple[str, str]:
    """The code and the message of the first problem; empty where there is none."""
    try:
        problem = msgspec.convert(body, list[Problem] | Problem)
    except msgspec.ValidationError:
        return "", ""
    first = problem if isinstance(problem, Problem) else next(iter(problem), Problem())
    return first.error_code or "", first.message or ""


def _seconds(reply: Reply) -> float | None:
    given = reply.headers.get("retry-after", "")
    return float(given) if _RETRY_AFTER.fullmatch(given) else None
