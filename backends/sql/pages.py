"""The statements that answer pages: rows that hang on a parent, narrowed, sorted, after a place, so many for each."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import ColumnElement, FromClause, func, literal_column, or_, select, true, union

from backends.errors import NotSupported
from backends.ports import PageSpec, ParentKind
from backends.records import Ref
from backends.sql.catalogue import Catalogue
from backends.sql.narrowing import Condition, among, equal, narrowed, without_copies
from backends.sql.ordering import Ordering
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


class Pages:
    """The statements for one noun's pages by one kind of parent; raises NotSupported for what cannot be asked."""

    def __init__(self, catalogue: Catalogue, own: str, noun: Noun, kind: ParentKind, spec: PageSpec) -> None:
        self._catalogue = catalogue
        self._own = own
        self._size = spec.size
        self._links = _links(catalogue, noun, kind)
        self._head = _head(noun)
        self._order = Ordering(catalogue, self._head, spec.sort).clauses()
        self._conditions = [
            *narrowed(catalogue, noun, spec.filter, own),
            *without_copies(catalogue, noun, spec.without_copies_of),
            *([Ordering(catalogue, self._head, spec.sort).beyond(spec.after)] if spec.after else []),
        ]

    def of_one(self, names: Sequence[Ref], without: frozenset[str]) -> Statement:
        """Rows of one parent: (0, row …), one more than the page has; plain, so that indexes can serve it."""
        hanging = or_(*(self._hanging(link, names) for link in self._links)) if self._links else true()
        row = self._catalogue.selected(self._head, without)
        statement = select(literal_column("0"), *row).where(hanging, *self._conditions)
        return about(self._head, statement.order_by(*self._order).limit(self._size + 1))

    def of_many(self, without: frozenset[str]) -> Statement:
        """Rows of many parents, whose names are `wanted`: (asker, row …), one more for each than its page has."""
        asker, source = self._source()
        place = func.row_number().over(partition_by=asker, order_by=self._order).label("place")
        row = self._catalogue.selected(self._head, without)
        ranked = select(asker, place, *row).select_from(source).where(*self._conditions).subquery().c
        statement = select(ranked[0], *ranked[2:]).where(ranked.place <= self._size + 1)
        return about(self._head, statement.order_by(ranked[0], ranked.place))

    def _hanging(self, link: Link, names: Sequence[Ref]) -> Condition:
        match = self._named(link, names)
        if link.view is self._head:
            return match
        return self._key().in_(select(self._column(link, link.member)).where(match))

    def _named(self, link: Link, names: Sequence[Ref]) -> Condition:
        key = self._column(link, link.key)
        if link.system is not None:
            return among(self._catalogue, self._system(link), key, names)
        return equal(self._catalogue, key, [name.key for name in names]) & self._of_kind(link)

    def _source(self) -> tuple[ColumnElement[Any], FromClause]:
        """Who asks, and the rows for each: the head joined by its own columns, or through the keys found elsewhere."""
        table = self._catalogue.table(self._head)
        if [link.view for link in self._links] == [self._head]:
            wanted = self._catalogue.speech.wanted()
            return wanted.c.asker, wanted.join(table, self._wanted(self._links[0], wanted))
        found = union(*(self._found(link) for link in self._links)).subquery()
        return found.c.asker, found.join(table, found.c.member == self._key())

    def _found(self, link: Link) -> Statement:
        """(asker, key of the noun), each once."""
        wanted = self._catalogue.speech.wanted()
        member = self._column(link, link.member).label("member")
        joined = wanted.join(self._catalogue.table(link.view), self._wanted(link, wanted))
        return select(wanted.c.asker, member).select_from(joined).distinct()

    def _wanted(self, link: Link, wanted: FromClause) -> Condition:
        match = (self._column(link, link.key) == wanted.c.key) & self._of_kind(link)
        return match if link.system is None else match & (self._system(link) == wanted.c.system)

    def _system(self, link: Link) -> ColumnElement[Any]:
        return func.coalesce(self._column(link, link.system or ""), self._own)

    def _of_kind(self, link: Link) -> Condition:
        return true() if link.kind is None else self._column(link, "kind") == link.kind.value

    def _column(self, link: Link, name: str) -> ColumnElement[Any]:
        return self._catalogue.column(link.view, name)

    def _key(self) -> ColumnElement[Any]:
        return self._catalogue.column(self._head, self._head.of)


def _links(catalogue: Catalogue, noun: Noun, kind: ParentKind) -> list[Link]:
    links = LINKS.get((noun, kind))
    if links is None:
        raise NotSupported(f"{noun} cannot be listed by {kind}")
    offered = [link for link in links if catalogue.offers(link.view)]
    if links and not offered:
        raise NotSupported(f"{noun} cannot be listed by {kind}: {links[0].view.view} is not there")
    return offered


def _head(noun: Noun) -> type[Row]:
    head = SHAPES[noun].head
    if head is None:
        raise NotSupported(f"{noun} cannot be listed")
    return head
