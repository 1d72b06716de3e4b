"""What the REST API sends, as far as the graph shows it."""

from msgspec import Struct


class Customer(Struct, frozen=True, gc=False, rename="camel"):
    id: str
    name: str
    tier: str
    city: str
    region: str
    credit_limit: float


class Line(Struct, frozen=True, gc=False, rename="camel"):
    line_no: int
    product_id: str
    sku: str
    quantity: int
    unit_price: float
    discount: float


class Order(Struct, frozen=True, rename="camel"):
    id: str
    date: str
    status: str
    total: float
    currency: str
    lines: tuple[Line, ...]


class Product(Struct, frozen=True, gc=False, rename="camel"):
    id: str
    sku: str
    name: str
    brand: str
    category: str
    uom: str
    list_price: float


class StockLocation(Struct, frozen=True, gc=False):
    location: str
    available: int
    reserved: int


class Stock(Struct, frozen=True):
    sku: str
    locations: tuple[StockLocation, ...]


class TrackingEvent(Struct, frozen=True, gc=False):
    at: str
    status: str
    place: str


class Shipment(Struct, frozen=True):
    id: str
    carrier: str
    status: str
    eta: str
    events: tuple[TrackingEvent, ...]
