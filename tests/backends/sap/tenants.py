"""Pretend SAP systems over real HTTP on loopback, and systems that are connected to them."""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any
from urllib.parse import parse_qs

from msgspec import Struct, field
from starlette.types import ASGIApp, Receive, Scope, Send

from backends.manifest import Served
from backends.ports import Facets
from backends.sandbox.holdings import Holdings
from backends.sandbox.hosting import hosted as served
from backends.sandbox.sap.app import server
from backends.sandbox.sap.configuration import own_keys
from backends.sandbox.sap.credentials import Limits
from backends.sandbox.world.moments import ANCHOR
from backends.sap import MANIFEST, SapSettings
from backends.sap.client import SapSystem, connect
from backends.vocabulary import Noun, SystemRole
from tests.backends.toy import ManualClock
from tests.contract.harnesses.sap import HOLDS, KEYS, OWNERS

BASIC = {"client_id": None, "client_secret": None, "username": KEYS.username, "password": KEYS.password}


class Call(Struct, frozen=True):
    """A request that reached a server; `path` begins behind the service's path."""

    method: str
    path: str
    options: Mapping[str, str]
    headers: Mapping[str, str]
    length: int


class Hosted(Struct):
    """A pretend system that answers at `url`; an app that is put into `instead` answers for it."""

    holdings: Holdings
    url: str
    clock: ManualClock
    calls: list[Call] = field(default_factory=list)
    instead: ASGIApp | None = None

    @property
    def paths(self) -> list[str]:
        return [f"{call.method} {call.path}" for call in self.calls]


@contextmanager
def hosted(holdings: Holdings, limits: Limits | None = None) -> Iterator[Hosted]:
    """A system for as long as it is needed."""
    clock = ManualClock(ANCHOR)
    tenant = Hosted(holdings, "", clock)
    app = server(holdings, KEYS, clock, limits)

    async def noting(scope: Scope, receive: Receive, send: Send) -> None:
        options = {name: values[0] for name, values in parse_qs(scope["query_string"].decode()).items()}
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        length = len(scope["raw_path"]) + len(scope["query_string"])
        tenant.calls.append(Call(scope["method"], scope["path"].rpartition("/")[2], options, headers, length))
        await (tenant.instead or app)(scope, receive, send)

    with served(noting) as url:
        tenant.url = url
        yield tenant


@asynccontextmanager
async def connected(
    tenant: Hosted, facets: Mapping[Noun, Facets] | None = None, stock: str = "material", **changes: Any
) -> AsyncIterator[SapSystem]:
    """A system connected to a tenant; settings are changed, or left out where they are None."""
    wanted = own_keys(tenant.holdings, tenant.url, KEYS, OWNERS, stock=stock) | changes
    name = tenant.holdings.name
    configured = Served(
        name=name,
        role=SystemRole.ERP,
        backend="sap",
        facets=facets or HOLDS[name],
        timeout=30,
        stock_convention=MANIFEST.stock_convention,
    )
    kept = {key: value for key, value in wanted.items() if value is not None}
    made = connect(configured, SapSettings.model_validate(kept), tenant.clock)
    tenant.calls.clear()
    try:
        yield made
    finally:
        await made.close()
