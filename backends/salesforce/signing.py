"""What is sent to sign in: the app's secret, or a JWT signed by its key."""

from datetime import datetime
from typing import Final
from urllib.parse import urlencode

from joserfc import jwt
from joserfc.jwk import RSAKey

from backends.errors import Denied
from backends.salesforce import SalesforceSettings, advice

_GRANT: Final = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_SECONDS: Final = 180  # an assertion holds for three minutes: longer ones are refused


def form(settings: SalesforceSettings, now: datetime) -> bytes:
    """The body of a token request; raises Denied for a private key that is none."""
    if settings.client_secret is not None:
        secret = settings.client_secret.get_secret_value()
        fields = {
            "grant_type": "client_credentials",
            "client_id": settings.client_id,
            "client_secret": secret,
        }
    else:
        fields = {"grant_type": _GRANT, "assertion": assertion(settings, now)}
    return urlencode(fields).encode()


def assertion(settings: SalesforceSettings, now: datetime) -> str:
    """Who we are, for whom we act and until when, signed."""
    pem = "" if settings.private_key is None else settings.private_key.get_secret_value()
    claims = {
        "iss": settings.client_id,
        "sub": settings.username,
        "aud": settings.audience,
        "exp": int(now.timestamp()) + _SECONDS,
    }
    try:
        return jwt.encode({"alg": "RS256"}, claims, RSAKey.import_key(pem))
    except ValueError:
        raise Denied("private_key is no RSA key in PEM.", advice=advice.ASSERTION) from None
