"""Orders and till tickets: lines with their quantity ledger, payments, returns, and four status axes."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import Parent

from backends import ordering, promise, records
from backends.ports import Parent as PageParent
from backends.ports import ParentKind
from backends.vocabulary import Facet, Noun
from resolvers import ids
from resolvers.asking import records_of, skus_of
from resolvers.associates import Associate
from resolvers.edges import Info, edge, part
from resolvers.locations import Location
from resolvers.nodes import Node
from resolvers.problems import had
from resolvers.products import Variant
from resolvers.promises import Promise
from resolvers.scalars import BigInt, Quantity, UnitCode
from resolvers.shipments import Shipment, shipments_of
from resolvers.values import ExternalRef, Money, Sourced
from resolvers.words import Channel, FulfilmentMethod, FulfilmentStatus, OrderStatus, PaymentStatus, ReturnStatus

if TYPE_CHECKING:
    from resolvers.customers import Customer

LazyCustomer = Annotated["Customer", strawberry.lazy("resolvers.customers")]


def line_id(line: Parent[records.OrderLine]) -> strawberry.ID:
    return ids.encode("OrderLine", line.order.system, line.order.key, line.key)


def line_variant_id(line: Parent[records.OrderLine], info: Info) -> strawberry.ID | None:
    return info.context.variant_id(line.sku)


def ledger_gaps(line: Parent[records.OrderLine]) -> list[str]:
    return list(ordering.ledger_gaps(line))


@strawberry.type(
    description="One line of an order and its quantity ledger, in `unit`: cancelled + backordered + allocated + "
    "shipped never exceeds ordered (the rest is not yet allocated), returned ≤ delivered ≤ shipped. Where a system "
    "says otherwise `ledgerGaps` tells what."
)
class OrderLine(Node):
    id: strawberry.ID = part(
        "Opaque and stable: the order's name and the line's key, whichever system tells of it.", of=line_id
    )
    sku: str = part("The stock keeping unit that was ordered.")
    variant_id: strawberry.ID | None = part(
        "The variant's id. Null when no configured system serves variants.", of=line_variant_id
    )
    title: str = part("The title as it was sold.")
    unit: UnitCode = part("The unit of all quantities of this line.")
    method: FulfilmentMethod = part("How it reaches the customer.")
    unit_price: Decimal | None = part("Price of one unit in major units of the total's currency. Null when unknown.")
    total: Money = part("The line's total; authoritative.")
    ordered: Quantity = part("Ordered.")
    allocated: Quantity = part("Reserved at a location, not shipped yet.")
    ready: Quantity = part("Of the allocated, picked and waiting to be collected.")
    shipped: Quantity = part("Left, or handed over at the till.")
    delivered: Quantity = part("Arrived.")
    cancelled: Quantity = part("Cancelled.")
    backordered: Quantity = part("Waiting for supply.")
    return_requested: Quantity = part("Announced to come back, not here yet.")
    returned: Quantity = part("Come back.")
    ledger_gaps: list[str] = part(
        "What is wrong with the quantities, in words, for support. Empty when the ledger holds.", of=ledger_gaps
    )

    @edge(
        Variant | None,
        "What was ordered. Owner: PIM; what other systems know of it stands in. Null when none that answered knows the "
        "SKU.",
    )
    async def variant(lines: Sequence[records.OrderLine], info: Info) -> Sequence[records.Variant | Exception | None]:
        return await skus_of(info, Noun.VARIANT, [line.sku for line in lines])

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        return isinstance(value, records.OrderLine)


def payment_id(payment: Parent[records.Payment]) -> strawberry.ID:
    return ids.encode("Payment", payment.order.system, payment.order.key, payment.key)


@strawberry.type(description="One payment of an order. Never card data.")
class Payment(Node):
    id: strawberry.ID = part("Opaque and stable.", of=payment_id)
    kind: str = part("What kind of payment, e.g. `card`, `cash`, `voucher`.")
    method_label: str = part("How to name it to the customer.")
    amount: Money = part("Authorised or asked for.")
    captured: Money = part("Received.")
    refunded: Money = part("Given back.")
    status: PaymentStatus = part("How far it has come.")
    at: datetime | None = part("When, UTC. Null when the system does not say.")

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        return isinstance(value, records.Payment)


@strawberry.type(description="A quantity of one order line that comes back.")
class ReturnLine:
    order_line_id: strawberry.ID = part("The order line's id.")
    quantity: Quantity = part("How much, in the order line's unit.")
    condition: str | None = part("How it came back. Null before it was looked at.")
    restocked: bool | None = part("Whether it is for sale again. Null before that was decided.")


class ShownReturnLine(records.ReturnLine, frozen=True, kw_only=True):
    """A return line with the id of the order line it belongs to."""

    order_line_id: str


def return_id(returned: Parent[records.Return]) -> strawberry.ID:
    return ids.encode("Return", returned.order.system, returned.order.key, returned.key)


def return_location_id(returned: Parent[records.Return]) -> strawberry.ID | None:
    return ids.maybe("Location", returned.location)


def return_lines(returned: Parent[records.Return]) -> list[ShownReturnLine]:
    return [
        ShownReturnLine(
            order_line_id=ids.encode("OrderLine", returned.order.system, returned.order.key, line.order_line_key),
            order_line_key=line.order_line_key,
            quantity=line.quantity,
            condition=line.condition,
            restocked=line.restocked,
        )
        for line in returned.lines
    ]


@strawberry.type(description="Goods of an order on their way back.")
class Return(Node):
    id: strawberry.ID = part("Opaque and stable.", of=return_id)
    status: ReturnStatus = part("How far it has come.")
    reason: str | None = part("Why, as the customer says. Null when she did not.")
    lines: list[ReturnLine] = part("What comes back.", of=return_lines)
    refund: Money | None = part("What is given back. Null before that was decided.")
    location_id: strawberry.ID | None = part("Where it comes back to. Null when not known.", of=return_location_id)
    at: datetime = part("When it was asked for, UTC.")

    @edge(Location | None, "Where it comes back to. Owner: ERP. Null when not known, or when its system failed.")
    async def location(returns: Sequence[records.Return], info: Info) -> Sequence[records.Location | Exception | None]:
        return await records_of(info, Noun.LOCATION, [returned.location for returned in returns])

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        return isinstance(value, records.Return)


def order_id(order: Parent[records.Order]) -> strawberry.ID:
    return ids.of("Order", order.ref)


def store_id(order: Parent[records.Order]) -> strawberry.ID | None:
    return ids.maybe("Location", order.store)


def customer_id(order: Parent[records.Order]) -> strawberry.ID | None:
    return ids.maybe("Customer", order.customer)


def status(order: Parent[records.Order]) -> OrderStatus:
    return ordering.order_status(order)


def payment_status(order: Parent[records.Order]) -> PaymentStatus:
    return ordering.payment_status(order)


def fulfilment_status(order: Parent[records.Order]) -> FulfilmentStatus:
    return ordering.fulfilment_status(order)


def return_status(order: Parent[records.Order]) -> ReturnStatus:
    return ordering.return_status(order)


def order_promise(order: Parent[records.Order], info: Info) -> promise.Promise | None:
    return ordering.order_promise(order, info.context.now)


@strawberry.type(
    description="An order or a till ticket, on whatever channel. Owner: OMS, then POS, then ERP; copies elsewhere "
    "resolve to it. The four status axes are derived from its lines, payments and returns."
)
class Order(Node, Sourced):
    id: strawberry.ID = part("Opaque and stable; ids of copies resolve to the same order.", of=order_id)
    number: str = part("The number the customer knows.")
    refs: list[ExternalRef] = part("What other systems call it.", Facet.IDENTITIES)
    channel: Channel = part("Where it was sold.")
    store_id: strawberry.ID | None = part("The store that sold it. Null outside stores.", of=store_id)
    sold_by: Associate | None = part("Who sold it. Null when nobody is named.")
    status: OrderStatus = part("The order as a whole. UNKNOWN when its lines could not be had.", Facet.LINES, of=status)
    payment_status: PaymentStatus = part(
        "How far the money has come. UNKNOWN when its payments could not be had.", Facet.PAYMENTS, of=payment_status
    )
    fulfilment_status: FulfilmentStatus = part(
        "How far the goods have come. UNKNOWN when its lines could not be had.", Facet.LINES, of=fulfilment_status
    )
    return_status: ReturnStatus = part(
        "How far goods have come back. UNKNOWN when its lines or returns could not be had.",
        Facet.LINES,
        Facet.RETURNS,
        of=return_status,
    )
    source_status: str = part("As the owning system says it, for support; its wording may change.")
    managed: bool = part("Whether the owning system may act on it; false for a mirrored order.")
    customer_id: strawberry.ID | None = part(
        "The customer's id under the name the order's system uses; `node` resolves it. Null for a guest.",
        of=customer_id,
    )
    lines: list[OrderLine] | None = part(
        "What was ordered. Null when the system that serves lines failed.", Facet.LINES, of=had("lines", Facet.LINES)
    )
    total: Money = part("What the customer pays, taxes included; authoritative.")
    tax_total: Money | None = part("Taxes in the total. Null when the system does not say.")
    shipping_total: Money | None = part("Shipping in the total. Null when the system does not say.")
    discount_total: Money | None = part("What was taken off, as a positive amount. Null when the system does not say.")
    payments: list[Payment] | None = part(
        "How it is paid. Null when the system that serves payments failed.",
        Facet.PAYMENTS,
        of=had("payments", Facet.PAYMENTS),
    )
    returns: list[Return] | None = part(
        "What comes back. Null when the system that serves returns failed.",
        Facet.RETURNS,
        of=had("returns", Facet.RETURNS),
    )
    promise: Promise | None = part(
        "What was promised to the customer for the whole order. Null when nothing was.", Facet.LINES, of=order_promise
    )
    placed_at: datetime = part("When it was placed, UTC.")
    updated_at: datetime = part("When it was last changed, UTC.")
    version: BigInt | None = part(
        "Grows with every change in the owning system. Null while a copy stands in, which counts its own changes."
    )

    @edge(Location | None, "The store that sold it. Owner: ERP. Null outside stores, or when its system failed.")
    async def store(orders: Sequence[records.Order], info: Info) -> Sequence[records.Location | Exception | None]:
        return await records_of(info, Noun.LOCATION, [order.store for order in orders])

    @edge(LazyCustomer | None, "Who bought. Owner: CRM. Null for a guest, or when every system that knows her failed.")
    async def customer(orders: Sequence[records.Order], info: Info) -> Sequence[records.Customer | Exception | None]:
        return await records_of(info, Noun.CUSTOMER, [order.customer for order in orders])

    @edge(
        list[Shipment] | None,
        "Its parcels, the first shipped first. Owner: TMS. Null when the shipments' system failed; empty when nothing "
        "was sent.",
        facets=[Facet.IDENTITIES],
    )
    async def shipments(
        orders: Sequence[records.Order], info: Info
    ) -> Sequence[Sequence[records.Shipment] | Exception]:
        names = [PageParent(ParentKind.ORDER, (order.ref, *order_names(order))) for order in orders]
        return await shipments_of(info, names)

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        return isinstance(value, records.Order)


def order_names(order: records.Order) -> tuple[records.Ref, ...]:
    """What other systems call this very order."""
    return tuple(records.Ref(ref.system, ref.value) for ref in order.refs if ref.kind == Noun.ORDER)
