"""Fetching anything again by its id: each type says how, many ids of a type at once."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, TypeAlias

import strawberry

from backends import records
from backends.records import Ref
from backends.vocabulary import Facet, Noun
from resolvers import ids
from resolvers.asking import records_of
from resolvers.edges import Info, edge
from resolvers.nodes import Node
from resolvers.problems import BadInput
from resolvers.stock import positions_again, read_position, read_summary, summaries_again

Parts: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refetch:
    """How things of one type are fetched again: `read` the parts of an id, then fetch many at once."""

    read: Callable[[Parts], Any]
    fetch: Callable[[Info, Sequence[Any]], Awaitable[Sequence[Any]]]


def noun(noun: Noun) -> Refetch:
    """A noun, by the system that names it and that system's key."""

    async def fetch(info: Info, found: Sequence[Ref]) -> Sequence[Any]:
        return await records_of(info, noun, found)

    return Refetch(lambda parts: Ref(*parts), fetch)


def within_order(facet: Facet, members: Callable[[records.Order], Sequence[Any] | None]) -> Refetch:
    """A part of an order, by the order's name and the part's key."""

    async def fetch(info: Info, found: Sequence[tuple[Ref, str]]) -> Sequence[Any]:
        orders = await records_of(info, Noun.ORDER, [order for order, _ in found], frozenset({facet}))
        return [_member(order, key, members) for order, (_, key) in zip(orders, found, strict=True)]

    return Refetch(_order_part, fetch)


def _order_part(parts: Parts) -> tuple[Ref, str]:
    system, order, key = parts
    return Ref(system, order), key


def _member(order: Any, key: str, members: Callable[[records.Order], Sequence[Any] | None]) -> Any:
    if not isinstance(order, records.Order):
        return order
    return next((member for member in members(order) or () if member.key == key), None)


REFETCH: Mapping[str, Refetch] = {
    "Customer": noun(Noun.CUSTOMER),
    "Order": noun(Noun.ORDER),
    "OrderLine": within_order(Facet.LINES, lambda order: order.lines),
    "Payment": within_order(Facet.PAYMENTS, lambda order: order.payments),
    "Return": within_order(Facet.RETURNS, lambda order: order.returns),
    "Shipment": noun(Noun.SHIPMENT),
    "Product": noun(Noun.PRODUCT),
    "Variant": noun(Noun.VARIANT),
    "Location": noun(Noun.LOCATION),
    "InboundSupply": noun(Noun.INBOUND),
    "StockSummary": Refetch(read_summary, summaries_again),
    "StockPosition": Refetch(read_position, positions_again),
}


async def again(info: Info, wanted: Sequence[str]) -> list[Any]:
    """The things with these ids, in order; a malformed id is the error at its place."""
    found: list[Any] = [_named(id_) for id_ in wanted]
    places: dict[str, list[int]] = {}
    for place, named in enumerate(found):
        if not isinstance(named, BadInput):
            places.setdefault(named[0], []).append(place)
    names = {typename: [found[place][1] for place in at] for typename, at in places.items()}
    answers = await asyncio.gather(*(REFETCH[typename].fetch(info, names[typename]) for typename in places))
    for at, things in zip(places.values(), answers, strict=True):
        for place, thing in zip(at, things, strict=True):
            found[place] = thing
    return found


def _named(id_: str) -> tuple[str, Any] | BadInput:
    """The type and the name in an id, or what is wrong with it."""
    try:
        typename, parts = ids.decode(id_)
        return typename, REFETCH[typename].read(parts)
    except BadInput as problem:
        return problem
    except (KeyError, TypeError, ValueError):
        return ids.malformed()


@strawberry.type
class NodeQuery:
    @edge(
        Node | None, "Anything by its id. Null when it is not there, or, with an entry in `errors`, could not be had."
    )
    async def node(
        roots: Sequence[None],
        info: Info,
        *,
        id: Annotated[strawberry.ID, strawberry.argument(description="The id of a thing of any type.")],
    ) -> Sequence[Any]:
        return await again(info, [id])

    @edge(
        list[Node | None],
        "Many things by their ids, in order, asked together; null at the place of what is not there.",
    )
    async def nodes(
        roots: Sequence[None],
        info: Info,
        *,
        ids: Annotated[list[strawberry.ID], strawberry.argument(description="Ids of things of any type.")],
    ) -> Sequence[list[Any]]:
        limit = info.context.policy.batch_limit
        if len(ids) > limit:
            raise BadInput(f"nodes(ids:): expected at most {limit} ids, found {len(ids)}.", code="TOO_MANY_IDS")
        return [await again(info, ids)]
