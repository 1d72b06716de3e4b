"""Who is let in: Basic and OAuth 2.0, the SAP client, and CSRF tokens with their session cookies."""

import binascii
import secrets
from base64 import b64decode
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final, TypeVar
from urllib.parse import parse_qsl

from backends.sandbox.sap.credentials import Credentials, Limits
from backends.sandbox.sap.messages import Answer, Request, json, page_for_people

Kept = TypeVar("Kept")

TOKEN_PATH: Final = "/sap/bc/sec/oauth2/token"  # noqa: S105 - an address
_MOST: Final = 10_000  # sessions and tokens that are kept
_SESSION: Final = "SAP_SESSIONID_S4H_{client}"
_GUARD: Final = "sap-XSRF_S4H_{client}"
_REALM: Final = 'Basic realm="SAP NetWeaver Application Server [S4H/{client}]"'


class SignIn:
    """The tokens and sessions of one server."""

    def __init__(self, keys: Credentials, clock: Callable[[], datetime], limits: Limits) -> None:
        self._keys = keys
        self._clock = clock
        self._limits = limits
        self._tokens: dict[str, datetime] = {}
        self._sessions: dict[str, tuple[str, datetime]] = {}

    def token(self, request: Request) -> Answer:
        """A token for a client that proves who it is."""
        form = dict(parse_qsl(request.body.decode("utf-8", "replace")))
        told = _basic(request) or (form.get("client_id", ""), form.get("client_secret", ""))
        if request.method != "POST" or form.get("grant_type") != "client_credentials":
            return json({"error": "unsupported_grant_type", "error_description": "Grant type is not supported."}, 400)
        if told != (self._keys.client_id, self._keys.client_secret):
            return json({"error": "invalid_client", "error_description": "Client credentials are invalid."}, 401)
        value = secrets.token_urlsafe(24)
        _bounded(self._tokens)[value] = self._clock() + timedelta(seconds=self._limits.token_seconds)
        return json({"access_token": value, "token_type": "Bearer", "expires_in": self._limits.token_seconds})

    def refusal(self, request: Request) -> Answer | None:
        """Why somebody is not let in; None if she is."""
        client = request.option("sap-client") or request.headers.get("sap-client") or self._keys.client
        if client == self._keys.client and (self._is_user(request) or self._is_bearer(request)):
            return None
        return page_for_people(401, "Logon failed", [("www-authenticate", _REALM.format(client=self._keys.client))])

    def started(self) -> list[tuple[str, str]]:
        """The headers that begin a session: its token, and the cookies without which the token is worth nothing."""
        session, token = secrets.token_urlsafe(24), secrets.token_urlsafe(16)
        _bounded(self._sessions)[session] = (token, self._clock() + timedelta(seconds=self._limits.session_seconds))
        return [
            ("x-csrf-token", token),
            ("set-cookie", f"{self._named(_SESSION)}={session}; path=/; HttpOnly"),
            ("set-cookie", f"{self._named(_GUARD)}={_guard(token)}; path=/; HttpOnly"),
            ("set-cookie", f"sap-usercontext=sap-client={self._keys.client}; path=/"),
        ]

    def is_meant(self, request: Request) -> bool:
        """Whether a modifying request bears the token of its session."""
        cookies = dict(part.strip().partition("=")[::2] for part in request.headers.get("cookie", "").split(";"))
        token, until = self._sessions.get(cookies.get(self._named(_SESSION), ""), ("", self._clock()))
        told = request.headers.get("x-csrf-token"), cookies.get(self._named(_GUARD))
        return self._clock() < until and told == (token, _guard(token))

    def _named(self, cookie: str) -> str:
        return cookie.format(client=self._keys.client)

    def _is_user(self, request: Request) -> bool:
        return _basic(request) == (self._keys.username, self._keys.password)

    def _is_bearer(self, request: Request) -> bool:
        scheme, _, value = request.headers.get("authorization", "").partition(" ")
        return scheme.lower() == "bearer" and self._clock() < self._tokens.get(value, self._clock())


def _guard(token: str) -> str:
    """What stands in the second cookie; only whoever was given the token together with it has both."""
    return sha256(token.encode()).hexdigest()[:32]


def _basic(request: Request) -> tuple[str, str] | None:
    scheme, _, told = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, _, password = b64decode(told, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return name, password


def _bounded(kept: dict[str, Kept]) -> dict[str, Kept]:
    """Without the oldest, where there are too many."""
    while len(kept) >= _MOST:
        kept.pop(next(iter(kept)))
    return kept
