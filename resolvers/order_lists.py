"""Lists of orders: everybody's or one customer's, narrowed, sorted, page by page."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any

import strawberry
from msgspec import structs

from backends import records
from backends.errors import Failure
from backends.filters import OrderFilter as Pushed
from backends.ports import Parent, ParentKind
from backends.records import Ref
from backends.vocabulary import Facet, Noun, SortField
from resolvers import ids
from resolvers.asking import first_of, lookup, records_of
from resolvers.edges import Info, edge, part
from resolvers.nodes import ID_OR_NONE
from resolvers.order_filters import (
    SORT,
    WHERE,
    OrderFilter,
    OrderSort,
    decided_here,
    derived,
    facets_of,
    matches_nothing,
    pushed_down,
    sort_of,
)
from resolvers.orders import Order
from resolvers.pages import AFTER, FIRST, Connection, Listing, PageInfo, connections
from resolvers.problems import BadInput, FieldFailure
from resolvers.values import Completeness

NAMES = frozenset({Facet.HEAD, Facet.IDENTITIES})
ROOT = Parent(ParentKind.ROOT)


@strawberry.type(description="An order and its cursor.")
class OrderEdge:
    cursor: str = part("Where to go on after this order.")
    node: Order = part("The order.")


@strawberry.type(description="Orders of every system that serves them, merged; copies are left out.")
class OrderConnection:
    edges: list[OrderEdge] = part("The orders with their cursors.")
    nodes: list[Order] = part("The orders.")
    page_info: PageInfo = part("Where this page lies.")
    complete_from: datetime | None = part(
        "Since when the history is whole, UTC. Null when no system limits its history."
    )
    completeness: Completeness = part(
        "Whether every system answered and every order was looked at: otherwise orders may be missing."
    )


@strawberry.type
class OrderQuery:
    @edge(
        Order | None,
        "One order, by exactly one of its id and its number. Null when nobody knows it, or, with an entry in `errors`, "
        "when a system that may know it failed.",
    )
    async def order(
        roots: Sequence[None],
        info: Info,
        *,
        id: ID_OR_NONE = None,
        number: Annotated[str | None, strawberry.argument(description="The number the customer knows.")] = None,
    ) -> Sequence[Any]:
        if (id is None) == (number is None):
            raise BadInput("order: expected exactly one of id and number.")
        if id is not None:
            return await records_of(info, Noun.ORDER, [ids.ref(id, "Order", "order(id:)")])
        return [await first_of(info, Noun.ORDER, ParentKind.NUMBER, number or "", SortField.PLACED_AT)]

    @edge(
        OrderConnection | None,
        "Orders of all customers, the latest placed first. Null when every system that serves orders failed.",
    )
    async def orders(
        roots: Sequence[None],
        info: Info,
        *,
        first: FIRST = None,
        after: AFTER = None,
        where: WHERE = None,
        sort: SORT = None,
    ) -> Sequence[Connection | Exception]:
        return await connections(info, [ROOT], await listing_of(info, first, after, where, sort))


async def orders_of(
    customers: Sequence[records.Customer],
    info: Info,
    *,
    first: int | None,
    after: str | None,
    where: OrderFilter | None,
    sort: OrderSort | None,
) -> Sequence[Connection | Exception]:
    """Each customer's orders, under all the keys by which the systems know her."""
    parents = [Parent(ParentKind.CUSTOMER, names_of(customer)) for customer in customers]
    found = await connections(info, parents, await listing_of(info, first, after, where, sort))
    return [_doubted(one, customer) for one, customer in zip(found, customers, strict=True)]


def _doubted(found: Connection | Exception, customer: records.Customer) -> Connection | Exception:
    """Her orders under names that a silent system knows are missing."""
    silent = customer.gaps.get(Facet.IDENTITIES, ())
    if isinstance(found, Exception) or not silent:
        return found
    return replace(found, silent=(*found.silent, *silent))


def names_of(customer: records.Customer) -> tuple[Ref, ...]:
    """Every key of hers: the present ones, the merged ones, and those that a system refers to."""
    present = [Ref(one.system, one.external_id) for one in customer.identities]
    merged = [Ref(customer.ref.system, key) for key in customer.merged]
    told = [Ref(ref.system, ref.value) for ref in customer.refs if ref.kind == Noun.CUSTOMER]
    return (customer.ref, *sorted({*present, *merged, *told} - {customer.ref}))


async def listing_of(
    info: Info, first: int | None, after: str | None, where: OrderFilter | None, sort: OrderSort | None
) -> Listing:
    """What is asked of the order systems; raises `BadInput`."""
    asked = where or OrderFilter()
    pushed = pushed_down(asked)
    known, silent = await _known_everywhere(info, pushed)
    return Listing(
        Noun.ORDER,
        known,
        sort_of(sort),
        first,
        after,
        told=repr((pushed, derived(asked))),
        fits=decided_here(asked, info.context.now),
        also=facets_of(asked),
        nothing=matches_nothing(asked),
        silent=silent,
    )


async def _known_everywhere(info: Info, wanted: Pushed) -> tuple[Pushed, Sequence[Failure]]:
    """The same filter with stores and customers under all their names, and who could not tell all of them."""
    stores = await lookup(info.context, Noun.LOCATION, wanted.stores, NAMES)
    customers = await lookup(info.context, Noun.CUSTOMER, wanted.customers, NAMES)
    named = [name for store in stores if isinstance(store, records.Location) for name in _names(store, Noun.LOCATION)]
    persons = [name for person in customers if isinstance(person, records.Customer) for name in names_of(person)]
    known = structs.replace(
        wanted,
        stores=tuple(sorted({*wanted.stores, *named})),
        customers=tuple(sorted({*wanted.customers, *persons})),
    )
    return known, [failure for one in (*stores, *customers) for failure in _failures(one)]


def _names(record: records.Record, noun: Noun) -> list[Ref]:
    return [record.ref, *(Ref(ref.system, ref.value) for ref in record.refs if ref.kind == noun)]


def _failures(found: records.Record | Exception | None) -> Sequence[Failure]:
    """The systems that may know more names."""
    if isinstance(found, FieldFailure):
        return (found.failure,)
    return found.gaps.get(Facet.IDENTITIES, ()) if isinstance(found, records.Record) else ()
