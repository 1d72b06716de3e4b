"""The `salesforce` backend over its pretend org."""

from collections.abc import Mapping
from decimal import Decimal
from math import ceil
from typing import Final

from msgspec.structs import replace

from backends.ports import Facets, ParentKind
from backends.records import Customer, Order, Record, SafetyStock, Shipment, Stock, StockPosition
from backends.salesforce import MANIFEST
from backends.sandbox.salesforce.app import server
from backends.sandbox.salesforce.configuration import own_keys
from backends.sandbox.salesforce.credentials import Credentials
from backends.sandbox.salesforce.faults import bodies
from backends.vocabulary import FACETS, Facet, Noun, SortField
from tests.contract.harness import CUSTOMERS, Harness, Left, Listing, over_http, unsynced

KEYS: Final = Credentials(
    client_id="3MVG9.comptoir",
    client_secret="made-up",  # noqa: S106 - as is all of it
    username="gateway@vaudrelle.example",
    password="made-up-too",  # noqa: S106 - as is all of it
)
OWNERS: Final = {"customer": "crm", "order": "oms", "location": "erp"}
HOLDS: Final[Mapping[str, Mapping[Noun, Facets]]] = {
    "crm": {Noun.CUSTOMER: FACETS[Noun.CUSTOMER]},
    "oms": {
        Noun.ORDER: FACETS[Noun.ORDER],
        Noun.STOCK: frozenset({Facet.HEAD, Facet.RESERVATIONS, Facet.SAFETY}),
        Noun.DEMAND: FACETS[Noun.DEMAND],
    },
    "wms": {Noun.STOCK: frozenset({Facet.HEAD, Facet.COUNTS})},
    "tms": {Noun.SHIPMENT: frozenset({Facet.HEAD, Facet.LINES})},
}
_ZERO: Final = Decimal(0)


def _shipment(record: Shipment) -> Record:
    """Neither parcels nor what carriers saw."""
    return replace(record, packages=None, events=None)


def _stock(record: Stock) -> Record | None:
    """Numbers by location: no units, and nothing that is not counted."""
    if not record.tracked:
        return None
    positions = sorted((_position(each, record.facets) for each in record.positions), key=lambda each: each.location)
    return replace(record, unit=None, updated_at=None, positions=tuple(positions))


def _position(position: StockPosition, facets: Facets) -> StockPosition:
    """What is held is reserved, what is kept back is so for every channel, what is damaged is not counted."""
    counts, reserved, safety = (facet in facets for facet in (Facet.COUNTS, Facet.RESERVATIONS, Facet.SAFETY))
    kept_back = sum((each.quantity for each in position.safety or ()), _ZERO)
    return StockPosition(
        location=position.location,
        on_hand=(position.on_hand or _ZERO) - (position.unavailable or _ZERO) if counts else None,
        committed=(position.committed or _ZERO) + (position.held or _ZERO) if reserved else None,
        safety=((SafetyStock(quantity=kept_back),) if kept_back else ()) if safety else None,
        last_counted_at=position.last_counted_at if counts else None,
    )


_LEFT: Final[Mapping[type[Record], Left]] = {
    Customer: unsynced,
    Order: unsynced,
    Shipment: _shipment,
    Stock: _stock,
}


def requests(noun: Noun, keys: int) -> int:
    """One for all that hangs together; the inventory takes a hundred SKUs at a time, locations and groups apart."""
    return 2 * ceil(keys / 100) if noun is Noun.STOCK else 1


HARNESS: Final = Harness(
    manifest=MANIFEST,
    holds=HOLDS,
    serve=over_http(
        lambda holdings, clock: server(holdings, KEYS, clock),
        lambda holdings, url: own_keys(holdings, url, KEYS, OWNERS),
        bodies,
    ),
    left=_LEFT,
    lists=(
        *CUSTOMERS,
        Listing("oms", Noun.ORDER, ParentKind.ROOT, SortField.PLACED_AT),
        Listing("oms", Noun.ORDER, ParentKind.CUSTOMER, SortField.PLACED_AT),
        Listing("oms", Noun.ORDER, ParentKind.NUMBER, SortField.KEY),
        Listing("oms", Noun.DEMAND, ParentKind.SKU, SortField.DUE),
        Listing("tms", Noun.SHIPMENT, ParentKind.ORDER, SortField.SHIPPED_AT),
        Listing("tms", Noun.SHIPMENT, ParentKind.TRACKING, SortField.KEY),
    ),
    requests=requests,
    session_seconds=7_200,
    refused=(
        {"client_secret": "another"},
        {"client_id": "another"},
        {"client_secret": None, "private_key": "no key at all", "username": KEYS.username},
    ),
    says={
        "401,under=/services/data": "(INVALID_SESSION_ID): Session expired or invalid.",
        "403": "(INSUFFICIENT_ACCESS): insufficient access rights on cross-reference id.",
        "429": "(REQUEST_LIMIT_EXCEEDED): TotalRequests Limit exceeded.",
        "500": "(UNKNOWN_EXCEPTION): An unexpected error occurred. Please include this ErrorId if you contact support: "
        "1773828000-22013 (-1479853246).",
        "503": "(SERVER_UNAVAILABLE): Server too busy. Too many requests.",
    },
    advises={
        "403,under=/services/data": "the-user-may-not-read-something",
        "400,under=/services/oauth2": "the-user-is-not-approved-for-the-app",
        "401,under=/services/oauth2": "the-app-is-not-known",
        "429": "the-calls-are-used-up",
        "404": "the-address-is-not-served",
    },
)
