"""The `netsuite` backend over its pretend account."""

from collections.abc import Mapping
from decimal import Decimal
from math import ceil
from typing import Any, Final

from msgspec.structs import replace

from backends.netsuite import MANIFEST
from backends.ports import Facets, ParentKind
from backends.records import Customer, Inbound, Order, Package, Record, Shipment, Stock, StockPosition, Variant
from backends.sandbox.netsuite.app import server
from backends.sandbox.netsuite.configuration import own_keys
from backends.sandbox.netsuite.credentials import Credentials, Limits, made_up
from backends.sandbox.netsuite.faults import bodies
from backends.sandbox.netsuite.goods import current
from backends.sandbox.netsuite.orders import STATUSES, status
from backends.vocabulary import FACETS, Facet, Noun, ShipmentDirection, SortField
from tests.contract.harness import CUSTOMERS, Harness, Left, Listing, over_http, unsynced

KEYS: Final = made_up()
SESSION: Final = 120
"""Seconds that a token holds here: shorter than an assertion, as only the server's clock moves on."""
OWNERS: Final = {"customer": "crm", "order": "oms", "location": "erp", "product": "pim"}
HOLDS: Final[Mapping[str, Mapping[Noun, Facets]]] = {
    "erp": {
        Noun.ORDER: MANIFEST.facets[Noun.ORDER],
        Noun.INBOUND: FACETS[Noun.INBOUND],
        Noun.LOCATION: FACETS[Noun.LOCATION],
        Noun.VARIANT: MANIFEST.facets[Noun.VARIANT],
    },
    "crm": {Noun.CUSTOMER: MANIFEST.facets[Noun.CUSTOMER]},
    "wms": {Noun.STOCK: frozenset({Facet.HEAD, Facet.COUNTS})},
    "oms": {Noun.STOCK: frozenset({Facet.HEAD, Facet.RESERVATIONS})},
    "tms": {Noun.SHIPMENT: MANIFEST.facets[Noun.SHIPMENT]},
}
ROWS: Final[Mapping[Noun, tuple[int, ...]]] = {
    Noun.CUSTOMER: (1, 1),
    Noun.ORDER: (1, 3),
    Noun.SHIPMENT: (2, 3),
    Noun.STOCK: (8,),
    Noun.INBOUND: (1,),
    Noun.LOCATION: (1,),
    Noun.VARIANT: (1, 4),
}
"""How many rows a thing has in each of the queries that it takes."""

_ZERO: Final = Decimal(0)


def _customer(record: Customer) -> Record:
    """Nothing is left of duplicates that were merged."""
    return unsynced(replace(record, merged=()))


def _order(record: Order) -> Record:
    """The status is one of NetSuite's."""
    return unsynced(replace(record, source_status=f"Sales Order : {STATUSES['SalesOrd'][status(record)]}"))


def _shipment(record: Shipment) -> Record | None:
    """What customers send back is no fulfilment; of parcels the numbers are kept, of what carriers see nothing."""
    if record.direction is not ShipmentDirection.OUTBOUND:
        return None
    numbers = [record.tracking_number, *(package.tracking_number for package in record.packages or ())]
    packages = tuple(Package(tracking_number=number) for number in dict.fromkeys(numbers) if number is not None)
    letter = "A" if record.shipped_at is None else "C"
    label = f"Item Fulfillment : {STATUSES['ItemShip'][letter]}"
    return replace(record, source_status=label, packages=packages)


def _stock(record: Stock) -> Record:
    """What is held is committed; nothing tells counts and versions, nor what is reserved nowhere in particular."""
    positions = sorted((_position(each, record.facets) for each in record.positions), key=lambda each: each.location)
    return replace(record, network_holds=(), positions=tuple(positions), unit=record.unit)


def _position(position: StockPosition, facets: Facets) -> StockPosition:
    reserved = (position.committed or _ZERO) + (position.held or _ZERO)
    return StockPosition(
        location=position.location,
        on_hand=position.on_hand,
        unavailable=position.unavailable,
        committed=reserved if Facet.RESERVATIONS in facets else None,
        updated_at=position.updated_at,
    )


def _variant(record: Variant) -> Record:
    """A price level has no end, and one price in each currency."""
    return replace(record, prices=tuple(replace(price, valid_until=None) for price in current(record.prices or ())))


_LEFT: Final[Mapping[type[Record], Left]] = {
    Customer: _customer,
    Inbound: unsynced,
    Order: _order,
    Shipment: _shipment,
    Stock: _stock,
    Variant: _variant,
}


def requests(noun: Noun, keys: int) -> int:
    """A query for the heads and one for each facet below, a page of a thousand rows at a time."""
    return sum(ceil(keys * rows / 1_000) for rows in ROWS[noun])


def _signed(keys: Credentials, **changes: str) -> Mapping[str, Any]:
    """Signs requests instead of an assertion."""
    return {
        **dict.fromkeys(("client_id", "certificate_id", "private_key")),
        "account": keys.account,
        "consumer_key": keys.consumer_key,
        "consumer_secret": keys.consumer_secret,
        "token_id": keys.token_id,
        "token_secret": keys.token_secret,
        **changes,
    }


HARNESS: Final = Harness(
    manifest=MANIFEST,
    holds=HOLDS,
    serve=over_http(
        lambda holdings, clock: server(holdings, KEYS, clock, Limits(token_seconds=SESSION)),
        lambda holdings, url: own_keys(holdings, url, KEYS, OWNERS),
        bodies,
    ),
    left=_LEFT,
    lists=(
        *CUSTOMERS,
        Listing("erp", Noun.ORDER, ParentKind.ROOT, SortField.PLACED_AT),
        Listing("erp", Noun.ORDER, ParentKind.CUSTOMER, SortField.PLACED_AT),
        Listing("erp", Noun.ORDER, ParentKind.NUMBER, SortField.KEY),
        Listing("erp", Noun.INBOUND, ParentKind.SKU, SortField.ETA),
        Listing("erp", Noun.INBOUND, ParentKind.LOCATION, SortField.ETA),
        Listing("erp", Noun.LOCATION, ParentKind.ROOT, SortField.NAME),
        Listing("erp", Noun.VARIANT, ParentKind.ROOT, SortField.KEY),
        Listing("erp", Noun.VARIANT, ParentKind.PRODUCT, SortField.KEY),
        Listing("erp", Noun.VARIANT, ParentKind.GTIN, SortField.KEY),
        Listing("tms", Noun.SHIPMENT, ParentKind.ORDER, SortField.SHIPPED_AT),
        Listing("tms", Noun.SHIPMENT, ParentKind.TRACKING, SortField.KEY),
    ),
    requests=requests,
    session_seconds=SESSION,
    refused=(
        {"client_id": "another"},
        {"certificate_id": "another"},
        {"private_key": made_up().private_key},
        {"private_key": "no key at all"},
        _signed(KEYS, token_secret="another"),  # noqa: S106  # nobody's
        _signed(KEYS, consumer_key="another"),
        _signed(KEYS, account="999999"),
    ),
    says={
        "400": "Concurrent request limit exceeded. Request blocked [CONCURRENCY_LIMIT_EXCEEDED].",
        "401,under=/services/rest/query": "Login Audit Trail",
        "403": "You need the 'Lists -> Customers' permission to access this page [INSUFFICIENT_PERMISSION].",
        "429": "Too Many Requests. Concurrent request limit exceeded [CONCURRENCY_LIMIT_EXCEEDED].",
        "500": "An unexpected error occurred. Error ID: mn3w0xjf5uq4b7i6v1mk5 [UNEXPECTED_ERROR].",
        "503": "The service is temporarily unavailable [SERVICE_UNAVAILABLE].",
    },
    advises={
        "403,under=/services/rest/query": "the-role-lacks-a-permission",
        "401,under=/services/rest/query": "the-login-is-not-accepted",
        "400,under=/services/rest/auth": "the-certificate-is-not-accepted",
        "401": "the-integration-is-not-accepted",
        "429": "too-much-is-asked-at-once",
    },
)
