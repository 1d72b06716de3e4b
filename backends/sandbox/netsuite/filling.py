"""An account filled with what one system of the demo world says."""

from collections.abc import Iterable
from datetime import tzinfo

from backends.records import Record
from backends.sandbox.holdings import Holdings
from backends.sandbox.netsuite.books import Books
from backends.sandbox.netsuite.customers import People
from backends.sandbox.netsuite.directory import Directory
from backends.sandbox.netsuite.fulfilments import add_fulfilment
from backends.sandbox.netsuite.goods import add_stocks, add_variant
from backends.sandbox.netsuite.orders import SalesOrders, add_statuses
from backends.sandbox.netsuite.purchasing import add_supply
from backends.sandbox.netsuite.schema import schema
from backends.vocabulary import Noun


def filled(holdings: Holdings, zone: tzinfo) -> Books:
    """The account's tables."""
    books = Books(
        schema(
            {
                "customer": named(holdings.customers, Noun.CUSTOMER),
                "location": named(holdings.locations, Noun.LOCATION),
                "transaction": named(holdings.orders, Noun.ORDER),
            }
        ),
        zone,
    )
    add_statuses(books)
    directory = Directory(books)
    for location in holdings.locations:
        directory.place(location)
    for variant in holdings.variants:
        add_variant(directory, variant)
    people = People(directory)
    for customer in holdings.customers:
        people.add(customer)
    orders = SalesOrders(directory, people)
    for order in holdings.orders:
        orders.add(order)
    for shipment in holdings.shipments:
        add_fulfilment(directory, orders, shipment)
    for supply in holdings.inbound:
        add_supply(directory, supply)
    add_stocks(directory, holdings.stocks)
    return books


def named(records: Iterable[Record], noun: Noun) -> set[str]:
    """The systems whose names for a noun's things are known."""
    return {ref.system for record in records for ref in record.refs if ref.kind == noun}
