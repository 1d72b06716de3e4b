"""A small shop whose data are at hand: nothing is left to measure but execution.

A customer, 20 orders of 5 lines with a product and its stock at 5 places, 30 shipments of 4 events: 2,548 scalars.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

import strawberry
from msgspec import Struct
from strawberry.dataloader import DataLoader
from strawberry.schema.config import StrawberryConfig

from backends.ledger import Ledger
from backends.tasks import Tasks
from resolvers.edges import Info, edge
from resolvers.scalars import SCALARS

NOON = datetime(2026, 3, 18, 12, tzinfo=UTC)

QUERY = """
query Everything($id: ID!) {
  customer(id: $id) {
    id name email tier
    orders {
      id number status placedAt total currency
      lines { id sku quantity price product { id title brand stock { location onHand reserved } } }
    }
    shipments { id carrier trackingNumber status events { at status place } }
  }
}
"""
TINY = "query Tiny($id: ID!) { customer(id: $id) { id name email } }"
VARIABLES = {"id": "c1"}


class Status(StrEnum):
    """How far something is."""

    OPEN = "open"
    SENT = "sent"
    DONE = "done"


class StockRow(Struct, frozen=True):
    location: str
    on_hand: int
    reserved: int


class ProductRow(Struct, frozen=True):
    id: str
    title: str
    brand: str | None


class LineRow(Struct, frozen=True):
    id: str
    sku: str
    quantity: int
    price: float


class OrderRow(Struct, frozen=True):
    id: str
    number: str
    status: Status
    placed_at: datetime
    total: float
    currency: str
    lines: tuple[LineRow, ...]


class EventRow(Struct, frozen=True):
    at: datetime
    status: Status
    place: str


class ShipmentRow(Struct, frozen=True):
    id: str
    carrier: str
    tracking_number: str
    status: Status
    events: tuple[EventRow, ...]


class CustomerRow(Struct, frozen=True):
    id: str
    name: str
    email: str | None
    tier: str | None


class World(Struct, frozen=True):
    """All that there is, by key."""

    customers: Mapping[str, CustomerRow]
    orders: Mapping[str, Sequence[OrderRow]]
    shipments: Mapping[str, Sequence[ShipmentRow]]
    products: Mapping[str, ProductRow]
    stock: Mapping[str, Sequence[StockRow]]


@dataclass(frozen=True)
class ShopContext:
    """What the shop's resolvers need."""

    world: World
    work: Tasks
    loaders: dict[Any, DataLoader[Any, Any]] = field(default_factory=dict)


def world(orders: int = 20, lines: int = 5, shipments: int = 30) -> World:
    """A shop with one customer; more orders make a longer answer."""
    return World(
        customers={"c1": CustomerRow("c1", "Clémence Aubry", "clemence@example.org", None)},
        orders={"c1": [_order(number, lines) for number in range(orders)]},
        shipments={"c1": [_shipment(number) for number in range(shipments)]},
        products={f"sku{at}": ProductRow(f"p{at}", f"Product {at}", None if at % 5 else "Maison") for at in range(48)},
        stock={f"p{at}": [StockRow(f"place {each}", at * each, at % 3) for each in range(5)] for at in range(48)},
    )


def _order(number: int, lines: int) -> OrderRow:
    return OrderRow(
        f"o{number}",
        f"W-{number}",
        list(Status)[number % 3],
        NOON - timedelta(days=number),
        19.9 * number,
        "EUR",
        tuple(LineRow(f"o{number}l{at}", f"sku{(number * lines + at * 7) % 48}", at + 1, 9.95) for at in range(lines)),
    )


def _shipment(number: int) -> ShipmentRow:
    events = tuple(EventRow(NOON - timedelta(hours=at), Status.SENT, "Lyon") for at in range(4))
    return ShipmentRow(f"s{number}", "Colis", f"T{number:09}", Status.DONE, events)


strawberry.enum(Status)


@strawberry.type
class Stock:
    location: str
    on_hand: int
    reserved: int


@strawberry.type
class Product:
    id: strawberry.ID
    title: str
    brand: str | None

    @edge(list[Stock], "Where it is.")
    async def stock(products: Sequence[ProductRow], info: Info) -> Sequence[Sequence[StockRow]]:
        stock = info.context.world.stock  # type: ignore[attr-defined]  # the shop's own context
        return [stock[product.id] for product in products]


@strawberry.type
class Line:
    id: strawberry.ID
    sku: str
    quantity: int
    price: float

    @edge(Product | None, "What it is.")
    async def product(lines: Sequence[LineRow], info: Info) -> Sequence[ProductRow | None]:
        products = info.context.world.products  # type: ignore[attr-defined]  # as above
        return [products.get(line.sku) for line in lines]


@strawberry.type
class Order:
    id: strawberry.ID
    number: str
    status: Status
    placed_at: datetime
    total: float
    currency: str
    lines: list[Line]


@strawberry.type
class Event:
    at: datetime
    status: Status
    place: str


@strawberry.type
class Shipment:
    id: strawberry.ID
    carrier: str
    tracking_number: str
    status: Status
    events: list[Event]


@strawberry.type
class Customer:
    id: strawberry.ID
    name: str
    email: str | None
    tier: str | None

    @edge(list[Order], "What was ordered.")
    async def orders(customers: Sequence[CustomerRow], info: Info) -> Sequence[Sequence[OrderRow]]:
        orders = info.context.world.orders  # type: ignore[attr-defined]  # as above
        return [orders[customer.id] for customer in customers]

    @edge(list[Shipment], "What was sent.")
    async def shipments(customers: Sequence[CustomerRow], info: Info) -> Sequence[Sequence[ShipmentRow]]:
        shipments = info.context.world.shipments  # type: ignore[attr-defined]  # as above
        return [shipments[customer.id] for customer in customers]


@strawberry.type
class Query:
    @edge(Customer | None, "Who.")
    async def customer(roots: Sequence[None], info: Info, *, id: strawberry.ID) -> Sequence[CustomerRow | None]:
        return [info.context.world.customers.get(id)]  # type: ignore[attr-defined]  # as above


def schema() -> strawberry.Schema:
    """The shop's graph."""
    return strawberry.Schema(query=Query, config=StrawberryConfig(scalar_map=dict(SCALARS)))


class Shop:
    """Makes the contexts of one world."""

    def __init__(self, world: World) -> None:
        self._world = world

    def __call__(self, ledger: Ledger, work: Tasks) -> ShopContext:
        return ShopContext(self._world, work)
