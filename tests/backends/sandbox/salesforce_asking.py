"""Speaking to a pretend org without the backend."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from decimal import Decimal

import httpx
from joserfc.jwk import RSAKey

from backends.records import Customer, Ref, SafetyStock, Stock, StockPosition
from backends.sandbox.holdings import Holdings
from backends.sandbox.salesforce.app import server
from backends.sandbox.salesforce.credentials import Credentials, Limits

NOW = datetime(2026, 3, 18, 10, tzinfo=UTC)
PRIVATE = RSAKey.generate_key(2048)
KEYS = Credentials(
    client_id="app",
    client_secret="made-up",  # noqa: S106 - as is all of it
    username="u@example.com",
    password="made-up",  # noqa: S106 - as is all of it
    public_key=PRIVATE.as_pem(private=False).decode(),
)
ROOT = "/services/data/v66.0"


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


def people(count: int) -> Holdings:
    customers = tuple(
        Customer(
            ref=Ref("crm", f"C-{number:05d}"),
            display_name=f"Person {number}",
            sort_name=f"person {number}",
            family_name=f"Person {number}",
            updated_at=NOW,
        )
        for number in range(count)
    )
    position = StockPosition(
        location=Ref("erp", "PAR"), on_hand=Decimal(9), unavailable=Decimal(1), committed=Decimal(2), held=Decimal(1),
        safety=(SafetyStock(quantity=Decimal(2)),), last_counted_at=NOW,
    )  # fmt: skip
    return Holdings(name="crm", customers=customers, stocks=(Stock(ref=Ref("crm", "S1"), positions=(position,)),))


class Client:
    """Speaks to an org as somebody who is signed in."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http

    async def token(self, **form: str) -> httpx.Response:
        return await self.http.post("/services/oauth2/token", data=form)

    async def sign_in(self) -> None:
        reply = await self.token(grant_type="client_credentials", client_id="app", client_secret=KEYS.client_secret)
        self.http.headers["Authorization"] = f"Bearer {reply.json()['access_token']}"

    async def query(self, soql: str, resource: str = "query", **headers: str) -> httpx.Response:
        return await self.http.get(f"{ROOT}/{resource}", params={"q": soql}, headers=headers)


@asynccontextmanager
async def signed_in(clock: Clock) -> AsyncIterator[Client]:
    """An org of 450 people and one stock, whose day has a hundred calls and whose sessions last ten minutes."""
    app = server(people(450), KEYS, clock, Limits(session_seconds=600, daily_calls=100))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://org.test") as http:
        made = Client(http)
        await made.sign_in()
        yield made
