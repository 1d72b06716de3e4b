"""An org filled with what one system of the demo world says."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from backends.records import Record, Stock, StockPosition
from backends.sandbox.holdings import Holdings
from backends.sandbox.salesforce.customers import People
from backends.sandbox.salesforce.inventory import Count, Group, Inventory
from backends.sandbox.salesforce.masters import Masters
from backends.sandbox.salesforce.orders import Orders
from backends.sandbox.salesforce.org import Org
from backends.sandbox.salesforce.schema import schema
from backends.sandbox.salesforce.shipments import Parcels
from backends.sandbox.salesforce.words import group_name
from backends.vocabulary import Noun

_ZERO: Final = Decimal(0)


def filled(holdings: Holdings) -> tuple[Org, Inventory]:
    """The org's records, and its inventory."""
    org = Org(
        schema(
            {
                "Account": _named(holdings.customers, Noun.CUSTOMER),
                "OrderSummary": _named(holdings.orders, Noun.ORDER),
            }
        )
    )
    masters = Masters(org)
    people = People(org, masters)
    for customer in holdings.customers:
        people.add(customer)
    orders = Orders(org, masters, people, holdings.demands)
    for order in holdings.orders:
        orders.add(order)
    orders.add_wanted()
    parcels = Parcels(org, masters, orders)
    for shipment in holdings.shipments:
        parcels.add(shipment)
    counts = _counts(holdings.stocks, masters)
    groups = _groups(holdings.stocks, sorted(counts))
    for name, group in groups.items():
        masters.location_group(name, group.members)
    return org, Inventory(counts, groups)


def _named(records: Iterable[Record], noun: Noun) -> set[str]:
    """The systems whose names for a noun's things are known."""
    return {ref.system for record in records for ref in record.refs if ref.kind == noun}


def _counts(stocks: Iterable[Stock], masters: Masters) -> Mapping[str, dict[str, Count]]:
    counts: dict[str, dict[str, Count]] = {}
    for stock in stocks:
        for position in stock.positions:
            masters.inventory_location(position.location.key)
            counts.setdefault(position.location.key, {})[stock.key] = _count(stock, position)
    return counts


def _groups(stocks: Iterable[Stock], members: Sequence[str]) -> Mapping[str, Group]:
    """One group for each channel that reserves before a place is chosen; all places are in each."""
    reserved: dict[str, dict[str, Decimal]] = {}
    for stock in stocks:
        for hold in stock.network_holds:
            reserved.setdefault(group_name(hold.channel), {})[stock.key] = hold.quantity
    return {name: Group(members, skus) for name, skus in reserved.items()}


def _count(stock: Stock, position: StockPosition) -> Count:
    """What is damaged is not counted at all here, and what is held is reserved like the rest."""
    return Count(
        sku=stock.key,
        on_hand=(position.on_hand or _ZERO) - (position.unavailable or _ZERO),
        reserved=(position.committed or _ZERO) + (position.held or _ZERO),
        safety=sum((kept.quantity for kept in position.safety or ()), _ZERO),
        effective=position.last_counted_at,
    )
