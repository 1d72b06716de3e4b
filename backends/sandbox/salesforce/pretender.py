"""Salesforce is the demo's CRM and its OMS: two orgs, as they are two systems."""

from backends.sandbox.pretending import Pretender
from backends.sandbox.salesforce.app import server
from backends.sandbox.salesforce.configuration import own_keys
from backends.sandbox.salesforce.credentials import Credentials
from backends.sandbox.salesforce.faults import bodies
from backends.sandbox.systems import CRM, OMS


def pretender() -> Pretender:
    """An org with a connected app."""
    keys = Credentials(
        client_id="3MVG9.comptoir",
        client_secret="made-up",  # noqa: S106  # as is all of it
        username="gateway@vaudrelle.example",
    )
    return Pretender(
        backend="salesforce",
        plays={CRM.name: CRM.serves, OMS.name: OMS.serves},
        app=lambda holdings, clock: server(holdings, keys, clock),
        keys=lambda holdings, url, owners: own_keys(holdings, url, keys, owners),
        bodies=bodies,
    )
