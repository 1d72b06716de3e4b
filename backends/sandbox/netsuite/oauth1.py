"""Token-based authentication: OAuth 1.0a with HMAC-SHA256 (RFC 5849), checked to the letter."""

import hashlib
import hmac
import re
from base64 import b64encode
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Final
from urllib.parse import quote, unquote

from backends.sandbox.netsuite.credentials import Credentials
from backends.sandbox.netsuite.errors import invalid_login
from backends.sandbox.netsuite.messages import Request

_PAIR: Final = re.compile(r'\s*(\w+)\s*=\s*"([^"]*)"\s*')
_NEEDED: Final = frozenset(
    {"oauth_consumer_key", "oauth_token", "oauth_nonce", "oauth_timestamp", "oauth_signature_method", "oauth_signature"}
)
_WINDOW: Final = 300  # seconds that the clocks may differ
_SHORTEST_NONCE: Final = 6
_LONGEST_TIMESTAMP: Final = 12
_NONCES: Final = 100_000


class SignedRequests:
    """Checks signatures; a nonce counts once for its timestamp, as far as the last of them are remembered."""

    def __init__(self, keys: Credentials, clock: Callable[[], datetime]) -> None:
        self._keys = keys
        self._clock = clock
        self._seen: OrderedDict[tuple[str, str], None] = OrderedDict()

    def check(self, request: Request) -> None:
        """Raises Refused, which never says why."""
        said = _said(request.headers["authorization"])
        if not (self._is_ours(said) and self._is_fresh(said) and self._is_signed(request, said)):
            raise invalid_login()
        self._remember(said["oauth_nonce"], said["oauth_timestamp"])

    def _is_ours(self, said: Mapping[str, str]) -> bool:
        return (
            said.keys() >= _NEEDED
            and said.get("realm") == self._keys.account
            and said["oauth_consumer_key"] == self._keys.consumer_key
            and said["oauth_token"] == self._keys.token_id
            and said["oauth_signature_method"] == "HMAC-SHA256"
            and said.get("oauth_version", "1.0") == "1.0"
        )

    def _is_fresh(self, said: Mapping[str, str]) -> bool:
        nonce, timestamp = said["oauth_nonce"], said["oauth_timestamp"]
        if not _is_timestamp(timestamp) or len(nonce) < _SHORTEST_NONCE or (nonce, timestamp) in self._seen:
            return False
        return abs(self._clock().timestamp() - int(timestamp)) <= _WINDOW

    def _is_signed(self, request: Request, said: Mapping[str, str]) -> bool:
        signed = [*request.query, *((name, value) for name, value in said.items() if name not in _UNSIGNED)]
        key = "&".join(map(percent, (self._keys.consumer_secret, self._keys.token_secret)))
        base = "&".join(map(percent, (request.method, request.url, _normalised(signed))))
        expected = b64encode(hmac.new(key.encode(), base.encode(), hashlib.sha256).digest()).decode()
        return hmac.compare_digest(expected.encode(), said["oauth_signature"].encode()) and _matches_body(
            said, request.body
        )

    def _remember(self, nonce: str, timestamp: str) -> None:
        self._seen[nonce, timestamp] = None
        if len(self._seen) > _NONCES:
            self._seen.popitem(last=False)


_UNSIGNED: Final = frozenset({"realm", "oauth_signature"})


def _is_timestamp(text: str) -> bool:
    """Seconds since 1970, in as many digits as they can have."""
    return text.isascii() and text.isdigit() and len(text) <= _LONGEST_TIMESTAMP


def _matches_body(said: Mapping[str, str], body: bytes) -> bool:
    """Who sends a hash of the body must send the right one."""
    if "oauth_body_hash" not in said:
        return True
    digests = (hashlib.sha256(body), hashlib.sha1(body))  # noqa: S324  # clients differ; the body is not signed here
    return said["oauth_body_hash"] in {b64encode(digest.digest()).decode() for digest in digests}


def _said(header: str) -> dict[str, str]:
    """The parameters of the header, decoded."""
    pairs = (_PAIR.fullmatch(part) for part in header.partition(" ")[2].split(","))
    return {pair[1]: unquote(pair[2]) for pair in pairs if pair}


def _normalised(parameters: Iterable[tuple[str, str]]) -> str:
    """RFC 5849, 3.4.1.3.2: encoded first, then sorted."""
    pairs = sorted((percent(name), percent(value)) for name, value in parameters)
    return "&".join(f"{name}={value}" for name, value in pairs)


def percent(text: str) -> str:
    """RFC 5849, 3.6."""
    return quote(text, safe="-._~")
