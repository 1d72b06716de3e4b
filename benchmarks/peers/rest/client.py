"""The one place that awaits the REST API."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

import msgspec
from msgspec import Struct

from backends.errors import Absent, NotSupported, Unavailable, Unreadable
from backends.forms import Form, Forms
from backends.manifest import Served
from backends.ports import Ask, Facets, Page, PageSpec, Parent, ParentKind, Port
from backends.records import Ref
from backends.transport import Pairs, Transport
from backends.vocabulary import Noun, SystemRole
from benchmarks.peers.rest import NAME, RestSettings
from benchmarks.peers.rest.wire import Customer, Order, Product, Shipment, Stock

LAST_OF: Final = "last order of"
"""The system of a ref by which an order is the newest one of a customer."""


class Rest:
    """The API as a system."""

    name, vocabulary_gaps = NAME, 0

    def __init__(self, served: Served, options: RestSettings) -> None:
        self.role: SystemRole = served.role
        self._transport = Transport(served, options.base_url, options)
        self._ports: Mapping[Noun, Port] = {
            Noun.CUSTOMER: Customers(self._transport),
            Noun.ORDER: Orders(self._transport),
            Noun.PRODUCT: Batched(self._transport, "/products", "id", Product),
            Noun.STOCK: Batched(self._transport, "/stock", "sku", Stock),
            Noun.SHIPMENT: Batched(self._transport, "/shipments", "orderId", Shipment),
        }

    def port(self, noun: Noun) -> Port:
        """One noun."""
        return self._ports[noun]

    async def probe(self) -> None:
        """Ask for one customer."""
        await Getter(self._transport, Customer).get("/customers", (("limit", "1"), ("offset", "0")))

    async def close(self) -> None:
        """Close the connections."""
        await self._transport.close()


class Getter:
    """GET and decode."""

    def __init__(self, transport: Transport, kind: type[Struct], *, many: bool = True) -> None:
        self._transport = transport
        self._forms = Forms(kind, many=many)

    async def get(self, path: str, query: Pairs = (), form: Form | None = None) -> Any:
        """What a path says; None if it says 404."""
        reply = await self._transport.send("GET", path, query=query)
        if reply.status == 404:
            return None
        if reply.status != 200:
            raise Unavailable(f"{NAME} answered {reply.status}.")
        try:
            return self._forms.decoded(reply.body, form)
        except msgspec.ValidationError:
            raise Unreadable(f"{NAME} answered something else than was asked.") from None


class Batched:
    """A noun that is asked for by many keys at once: one element for each key, in their order."""

    def __init__(self, transport: Transport, path: str, parameter: str, kind: type) -> None:
        self._path = path
        self._parameter = parameter
        self._rows = Getter(transport, kind)

    async def lookup(self, keys: Sequence[Ref], facets: Facets, ask: Ask) -> Mapping[Ref, Any]:
        """One call for all keys."""
        parameter = self._parameter
        rows = await self._rows.get(self._path, [(parameter, key.key) for key in keys], ask.form)
        return dict.fromkeys(keys, Absent()) if rows is None else dict(zip(keys, rows, strict=True))

    async def pages(self, parents: Sequence[Parent], spec: PageSpec, facets: Facets, ask: Ask) -> Mapping[Parent, Any]:
        """Nobody lists these."""
        raise NotSupported(f"{NAME} has no list at {self._path}.")


class Customers:
    """One by one, or a page from an offset."""

    def __init__(self, transport: Transport) -> None:
        self._one = Getter(transport, Customer, many=False)
        self._page = Getter(transport, Customer)

    async def lookup(self, keys: Sequence[Ref], facets: Facets, ask: Ask) -> Mapping[Ref, Any]:
        """A call for each key: there is no batch."""
        if len(keys) == 1:
            return {keys[0]: await self._found(keys[0], ask)}
        rows = await asyncio.gather(*(self._found(key, ask) for key in keys))
        return dict(zip(keys, rows, strict=True))

    async def _found(self, key: Ref, ask: Ask) -> Any:
        row = await self._one.get(f"/customers/{quote(key.key, safe='')}", (), ask.form)
        return Absent() if row is None else row

    async def pages(self, parents: Sequence[Parent], spec: PageSpec, facets: Facets, ask: Ask) -> Mapping[Parent, Any]:
        """A page of all; the position is an offset."""
        offset = spec.after.key if spec.after else "0"
        rows = await self._page.get("/customers", (("limit", str(spec.size)), ("offset", offset)), ask.form)
        return dict.fromkeys(parents, Page(tuple(rows), more=len(rows) == spec.size))


class Orders:
    """The newest of each customer in one call, or several of a customer in a call for each."""

    def __init__(self, transport: Transport) -> None:
        self._last = Batched(transport, "/orders/last", "customerId", Order)
        self._page = Getter(transport, Order)

    async def lookup(self, keys: Sequence[Ref], facets: Facets, ask: Ask) -> Mapping[Ref, Any]:
        """The newest order of each customer."""
        if any(key.system != LAST_OF for key in keys):
            raise NotSupported(f"{NAME} knows orders by their customers only.")
        return await self._last.lookup(keys, facets, ask)

    async def pages(self, parents: Sequence[Parent], spec: PageSpec, facets: Facets, ask: Ask) -> Mapping[Parent, Any]:
        """The newest orders of each customer."""
        if len(parents) == 1:
            return {parents[0]: await self._of(parents[0], spec.size, ask)}
        rows = await asyncio.gather(*(self._of(parent, spec.size, ask) for parent in parents))
        return dict(zip(parents, rows, strict=True))

    async def _of(self, parent: Parent, size: int, ask: Ask) -> Page:
        if parent.kind is not ParentKind.CUSTOMER:
            raise NotSupported(f"{NAME} lists orders by customer only.")
        rows = await self._page.get("/orders", (("customerId", parent.names[0].key), ("limit", str(size))), ask.form)
        return Page(tuple(rows or ()), more=rows is not None and len(rows) == size)
