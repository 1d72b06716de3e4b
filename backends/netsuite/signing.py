"""Who we are, in both ways that NetSuite knows: signed assertions (OAuth 2.0), signed requests (OAuth 1.0a). Pure."""

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from urllib.parse import quote, urlencode

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from backends.errors import Denied
from backends.netsuite import advice
from backends.netsuite.settings import NetSuiteSettings

TOKEN_PATH: Final = "/services/rest/auth/oauth2/v1/token"  # noqa: S105  # a path
_SECONDS: Final = 300  # that an assertion holds; an hour would do
_CURVES: Final = {"P-256": "ES256", "P-384": "ES384", "P-521": "ES512"}
_ASSERTION: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def form(settings: NetSuiteSettings, now: datetime) -> bytes:
    """The body of a request for a token; raises Denied for a private key that is none."""
    fields = {
        "grant_type": "client_credentials",
        "client_assertion_type": _ASSERTION,
        "client_assertion": assertion(settings, now),
    }
    return urlencode(fields).encode()


def assertion(settings: NetSuiteSettings, now: datetime) -> str:
    """Who we are, for whom it is said and until when, signed; RS256 is not accepted, RSA keys sign by PS256."""
    key, algorithm = _key("" if settings.private_key is None else settings.private_key.get_secret_value())
    issued = int(now.timestamp())
    header = {"typ": "JWT", "alg": algorithm, "kid": settings.certificate_id}
    claims = {
        "iss": settings.client_id,
        "scope": "rest_webservices",
        "aud": f"{settings.base_url}{TOKEN_PATH}",
        "iat": issued,
        "exp": issued + _SECONDS,
    }
    return jwt.encode(header, claims, key, algorithms=[algorithm])


def _key(pem: str) -> tuple[ECKey | RSAKey, str]:
    try:
        key = ECKey.import_key(pem)
    except (JoseError, ValueError):
        pass
    else:
        return key, _CURVES.get(key.curve_name, "ES256")
    try:
        return RSAKey.import_key(pem), "PS256"
    except (JoseError, ValueError):
        raise Denied("private_key is no RSA or EC key in PEM.", advice=advice.CERTIFICATE) from None


def header(
    settings: NetSuiteSettings, method: str, url: str, query: Sequence[tuple[str, str]], nonce: str, now: datetime
) -> str:
    """The `Authorization` of one request (RFC 5849): `url` is without its query, which is signed as well."""
    said = {
        "oauth_consumer_key": settings.consumer_key or "",
        "oauth_token": settings.token_id or "",
        "oauth_nonce": nonce,
        "oauth_timestamp": str(int(now.timestamp())),
        "oauth_signature_method": "HMAC-SHA256",
        "oauth_version": "1.0",
    }
    said["oauth_signature"] = _signature(settings, method, url, [*query, *said.items()])
    return f"OAuth {_written({'realm': realm(settings), **said})}"


def realm(settings: NetSuiteSettings) -> str:
    """The account as signatures name it: a sandbox is in upper case with an underscore, unlike in its address."""
    return (settings.account or "").upper().replace("-", "_")


def _signature(settings: NetSuiteSettings, method: str, url: str, signed: Sequence[tuple[str, str]]) -> str:
    secrets = (settings.consumer_secret, settings.token_secret)
    key = "&".join(_percent("" if secret is None else secret.get_secret_value()) for secret in secrets)
    pairs = sorted((_percent(name), _percent(value)) for name, value in signed)
    base = "&".join((method, _percent(url), _percent("&".join(f"{name}={value}" for name, value in pairs))))
    return b64encode(hmac.new(key.encode(), base.encode(), hashlib.sha256).digest()).decode()


def _written(said: Mapping[str, str]) -> str:
    return ", ".join(f'{name}="{_percent(value)}"' for name, value in said.items())


def _percent(text: str) -> str:
    return quote(text, safe="-._~")
