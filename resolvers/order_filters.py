"""By what lists of orders are narrowed and sorted: what systems push down, and what only the gateway can decide."""

from collections.abc import Callable, Iterable
from datetime import datetime
from enum import Enum
from typing import Annotated

import strawberry

from backends import filters, ordering, records
from backends.ports import Facets, Sort
from backends.records import Ref
from backends.vocabulary import Facet, SortField
from resolvers import ids
from resolvers.problems import BadInput
from resolvers.words import Channel, FulfilmentStatus, OrderStatus, PaymentStatus, ReturnStatus

MAX_VALUES = 500


@strawberry.input(description="A half-open range of instants.")
class DateTimeRange:
    gte: datetime | None = strawberry.field(default=None, description="From this instant on.")
    lt: datetime | None = strawberry.field(default=None, description="Before this instant.")


@strawberry.input(
    description="Orders that fit all of what is given; a list means any of its values, so that an empty one selects "
    "nothing. The four statuses and "
    "`promiseBreached` are derived by the gateway: it looks through a bounded number of orders and says in "
    "`completeness` when it stopped."
)
class OrderFilter:
    ids: list[strawberry.ID] | None = strawberry.field(default=None, description="Orders with these ids.")
    numbers: list[str] | None = strawberry.field(default=None, description="Orders with these numbers.")
    customer_id: strawberry.ID | None = strawberry.field(default=None, description="Orders of this customer.")
    store_ids: list[strawberry.ID] | None = strawberry.field(default=None, description="Orders sold by these stores.")
    channels: list[Channel] | None = strawberry.field(default=None, description="Orders on these channels.")
    status: list[OrderStatus] | None = strawberry.field(default=None, description="Orders in these states.")
    payment_status: list[PaymentStatus] | None = strawberry.field(default=None, description="Orders so far paid.")
    fulfilment_status: list[FulfilmentStatus] | None = strawberry.field(
        default=None, description="Orders so far fulfilled."
    )
    return_status: list[ReturnStatus] | None = strawberry.field(default=None, description="Orders so far returned.")
    placed_at: DateTimeRange | None = strawberry.field(default=None, description="Orders placed in this range.")
    updated_at: DateTimeRange | None = strawberry.field(default=None, description="Orders changed in this range.")
    promise_breached: bool | None = strawberry.field(
        default=None, description="Orders whose promise is, or is not, breached. Orders without a promise are not."
    )


@strawberry.enum(description="By what orders are sorted.")
class OrderSortField(Enum):
    PLACED_AT = strawberry.enum_value("PLACED_AT", description="When they were placed.")
    UPDATED_AT = strawberry.enum_value("UPDATED_AT", description="When they were last changed.")


@strawberry.enum(description="Which way.")
class SortDirection(Enum):
    ASC = strawberry.enum_value("ASC", description="The smallest or earliest first.")
    DESC = strawberry.enum_value("DESC", description="The largest or latest first.")


@strawberry.input(description="By what, and which way.")
class OrderSort:
    field: OrderSortField = strawberry.field(description="By what.")
    direction: SortDirection = strawberry.field(default=SortDirection.DESC, description="Which way.")


WHERE = Annotated[OrderFilter | None, strawberry.argument(description="Only orders that fit.")]
SORT = Annotated[OrderSort | None, strawberry.argument(description="The order of the orders; ties go by id.")]
Predicate = Callable[[records.Order], bool]


def sort_of(asked: OrderSort | None) -> Sort:
    """The sort that was asked for; the latest placed first by default."""
    if asked is None:
        return Sort(SortField.PLACED_AT, descending=True)
    return Sort(SortField[asked.field.name], descending=asked.direction is SortDirection.DESC)


def pushed_down(asked: OrderFilter) -> filters.OrderFilter:
    """What the systems themselves can filter by; raises `BadInput`."""
    placed, updated = _range(asked.placed_at, "placedAt"), _range(asked.updated_at, "updatedAt")
    return filters.OrderFilter(
        keys=_refs(asked.ids, "Order", "where.ids"),
        numbers=tuple(sorted(set(_bounded(asked.numbers, "where.numbers")))),
        customers=() if asked.customer_id is None else _refs([asked.customer_id], "Customer", "where.customerId"),
        stores=_refs(asked.store_ids, "Location", "where.storeIds"),
        channels=tuple(sorted(set(asked.channels or ()))),
        placed_from=placed.gte,
        placed_to=placed.lt,
        updated_from=updated.gte,
        updated_to=updated.lt,
    )


def facets_of(asked: OrderFilter) -> Facets:
    """The facets that the gateway needs in order to decide the derived conditions."""
    wanted: set[Facet] = set()
    if asked.status is not None or asked.fulfilment_status is not None or asked.promise_breached is not None:
        wanted.add(Facet.LINES)
    if asked.payment_status is not None:
        wanted.add(Facet.PAYMENTS)
    if asked.return_status is not None:
        wanted |= {Facet.LINES, Facet.RETURNS}
    return frozenset(wanted)


def derived(asked: OrderFilter) -> tuple[object, ...]:
    """The conditions that only the gateway can decide, as values."""
    words = (asked.status, asked.payment_status, asked.fulfilment_status, asked.return_status)
    return (*(None if one is None else tuple(sorted(one)) for one in words), asked.promise_breached)


def decided_here(asked: OrderFilter, now: datetime) -> Predicate | None:
    """The condition that only the gateway can decide; None when there is none."""
    tests = [
        _one_of(asked.status, ordering.order_status),
        _one_of(asked.payment_status, ordering.payment_status),
        _one_of(asked.fulfilment_status, ordering.fulfilment_status),
        _one_of(asked.return_status, ordering.return_status),
        _breached(asked.promise_breached, now),
    ]
    real = [test for test in tests if test is not None]
    return (lambda order: all(test(order) for test in real)) if real else None


def _one_of(words: Iterable[object] | None, derive: Callable[[records.Order], object]) -> Predicate | None:
    if words is None:
        return None
    wanted = frozenset(words)
    return lambda order: derive(order) in wanted


def _breached(wanted: bool | None, now: datetime) -> Predicate | None:
    def breached(order: records.Order) -> bool:
        promise = ordering.order_promise(order, now)
        return (promise is not None and promise.breached) is wanted

    return None if wanted is None else breached


def _refs(values: list[strawberry.ID] | None, typename: str, argument: str) -> tuple[Ref, ...]:
    return tuple(sorted(set(ids.refs(_bounded(values, argument), typename, argument))))


def _bounded(values: list[str] | list[strawberry.ID] | None, argument: str) -> list[str]:
    if values is not None and len(values) > MAX_VALUES:
        raise BadInput(f"{argument}: expected at most {MAX_VALUES} values, found {len(values)}.")
    return list(values or ())


def _range(asked: DateTimeRange | None, argument: str) -> DateTimeRange:
    if asked is None:
        return DateTimeRange()
    if asked.gte is not None and asked.lt is not None and asked.gte >= asked.lt:
        raise BadInput(f"where.{argument}: gte must be before lt.")
    return asked


def matches_nothing(asked: OrderFilter) -> bool:
    """Whether a list of alternatives is given and empty: then nothing can fit."""
    lists = (
        asked.ids,
        asked.numbers,
        asked.store_ids,
        asked.channels,
        asked.status,
        asked.payment_status,
        asked.fulfilment_status,
        asked.return_status,
    )
    return any(given == [] for given in lists)
