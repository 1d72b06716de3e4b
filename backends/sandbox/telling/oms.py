"""The order system: orders that are not simply carried out of a shop, and all that is reserved for them."""

from collections.abc import Iterator, Sequence
from typing import Final

from backends.records import Demand, NetworkHold, Order, Ref, SafetyStock, Stock, StockPosition
from backends.sandbox.systems import CRM, OMS
from backends.sandbox.telling.orders import Voice, line_key, order
from backends.sandbox.telling.persons import associate
from backends.sandbox.world.keys import oms_order, order_number, place_ref
from backends.sandbox.world.people import Person
from backends.sandbox.world.sales import Progress, Sale, amount
from backends.sandbox.world.supply import Shelf, Stocked, Want, updated
from backends.vocabulary import Channel, Noun

_WORDS: Final = {
    Progress.PLACED: "CREATED",
    Progress.BACKORDERED: "BACKORDER",
    Progress.ALLOCATED: "RELEASED",
    Progress.READY: "AWAITING_COLLECTION",
    Progress.SHIPPED: "SHIPPED",
    Progress.DELIVERED: "COMPLETE",
    Progress.CANCELLED: "VOID",
}


def placed(sale: Sale) -> Order:
    """An order that this system leads."""
    return order(
        sale,
        Voice(
            system=OMS,
            key=oms_order(sale.number).key,
            number=order_number(sale.number),
            source_status=_WORDS[sale.progress],
            placed_at=sale.placed_at,
            customer=customer_of(sale),
            sold_by=None if sale.seller is None else associate(OMS.name, sale.seller),
        ),
    )


def customer_of(sale: Sale) -> Ref | None:
    """Whoever ordered, under the CRM's key of that day."""
    buyer: Person | None = sale.buyer
    return None if buyer is None else Ref(CRM.name, sale.buyer_key or buyer.crm_key)


def demand(want: Want) -> Demand:
    """A promised line that no stock is allocated to: of no place yet, unless it will be collected at one."""
    store = want.sale.store
    return Demand(
        ref=Ref(OMS.name, f"{oms_order(want.sale.number).key}/{line_key(want.position)}"),
        facets=OMS.serves[Noun.DEMAND],
        sku=want.line.article.sku,
        quantity=want.line.quantity,
        due=want.due,
        location=None if store is None or want.sale.source is not store else place_ref(store),
        channel=want.sale.channel,
    )


def stock(stocked: Stocked) -> Stock:
    """What is reserved of one article, and what is kept back of it."""
    article = stocked.shelves[0].article
    return Stock(
        ref=Ref(OMS.name, article.sku),
        facets=OMS.serves[Noun.STOCK],
        unit=article.unit,
        updated_at=max(map(updated, stocked.shelves)),
        positions=tuple(_positions(stocked.shelves)),
        network_holds=tuple(_network_holds(stocked)),
    )


def _positions(shelves: Sequence[Shelf]) -> Iterator[StockPosition]:
    for shelf in shelves:
        yield StockPosition(
            location=place_ref(shelf.place),
            committed=amount(shelf.committed),
            held=amount(shelf.held),
            safety=tuple(SafetyStock(channel=channel, quantity=amount(kept)) for channel, kept in shelf.safety),
            updated_at=updated(shelf),
            version=shelf.version,
        )


def _network_holds(stocked: Stocked) -> Iterator[NetworkHold]:
    if stocked.unrouted:
        yield NetworkHold(channel=Channel.ECOMMERCE, quantity=amount(stocked.unrouted))
