"""The statements that answer pages: rows that hang on a parent, narrowed, sorted, after a place, so many for each."""

from collections.abc import Mapping
from enum import Enum
from functools import lru_cache
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Text,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    true,
    tuple_,
    union,
)

from backends.errors import NotSupported
from backends.filters import Filter
from backends.ports import ParentKind, Sort
from backends.sql.catalogue import Catalogue
from backends.sql.narrowing import Condition, narrowed, original
from backends.sql.ordering import Ordering, Place
from backends.sql.queries import Statement, about
from backends.sql.wire import (
    SHAPES,
    CustomerContactRow,
    CustomerRow,
    DemandRow,
    InboundRow,
    OrderRow,
    Row,
    ShipmentPackageRow,
    ShipmentRow,
    VariantRow,
)
from backends.vocabulary import ContactKind, Noun


class Link(Struct, frozen=True):
    """Where a name leads to a noun's rows: `member` is their key, `key` the name, with its `system` if it has one."""

    view: type[Row]
    member: str
    key: str
    system: str | None = None
    kind: ContactKind | None = None


LINKS: Final[Mapping[tuple[Noun, ParentKind], tuple[Link, ...]]] = {
    (Noun.CUSTOMER, ParentKind.ROOT): (),
    (Noun.CUSTOMER, ParentKind.EMAIL): (Link(CustomerContactRow, "customer_key", "value", kind=ContactKind.EMAIL),),
    (Noun.CUSTOMER, ParentKind.PHONE): (Link(CustomerContactRow, "customer_key", "value", kind=ContactKind.PHONE),),
    (Noun.CUSTOMER, ParentKind.LOYALTY): (Link(CustomerRow, "key", "loyalty_number"),),
    (Noun.ORDER, ParentKind.ROOT): (),
    (Noun.ORDER, ParentKind.CUSTOMER): (Link(OrderRow, "key", "customer_key", system="customer_system"),),
    (Noun.ORDER, ParentKind.NUMBER): (Link(OrderRow, "key", "number"),),
    (Noun.SHIPMENT, ParentKind.ORDER): (Link(ShipmentRow, "key", "order_key", system="order_system"),),
    (Noun.SHIPMENT, ParentKind.TRACKING): (
        Link(ShipmentRow, "key", "tracking_number"),
        Link(ShipmentPackageRow, "shipment_key", "tracking_number"),
    ),
    (Noun.PRODUCT, ParentKind.ROOT): (),
    (Noun.VARIANT, ParentKind.ROOT): (),
    (Noun.VARIANT, ParentKind.PRODUCT): (Link(VariantRow, "sku", "product_key", system="product_system"),),
    (Noun.VARIANT, ParentKind.GTIN): (Link(VariantRow, "sku", "gtin"),),
    (Noun.LOCATION, ParentKind.ROOT): (),
    (Noun.INBOUND, ParentKind.SKU): (Link(InboundRow, "key", "sku"),),
    (Noun.INBOUND, ParentKind.LOCATION): (Link(InboundRow, "key", "destination_key", system="destination_system"),),
    (Noun.DEMAND, ParentKind.SKU): (Link(DemandRow, "key", "sku"),),
}
"""By what each noun can be listed. No link: the root, to which all rows belong."""


class Asking(Enum):
    """Who asks for pages: one parent by its one name (`key`, `system`), one by several, or many (`wanted`)."""

    ONE_NAME = 1
    ONE_PARENT = 2
    MANY_PARENTS = 3


class PageShape(Struct, frozen=True, kw_only=True):
    """All that the text of a page's statement depends on; `without` names columns that are not read."""

    own: str
    noun: Noun
    kinds: tuple[ParentKind, ...]
    asking: Asking
    sort: Sort
    place: Place
    drops_copies: bool
    wish: Filter
    without: frozenset[str]


def page(catalogue: Catalogue, shape: PageShape) -> Statement:
    """The statement of a shape: (asker, whether it is an original, row …).

    Many parents get their originals, one more than a page has. One parent, who may have any number of rows, gets the
    first of them all, copies too: a database may have to look at a million copies to find one original. The parameters
    are `size`, the most rows for each asker, those of the `asking`, of the place (see Ordering), and `copies`. Raises
    NotSupported for what cannot be asked.
    """
    # a filter's values are part of its statement: there are too many to keep, and some are personal
    return _kept(catalogue, shape) if shape.wish == type(shape.wish)() else _Page(catalogue, shape).statement()


@lru_cache(maxsize=1024)
def _kept(catalogue: Catalogue, shape: PageShape) -> Statement:
    return _Page(catalogue, shape).statement()


class _Page:
    def __init__(self, catalogue: Catalogue, shape: PageShape) -> None:
        self._catalogue = catalogue
        self._shape = shape
        self._links = [(kind, link) for kind in shape.kinds for link in _links(catalogue, shape.noun, kind)]
        self._head = head(shape.noun)
        self._key = catalogue.column(self._head, self._head.of)
        ordering = Ordering(catalogue, self._head, shape.sort)
        self._order = ordering.clauses()
        self._conditions = [
            *narrowed(catalogue, shape.noun, shape.wish, shape.own),
            *ordering.beyond(shape.place),
        ]
        self._original = original(catalogue, shape.noun) if shape.drops_copies else true()

    def statement(self) -> Statement:
        many = self._shape.asking is Asking.MANY_PARENTS
        return about(self._head, self._of_many() if many else self._of_one())

    def _of_one(self) -> Statement:
        """Plain, so that indexes can serve it."""
        hanging = or_(*(self._hanging(link) for _, link in self._links)) if self._links else true()
        original = self._original.label("original")
        statement = select(literal_column("0"), original, *self._row()).where(hanging, *self._conditions)
        return statement.order_by(*self._order).limit(_size())

    def _of_many(self) -> Statement:
        asker, source = self._source()
        place = func.row_number().over(partition_by=asker, order_by=self._order).label("place")
        rows = select(asker, place, *self._row()).select_from(source).where(*self._conditions, self._original)
        ranked = rows.subquery().c
        statement = select(ranked[0], true().label("original"), *ranked[2:]).where(ranked.place <= _size())
        return statement.order_by(ranked[0], ranked.place)

    def _row(self) -> list[ColumnElement[Any]]:
        return self._catalogue.selected(self._head, self._shape.without)

    def _hanging(self, link: Link) -> Condition:
        match = self._named(link) & self._of_kind(link)
        if link.view is self._head:
            return match
        return self._key.in_(select(self._column(link, link.member)).where(match))

    def _named(self, link: Link) -> Condition:
        key, system = self._column(link, link.key), self._system(link)
        if self._shape.asking is Asking.ONE_NAME:
            same = key == bindparam("key", type_=Text)
            return same if system is None else same & (system == bindparam("system", type_=Text))
        names = self._catalogue.speech.wanted().c
        if system is None:
            return key.in_(select(names.key))
        return tuple_(key, system).in_(select(names.key, names.system))

    def _source(self) -> tuple[ColumnElement[Any], FromClause]:
        """Who asks, and the rows for each: the head joined by its own columns, or through the keys found elsewhere."""
        table = self._catalogue.table(self._head)
        if [link.view for _, link in self._links] == [self._head]:
            wanted = self._catalogue.speech.wanted()
            return wanted.c.asker, wanted.join(table, self._wanted(*self._links[0], wanted))
        found = union(*(self._found(kind, link) for kind, link in self._links)).subquery()
        return found.c.asker, found.join(table, found.c.member == self._key)

    def _found(self, kind: ParentKind, link: Link) -> Statement:
        """(asker, key of the noun), each once."""
        wanted = self._catalogue.speech.wanted()
        member = self._column(link, link.member).label("member")
        joined = wanted.join(self._catalogue.table(link.view), self._wanted(kind, link, wanted))
        return select(wanted.c.asker, member).select_from(joined).distinct()

    def _wanted(self, kind: ParentKind, link: Link, wanted: FromClause) -> Condition:
        match = (self._column(link, link.key) == wanted.c.key) & self._of_kind(link)
        if len(self._shape.kinds) > 1:
            match &= wanted.c.kind == kind.value
        system = self._system(link)
        return match if system is None else match & (system == wanted.c.system)

    def _system(self, link: Link) -> ColumnElement[Any] | None:
        return None if link.system is None else func.coalesce(self._column(link, link.system), self._shape.own)

    def _of_kind(self, link: Link) -> Condition:
        return true() if link.kind is None else self._column(link, "kind") == link.kind.value

    def _column(self, link: Link, name: str) -> ColumnElement[Any]:
        return self._catalogue.column(link.view, name)


def _size() -> ColumnElement[Any]:
    return bindparam("size", type_=Integer)


def _links(catalogue: Catalogue, noun: Noun, kind: ParentKind) -> list[Link]:
    links = LINKS.get((noun, kind))
    if links is None:
        raise NotSupported(f"{noun} cannot be listed by {kind}")
    offered = [link for link in links if catalogue.offers(link.view)]
    if links and not offered:
        raise NotSupported(f"{noun} cannot be listed by {kind}: {links[0].view.view} is not there")
    return offered


def head(noun: Noun) -> type[Row]:
    """The view that has a row for each of a noun; raises NotSupported for stock, which has none."""
    found = SHAPES[noun].head
    if found is None:
        raise NotSupported(f"{noun} cannot be listed")
    return found
