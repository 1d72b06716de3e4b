"""Records fall into facets and come together again."""

import inspect
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct, structs

from backends.errors import Failure
from backends.fragments import FIELDS, joined, narrowed
from backends.ledger import Stamp
from backends.records import Order, Ref, Stock, customers, orders, products, shipments
from backends.vocabulary import FACETS, Facet, Noun, SystemRole
from tests.backends.samples import WHOLE, order, stock
from tests.backends.toy import ANCHOR, HEAD

EXAMPLES = 300
LINES = frozenset({Facet.HEAD, Facet.LINES})
PAYMENTS = frozenset({Facet.HEAD, Facet.PAYMENTS})


def commented(kind: type[Struct]) -> Iterator[tuple[Facet, str]]:
    """The facets that the comments beside a record's fields name."""
    for name, facet in re.findall(r"^    (\w+):.*# ([A-Z]+)$", inspect.getsource(kind), re.MULTILINE):
        yield Facet[facet], name


@pytest.mark.parametrize(
    "kind",
    [customers.Customer, orders.Order, shipments.Shipment, products.Product, products.Variant],
    ids=lambda kind: kind.__name__,
)
def test_table_says_what_the_records_say(kind: type[Struct]) -> None:
    """A field whose comment names a facet belongs to it; `refs`, which all records have, to IDENTITIES."""
    listed = {(facet, name) for facet, names in FIELDS[kind].items() for name in names if name != "refs"}
    assert listed == set(commented(kind))


def test_stock_positions_are_in_the_table() -> None:
    from_comments = set(commented(type(stock("s1").positions[0])))
    listed = {(facet, name) for facet, names in FIELDS[type(stock("s1").positions[0])].items() for name in names}
    assert from_comments == listed - {(Facet.COUNTS, "last_counted_at")}


@pytest.mark.parametrize("noun", list(Noun))
def test_every_facet_brings_something(noun: Noun) -> None:
    known = {facet for fields in FIELDS.values() for facet in fields}
    assert FACETS[noun] - HEAD <= known


def test_narrowing_to_all_is_free() -> None:
    whole = order("1")
    assert narrowed(whole, FACETS[Noun.ORDER]) is whole


def test_narrowing_blanks_what_was_not_asked() -> None:
    narrow = narrowed(order("1"), LINES)
    assert isinstance(narrow, Order)
    assert narrow.lines is not None
    assert (narrow.payments, narrow.returns, narrow.refs) == (None, None, ())
    assert narrow.facets == LINES


def test_narrowing_drops_gaps_that_were_not_asked() -> None:
    gap = Failure(system="oms", role=SystemRole.OMS, code="SYSTEM_TIMEOUT", message="late", retryable=True)
    partial = order("1", facets=LINES, gaps={Facet.PAYMENTS: (gap,)})
    assert narrowed(partial, LINES).gaps == {}
    assert narrowed(partial, LINES | PAYMENTS) is partial


def test_a_position_that_says_nothing_is_left_out() -> None:
    narrow = narrowed(stock("s1"), frozenset({Facet.HEAD, Facet.COUNTS}))
    assert isinstance(narrow, Stock)
    assert [(position.location.key, position.on_hand) for position in narrow.positions] == [
        ("a-shop", 5),
        ("b-depot", 40),
    ]
    assert all(position.safety is None and position.committed is None for position in narrow.positions)


def test_joining_takes_each_facet_from_its_part() -> None:
    """The head is the newest; stamps of all the parts remain."""
    stamps = [Stamp(system="oms", role=SystemRole.OMS, fetched_at=ANCHOR + timedelta(seconds=s)) for s in (0, 9)]
    old = narrowed(order("1", stamps=stamps[:1], version=1, source_status="OPEN"), LINES)
    new = narrowed(order("1", stamps=stamps[1:], version=2, source_status="SHIPPED"), PAYMENTS)
    whole = joined({Facet.HEAD: new, Facet.PAYMENTS: new, Facet.LINES: old}, LINES | PAYMENTS)
    assert isinstance(whole, Order)
    assert (whole.version, whole.source_status) == (2, "SHIPPED")
    assert whole.lines is not None
    assert whole.payments is not None
    assert whole.facets == LINES | PAYMENTS
    assert whole.stamps == (stamps[1], stamps[0])


def test_joining_drops_a_location_that_no_part_has_any_more() -> None:
    counts, safety = frozenset({Facet.HEAD, Facet.COUNTS}), frozenset({Facet.HEAD, Facet.SAFETY})
    now = structs.replace(narrowed(stock("s1"), counts), positions=())
    whole = joined({Facet.HEAD: now, Facet.COUNTS: now, Facet.SAFETY: narrowed(stock("s1"), safety)}, counts | safety)
    assert isinstance(whole, Stock)
    assert [position.location for position in whole.positions] == [Ref("wms", "a-shop"), Ref("wms", "c-planned")]
    assert all(position.on_hand is None for position in whole.positions)


def test_a_joined_position_is_as_new_as_its_newest_part() -> None:
    counts, safety = frozenset({Facet.HEAD, Facet.COUNTS}), frozenset({Facet.HEAD, Facet.SAFETY})
    place = stock("s1").positions[0]
    old = stock("s1", positions=(structs.replace(place, version=3, updated_at=ANCHOR),))
    new = stock("s1", positions=(structs.replace(place, version=4, updated_at=None),))
    for first, second in ((old, new), (new, old)):
        one, other = narrowed(first, counts), narrowed(second, safety)
        whole = joined({Facet.HEAD: one, Facet.COUNTS: one, Facet.SAFETY: other}, counts | safety)
        assert isinstance(whole, Stock)
        assert (whole.positions[0].version, whole.positions[0].updated_at) == (4, ANCHOR)


@settings(max_examples=EXAMPLES, deadline=None)
@given(data=st.data(), noun=st.sampled_from(sorted(WHOLE)))
def test_parts_join_to_the_whole(data: st.DataObject, noun: Noun) -> None:
    """However the facets are split over calls, the join is what one call would have answered."""
    whole = WHOLE[noun]
    others = sorted(FACETS[noun] - HEAD)
    asked = data.draw(st.frozensets(st.sampled_from(others))) | HEAD
    call_of = {facet: data.draw(st.integers(0, 2)) for facet in sorted(asked)}
    calls = {
        call: narrowed(whole, frozenset(facet for facet in asked if call_of[facet] == call) | HEAD)
        for call in set(call_of.values())
    }
    assert joined({facet: calls[call] for facet, call in call_of.items()}, asked) == narrowed(whole, asked)
