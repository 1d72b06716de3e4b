"""The contract suite's harness over a real Tryton: its world is what Tryton's own client says."""

from backends.ports import ParentKind
from backends.tryton import MANIFEST
from backends.vocabulary import Noun, SortField
from tests.contract.harness import Harness, Listing, over_http
from tests.real.conftest import table
from tests.real.installation import Tryton
from tests.real.relay import Relay
from tests.real.world import SYSTEM

LISTS = (
    Listing(SYSTEM, Noun.CUSTOMER, ParentKind.ROOT, SortField.NAME),
    Listing(SYSTEM, Noun.CUSTOMER, ParentKind.EMAIL, SortField.KEY),
    Listing(SYSTEM, Noun.CUSTOMER, ParentKind.PHONE, SortField.KEY),
    Listing(SYSTEM, Noun.ORDER, ParentKind.ROOT, SortField.PLACED_AT),
    Listing(SYSTEM, Noun.ORDER, ParentKind.CUSTOMER, SortField.PLACED_AT),
    Listing(SYSTEM, Noun.SHIPMENT, ParentKind.ORDER, SortField.SHIPPED_AT),
    Listing(SYSTEM, Noun.SHIPMENT, ParentKind.TRACKING, SortField.KEY),
)
REFUSED = ({"password": "another"}, {"username": "nobody"})


def harness(tryton: Tryton, series: str) -> Harness:
    """Before a server that already holds its world: nothing is put into it.

    The series is named: an older one costs one request more to find out than the suite allows for.
    """
    warehouses = len(tryton.truth["quantities"])
    return Harness(
        manifest=MANIFEST,
        holds={SYSTEM: MANIFEST.facets},
        serve=over_http(
            lambda holdings, clock: Relay(tryton.url),
            lambda holdings, url: table(tryton, base_url=url, series=series),
        ),
        lists=LISTS,
        requests=lambda noun, keys: warehouses if noun is Noun.STOCK else 1,
        refused=REFUSED,
    )
