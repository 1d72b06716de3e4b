"""NetSuite keeps the demo's books."""

from backends.sandbox.netsuite.app import server
from backends.sandbox.netsuite.configuration import own_keys
from backends.sandbox.netsuite.credentials import made_up
from backends.sandbox.netsuite.faults import bodies
from backends.sandbox.pretending import Pretender
from backends.sandbox.systems import ERP, PIM
from backends.vocabulary import Facet, Noun


def pretender() -> Pretender:
    """An account with a key pair of its own. A sales order does not hold how it was paid."""
    keys = made_up()
    return Pretender(
        backend="netsuite",
        plays={ERP.name: {**ERP.serves, Noun.ORDER: ERP.serves[Noun.ORDER] - {Facet.PAYMENTS}}},
        app=lambda holdings, clock: server(holdings, keys, clock),
        keys=lambda holdings, url, owners: own_keys(holdings, url, keys, {**owners, Noun.PRODUCT: PIM.name}),
        bodies=bodies,
    )
