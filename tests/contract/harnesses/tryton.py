"""The `tryton` backend over its pretend database."""

from collections.abc import Mapping
from datetime import UTC, datetime, time
from decimal import Decimal
from typing import Final

from msgspec.structs import replace

from backends.ports import Facets, ParentKind
from backends.records import Customer, Order, OrderLine, Package, Record, Ref, Shipment, Stock, StockPosition
from backends.sandbox.tryton.app import server
from backends.sandbox.tryton.configuration import own_keys
from backends.sandbox.tryton.credentials import Credentials, Limits
from backends.sandbox.tryton.faults import bodies
from backends.sandbox.tryton.filling import TIME_ZONE, sale_state, shipment_state
from backends.tryton import MANIFEST
from backends.vocabulary import Facet, Noun, ShipmentDirection, SortField
from tests.contract.harness import CUSTOMERS, Harness, Left, Listing, over_http, unsynced

KEYS: Final = Credentials(username="gateway", password="made-up")  # noqa: S106 - as is all of it
OWNERS: Final = {"customer": "crm", "order": "oms", "location": "erp"}
HOLDS: Final[Mapping[str, Mapping[Noun, Facets]]] = {
    "crm": {Noun.CUSTOMER: MANIFEST.facets[Noun.CUSTOMER]},
    "erp": {Noun.ORDER: MANIFEST.facets[Noun.ORDER]},
    "oms": {Noun.ORDER: MANIFEST.facets[Noun.ORDER]},
    "wms": {Noun.STOCK: frozenset({Facet.HEAD, Facet.COUNTS})},
    "tms": {Noun.SHIPMENT: MANIFEST.facets[Noun.SHIPMENT]},
}
WAREHOUSES: Final = ("9010", "9020")
SESSION: Final = 300

_ZERO: Final = Decimal(0)


def _customer(record: Customer) -> Record:
    """Parties and how they are reached; nothing of consents, loyalty and figures, nor what was verified."""
    seller = record.primary_associate
    customer: Record = replace(
        unsynced(record),
        primary_associate=None if seller is None else replace(seller, store=None),
        contacts=tuple(replace(each, verified=False) for each in record.contacts or ()),
        consents=None,
        loyalty=None,
        segments=None,
        preferences=None,
        important_dates=None,
        metrics=None,
    )
    return customer


def _order(record: Order) -> Record:
    """Sales, with how far their goods are by their moves; no promises, payments, returns, and no version."""
    state, seller = sale_state(record), record.sold_by
    order: Record = replace(
        unsynced(record),
        source_status=state,
        confirmed=state in ("processing", "done"),
        held=False,
        managed=True,
        sold_by=None if seller is None else replace(seller, store=None),
        discount_total=None,
        promised_from=None,
        promised_by=None,
        promise_made_at=None,
        expected_at=None,
        delivered_at=None,
        version=None,
        lines=tuple(map(_line, record.lines or ())),
        payments=None,
        returns=None,
    )
    return order


def _line(line: OrderLine) -> OrderLine:
    """What waits to be collected is allocated like the rest; whether goods arrived or came back is not told."""
    lost = dict.fromkeys(("ready", "delivered", "backordered", "return_requested", "returned"), _ZERO)
    return replace(line, allocated=line.allocated + line.ready, **lost)


def _shipment(record: Shipment) -> Record | None:
    """Shipments to customers, which left on a day; nothing of what carriers see."""
    if record.direction is not ShipmentDirection.OUTBOUND:
        return None
    packages = tuple(Package(sscc=each.sscc, tracking_number=each.tracking_number) for each in record.packages or ())
    return replace(
        record,
        source_status=shipment_state(record),
        tracking_number=next((each.tracking_number for each in packages if each.tracking_number), None),
        pick_up_location=None,
        shipped_at=None if record.shipped_at is None else _day(record.shipped_at),
        eta_latest=None,
        promised_from=None,
        promised_by=None,
        promise_made_at=None,
        version=int(record.updated_at.timestamp() * 1000),
        packages=packages,
        events=None,
    )


def _day(at: datetime) -> datetime:
    return datetime.combine(at.astimezone(TIME_ZONE).date(), time(), TIME_ZONE).astimezone(UTC)


def _stock(record: Stock) -> Record:
    """What is on hand at every warehouse: where there never was any, there is none; all of it in one sum."""
    counts = {position.location.key: position.on_hand for position in record.positions}
    positions = [
        StockPosition(location=Ref("erp", place), on_hand=counts.get(place) or _ZERO)
        for place in WAREHOUSES
        if record.tracked
    ]
    return replace(record, unit=record.unit or "EA", updated_at=None, positions=tuple(positions), network_holds=())


_LEFT: Final[Mapping[type[Record], Left]] = {
    Customer: _customer,
    Order: _order,
    Shipment: _shipment,
    Stock: _stock,
}


def requests(noun: Noun, keys: int) -> int:
    """One for all that hangs together, one for each warehouse."""
    return len(WAREHOUSES) if noun is Noun.STOCK else 1


HARNESS: Final = Harness(
    manifest=MANIFEST,
    holds=HOLDS,
    serve=over_http(
        lambda holdings, clock: server(holdings, KEYS, clock, Limits(session_seconds=SESSION)),
        lambda holdings, url: own_keys(holdings, url, KEYS, OWNERS),
        bodies,
    ),
    left=_LEFT,
    lists=(
        *CUSTOMERS,
        Listing("erp", Noun.ORDER, ParentKind.ROOT, SortField.PLACED_AT),
        Listing("oms", Noun.ORDER, ParentKind.CUSTOMER, SortField.PLACED_AT),
        Listing("erp", Noun.ORDER, ParentKind.NUMBER, SortField.KEY),
        Listing("tms", Noun.SHIPMENT, ParentKind.ORDER, SortField.SHIPPED_AT),
        Listing("tms", Noun.SHIPMENT, ParentKind.TRACKING, SortField.KEY),
    ),
    requests=requests,
    session_seconds=SESSION,
    refused=({"password": "another"}, {"username": "nobody"}),
    advises={
        "404": "there-is-no-such-database",
        "405": "the-rpc-is-not-at-the-address",
        "garbage": "the-rpc-is-not-at-the-address",
    },
)
