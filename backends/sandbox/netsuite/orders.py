"""Sales orders: a transaction, its main line, its item lines and a line of tax."""

from typing import Final

from backends.records import Order, OrderLine
from backends.sandbox.netsuite.books import Books
from backends.sandbox.netsuite.customers import People
from backends.sandbox.netsuite.directory import Directory, major
from backends.sandbox.netsuite.schema import key_field
from backends.vocabulary import Noun

STATUSES: Final = {
    "SalesOrd": {
        "A": "Pending Approval",
        "B": "Pending Fulfillment",
        "C": "Cancelled",
        "D": "Partially Fulfilled",
        "E": "Pending Billing/Partially Fulfilled",
        "F": "Pending Billing",
        "G": "Billed",
        "H": "Closed",
    },
    "ItemShip": {"A": "Picked", "B": "Packed", "C": "Shipped"},
    "PurchOrd": {"B": "Pending Receipt", "D": "Partially Received", "F": "Pending Bill", "H": "Closed"},
    "TrnfrOrd": {"B": "Pending Fulfillment", "F": "Pending Receipt", "G": "Received", "H": "Closed"},
}
_LABELS: Final = {
    "SalesOrd": "Sales Order",
    "ItemShip": "Item Fulfillment",
    "PurchOrd": "Purchase Order",
    "TrnfrOrd": "Transfer Order",
}
_BOOKED: Final = {"INVOICED": "G", "GOODS_ISSUED": "F", "REJECTED": "C"}


def add_statuses(books: Books) -> None:
    """What each status of each type is called."""
    for kind, letters in STATUSES.items():
        for letter, name in letters.items():
            books.put("transactionstatus", key=f"{kind}:{letter}", name=f"{_LABELS[kind]} : {name}")


class SalesOrders:
    """Adds orders; those of which only the key is known are added when a shipment names them."""

    def __init__(self, directory: Directory, people: People) -> None:
        self._directory = directory
        self._books = directory.books
        self._people = people
        self._rows: dict[str, int] = {}

    def add(self, order: Order) -> None:
        """One order and its lines."""
        books, places = self._books, self._directory
        row = books.add(
            "transaction",
            type="SalesOrd",
            externalid=order.key,
            tranid=order.number,
            entity=self._people.row(order.customer),
            status=status(order),
            trandate=order.placed_at,
            createddate=order.placed_at,
            lastmodifieddate=order.updated_at,
            currency=places.currency(order.total.currency),
            foreigntotal=major(order.total),
            taxtotal=major(order.tax_total),
            custbody_shipping_total=major(order.shipping_total),
            custbody_discount_total=major(order.discount_total),
            custbody_sales_channel=books.listed("custbody_sales_channel", order.channel.replace("_", " ").title()),
            custbody_store=places.location(order.store),
            custbody_sold_by=places.employee(order.sold_by),
            custbody_on_hold=order.held,
            custbody_version=order.version,
            custbody_promised_from=order.promised_from,
            custbody_promised_by=order.promised_by,
            custbody_promise_made_at=order.promise_made_at,
            custbody_expected_at=order.expected_at,
            custbody_delivered_at=order.delivered_at,
            **{key_field("transaction", ref.system): ref.value for ref in order.refs if ref.kind == Noun.ORDER},
        )
        self._rows[order.key] = row
        books.put("transactionline", transaction=row, id=0, linesequencenumber=0, mainline=True, taxline=False)
        for place, line in enumerate(order.lines or (), start=1):
            self._add_line(row, place, line)
        if order.tax_total is not None:
            last, tax = len(order.lines or ()) + 1, major(order.tax_total)
            books.put(
                "transactionline",
                transaction=row,
                id=last,
                linesequencenumber=last,
                mainline=False,
                taxline=True,
                foreignamount=None if tax is None else -tax,
            )

    def row(self, key: str) -> int:
        """The order with an external id."""
        if key not in self._rows:
            values = {"externalid": key, "tranid": f"SO-{key}", "status": "B"}
            self._rows[key] = self._books.add("transaction", type="SalesOrd", **values)
        return self._rows[key]

    def _add_line(self, order: int, place: int, line: OrderLine) -> None:
        """What is sold leaves the books: its quantity and its amount are negative."""
        books, total = self._books, major(line.total)
        assert total is not None  # noqa: S101  # a line's total always is there
        books.put(
            "transactionline",
            transaction=order,
            id=place,
            linesequencenumber=place,
            mainline=False,
            taxline=False,
            isclosed=line.cancelled > 0,
            item=self._directory.item(line.sku, line.unit, line.title),
            units=self._directory.unit(line.unit),
            memo=line.title,
            quantity=-line.ordered,
            quantitycommitted=line.allocated,
            quantitypicked=line.ready,
            quantityshiprecv=line.shipped,
            quantitybackordered=line.backordered,
            rate=line.unit_price,
            foreignamount=-total,
            netamount=-total,
            custcol_delivered=line.delivered,
            custcol_line_key=line.key,
            custcol_method=books.listed("custcol_method", line.method.replace("_", " ").title()),
        )


def status(order: Order) -> str:
    """The letter of an order's status: the books' own, else what its lines come to."""
    if order.source_status in _BOOKED:
        return _BOOKED[order.source_status]
    lines = order.lines or ()
    live = [line for line in lines if line.cancelled < line.ordered]
    if lines and not live:
        return "C"
    if not order.confirmed:
        return "A"
    if live and all(line.shipped >= line.ordered for line in live):
        return "F"
    return "D" if any(line.shipped > 0 for line in live) else "B"
