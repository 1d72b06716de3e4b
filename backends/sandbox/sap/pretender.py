"""SAP counts what lies in the demo's warehouses."""

from typing import Final

from backends.sandbox.pretending import Pretender
from backends.sandbox.sap.app import server
from backends.sandbox.sap.configuration import own_keys
from backends.sandbox.sap.credentials import Credentials
from backends.sandbox.sap.messages import page_for_people
from backends.sandbox.systems import WMS
from backends.vocabulary import Noun

_PAGES: Final = {
    401: "Logon failed",
    403: "Forbidden",
    429: "Too Many Requests",
    500: "Application Server Error",
    503: "Service Unavailable",
}
"""What stands in front of the services answers as to people."""


def pretender() -> Pretender:
    """A system with a communication user. What is counted at the dock is not in its services."""
    keys = Credentials(
        username="COMPTOIR",
        password="made-up",  # noqa: S106  # as is all of it
        client_id="comptoir-client",
        client_secret="made-up-too",  # noqa: S106  # as is all of it
    )
    return Pretender(
        backend="sap",
        plays={WMS.name: {Noun.STOCK: WMS.serves[Noun.STOCK]}},
        app=lambda holdings, clock: server(holdings, keys, clock),
        keys=lambda holdings, url, owners: own_keys(holdings, url, keys, owners),
        bodies={status: _page(status, title) for status, title in _PAGES.items()},
    )


def _page(status: int, title: str) -> tuple[str, bytes]:
    page = page_for_people(status, title)
    return page.content_type, page.body
