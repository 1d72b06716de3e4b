"""Both ways to sign in, and what is said of those who are not let in."""

import asyncio
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from msgspec.structs import replace
from starlette.responses import JSONResponse, Response

from backends.errors import BackendError, Denied, Unavailable, Unreadable
from backends.netsuite.settings import NetSuiteSettings
from backends.netsuite.signing import assertion, header, realm
from backends.sandbox.netsuite.credentials import made_up
from backends.sandbox.world.moments import ANCHOR
from backends.vocabulary import Noun
from tests.backends.asking import look_up
from tests.backends.netsuite.accounts import Hosted, connected, hosted
from tests.backends.toy import ManualClock
from tests.contract.harnesses.netsuite import KEYS

SECRETS = {KEYS.consumer_secret, KEYS.token_secret}
KEY_PAIRS = {
    "RSA 3072": lambda: rsa.generate_private_key(65537, 3072),
    "P-256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "P-384": lambda: ec.generate_private_key(ec.SECP384R1()),
    "P-521": lambda: ec.generate_private_key(ec.SECP521R1()),
}
ALGORITHMS = {"RSA 3072": "PS256", "P-256": "ES256", "P-384": "ES384", "P-521": "ES512"}


def settings(**changes: Any) -> NetSuiteSettings:
    given = {
        "base_url": "https://123456-sb1.suitetalk.api.netsuite.com",
        "time_zone": "Europe/Paris",
        "client_id": KEYS.client_id,
        "certificate_id": KEYS.certificate_id,
        "private_key": KEYS.private_key,
        **changes,
    }
    return NetSuiteSettings.model_validate({name: value for name, value in given.items() if value is not None})


def signed(**changes: Any) -> NetSuiteSettings:
    """Settings that sign each request."""
    tokens = {name: getattr(KEYS, name) for name in ("account", "consumer_key", "consumer_secret")}
    tokens |= {name: getattr(KEYS, name) for name in ("token_id", "token_secret")}
    return settings(client_id=None, certificate_id=None, private_key=None, **{**tokens, **changes})


def part(token: str, place: int) -> Any:
    """The head or the claims of an assertion."""
    text = token.split(".")[place]
    return msgspec.json.decode(urlsafe_b64decode(text + "=" * (-len(text) % 4)))


@pytest.mark.parametrize("kind", KEY_PAIRS)
async def test_each_kind_of_key(erp: Hosted, kind: str) -> None:
    """The algorithm follows from the key; RS256 is none that NetSuite takes."""
    pair = KEY_PAIRS[kind]()
    pem = pair.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    assert part(assertion(settings(private_key=pem), ANCHOR), 0) == {
        "typ": "JWT",
        "alg": ALGORITHMS[kind],
        "kid": KEYS.certificate_id,
    }
    with hosted(erp.holdings, keys=replace(KEYS, private_key=pem)) as account:
        async with connected(account) as system:
            await system.probe()
    assert account.signed_in == 1


def test_what_an_assertion_says() -> None:
    claims = part(assertion(settings(), ANCHOR), 1)
    assert claims == {
        "iss": KEYS.client_id,
        "scope": "rest_webservices",
        "aud": "https://123456-sb1.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token",
        "iat": int(ANCHOR.timestamp()),
        "exp": int(ANCHOR.timestamp()) + 300,
    }


async def test_a_token_is_renewed_once_for_all_who_wait(erp: Hosted) -> None:
    order = erp.holdings.orders[0].ref
    with hosted(erp.holdings) as account:
        async with connected(account) as system:
            await asyncio.gather(*(look_up(system, Noun.ORDER, order) for _ in range(5)))
            assert account.signed_in == 1
            account.clock.advance(3_601)
            await asyncio.gather(*(look_up(system, Noun.ORDER, order) for _ in range(5)))
    assert account.signed_in == 2


async def test_signed_requests_need_no_token(erp: Hosted) -> None:
    async with connected(erp, signed=True) as system:
        await look_up(system, Noun.ORDER, *(order.ref for order in erp.holdings.orders[:3]))
    assert erp.signed_in == 0
    assert erp.calls[0].headers["authorization"].startswith('OAuth realm="123456_SB1", oauth_consumer_key=')


async def test_each_request_has_a_signature_of_its_own(erp: Hosted) -> None:
    async with connected(erp, signed=True, page_rows=10) as system:
        await look_up(system, Noun.ORDER, *(order.ref for order in erp.holdings.orders[:25]))
    signatures = {call.headers["authorization"].partition("oauth_signature=")[2] for call in erp.calls}
    assert len(signatures) == len(erp.calls) == 3


def test_the_signature_of_a_known_request() -> None:
    """Reckoned with oauthlib 3.2.2 for the same request; limit and offset are signed, the realm is not."""
    told = header(
        signed(consumer_secret="cs", token_secret="ts", consumer_key="ck", token_id="ti"),  # noqa: S106  # nobody's
        "POST",
        "https://123456-sb1.suitetalk.api.netsuite.com/services/rest/query/v1/suiteql",
        (("limit", "1000"), ("offset", "0")),
        "abcdef0123456789",
        ANCHOR,
    )
    assert told.startswith('OAuth realm="123456_SB1", ')
    assert f'oauth_timestamp="{int(ANCHOR.timestamp())}"' in told
    assert 'oauth_signature="DUqDTT1mHpRYBK%2BENiyoZLaj614VRpgDesK0bNbpkXs%3D"' in told


@pytest.mark.parametrize("account", ["123456_SB1", "123456-sb1", "123456_sb1"])
def test_a_sandbox_is_in_upper_case_with_an_underscore(account: str) -> None:
    assert realm(signed(account=account)) == "123456_SB1"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"client_id": "another"}, r"no token \(invalid_grant\): look at client_id, certificate_id and private_key"),
        ({"certificate_id": "another"}, "a sandbox refresh removes that"),
        ({"private_key": made_up().private_key}, "no token"),
        ({"private_key": "-----BEGIN nothing"}, "private_key is no RSA or EC key in PEM"),
    ],
)
async def test_who_gets_no_token(erp: Hosted, changes: Mapping[str, Any], said: str) -> None:
    async with connected(erp, **changes) as system:
        with pytest.raises(Denied, match=said) as raised:
            await system.probe()
    assert not any(value in raised.value.message for value in changes.values())


@pytest.mark.parametrize("change", ["account", "consumer_key", "consumer_secret", "token_id", "token_secret"])
async def test_whose_signature_is_wrong(erp: Hosted, change: str) -> None:
    """NetSuite says no more than that; where it says more is told."""
    async with connected(erp, signed=True, **{change: "another"}) as system:
        with pytest.raises(Denied, match=r"Login Audit Trail.*the realm's case, a clock that is wrong") as raised:
            await system.probe()
    assert not any(secret in raised.value.message for secret in SECRETS)


@pytest.mark.parametrize("seconds", [-400, 400])
async def test_a_clock_that_is_wrong(erp: Hosted, seconds: int) -> None:
    ours = ManualClock(ANCHOR)
    ours.advance(seconds)
    async with connected(replace(erp, clock=ours), signed=True) as system:
        with pytest.raises(Denied, match="a clock that is wrong"):
            await system.probe()


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (JSONResponse({"access_token": "t", "expires_in": "soon"}), Unreadable),
        (JSONResponse({"access_token": "t", "expires_in": "9" * 30}), Unreadable),
        (JSONResponse({"token_type": "Bearer"}), Unreadable),
        (JSONResponse({"error": "invalid_client"}, 401), Denied),
        (JSONResponse({"error": "<b>secret</b>"}, 400), Denied),
        (Response(b"<html>", 200), Unreadable),
        (Response(b"<html>", 503), Unavailable),
    ],
)
async def test_what_is_no_token(erp: Hosted, answer: Response, kind: type[BackendError]) -> None:
    erp.instead = answer
    try:
        async with connected(erp) as system:
            with pytest.raises(kind) as raised:
                await system.probe()
    finally:
        erp.instead = None
    assert "secret" not in raised.value.message


async def test_a_token_that_is_refused_at_once_is_renewed_once(erp: Hosted) -> None:
    async def refusing(scope: Any, receive: Any, send: Any) -> None:
        path = scope["path"]
        given = {"access_token": "t", "expires_in": "3600"}
        answer = JSONResponse(given) if path.endswith("/token") else JSONResponse({}, 401)
        await answer(scope, receive, send)

    erp.instead = refusing
    try:
        async with connected(erp) as system:
            with pytest.raises(Denied, match="Login Audit Trail"):
                await look_up(system, Noun.ORDER, erp.holdings.orders[0].ref)
    finally:
        erp.instead = None
    assert (erp.signed_in, len(erp.queries)) == (2, 2)
