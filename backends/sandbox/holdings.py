"""What one system of the demo world holds, as records: what a pretend server is filled with."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct

from backends.records import Customer, Demand, Inbound, Location, Order, Product, Record, Shipment, Stock, Variant
from backends.sandbox import chronicle
from backends.sandbox.systems import SYSTEMS


class Holdings(Struct, frozen=True, kw_only=True):
    """All that the system `name` says, noun by noun."""

    name: str
    customers: tuple[Customer, ...] = ()
    orders: tuple[Order, ...] = ()
    shipments: tuple[Shipment, ...] = ()
    stocks: tuple[Stock, ...] = ()
    inbound: tuple[Inbound, ...] = ()
    demands: tuple[Demand, ...] = ()
    locations: tuple[Location, ...] = ()
    products: tuple[Product, ...] = ()
    variants: tuple[Variant, ...] = ()


_SHELVES: Final[Mapping[type[Record], str]] = {
    Customer: "customers",
    Order: "orders",
    Shipment: "shipments",
    Stock: "stocks",
    Inbound: "inbound",
    Demand: "demands",
    Location: "locations",
    Product: "products",
    Variant: "variants",
}


def holdings(scale: int, seed: int, system: str) -> Holdings:
    """What one system of a world holds; raises KeyError if there is no such system."""
    return everything(scale, seed)[system]


def everything(scale: int, seed: int) -> Mapping[str, Holdings]:
    """What each system of a world holds, told once."""
    said: dict[str, list[Record]] = {system.name: [] for system in SYSTEMS}
    for name, record in chronicle.tell(seed, scale):
        said[name].append(record)
    return {name: gathered(name, records) for name, records in said.items()}


def gathered(name: str, records: Iterable[Record]) -> Holdings:
    """These records as the holdings of a system; the order within a noun is kept."""
    shelves: defaultdict[str, list[Record]] = defaultdict(list)
    for record in records:
        shelves[_SHELVES[type(record)]].append(record)
    shelved: Mapping[str, tuple[Record, ...]] = {shelf: tuple(kept) for shelf, kept in shelves.items()}
    return Holdings(name=name, **shelved)  # type: ignore[arg-type]  # each shelf is of its own kind
