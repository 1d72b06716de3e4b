"""Oracle NetSuite: customers, sales orders, fulfilments, stock, purchase and transfer orders, prices, places.

question ── questions, narrowing ──▶ SuiteQL                            (pure)
client, session: sign in or sign, ask, follow pages
rows ── wire ──▶ checked rows ── translate ──▶ records                  (pure)
`shapes` has the standard column of each of our words, `mapping` what the retailer's account has instead.
"""

from typing import Final

from backends.manifest import Manifest
from backends.netsuite.settings import NetSuiteSettings
from backends.vocabulary import FACETS, Facet, Noun

MANIFEST: Final = Manifest(
    name="netsuite",
    summary="Oracle NetSuite, by SuiteQL: customers, orders, shipments, stock, inbound, prices, places.",
    settings=NetSuiteSettings,
    connect="backends.netsuite.client:connect",
    facets={
        Noun.CUSTOMER: frozenset({Facet.HEAD, Facet.IDENTITIES, Facet.CONTACTS}),
        Noun.ORDER: frozenset({Facet.HEAD, Facet.IDENTITIES, Facet.LINES}),
        Noun.SHIPMENT: frozenset({Facet.HEAD, Facet.PACKAGES, Facet.LINES}),
        Noun.STOCK: frozenset({Facet.HEAD, Facet.COUNTS, Facet.RESERVATIONS}),
        Noun.INBOUND: FACETS[Noun.INBOUND],
        Noun.LOCATION: FACETS[Noun.LOCATION],
        Noun.VARIANT: frozenset({Facet.HEAD, Facet.PRICES}),
    },
    batch_limit=500,
    quirks=(
        "2026-11 Oracle section_158394344595: a query without `Prefer: transient` is refused.",
        "2026-11 netsuite_rs: too much at once is 429, or 400 with a code of its own; both Overloaded.",
        "2026-11 support.cloudextend.io: quantities and amounts of sales order lines are negative; they are turned.",
        "2026-07 measured by others: a status reads `B` or `SalesOrd:B`; both are understood.",
        "2026-11 unconfirmed: rows that the role may not see are missing without an error; so are deleted ones.",
        "2026-11 unconfirmed: NetSuite has the numbers of parcels but no tracking events: shipments have no EVENTS.",
        "2026-11 Oracle section_158513731864: ROW_NUMBER is supported; lists of several parents are ranked by it.",
        "2026-11 unconfirmed: instants are told in the time zone of the integration's user (`time_zone`); the hour "
        "that comes twice in autumn is taken for its first.",
        "2026-11 unconfirmed: texts are compared and sorted by their characters' codes.",
        "2026-11 unconfirmed: on hand less committed less available is not for sale (statuses, bins): `unavailable`.",
    ),
)

__all__ = ["MANIFEST", "NetSuiteSettings"]
