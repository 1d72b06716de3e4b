"""What SAP answers when it does not answer the question, as our errors.

Messages keep its own words where they are not about what was asked, and names; never values.
"""

import re
from collections.abc import Mapping
from html import unescape
from typing import Any, Final

import msgspec

from backends import wording
from backends.errors import Advice, BackendError, Denied, Overloaded, Rejected, TimedOut, Unavailable, Unreadable
from backends.sap import advice
from backends.sap.odata import Service, Version
from backends.sap.wire import Problem, ProblemReply, TokenProblem

_RETRY_AFTER: Final = re.compile(r"\d{1,5}")
_CODE: Final = re.compile(r"[A-Za-z0-9_/.]{2,60}")
_REALM: Final = re.compile(r"\[\w{3}/(\d{3})\]")
_XML: Final = re.compile(r"<code>(?P<code>[^<]*)</code>\s*<message[^>]*>(?P<message>[^<]*)</message>")
_LONGEST: Final = 4_000  # bytes, of an error in XML that are looked at
_NAMED: Final = re.compile(
    r"(?:[Pp]roperty|[Nn]avigation property|segment|Resource not found for(?: the)? segment) '?([A-Za-z]\w{2,59})'?"
)

_BY_STATUS: Final[Mapping[int, tuple[type[BackendError], str]]] = {
    400: (Rejected, "it cannot read the question"),
    404: (Rejected, "what was asked is not there"),
    405: (Rejected, "it may not be asked in this way"),
    408: (TimedOut, "it took too long"),
    413: (Rejected, "the question was too long"),
    414: (Rejected, "the question was too long for a URL: lower longest_url"),
    429: (Overloaded, "it asked us to slow down"),
    503: (Overloaded, "it is busy, or the service is switched off"),
    504: (TimedOut, "it took too long"),
}
_SIGN_IN: Final[Mapping[str, str]] = {
    "invalid_client": "client_id or client_secret is wrong, or the OAuth client is locked (SOAUTH2)",
    "unauthorized_client": "the OAuth client may not sign in by client credentials",
    "unsupported_grant_type": "it does not sign in by client credentials there: look at token_url",
    "invalid_scope": "the OAuth client has no scope for the services (SOAUTH2)",
    "invalid_grant": "it did not accept the client credentials",
}


def explained(
    status: int, headers: Mapping[str, str], body: bytes, service: Service, *, client: str | None = None
) -> BackendError:
    """Why a question was not answered, in SAP's terms."""
    problem, is_page = _problem(body), "html" in headers.get("content-type", "")
    kind, said = _known(status, service, client, is_page=is_page)
    code = f" ({problem.code})" if _CODE.fullmatch(problem.code) else ""
    about = _about(kind, _message(problem))
    other = _other_client(status, headers, client)
    told = advice.CLIENT if other else _advice(status, is_page=is_page)
    where = f"; it was looked for in client {other}" if other else ""
    message = f"SAP, {service.name}: {said}{where}{code}{about and f': {about}'}."
    return kind(message, retry_after=_seconds(headers), advice=told)


def refused_sign_in(status: int, headers: Mapping[str, str], body: bytes) -> BackendError:
    """Why there is no token."""
    if status >= 500 or status == 429:
        kind, said = _BY_STATUS.get(status, (Unavailable, f"it failed with status {status}"))
        return kind(f"SAP did not sign us in: {said}.", retry_after=_seconds(headers), advice=advice.BUSY)
    try:
        problem = msgspec.json.decode(body, type=TokenProblem)
    except msgspec.DecodeError:
        return Denied(
            f"SAP refused the sign-in with status {status}: look at base_url and token_url.", advice=advice.OAUTH
        )
    if problem.error not in _SIGN_IN:
        return Denied("SAP refused the sign-in: it did not say why in words that we know.", advice=advice.OAUTH)
    return Denied(f"SAP refused the sign-in: {_SIGN_IN[problem.error]} ({problem.error}).", advice=advice.OAUTH)


def asked_too_soon() -> Denied:
    """It would count as one more wrong password."""
    said = "SAP refused the user a moment ago; it is not asked again yet, lest the user be locked."
    return Denied(said, advice=advice.LOCKED)


def unreadable(service: Service, headers: Mapping[str, str]) -> BackendError:
    """It answered something else: perhaps a page for people to log on with."""
    if "html" in headers.get("content-type", ""):
        said = "it sent a page to log on with: the service does not accept this way to sign in"
        return Denied(f"SAP, {service.name}: {said} (SICF, logon procedure).", advice=advice.PROCEDURE)
    return Unreadable(f"SAP, {service.name}: it sent an answer that cannot be read.")


def _advice(status: int, *, is_page: bool) -> Advice | None:
    return advice.NODE if is_page and status in (403, 404) else advice.BY_STATUS.get(status)


def _other_client(status: int, headers: Mapping[str, str], client: str | None) -> str | None:
    """The client in which the user was looked for, if it is not the one that was asked: the realm names it."""
    named = _REALM.search(headers.get("www-authenticate", "")) if status == 401 else None
    return None if named is None or client in (None, named[1]) else named[1]


def _about(kind: type[BackendError], message: str) -> str:
    """SAP's own words, where they are not about what was asked; of a question only the name that it does not know."""
    named = _NAMED.search(message)
    if kind is Rejected:
        return named[1] if named else ""
    return wording.kept(message)


def _known(status: int, service: Service, client: str | None, *, is_page: bool) -> tuple[type[BackendError], str]:
    if status == 401:
        tenant = "the host's default client" if client is None else f"client {client}"
        return Denied, f"the logon failed: the user is not known in {tenant}, is locked, or its password is wrong"
    if status == 403:
        return Denied, _unauthorised(service, is_page=is_page)
    if status == 404 and is_page:
        return Rejected, "there is no such path, or its ICF node is not active (SICF): look at base_url"
    if status == 404:
        return Rejected, _BY_STATUS[404][1] + f"; {_inactive(service)}"
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if status >= 500:
        return Unavailable, f"it failed with status {status}"
    if status < 400:
        return Unreadable, f"it sent us elsewhere with status {status}: base_url must be the API host"
    return Rejected, "it refused the question"


def _unauthorised(service: Service, *, is_page: bool) -> str:
    if is_page:
        return "the path is closed: its ICF node is not active (SICF)"
    cloud = f", or in the cloud the communication arrangement {service.scenario}" if service.scenario else ""
    object_ = "S_SERVICE" if service.version is Version.V2 else "S_START"
    return f"the user lacks the authorisation {object_} for the service, or for its data{cloud}"


def _inactive(service: Service) -> str:
    where = "/IWFND/MAINT_SERVICE" if service.version is Version.V2 else "/IWFND/V4_ADMIN"
    cloud = f", or in the cloud the communication arrangement {service.scenario}" if service.scenario else ""
    return f"perhaps the service is not activated ({where}{cloud})"


def _problem(body: bytes) -> Problem:
    try:
        return msgspec.json.decode(body, type=ProblemReply).error
    except (msgspec.DecodeError, RecursionError):
        return _problem_in_xml(body)


def _problem_in_xml(body: bytes) -> Problem:
    """V2 may say its errors in XML whatever was asked; a page for people, such as that of a 414, has none of it."""
    found = _XML.search(body[:_LONGEST].decode("utf-8", "replace"))
    return Problem() if found is None else Problem(unescape(found["code"]), unescape(found["message"]))


def _message(problem: Problem) -> str:
    told: Any = problem.message
    value = told.get("value", "") if isinstance(told, dict) else told
    return value if isinstance(value, str) else ""


def _seconds(headers: Mapping[str, str]) -> float | None:
    given = headers.get("retry-after", "")
    return float(given) if _RETRY_AFTER.fullmatch(given) else None
