"""Pretend accounts over real HTTP on loopback, and systems that are connected to them."""

import re
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any
from urllib.parse import parse_qs

import msgspec
from msgspec import Struct, field
from starlette.types import ASGIApp, Receive, Scope, Send

from backends.manifest import Served
from backends.netsuite import MANIFEST, NetSuiteSettings
from backends.netsuite.client import NetSuiteSystem, connect
from backends.ports import Facets
from backends.sandbox.holdings import Holdings
from backends.sandbox.hosting import hosted as served
from backends.sandbox.netsuite.app import server
from backends.sandbox.netsuite.configuration import own_keys
from backends.sandbox.netsuite.credentials import Credentials, Limits
from backends.sandbox.world.moments import ANCHOR
from backends.vocabulary import Noun, SystemRole
from tests.backends.toy import ManualClock
from tests.contract.harnesses.netsuite import HOLDS, KEYS, OWNERS

TOKEN = "/services/rest/auth/oauth2/v1/token"  # noqa: S105  # a path


class Call(Struct, frozen=True):
    """A request that reached an account; `query` is its SuiteQL."""

    path: str
    options: Mapping[str, str]
    headers: Mapping[str, str]
    query: str = ""

    @property
    def columns(self) -> set[str]:
        """The names of the columns that it asks."""
        return set(re.findall(r" AS (\w+)", self.query))


class Hosted(Struct):
    """An account that answers at `url`; an app that is put into `instead` answers for it."""

    holdings: Holdings
    url: str
    clock: ManualClock
    keys: Credentials
    calls: list[Call] = field(default_factory=list)
    instead: ASGIApp | None = None

    @property
    def queries(self) -> list[Call]:
        return [call for call in self.calls if call.path != TOKEN]

    @property
    def signed_in(self) -> int:
        """How often somebody asked for a token."""
        return len(self.calls) - len(self.queries)


@contextmanager
def hosted(holdings: Holdings, limits: Limits | None = None, keys: Credentials = KEYS) -> Iterator[Hosted]:
    """An account for as long as it is needed."""
    account = Hosted(holdings, "", ManualClock(ANCHOR), keys)
    app = server(holdings, keys, account.clock, limits)

    async def noting(scope: Scope, receive: Receive, send: Send) -> None:
        message = await receive()  # our questions come in one piece
        account.calls.append(_call(scope, message["body"]))

        async def again() -> Any:
            return message

        await (account.instead or app)(scope, again, send)

    with served(noting) as url:
        account.url = url
        yield account


def _call(scope: Scope, body: bytes) -> Call:
    options = {name: values[0] for name, values in parse_qs(scope["query_string"].decode()).items()}
    headers = {name.decode(): value.decode() for name, value in scope["headers"]}
    query = "" if scope["path"] == TOKEN else msgspec.json.decode(body)["q"]
    return Call(scope["path"], options, headers, query)


@asynccontextmanager
async def connected(
    account: Hosted, facets: Mapping[Noun, Facets] | None = None, /, *, signed: bool = False, **changes: Any
) -> AsyncIterator[NetSuiteSystem]:
    """A system connected to an account; settings are changed, or left out where they are None."""
    wanted = {**own_keys(account.holdings, account.url, account.keys, OWNERS, signed=signed), **changes}
    configured = Served(
        name=account.holdings.name,
        role=SystemRole.ERP,
        backend="netsuite",
        facets=facets or HOLDS[account.holdings.name],
        timeout=30,
        stock_convention=MANIFEST.stock_convention,
    )
    kept = {key: value for key, value in wanted.items() if value is not None}
    made = connect(configured, NetSuiteSettings.model_validate(kept), account.clock)
    account.calls.clear()
    try:
        yield made
    finally:
        await made.close()
