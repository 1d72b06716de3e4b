"""Merging where each facet comes from one system: an order, and the copies of it."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from backends.fragments import narrowed
from backends.ledger import Stamp
from backends.merging import WHOLE, merge
from backends.merging.plain import merge_plain
from backends.records import ExternalRef, Order, Product, Record, Ref, Variant
from backends.vocabulary import FACETS, Facet, Noun, SystemRole
from tests.backends.routed_toy import told
from tests.backends.samples import order
from tests.backends.toy import ANCHOR, HEAD
from tests.examples import EXAMPLES

MANY = settings(max_examples=EXAMPLES, deadline=None)
OMS = Ref("oms", "1")
FIELDS = {Facet.LINES: "lines", Facet.PAYMENTS: "payments", Facet.RETURNS: "returns"}


def part(system: str, *facets: Facet, **known: Any) -> Record:
    """What a system says of an order when it is asked for some facets; its stamp is its name."""
    stamp = Stamp(system=system, role=SystemRole(system.upper()))
    return narrowed(structs.replace(order("1", system, **known), stamps=(stamp,)), HEAD | frozenset(facets))


def together(*parts: Record, ref: Ref = OMS) -> Order:
    found = merge_plain(ref, parts)
    assert isinstance(found, Order)
    return found


def test_one_system_alone_costs_nothing() -> None:
    alone = part("oms", Facet.LINES)
    assert together(alone) is alone


def test_a_facet_that_the_first_lacks_comes_from_the_next() -> None:
    oms, pos, erp = part("oms", Facet.LINES, number="A"), part("pos", Facet.PAYMENTS, number="B"), part("erp", *FIELDS)
    found = together(oms, pos, erp)
    assert (found.number, found.facets) == ("A", HEAD | set(FIELDS))
    assert (found.lines, found.payments, found.returns) == (oms.lines, pos.payments, erp.returns)  # type: ignore[attr-defined]  # orders
    assert [stamp.system for stamp in found.stamps] == ["oms", "pos", "erp"]


def test_an_empty_facet_is_an_answer() -> None:
    assert together(part("oms", Facet.LINES, lines=()), part("erp", Facet.LINES)).lines == ()


def test_a_copy_stands_in_under_the_originals_name() -> None:
    found = together(part("erp", Facet.IDENTITIES, refs=(told("oms", "1"), told("erp", "I7", "invoice"))))
    assert (found.ref, found.refs) == (OMS, (told("erp", "I7", "invoice"),))


def test_names_are_put_together_without_its_own() -> None:
    one = part("oms", Facet.IDENTITIES, refs=(told("erp", "E1"), told("pos", "T1")))
    other = part("erp", Facet.IDENTITIES, refs=(told("oms", "1"), told("pos", "T1"), told("erp", "I7", "invoice")))
    assert together(one, other).refs == (told("erp", "E1"), told("pos", "T1"), told("erp", "I7", "invoice"))


@MANY
@given(
    st.permutations(["oms", "pos", "erp"]),
    st.lists(st.frozensets(st.sampled_from(sorted(FACETS[Noun.ORDER]))), min_size=1, max_size=3),
)
def test_each_facet_comes_whole_from_the_first_that_has_it(names: list[str], facets: list[frozenset[Facet]]) -> None:
    parts = [part(name, *some, number=name) for name, some in zip(names, facets, strict=False)]
    found = together(*parts, ref=parts[0].ref)
    assert found.facets == HEAD.union(*facets)
    assert found.number == names[0]
    for facet, field in FIELDS.items():
        first = next((one for one in parts if facet in one.facets), parts[0])
        assert getattr(found, field) == getattr(first, field)


@pytest.mark.parametrize(
    ("noun", "record"),
    [
        (Noun.ORDER, order("1")),
        (Noun.ORDER, order("1", refs=(ExternalRef(system="erp", kind="order", value="2"),))),
        (Noun.PRODUCT, Product(ref=Ref("pim", "1"), default_locale="en", updated_at=ANCHOR)),
        (
            Noun.VARIANT,
            Variant(ref=Ref("pim", "1"), product=Ref("pim", "1"), unit="C62", default_locale="en", updated_at=ANCHOR),
        ),
    ],
)
def test_whole_from_one_system(noun: Noun, record: Record) -> None:
    """What is answered without merging is what merging would have answered."""
    assert noun in WHOLE
    assert merge(noun, record.ref, [record], {}) is record
