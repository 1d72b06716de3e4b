"""What is left of a noun's rows: the filters of a page as conditions, and the names by which rows are known."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from typing import Any, Final, TypeVar

from sqlalchemy import ColumnElement, and_, bindparam, exists, false, func, literal, or_, select, true

from backends.errors import NotSupported, Rejected
from backends.filters import CustomerFilter, Filter, InboundFilter, LocationFilter, OrderFilter, VariantFilter
from backends.records import Ref
from backends.sql.catalogue import Catalogue
from backends.sql.dialects import Texts, storable, texts
from backends.sql.wire import (
    SHAPES,
    CustomerContactRow,
    CustomerRow,
    InboundRow,
    LocationRow,
    OrderRefRow,
    OrderRow,
    Row,
    VariantRow,
    VariantTitleRow,
)
from backends.vocabulary import Noun

Condition = ColumnElement[bool]
FilterT = TypeVar("FilterT", bound=Filter)

_MOST_WORDS: Final = 32  # each costs a subquery, and SQLite's expressions are at most 1,000 deep


def named(catalogue: Catalogue, view: type[Row], prefix: str, refs: Iterable[Ref], own: str) -> Condition:
    """The pair `x_system`, `x_key` of a row is one of these names; `x_system` null means this system."""
    system, key = (catalogue.column(view, f"{prefix}_{part}") for part in ("system", "key"))
    return among(catalogue, func.coalesce(system, own), key, refs)


def among(catalogue: Catalogue, system: ColumnElement[Any], key: ColumnElement[Any], refs: Iterable[Ref]) -> Condition:
    """A system and a key are one of these names. Systems are few, so there is one condition for each."""
    by_system = groupby(sorted({ref for ref in refs if storable(ref.system)}), lambda ref: ref.system)
    return or_(
        false(), *(and_(system == name, equal(catalogue, key, [ref.key for ref in group])) for name, group in by_system)
    )


def equal(catalogue: Catalogue, column: ColumnElement[Any], values: Sequence[str]) -> Condition:
    """A text is one of these; a single one is compared as such, because then an index can give the order too."""
    kept = [value for value in values if storable(value)]
    return column == kept[0] if len(kept) == 1 else catalogue.speech.one_of(column, texts(kept))


def original(catalogue: Catalogue, noun: Noun) -> Condition:
    """Whether a row is the copy of nothing in the systems of the parameter `copies`."""
    shape = SHAPES[noun]
    if shape.refs is None or shape.head is None or not catalogue.offers(shape.refs):
        return true()
    of, system, kind = (catalogue.column(shape.refs, name) for name in (shape.refs.of, "system", "kind"))
    originals = catalogue.speech.one_of(system, bindparam("copies", type_=Texts()))
    return ~exists().where(of == catalogue.column(shape.head, shape.head.of), kind == noun.value, originals)


def narrowed(catalogue: Catalogue, noun: Noun, wish: Filter, own: str) -> list[Condition]:
    """The conditions of a filter, all of which must hold; raises NotSupported for another noun's filter."""
    if type(wish) is Filter:
        return []
    narrow = _FILTERS.get((noun, type(wish)))
    if narrow is None:
        raise NotSupported(f"{noun} cannot be narrowed by a {type(wish).__name__}")
    return narrow(catalogue, wish, own)


def _customers(catalogue: Catalogue, wish: CustomerFilter, own: str) -> list[Condition]:
    stores = [named(catalogue, CustomerRow, "store", wish.stores, own)] if wish.stores else []
    return stores + _called(catalogue, wish.search or "")


def _called(catalogue: Catalogue, search: str) -> list[Condition]:
    """Each word begins some word of the name, or the whole is an e-mail, phone or loyalty number."""
    words = _words(search)
    if not words or not storable(search):
        return [false()] if words else []
    name = literal(" ").concat(catalogue.column(CustomerRow, "sort_name"))
    begins = and_(*(catalogue.speech.contains(name, f" {word.casefold()}") for word in words))
    return [or_(begins, *_known_by(catalogue, search.strip()))]


def _known_by(catalogue: Catalogue, value: str) -> list[Condition]:
    key, number = (catalogue.column(CustomerRow, name) for name in ("key", "loyalty_number"))
    by_number = [number == value]
    if not catalogue.offers(CustomerContactRow):
        return by_number
    of, contact = (catalogue.column(CustomerContactRow, name) for name in ("customer_key", "value"))
    return [*by_number, key.in_(select(of).where(equal(catalogue, contact, sorted({value, value.lower()}))))]


def _orders(catalogue: Catalogue, wish: OrderFilter, own: str) -> list[Condition]:
    number, channel, placed, updated = (
        catalogue.column(OrderRow, name) for name in ("number", "channel", "placed_at", "updated_at")
    )
    conditions: list[Condition] = []
    if wish.keys:
        conditions.append(_orders_named(catalogue, wish.keys, own))
    if wish.numbers:
        conditions.append(equal(catalogue, number, wish.numbers))
    if wish.customers:
        conditions.append(named(catalogue, OrderRow, "customer", wish.customers, own))
    if wish.stores:
        conditions.append(named(catalogue, OrderRow, "store", wish.stores, own))
    if wish.channels:
        conditions.append(_word(catalogue, channel, wish.channels))
    return [
        *conditions,
        *_between(placed, wish.placed_from, wish.placed_to),
        *_between(updated, wish.updated_from, wish.updated_to),
    ]


def _between(instant: ColumnElement[Any], start: datetime | None, end: datetime | None) -> list[Condition]:
    """From, inclusive; to, exclusive."""
    return ([instant >= start] if start else []) + ([instant < end] if end else [])


def _orders_named(catalogue: Catalogue, refs: Sequence[Ref], own: str) -> Condition:
    key = catalogue.column(OrderRow, "key")
    mine = equal(catalogue, key, [ref.key for ref in refs if ref.system == own])
    foreign = [ref for ref in refs if ref.system != own]
    if not foreign or not catalogue.offers(OrderRefRow):
        return mine
    of, system, value, kind = (catalogue.column(OrderRefRow, name) for name in ("order_key", "system", "value", "kind"))
    return mine | key.in_(select(of).where(kind == Noun.ORDER.value, among(catalogue, system, value, foreign)))


def _variants(catalogue: Catalogue, wish: VariantFilter, own: str) -> list[Condition]:
    sku, path = (catalogue.column(VariantRow, name) for name in ("sku", "category_path"))
    if len(wish.category_path) > _MOST_WORDS:
        raise Rejected(f"a category path has at most {_MOST_WORDS} parts")
    below = [
        catalogue.speech.element(path, index) == part if storable(part) else false()
        for index, part in enumerate(wish.category_path)
    ]
    chosen = [equal(catalogue, sku, wish.skus)] if wish.skus else []
    return chosen + below + [_titled(catalogue, word) for word in _words(wish.search or "")]


def _titled(catalogue: Catalogue, word: str) -> Condition:
    """A word occurs in the SKU or in a title, whatever its case."""
    if not storable(word):
        return false()
    sku, say = catalogue.column(VariantRow, "sku"), catalogue.speech
    in_sku = say.contains(say.folded(sku), say.fold(word))
    if not catalogue.offers(VariantTitleRow):
        return in_sku
    of, title = (catalogue.column(VariantTitleRow, name) for name in ("sku", "title"))
    return in_sku | exists().where(of == sku, say.contains(say.folded(title), say.fold(word)))


def _locations(catalogue: Catalogue, wish: LocationFilter, own: str) -> list[Condition]:
    return [_word(catalogue, catalogue.column(LocationRow, "kind"), wish.kinds)] if wish.kinds else []


def _inbound(catalogue: Catalogue, wish: InboundFilter, own: str) -> list[Condition]:
    return _between(catalogue.column(InboundRow, "eta"), None, wish.eta_to)


def _word(catalogue: Catalogue, column: ColumnElement[Any], members: Sequence[StrEnum]) -> Condition:
    """A word is one of these members; UNKNOWN are all the words that the vocabulary does not have."""
    known = [member.value for member in members if member.name != "UNKNOWN"]
    vocabulary = [member.value for member in type(members[0]) if member.name != "UNKNOWN"]
    if len(known) == len(members):
        return equal(catalogue, column, known)
    return equal(catalogue, column, known) | ~catalogue.speech.one_of(column, texts(vocabulary))


def _words(search: str) -> list[str]:
    words = search.split()
    if len(words) > _MOST_WORDS:
        raise Rejected(f"a search has at most {_MOST_WORDS} words")
    return words


Narrow = Callable[[Catalogue, Any, str], list[Condition]]

_FILTERS: Final[Mapping[tuple[Noun, type[Filter]], Narrow]] = {
    (Noun.CUSTOMER, CustomerFilter): _customers,
    (Noun.ORDER, OrderFilter): _orders,
    (Noun.VARIANT, VariantFilter): _variants,
    (Noun.LOCATION, LocationFilter): _locations,
    (Noun.INBOUND, InboundFilter): _inbound,
}
