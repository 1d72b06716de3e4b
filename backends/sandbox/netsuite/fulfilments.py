"""Item fulfilments: what left for an order, linked to it line by line, with the numbers of its parcels."""

from collections.abc import Iterator
from typing import Final

from backends.records import Shipment
from backends.sandbox.netsuite.directory import Directory
from backends.sandbox.netsuite.orders import SalesOrders
from backends.vocabulary import ShipmentDirection

_SHIPPED: Final = "C"
_PICKED: Final = "A"


def add_fulfilment(directory: Directory, orders: SalesOrders, shipment: Shipment) -> None:
    """One fulfilment; what customers send back is none."""
    if shipment.direction is not ShipmentDirection.OUTBOUND:
        return
    row = _add_document(directory, shipment)
    place = directory.location(shipment.origin)
    directory.books.put(
        "transactionline", transaction=row, id=0, linesequencenumber=0, mainline=True, taxline=False, location=place
    )
    source = None if shipment.order is None else orders.row(shipment.order.key)
    for number, line in enumerate(shipment.lines or (), start=1):
        directory.books.put(
            "transactionline",
            transaction=row,
            id=number,
            linesequencenumber=number,
            mainline=False,
            taxline=False,
            item=directory.item(line.sku),
            location=place,
            quantity=line.quantity,
            createdfrom=source,
        )
        if source is not None:
            directory.books.put(
                "previoustransactionlinelink",
                previousdoc=source,
                previousline=number,
                nextdoc=row,
                nextline=number,
                linktype="ShipRcpt",
            )
    _add_numbers(directory, row, shipment)


def _add_document(directory: Directory, shipment: Shipment) -> int:
    return directory.books.add(
        "transaction",
        type="ItemShip",
        externalid=shipment.key,
        tranid=f"IF-{shipment.key}",
        status=_PICKED if shipment.shipped_at is None else _SHIPPED,
        trandate=shipment.shipped_at or shipment.updated_at,
        createddate=shipment.shipped_at or shipment.updated_at,
        lastmodifieddate=shipment.updated_at,
        shipmethod=directory.ship_method(shipment.carrier),
        shippingaddress=directory.address("itemfulfillmentshippingaddress", shipment.to),
        custbody_tracking_url=shipment.tracking_url,
        custbody_pick_up_store=directory.location(shipment.pick_up_location),
        custbody_shipped_at=shipment.shipped_at,
        custbody_eta=shipment.eta,
        custbody_eta_latest=shipment.eta_latest,
        custbody_promised_from=shipment.promised_from,
        custbody_promised_by=shipment.promised_by,
        custbody_promise_made_at=shipment.promise_made_at,
        custbody_version=shipment.version,
    )


def _add_numbers(directory: Directory, row: int, shipment: Shipment) -> None:
    for number in dict.fromkeys(_numbers(shipment)):
        tracking = directory.books.add("trackingnumber", trackingnumber=number)
        directory.books.put("trackingnumbermap", transaction=row, trackingnumber=tracking)


def _numbers(shipment: Shipment) -> Iterator[str]:
    if shipment.tracking_number is not None:
        yield shipment.tracking_number
    for package in shipment.packages or ():
        if package.tracking_number is not None:
            yield package.tracking_number
