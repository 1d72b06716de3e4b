"""What we mean: one frozen record per noun, whatever system it came from.

The graph's types read these by attribute, with no copy. A field that belongs to a facet is None until that
facet was asked and answered; `facets` says which were. Instants are aware and UTC, money is integer minor
units, quantities are decimals of at most three places in the unit of the enclosing record.
"""

from backends.records.base import Address, ExternalRef, GeoPoint, Money, Record, Ref, Value
from backends.records.customers import (
    Associate,
    Consent,
    ContactPoint,
    Customer,
    CustomerIdentity,
    CustomerMetrics,
    ImportantDate,
    Loyalty,
    Preference,
    Voucher,
)
from backends.records.orders import Order, OrderLine, Payment, Return, ReturnLine
from backends.records.products import LocalText, Location, Media, OptionValue, PriceEntry, Product, Variant
from backends.records.shipments import Package, Shipment, ShipmentLine, TrackingEvent
from backends.records.stock import Demand, Inbound, NetworkHold, SafetyStock, Stock, StockPosition

__all__ = [
    "Address",
    "Associate",
    "Consent",
    "ContactPoint",
    "Customer",
    "CustomerIdentity",
    "CustomerMetrics",
    "Demand",
    "ExternalRef",
    "GeoPoint",
    "ImportantDate",
    "Inbound",
    "LocalText",
    "Location",
    "Loyalty",
    "Media",
    "Money",
    "NetworkHold",
    "OptionValue",
    "Order",
    "OrderLine",
    "Package",
    "Payment",
    "Preference",
    "PriceEntry",
    "Product",
    "Record",
    "Ref",
    "Return",
    "ReturnLine",
    "SafetyStock",
    "Shipment",
    "ShipmentLine",
    "Stock",
    "StockPosition",
    "TrackingEvent",
    "Value",
    "Variant",
    "Voucher",
]
