"""The `sap` backend over its pretend system."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from msgspec.structs import replace

from backends.ports import Facets, ParentKind
from backends.records import Customer, Order, OrderLine, Record, Shipment, Stock, StockPosition
from backends.sandbox.sap.app import server
from backends.sandbox.sap.configuration import own_keys
from backends.sandbox.sap.credentials import Credentials
from backends.sandbox.sap.faults import bodies
from backends.sap import MANIFEST
from backends.vocabulary import Noun, SortField
from tests.contract.harness import CUSTOMERS, Harness, Left, Listing, over_http, unsynced

KEYS: Final = Credentials(
    username="COMPTOIR",
    password="made-up",  # noqa: S106 - as is all of it
    client_id="comptoir-client",
    client_secret="made-up-too",  # noqa: S106 - as is all of it
)
OWNERS: Final = {"customer": "crm", "order": "oms", "location": "erp"}
HOLDS: Final[Mapping[str, Mapping[Noun, Facets]]] = {
    "wms": {Noun.STOCK: MANIFEST.facets[Noun.STOCK]},
    "erp": {Noun.ORDER: MANIFEST.facets[Noun.ORDER]},
    "tms": {Noun.SHIPMENT: MANIFEST.facets[Noun.SHIPMENT]},
    "crm": {Noun.CUSTOMER: MANIFEST.facets[Noun.CUSTOMER]},
}
_ZERO: Final = Decimal(0)


def _customer(record: Customer) -> Record:
    """Nothing is left of duplicates that were merged."""
    return unsynced(replace(record, merged=()))


def _order(record: Order) -> Record:
    """The status is a letter; nothing is known of who sold it, nor of what happens to goods that left."""
    lines = record.lines or ()
    done = all(line.shipped + line.cancelled >= line.ordered for line in lines)
    return unsynced(
        replace(
            record,
            source_status="C" if done else "B" if record.confirmed else "A",
            confirmed=done or record.confirmed,
            sold_by=None,
            delivered_at=None,
            lines=tuple(map(_line, lines)),
        )
    )


def _line(line: OrderLine) -> OrderLine:
    return replace(
        line,
        title=line.title[:40],
        ready=_ZERO,
        delivered=_ZERO,
        backordered=_ZERO,
        return_requested=_ZERO,
        returned=_ZERO,
    )


def _shipment(record: Shipment) -> Record:
    """The status is a letter: goods left, or did not. What carriers see is not known."""
    return replace(record, source_status="A" if record.shipped_at is None else "C")


def _stock(record: Stock) -> Record | None:
    """Quantities by place, and nothing that is not counted."""
    if not record.tracked or not record.positions:
        return None
    positions = sorted((_position(each) for each in record.positions), key=lambda each: each.location)
    return replace(record, updated_at=None, positions=tuple(positions))


def _position(position: StockPosition) -> StockPosition:
    return StockPosition(
        location=position.location, on_hand=position.on_hand or _ZERO, unavailable=position.unavailable or _ZERO
    )


_LEFT: Final[Mapping[type[Record], Left]] = {
    Customer: _customer,
    Order: _order,
    Shipment: _shipment,
    Stock: _stock,
}


def requests(noun: Noun, keys: int) -> int:
    """One: what does not fit into a URL goes by `$batch`, fifty questions at a time."""
    return 1


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
        Listing("erp", Noun.ORDER, ParentKind.ROOT, SortField.PLACED_AT),
        Listing("erp", Noun.ORDER, ParentKind.ROOT, SortField.UPDATED_AT),
        Listing("erp", Noun.ORDER, ParentKind.CUSTOMER, SortField.PLACED_AT),
        Listing("erp", Noun.ORDER, ParentKind.NUMBER, SortField.KEY),
        Listing("tms", Noun.SHIPMENT, ParentKind.ORDER, SortField.SHIPPED_AT),
        Listing("tms", Noun.SHIPMENT, ParentKind.TRACKING, SortField.KEY),
    ),
    requests=requests,
    session_seconds=3_600,
    refused=(
        {"client_secret": "another"},
        {"client_id": "another"},
        {"client": "200"},
        {"client_id": None, "client_secret": None, "username": KEYS.username, "password": "another"},
        {"client_id": None, "client_secret": None, "username": "another", "password": KEYS.password},
    ),
    says={
        "403": "(/IWFND/CM_CONSUMER/101): No authorization to access Service 'API_MATERIAL_STOCK_SRV'.",
        "500": "(/IWBEP/CM_MGW_RT/053): In the context of Data Services an unknown internal server error occurred.",
    },
    advises={
        "403,under=/sap/opu": "an-authorisation-is-missing",
        "401,under=/sap/opu": "the-logon-fails",
        "404,under=/sap/opu": "the-path-is-not-open",
        "401": "no-token-is-given",
        "503": "it-is-busy",
    },
)
