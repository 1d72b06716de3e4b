"""OAuth 2.0, client credentials: an assertion signed with a mapped certificate is exchanged for a bearer token."""

import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final
from urllib.parse import parse_qs

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from backends.sandbox.netsuite.credentials import Credentials
from backends.sandbox.netsuite.errors import invalid_login
from backends.sandbox.netsuite.messages import Answer, Request

TOKEN_PATH: Final = "/services/rest/auth/oauth2/v1/token"  # noqa: S105  # a path
_ALGORITHMS: Final = ["PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
_RSA_BITS: Final = frozenset({3_072, 4_096})  # of a certificate that can be mapped
_ASSERTION: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_LONGEST: Final = 3_600  # seconds between `iat` and `exp`
_TOKENS: Final = 1_000


class BearerTokens:
    """Gives tokens out and knows them again; the oldest are forgotten when there are too many."""

    def __init__(self, keys: Credentials, clock: Callable[[], datetime], seconds: int) -> None:
        self._keys = keys
        self._clock = clock
        self._seconds = seconds
        self._until: dict[str, float] = {}

    def answer(self, request: Request) -> Answer:
        """The answer to a request for a token."""
        form = {name: values[0] for name, values in parse_qs(request.body.decode("latin-1")).items()}
        if form.get("grant_type") != "client_credentials":
            return _refusal("unsupported_grant_type")
        if form.get("client_assertion_type") != _ASSERTION or "client_assertion" not in form:
            return _refusal("invalid_request")
        if not self._holds(form["client_assertion"], f"{request.base}{TOKEN_PATH}"):
            return _refusal("invalid_grant")
        body = {"access_token": self._token(), "expires_in": str(self._seconds), "token_type": "Bearer"}
        return Answer(body=body, content_type="application/json")

    def check(self, header: str) -> None:
        """Raises Refused for a token that was not given out, or is over."""
        token = header.partition(" ")[2].strip()
        if self._until.get(token, 0.0) <= self._now():
            raise invalid_login()

    def forget(self) -> None:
        """All tokens are over."""
        self._until.clear()

    def _holds(self, assertion: str, audience: str) -> bool:
        key = _public(self._keys.private_key)
        if isinstance(key, RSAKey) and key.raw_value.key_size not in _RSA_BITS:
            return False
        try:
            decoded = jwt.decode(assertion, key, algorithms=_ALGORITHMS)
        except (JoseError, ValueError):
            return False
        named = decoded.header.get("kid") == self._keys.certificate_id and decoded.header.get("typ") == "JWT"
        return named and self._is_meant(decoded.claims, audience)

    def _is_meant(self, claims: Mapping[str, Any], audience: str) -> bool:
        issued, expires, now = claims.get("iat"), claims.get("exp"), self._now()
        if not isinstance(issued, int) or not isinstance(expires, int):
            return False
        scope = claims.get("scope", "")
        scopes = scope if isinstance(scope, list) else str(scope).replace(",", " ").split()
        return (
            claims.get("iss") == self._keys.client_id
            and claims.get("aud") == audience
            and "rest_webservices" in scopes
            and issued <= now < expires
            and expires - issued <= _LONGEST
        )

    def _token(self) -> str:
        token = secrets.token_urlsafe(32)
        self._until[token] = self._now() + self._seconds
        if len(self._until) > _TOKENS:
            del self._until[next(iter(self._until))]
        return token

    def _now(self) -> float:
        return self._clock().timestamp()


def _public(pem: str) -> RSAKey | ECKey:
    """The public half of a key."""
    try:
        return ECKey.import_key(ECKey.import_key(pem).as_pem(private=False))
    except JoseError:
        return RSAKey.import_key(RSAKey.import_key(pem).as_pem(private=False))


def _refusal(error: str) -> Answer:
    return Answer(status=400, body={"error": error}, content_type="application/json")
