"""Which rows a toy system puts on a page: what belongs to a parent, what passes a filter."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from backends.filters import CustomerFilter, Filter, InboundFilter, LocationFilter, OrderFilter, VariantFilter
from backends.ports import Parent, ParentKind
from backends.records import Record
from backends.vocabulary import ContactKind


def belongs(record: Any, parent: Parent) -> bool:
    """Whether a record is one of a parent's rows."""
    return BELONGS[parent.kind](record, parent)


def passes(record: Record, narrowing: Filter) -> bool:
    """Whether a record passes a filter."""
    return PASSES[type(narrowing)](record, narrowing)


def _refers(*fields: str) -> Callable[[Any, Parent], bool]:
    return lambda record, parent: any(getattr(record, field, None) in parent.names for field in fields)


def _is(*fields: str) -> Callable[[Any, Parent], bool]:
    return lambda record, parent: any(
        getattr(record, field, None) == name.key for field in fields for name in parent.names
    )


def _reached(kind: ContactKind) -> Callable[[Any, Parent], bool]:
    return lambda record, parent: any(
        contact.kind is kind and contact.value == name.key for contact in record.contacts or () for name in parent.names
    )


def _tracked(record: Any, parent: Parent) -> bool:
    numbers = {record.tracking_number, *(package.tracking_number for package in record.packages or ())}
    return any(name.key in numbers for name in parent.names)


BELONGS: dict[ParentKind, Callable[[Any, Parent], bool]] = {
    ParentKind.ROOT: lambda record, parent: True,
    ParentKind.CUSTOMER: _refers("customer"),
    ParentKind.ORDER: _refers("order"),
    ParentKind.PRODUCT: _refers("product"),
    ParentKind.LOCATION: _refers("location", "destination"),
    ParentKind.SKU: _is("sku"),
    ParentKind.GTIN: _is("gtin"),
    ParentKind.NUMBER: _is("number"),
    ParentKind.LOYALTY: _is("loyalty_number"),
    ParentKind.EMAIL: _reached(ContactKind.EMAIL),
    ParentKind.PHONE: _reached(ContactKind.PHONE),
    ParentKind.TRACKING: _tracked,
}


def _customer(record: Any, narrowing: Any) -> bool:
    return _chosen(record.home_store, narrowing.stores) and (
        narrowing.search is None or _named(record, narrowing.search) or narrowing.search in _exact(record)
    )


def _named(record: Any, search: str) -> bool:
    words = record.sort_name.split()
    return all(any(word.startswith(part) for word in words) for part in search.casefold().split())


def _exact(record: Any) -> set[str]:
    return {record.loyalty_number or "", *(contact.value for contact in record.contacts or ())}


def _order(record: Any, narrowing: Any) -> bool:
    return (
        _chosen(record.ref, narrowing.keys)
        and _chosen(record.number, narrowing.numbers)
        and _chosen(record.customer, narrowing.customers)
        and _chosen(record.store, narrowing.stores)
        and _chosen(record.channel, narrowing.channels)
        and _between(record.placed_at, narrowing.placed_from, narrowing.placed_to)
        and _between(record.updated_at, narrowing.updated_from, narrowing.updated_to)
    )


def _variant(record: Any, narrowing: Any) -> bool:
    text = " ".join([record.key, *(title.text for title in record.titles or ())]).casefold()
    words = (narrowing.search or "").casefold().split()
    return _chosen(record.key, narrowing.skus) and all(word in text for word in words)


def _inbound(record: Any, narrowing: Any) -> bool:
    return narrowing.eta_to is None or (record.eta is not None and record.eta < narrowing.eta_to)


def _chosen(value: object, choice: tuple[object, ...]) -> bool:
    return not choice or value in choice


def _between(value: datetime, start: datetime | None, end: datetime | None) -> bool:
    return (start is None or value >= start) and (end is None or value < end)


PASSES: dict[type[Filter], Callable[[Any, Any], bool]] = {
    Filter: lambda record, narrowing: True,
    CustomerFilter: _customer,
    OrderFilter: _order,
    VariantFilter: _variant,
    LocationFilter: lambda record, narrowing: _chosen(record.kind, narrowing.kinds),
    InboundFilter: _inbound,
}
