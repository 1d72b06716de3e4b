"""What Tryton's own client says of a database, as the records that the backend has to make of it.

Written from Tryton's words alone: of the backend it knows only which fields the configuration names.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from backends.records import (
    Address,
    ContactPoint,
    Customer,
    ExternalRef,
    Money,
    Order,
    OrderLine,
    Package,
    Ref,
    Shipment,
    ShipmentLine,
    Stock,
    StockPosition,
)
from backends.sandbox.holdings import Holdings
from backends.vocabulary import Channel, ContactKind, FulfilmentMethod, ShipmentDirection

SYSTEM: Final = "erp"
SHOP: Final = "shop"

Told = Mapping[str, Any]

_SENDABLE: Final = {"email": ContactKind.EMAIL, "phone": ContactKind.PHONE}
_UNITS: Final = {"u": "EA"}


def holdings(truth: Told) -> Holdings:
    """All of a database."""
    sales = {sale["number"]: sale["id"] for sale in truth["sales"] if sale["number"]}
    return Holdings(
        name=SYSTEM,
        customers=tuple(map(_customer, truth["parties"])),
        orders=tuple(map(_order, truth["sales"])),
        shipments=tuple(_shipment(each, sales) for each in truth["shipments"]),
        stocks=tuple(_stocks(truth["quantities"])),
    )


def own(key: object) -> Ref:
    return Ref(SYSTEM, str(key))


def _customer(party: Told) -> Customer:
    return Customer(
        ref=own(party["code"]),
        display_name=party["name"],
        sort_name=party["name"],
        locale=party["lang"],
        merged=tuple(party["merged"]),
        contacts=tuple(_contact(kind, value) for kind, value in party["contacts"]),
        addresses=tuple(map(_address, party["addresses"])),
        created_at=_at(party["created_at"]),
        updated_at=_at(party["updated_at"]),
    )


def _contact(kind: str, value: str) -> ContactPoint:
    """As it is compared: phones are dialled without blanks, and case makes no other address."""
    return ContactPoint(kind=_SENDABLE[kind], value=value.lower().replace(" ", ""), verified=False, system=SYSTEM)


def _order(sale: Told) -> Order:
    """It was not placed before there was more than a quotation."""
    return Order(
        ref=own(sale["id"]),
        refs=(ExternalRef(system=SHOP, kind="order", value=sale["reference"]),),
        number=sale["number"] or str(sale["id"]),
        channel=Channel.UNKNOWN,
        customer=own(sale["party"]),
        source_status=sale["state"],
        draft=sale["state"] in ("draft", "quotation"),
        confirmed=sale["state"] in ("confirmed", "processing", "done"),
        total=_money(sale["total"], sale),
        tax_total=_money(sale["tax"], sale),
        placed_at=_at(sale["created_at"]),
        updated_at=_at(sale["updated_at"]),
        version=None,
        lines=tuple(_line(line, sale) for line in sale["lines"]),
    )


def _line(line: Told, sale: Told) -> OrderLine:
    return OrderLine(
        key=str(line["id"]),
        order=own(sale["id"]),
        sku=line["sku"],
        title=line["title"],
        unit=_UNITS[line["unit"]],
        method=FulfilmentMethod.UNKNOWN,
        unit_price=Decimal(line["unit_price"]),
        total=_money(line["amount"], sale),
        ordered=Decimal(line["quantity"]),
        allocated=Decimal(line["assigned"]),
        shipped=Decimal(line["done"]),
        cancelled=Decimal(line["quantity"] if sale["state"] == "cancelled" else 0),
    )


def _shipment(each: Told, sales: Mapping[str, int]) -> Shipment:
    """Of several parcels, the first says where all of it is; the day on which it left began at midnight."""
    day, updated_at = each["effective_date"], _at(each["updated_at"])
    return Shipment(
        ref=own(each["number"]),
        order=own(sales[each["sales"][0]]),
        direction=ShipmentDirection.OUTBOUND,
        source_status=each["state"],
        tracking_number=next(iter(each["packages"]), None),
        origin=own(each["warehouse"]),
        to=_address(each["to"]),
        shipped_at=None if day is None else datetime.fromisoformat(day).replace(tzinfo=UTC),
        updated_at=updated_at,
        version=int(updated_at.timestamp() * 1000),
        packages=tuple(Package(tracking_number=number) for number in each["packages"]),
        lines=tuple(ShipmentLine(sku=sku, quantity=Decimal(quantity)) for sku, quantity in each["lines"]),
    )


def _stocks(quantities: Mapping[str, Mapping[str, float]]) -> Iterator[Stock]:
    for sku in sorted({sku for counts in quantities.values() for sku in counts}):
        positions = (
            StockPosition(location=own(place), on_hand=Decimal(quantities[place][sku])) for place in sorted(quantities)
        )
        yield Stock(ref=own(sku), unit="EA", positions=tuple(positions))


def _address(place: Told) -> Address:
    return Address(
        lines=tuple((place["street"] or "").splitlines()),
        postal_code=place["postal_code"],
        city=place["city"],
        country=place["country"],
    )


def _money(amount: str, sale: Told) -> Money:
    """Every currency that is used has two decimals."""
    return Money(int(Decimal(amount).scaleb(2)), sale["currency"])


def _at(instant: str) -> datetime:
    return datetime.fromisoformat(instant)
