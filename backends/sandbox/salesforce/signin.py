"""OAuth 2.0: client credentials, JWT bearer and the older password grants; the sessions that come of them."""

import base64
import re
import secrets
from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from backends.sandbox.salesforce.credentials import Credentials
from backends.sandbox.salesforce.errors import Refused

Form: TypeAlias = Mapping[str, str]

JWT_BEARER: Final = "urn:ietf:params:oauth:grant-type:jwt-bearer"
ORG_ID: Final = "00D000000000001EAA"
USER_ID: Final = "005000000000001AAA"

_LONGEST_ASSERTION: Final = timedelta(minutes=5)
_SESSIONS: Final = 1_000  # kept at a time
_SOAP_FIELD: Final = "<(?:\\w+:)?{name}>([^<]*)</"


class NoToken(Exception):
    """Why there is no token, in OAuth's words."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(error)
        self.body = {"error": error, "error_description": description}


class SignIn:
    """Gives out tokens, and knows those that it gave out."""

    def __init__(self, credentials: Credentials, clock: Callable[[], datetime], session_seconds: int) -> None:
        self._credentials = credentials
        self._clock = clock
        self._lifetime = timedelta(seconds=session_seconds)
        self._sessions: OrderedDict[str, datetime] = OrderedDict()

    def token(self, form: Form, authorization: str, instance_url: str) -> Mapping[str, str]:
        """The reply to a token request; raises NoToken."""
        grant = form.get("grant_type", "")
        if grant == "client_credentials":
            self._check_secret(*_client(form, authorization))
        elif grant == JWT_BEARER:
            self._check_assertion(form.get("assertion", ""))
        elif grant == "password":
            self._check_secret(*_client(form, authorization))
            self._check_password(form.get("username", ""), form.get("password", ""))
        else:
            raise NoToken("unsupported_grant_type", "grant type not supported")
        return self._reply(instance_url, signed=grant != JWT_BEARER)

    def soap(self, envelope: str, server_url: str) -> str:
        """The reply to a SOAP login; raises NoToken."""
        self._check_password(_soap_field(envelope, "username"), _soap_field(envelope, "password"))
        return _SOAP_REPLY.format(session=self._session(), url=server_url, user=USER_ID, org=ORG_ID)

    def check(self, authorization: str) -> None:
        """Raises Refused unless this is a session that still lives."""
        scheme, _, token = authorization.partition(" ")
        ends = self._sessions.get(token.strip())
        if scheme.casefold() not in ("bearer", "oauth") or ends is None or ends <= self._clock():
            raise Refused(401, "INVALID_SESSION_ID", "Session expired or invalid")

    def forget(self) -> None:
        """All sessions end."""
        self._sessions.clear()

    def _session(self) -> str:
        token = f"{ORG_ID}!{secrets.token_urlsafe(48)}"
        self._sessions[token] = self._clock() + self._lifetime
        while len(self._sessions) > _SESSIONS:
            self._sessions.popitem(last=False)
        return token

    def _reply(self, instance_url: str, *, signed: bool) -> Mapping[str, str]:
        reply = {
            "access_token": self._session(),
            "scope": "api",
            "instance_url": instance_url,
            "id": f"https://login.salesforce.com/id/{ORG_ID}/{USER_ID}",
            "token_type": "Bearer",
        }
        issued = str(int(self._clock().timestamp() * 1000))
        return reply | ({"signature": base64.b64encode(b"pretended").decode(), "issued_at": issued} if signed else {})

    def _check_secret(self, client_id: str, secret: str) -> None:
        if not _same(client_id, self._credentials.client_id):
            raise NoToken("invalid_client_id", "client identifier invalid")
        if not _same(secret, self._credentials.client_secret):
            raise NoToken("invalid_client", "invalid client credentials")

    def _check_password(self, username: str, password: str) -> None:
        expected = self._credentials.password
        if expected is None or not _same(username, self._credentials.username) or not _same(password, expected):
            raise NoToken("invalid_grant", "authentication failure")

    def _check_assertion(self, assertion: str) -> None:
        """Who says it is read first: the org looks the app's certificate up by it."""
        claims = self._verified(assertion)
        if claims.get("iss") != self._credentials.client_id:
            raise NoToken("invalid_client_id", "client identifier invalid")
        audience = claims.get("aud")
        if self._credentials.audience not in (audience if isinstance(audience, list) else [audience]):
            raise NoToken("invalid_grant", "audience is invalid")
        self._check_expiry(claims.get("exp"))
        if claims.get("sub") != self._credentials.username:
            raise NoToken("invalid_grant", "user hasn't approved this consumer")

    def _check_expiry(self, expires: object) -> None:
        """A number; as a text it is taken too, for clients send it so."""
        now = self._clock()
        if isinstance(expires, str) and expires.isascii() and expires.isdigit():
            expires = int(expires)
        if isinstance(expires, bool) or not isinstance(expires, int | float):
            raise NoToken("invalid_grant", "invalid assertion")
        if not now.timestamp() < expires <= (now + _LONGEST_ASSERTION).timestamp():
            raise NoToken("invalid_grant", "expired authorization code")

    def _verified(self, assertion: str) -> Mapping[str, object]:
        key = self._credentials.public_key
        if key is None:
            raise NoToken("invalid_client_id", "client identifier invalid")
        try:
            return jwt.decode(assertion, RSAKey.import_key(key), algorithms=["RS256"]).claims
        except (JoseError, ValueError):
            raise NoToken("invalid_grant", "invalid assertion") from None


def _client(form: Form, authorization: str) -> tuple[str, str]:
    """The app's name and secret: HTTP Basic, or in the form."""
    scheme, _, encoded = authorization.partition(" ")
    if scheme.casefold() != "basic":
        return form.get("client_id", ""), form.get("client_secret", "")
    try:
        name, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except ValueError:
        return "", ""
    return name, secret


def _same(given: str, expected: str) -> bool:
    return secrets.compare_digest(given.encode(), expected.encode())


def _soap_field(envelope: str, name: str) -> str:
    found = re.search(_SOAP_FIELD.format(name=name), envelope)
    return found[1] if found else ""


_SOAP_REPLY: Final = (
    '<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope '
    'xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns="urn:partner.soap.sforce.com"><soapenv:Body>'
    "<loginResponse><result><serverUrl>{url}</serverUrl><sessionId>{session}</sessionId><userId>{user}</userId>"
    "<userInfo><organizationId>{org}</organizationId><userId>{user}</userId></userInfo>"
    "</result></loginResponse></soapenv:Body></soapenv:Envelope>"
)
