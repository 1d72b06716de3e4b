"""A server filled with what one system of the demo world says."""

from backends.sandbox.holdings import Holdings
from backends.sandbox.sap.delivery_rows import Deliveries
from backends.sandbox.sap.order_rows import add_order
from backends.sandbox.sap.partner_rows import Partners
from backends.sandbox.sap.schema import SERVICES
from backends.sandbox.sap.stock_rows import add_stock
from backends.sandbox.sap.store import Store


def filled(holdings: Holdings) -> Store:
    """All rows of all services."""
    store = Store(SERVICES)
    for stock in holdings.stocks:
        add_stock(store, stock)
    for order in holdings.orders:
        add_order(store, order)
    deliveries = Deliveries(store)
    for shipment in holdings.shipments:
        deliveries.add(shipment)
    partners = Partners(store)
    for customer in holdings.customers:
        partners.add(customer)
    return store
