"""What a record is in rows of the documented views. Each row's cells stand as its view's columns do."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from backends.records import Customer, Demand, Inbound, Location, Order, Product, Record, Shipment, Stock, Variant
from backends.sandbox.sqlite.customer_rows import customer
from backends.sandbox.sqlite.goods_rows import demand, inbound, location, product, stock, variant
from backends.sandbox.sqlite.order_rows import order
from backends.sandbox.sqlite.shipment_rows import shipment
from backends.sandbox.sqlite.values import Rows

_ROWS: Final[Mapping[type[Record], Callable[[Any], Rows]]] = {
    Customer: customer,
    Order: order,
    Shipment: shipment,
    Product: product,
    Variant: variant,
    Location: location,
    Stock: stock,
    Inbound: inbound,
    Demand: demand,
}


def rows(record: Record) -> Rows:
    """The rows of any record, with the view that each belongs in."""
    return _ROWS[type(record)](record)
