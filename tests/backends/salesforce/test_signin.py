"""Signing in, and staying signed in."""

import asyncio
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from joserfc.jwk import RSAKey
from msgspec.structs import replace
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from backends.errors import ABSENT, Denied, Unreadable
from backends.sandbox import stories
from backends.sandbox.holdings import Holdings
from backends.sandbox.hosting import hosted as served
from backends.sandbox.salesforce.credentials import Limits
from backends.vocabulary import Noun
from tests.backends.asking import look_up
from tests.backends.salesforce.orgs import KEYS, Hosted, connected, hosted

PRIVATE, OTHER = RSAKey.generate_key(2048), RSAKey.generate_key(2048)
JWT: dict[str, Any] = {
    "client_secret": None,
    "private_key": PRIVATE.as_pem(private=True).decode(),
    "username": KEYS.username,
}


@pytest.fixture(scope="module")
def org() -> Iterator[Hosted]:
    """Somebody else's org; its sessions live for half an hour."""
    keys = replace(KEYS, public_key=PRIVATE.as_pem(private=False).decode())
    with hosted(Holdings(name="crm"), keys, Limits(session_seconds=1_800)) as made:
        yield made


async def test_by_the_apps_secret(org: Hosted) -> None:
    async with connected(org) as reader:
        await look_up(reader, Noun.CUSTOMER, stories.REGULAR)


async def test_by_an_assertion(org: Hosted) -> None:
    async with connected(org, **JWT) as reader:
        await look_up(reader, Noun.CUSTOMER, stories.REGULAR)


WRONG: list[dict[str, Any]] = [
    {"client_secret": "another"},
    {"client_id": "another"},
    JWT | {"private_key": OTHER.as_pem(private=True).decode()},
    JWT | {"audience": "https://test.salesforce.com"},
    JWT | {"username": "somebody@else.example"},
    JWT | {"client_id": "another"},
    JWT | {"private_key": "no key at all"},
]


@pytest.mark.parametrize("settings", WRONG, ids=lambda settings: ",".join(settings))
async def test_who_is_not_let_in(org: Hosted, settings: dict[str, Any]) -> None:
    async with connected(org, **settings) as reader:
        with pytest.raises(Denied) as raised:
            await reader.probe()
    message = raised.value.message
    assert not any(str(value) in message for key, value in settings.items() if key != "client_id")


async def test_an_assertion_from_the_past(org: Hosted) -> None:
    """Our clock is wrong."""
    async with connected(org, **JWT) as reader:
        org.clock.now += timedelta(minutes=10)
        slow = org.clock.now - timedelta(minutes=10)
        reader._org.session._clock = lambda: slow
        try:
            with pytest.raises(Denied, match="assertion was refused"):
                await reader.probe()
        finally:
            org.clock.now = slow


async def test_many_questions_sign_in_once(org: Hosted) -> None:
    org.seen.signed_in = 0
    async with connected(org) as reader:
        await asyncio.gather(*(look_up(reader, Noun.CUSTOMER, stories.REGULAR) for _ in range(8)))
    assert org.seen.signed_in == 1


async def test_a_session_that_ended_there(org: Hosted) -> None:
    """We believed that it held: the question is asked again, once."""
    async with connected(org) as reader:
        await look_up(reader, Noun.CUSTOMER, stories.REGULAR)
        org.seen.signed_in = 0
        org.clock.advance(minutes=31)
        org.seen.clear()
        await look_up(reader, Noun.CUSTOMER, stories.REGULAR)
    assert org.seen.signed_in == 1
    assert org.seen.calls == [("POST", "/composite")] * 2


async def test_a_session_that_never_holds() -> None:
    """It is not asked a third time."""
    with hosted(Holdings(name="crm"), limits=Limits(session_seconds=0)) as made:
        async with connected(made) as reader:
            with pytest.raises(Denied, match="the session does not hold"):
                await look_up(reader, Noun.CUSTOMER, stories.REGULAR)
        assert (made.seen.signed_in, len(made.seen.calls)) == (2, 2)


async def test_a_session_is_renewed_before_it_ends(org: Hosted) -> None:
    async with connected(org, session_minutes=10) as reader:
        await look_up(reader, Noun.CUSTOMER, stories.REGULAR)
        org.clock.advance(minutes=11)
        org.seen.clear()
        await look_up(reader, Noun.CUSTOMER, stories.REGULAR)
    assert org.seen.calls == [("POST", "/composite")]


async def test_the_door_may_be_elsewhere(org: Hosted) -> None:
    """As with login.salesforce.com: one address signs in, the org answers at the one that the token names."""

    async def door(request: Request) -> Response:
        async with httpx.AsyncClient(trust_env=False) as client:
            reply = await client.post(f"{org.url}/services/oauth2/token", content=await request.body())
        return Response(reply.content, reply.status_code)

    with served(Starlette(routes=[Route("/services/oauth2/token", door, methods=["POST"])])) as url:
        async with connected(org, base_url=url) as reader:
            org.seen.clear()
            await reader.probe()
            assert org.seen.calls == [("POST", "/composite")]


async def test_the_org_moves(org: Hosted) -> None:
    """The next sign-in names another address; what is still under way to the old one is answered from there."""
    waiting, moved = threading.Event(), threading.Event()
    addresses: list[str] = []

    async def door(request: Request) -> Response:
        async with httpx.AsyncClient(trust_env=False) as client:
            reply = await client.post(f"{org.url}/services/oauth2/token", content=await request.body())
        return JSONResponse(reply.json() | {"instance_url": addresses.pop(0)})

    async def left(request: Request) -> Response:
        """Slow with the first question; the sessions of the others have ended."""
        if waiting.is_set():
            return JSONResponse([{"errorCode": "INVALID_SESSION_ID", "message": "Session expired or invalid"}], 401)
        waiting.set()
        await asyncio.to_thread(moved.wait, 20)
        return JSONResponse({"records": []})

    doors = Starlette(routes=[Route("/services/oauth2/token", door, methods=["POST"])])
    with served(doors) as url, served(Starlette(routes=[Route("/{path:path}", left)])) as old:
        addresses += [old, org.url, old, org.url]
        async with connected(org, base_url=url, merged_records=False) as reader:
            slow = asyncio.create_task(look_up(reader, Noun.CUSTOMER, stories.REGULAR))
            assert await asyncio.to_thread(waiting.wait, 20)
            await look_up(reader, Noun.CUSTOMER, stories.REGULAR)
            assert len(addresses) == 2
            moved.set()
            assert await slow == {stories.REGULAR: ABSENT}


@pytest.mark.parametrize(
    "address", ["https://evil.example", "http://user@127.0.0.1", "http://a.example/x", "http://[", "x"]
)
async def test_an_address_that_is_none(org: Hosted, address: str) -> None:
    """A token is not carried to an address with a user, a path or another scheme than ours."""
    async with connected(org) as reader:
        org.swap.instead = JSONResponse({"access_token": "made-up", "instance_url": address})
        try:
            with pytest.raises(Unreadable):
                await reader.probe()
        finally:
            org.swap.instead = None
