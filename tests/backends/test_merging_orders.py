"""Merging an order and its copies: its parts are known by its own name, and versions are its owner's."""

from typing import Any

from msgspec import structs

from backends.fragments import narrowed
from backends.merging import merge
from backends.records import Order, Record, Ref
from backends.vocabulary import Facet, Noun
from tests.backends.samples import order
from tests.backends.toy import HEAD

ORIGINAL = Ref("oms", "1")


def part(system: str, key: str, *facets: Facet, **known: Any) -> Order:
    whole = narrowed(order(key, system, **known), HEAD | frozenset(facets))
    assert isinstance(whole, Order)
    return whole


def together(*parts: Record) -> Order:
    found = merge(Noun.ORDER, ORIGINAL, parts, {})
    assert isinstance(found, Order)
    return found


def owners(found: Order) -> set[Ref]:
    return {one.order for one in (*(found.lines or ()), *(found.payments or ()), *(found.returns or ()))}


def test_a_copy_tells_of_the_originals_parts() -> None:
    copy = part("erp", "E1", Facet.LINES, Facet.PAYMENTS, Facet.RETURNS)
    found = together(copy)
    assert owners(found) == {ORIGINAL}
    assert [structs.replace(line, order=copy.ref) for line in found.lines or ()] == list(copy.lines or ())


def test_a_part_that_another_system_has_is_the_orders_own() -> None:
    found = together(part("oms", "1", Facet.LINES), part("erp", "E1", Facet.PAYMENTS))
    assert (owners(found), found.returns) == ({ORIGINAL}, None)


def test_a_copy_does_not_count_the_originals_changes() -> None:
    oms, erp = part("oms", "1", version=9), part("erp", "E1", version=2)
    assert (together(oms, erp).version, together(erp).version) == (9, None)


def test_one_system_alone_costs_nothing() -> None:
    alone = part("oms", "1", Facet.LINES)
    assert together(alone) is alone
