"""Pretend orgs over real HTTP on loopback, and systems that are connected to them."""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

from msgspec import Struct, field
from starlette.types import ASGIApp, Receive, Scope, Send

from backends.manifest import Served
from backends.ports import Facets
from backends.records import Record
from backends.salesforce import MANIFEST, SalesforceSettings
from backends.salesforce.client import SalesforceSystem, connect
from backends.sandbox.holdings import Holdings
from backends.sandbox.hosting import Certificate
from backends.sandbox.hosting import hosted as served
from backends.sandbox.salesforce.app import server
from backends.sandbox.salesforce.configuration import own_keys
from backends.sandbox.salesforce.credentials import Credentials, Limits
from backends.sandbox.systems import SYSTEMS
from backends.sandbox.world.moments import ANCHOR
from backends.vocabulary import Facet, Noun
from tests.contract.harnesses.salesforce import KEYS, OWNERS


class Clock:
    """Tells the time that a test sets."""

    def __init__(self, now: datetime = ANCHOR) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **duration: float) -> None:
        self.now += timedelta(**duration)


class Seen(Struct):
    """The requests that reached an org, as (method, path) without the API's root; sign-ins are not among them.

    `queries` are the SOQL of those that had it in their URL.
    """

    calls: list[tuple[str, str]] = field(default_factory=list)
    queries: list[str] = field(default_factory=list)
    signed_in: int = 0

    def note(self, method: str, path: str, query: str) -> None:
        if path.endswith("/oauth2/token"):
            self.signed_in += 1
        else:
            self.calls.append((method, path.removeprefix("/services/data/v66.0")))
            self.queries += parse_qs(query).get("q", ())

    def clear(self) -> None:
        self.calls.clear()
        self.queries.clear()


class Hosted(Struct):
    """An org that answers at `url`; a handler that is put into `instead` answers for it."""

    holdings: Holdings
    url: str
    seen: Seen
    clock: Clock
    swap: "Swapped"


class Swapped:
    """An app that notes what comes, and that another can stand in for."""

    def __init__(self, app: ASGIApp, seen: Seen) -> None:
        self.app = app
        self.instead: ASGIApp | None = None
        self._seen = seen

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._seen.note(scope["method"], scope["path"], scope["query_string"].decode())
        await (self.instead or self.app)(scope, receive, send)


@contextmanager
def hosted(
    holdings: Holdings,
    keys: Credentials = KEYS,
    limits: Limits | None = None,
    *,
    certificate: Certificate | None = None,
) -> Iterator[Hosted]:
    """An org for as long as it is needed."""
    clock, seen = Clock(), Seen()
    swap = Swapped(server(holdings, keys, clock, limits), seen)
    with served(swap, certificate=certificate) as url:
        yield Hosted(holdings, url, seen, clock, swap)


def serves(name: str) -> Mapping[Noun, Facets]:
    """What a system of the demo serves, as far as Salesforce can."""
    (system,) = (system for system in SYSTEMS if system.name == name)
    return {
        noun: (facets & MANIFEST.facets[noun]) | {Facet.HEAD}
        for noun, facets in system.serves.items()
        if noun in MANIFEST.facets
    }


@asynccontextmanager
async def connected(
    org: Hosted, facets: Mapping[Noun, Facets] | None = None, **settings: Any
) -> AsyncIterator[SalesforceSystem]:
    """A system connected to an org; settings are changed, or left out where they are None."""
    name = org.holdings.name
    wanted: dict[str, Any] = own_keys(org.holdings, org.url, KEYS, OWNERS) | settings
    (pretended,) = (system for system in SYSTEMS if system.name == name)
    configured = Served(
        name=name,
        role=pretended.role,
        backend="salesforce",
        facets=facets or serves(name),
        timeout=30,
        stock_convention=MANIFEST.stock_convention,
    )
    kept = {key: value for key, value in wanted.items() if value is not None}
    made = connect(configured, SalesforceSettings.model_validate(kept), org.clock)
    try:
        yield made
    finally:
        await made.close()


def records(holdings: Holdings, noun: Noun) -> tuple[Record, ...]:
    """What is held of a noun."""
    return {
        Noun.CUSTOMER: holdings.customers,
        Noun.ORDER: holdings.orders,
        Noun.SHIPMENT: holdings.shipments,
        Noun.STOCK: holdings.stocks,
        Noun.DEMAND: holdings.demands,
    }[noun]
