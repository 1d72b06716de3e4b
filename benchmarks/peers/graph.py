"""The peers' schema: every edge a batch function over its parents."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import strawberry
from msgspec import Struct, structs
from strawberry.schema.config import StrawberryConfig

from backends.errors import Absent, Failure
from backends.filters import NO_FILTER
from backends.forms import Form
from backends.ports import Ask, PageSpec, Parent, ParentKind, Port, Position, Sort
from backends.records import Ref
from backends.tasks import Tasks
from backends.vocabulary import Noun, SortField
from benchmarks.peers.rest import HEAD, NAME, wire
from benchmarks.peers.rest.client import LAST_OF
from resolvers.edges import Info, edge
from resolvers.problems import FieldFailure

NEWEST: Final = Sort(SortField.PLACED_AT, descending=True)
FIRST: Final = Sort(SortField.NAME)
_ODD: Final = frozenset({Absent, Failure})


class Shop(Struct):
    """What the resolvers of one question may know."""

    ask: Ask
    ports: Mapping[Noun, Port]
    work: Tasks
    loaders: dict[Any, Any]

    async def found(self, noun: Noun, system: str, keys: Iterable[str], form: Form | None) -> list[Any]:
        """A value for each key: what is known of it, None, or why it could not be had."""
        refs = [Ref(system, key) for key in keys]
        answers = await self.ports[noun].lookup(refs, HEAD, self._asking(form))
        found = [answers[ref] for ref in refs]
        return found if _ODD.isdisjoint(map(type, found)) else [self._told(each) for each in found]

    async def listed(
        self, noun: Noun, parents: Sequence[Parent], sort: Sort, size: int, offset: int, form: Form | None
    ) -> list[Any]:
        """The rows of each parent's page."""
        after = Position(None, str(offset)) if offset else None
        spec = PageSpec(filter=NO_FILTER, sort=sort, size=size, after=after)
        pages = await self.ports[noun].pages(parents, spec, HEAD, self._asking(form))
        return [self._rows(pages[parent]) for parent in parents]

    def _asking(self, form: Form | None) -> Ask:
        return self.ask if form is None else structs.replace(self.ask, form=form)

    def _rows(self, page: Any) -> Any:
        return self._told(page) if isinstance(page, Failure) else page.items

    def _told(self, answer: Any) -> Any:
        if isinstance(answer, Failure):
            self.ask.ledger.failed(answer)
            return FieldFailure(answer)
        return None if isinstance(answer, Absent) else answer


def shop(info: Info) -> Shop:
    """The question's context."""
    return info.context  # type: ignore[return-value]  # this graph has a context of its own


@strawberry.type
class TrackingEvent:
    at: str
    status: str
    place: str


@strawberry.type
class Shipment:
    id: strawberry.ID
    carrier: str
    status: str
    eta: str
    events: list[TrackingEvent]


@strawberry.type
class StockLocation:
    location: str
    available: int
    reserved: int


@strawberry.type
class Stock:
    sku: str
    locations: list[StockLocation]


@strawberry.type
class Product:
    id: strawberry.ID
    sku: str
    name: str
    brand: str
    category: str
    uom: str
    list_price: float


@strawberry.type
class Line:
    line_no: int
    sku: str
    quantity: int
    unit_price: float
    discount: float

    @edge(Product | None, "What was sold.")
    async def product(
        lines: Sequence[wire.Line], info: Info, *, form: Form | None = None
    ) -> Sequence[wire.Product | None]:
        return await shop(info).found(Noun.PRODUCT, NAME, [line.product_id for line in lines], form)

    @edge(Stock | None, "Where it is.")
    async def stock(lines: Sequence[wire.Line], info: Info, *, form: Form | None = None) -> Sequence[wire.Stock | None]:
        return await shop(info).found(Noun.STOCK, NAME, [line.sku for line in lines], form)


@strawberry.type
class Order:
    id: strawberry.ID
    date: str
    status: str
    total: float
    currency: str
    lines: list[Line]

    @edge(Shipment | None, "How it travels.")
    async def shipment(
        orders: Sequence[wire.Order], info: Info, *, form: Form | None = None
    ) -> Sequence[wire.Shipment | None]:
        return await shop(info).found(Noun.SHIPMENT, NAME, [order.id for order in orders], form)


@strawberry.type
class Customer:
    id: strawberry.ID
    name: str
    tier: str
    city: str
    region: str
    credit_limit: float

    @edge(list[Order], "The newest orders.")
    async def orders(
        customers: Sequence[wire.Customer], info: Info, *, first: int, form: Form | None = None
    ) -> Sequence[Sequence[wire.Order]]:
        parents = [Parent(ParentKind.CUSTOMER, (Ref(NAME, customer.id),)) for customer in customers]
        return await shop(info).listed(Noun.ORDER, parents, NEWEST, first, 0, form)

    @edge(Order | None, "The newest order.")
    async def last_order(
        customers: Sequence[wire.Customer], info: Info, *, form: Form | None = None
    ) -> Sequence[wire.Order | None]:
        return await shop(info).found(Noun.ORDER, LAST_OF, [customer.id for customer in customers], form)


@strawberry.type
class Query:
    @edge(Customer | None, "One customer.")
    async def customer(
        roots: Sequence[None], info: Info, *, id: strawberry.ID, form: Form | None = None
    ) -> Sequence[wire.Customer | None]:
        return await shop(info).found(Noun.CUSTOMER, NAME, [id], form)

    @edge(list[Customer], "A page of customers.")
    async def customers(
        roots: Sequence[None], info: Info, *, first: int, skip: int, form: Form | None = None
    ) -> Sequence[Sequence[wire.Customer]]:
        return await shop(info).listed(Noun.CUSTOMER, [Parent(ParentKind.ROOT)], FIRST, first, skip, form)


def schema() -> strawberry.Schema:
    """The peers' graph."""
    return strawberry.Schema(query=Query, config=StrawberryConfig(auto_camel_case=True))
