"""A pretend SAP system without a socket, and short ways to ask it."""

from collections.abc import Mapping
from typing import Any

import httpx
from msgspec import Struct

from backends.sandbox.holdings import Holdings
from backends.sandbox.sap.app import server
from backends.sandbox.sap.credentials import Credentials, Limits
from tests.backends.toy import ManualClock

KEYS = Credentials(
    username="COMPTOIR",
    password="made-up",  # noqa: S106 - as is all of it
    client_id="comptoir-client",
    client_secret="made-up-too",  # noqa: S106 - as is all of it
)
USER = (KEYS.username, KEYS.password)
V2 = "/sap/opu/odata/sap"
V4 = "/sap/opu/odata4/sap"
STOCK = f"{V2}/API_MATERIAL_STOCK_SRV"
ORDERS = f"{V2}/API_SALES_ORDER_SRV"
DELIVERIES = f"{V2}/API_OUTBOUND_DELIVERY_SRV;v=0002"
PARTNERS = f"{V2}/API_BUSINESS_PARTNER"
PHYSICAL = f"{V4}/api_whse_physstockprod/srvd_a2x/sap/whsephysicalstockproducts/0001"
AVAILABLE = f"{V4}/api_whse_availablestock/srvd_a2x/sap/warehouseavailablestock/0001"
JSON = {"accept": "application/json"}


class Server(Struct):
    """A server, and the clock it goes by; who asks is signed in, unless told otherwise."""

    client: httpx.AsyncClient
    clock: ManualClock

    async def get(self, path: str, headers: Mapping[str, str] = JSON, **options: Any) -> httpx.Response:
        """GET with system query options, which are named without their dollar."""
        return await self.client.get(path, params=dollars(options), headers=headers)

    async def rows(self, path: str, **options: Any) -> list[dict[str, Any]]:
        """The rows of a page."""
        reply = await self.get(path, **options)
        assert reply.status_code == 200, reply.text
        document = reply.json()
        rows: list[dict[str, Any]] = document["d"]["results"] if "d" in document else document["value"]
        return rows

    async def refused(self, path: str, status: int = 400, **options: Any) -> dict[str, Any]:
        """The error of a question that is refused."""
        reply = await self.get(path, **options)
        assert reply.status_code == status, reply.text
        error: dict[str, Any] = reply.json()["error"]
        return error


def dollars(options: Mapping[str, Any]) -> dict[str, str]:
    return {f"${name}": str(value) for name, value in options.items()}


def served(holdings: Holdings, limits: Limits | None = None, auth: tuple[str, str] | None = USER) -> Server:
    clock = ManualClock()
    transport = httpx.ASGITransport(server(holdings, KEYS, clock, limits))
    return Server(httpx.AsyncClient(transport=transport, base_url="http://sap.example", auth=auth), clock)
