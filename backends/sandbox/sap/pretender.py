"""SAP counts what lies in the demo's warehouses."""

from backends.sandbox.pretending import Pretender
from backends.sandbox.sap.app import server
from backends.sandbox.sap.configuration import own_keys
from backends.sandbox.sap.credentials import Credentials
from backends.sandbox.sap.faults import bodies
from backends.sandbox.systems import WMS
from backends.vocabulary import Noun


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
        bodies=bodies,
    )
