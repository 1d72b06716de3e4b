"""Cursors hold a place in every system, belong to one list, and cannot be anything but what was given out."""

from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backends.filters import OrderFilter
from backends.paging import (
    LONGEST,
    CursorMismatch,
    InvalidCursor,
    MergedPage,
    decoded,
    encoded,
    fingerprints,
    in_order,
    merged,
    row,
)
from backends.ports import Page, PageSpec, Parent, ParentKind, Position, Sort
from backends.records import Ref
from backends.vocabulary import Noun, SortField
from tests.backends.samples import order
from tests.backends.toy import ANCHOR, page_spec
from tests.examples import EXAMPLES

MANY = settings(max_examples=EXAMPLES, deadline=None)
NEWEST = Sort(SortField.PLACED_AT, descending=True)
CUSTOMER = Parent(ParentKind.CUSTOMER, (Ref("crm", "c1"), Ref("pos", "p1")))
LIST = fingerprints(Noun.ORDER, page_spec(sort=NEWEST))(CUSTOMER)

texts = st.text(max_size=12)
places = st.dictionaries(texts, st.builds(Position, st.none() | texts, texts), max_size=7)


def page(*keys: str, size: int, start: dict[str, Position] | None = None) -> MergedPage:
    """A page of orders whose keys say their system, and when they were placed: `oms3`."""
    orders = [order(key, key[:3], placed_at=ANCHOR - timedelta(hours=int(key[3:]))) for key in keys]
    pages = [Page(tuple(one for one in orders if one.ref.system == name)) for name in ("oms", "pos", "erp")]
    return merged(pages, page_spec(size, NEWEST), fingerprint=lambda: LIST, start=start or {}, failures=[])


@MANY
@given(places, texts)
def test_a_cursor_brings_back_its_place(positions: dict[str, Position], list_: str) -> None:
    cursor = encoded(list_, positions)
    assert decoded(cursor, list_) == positions
    assert cursor.isascii()
    assert not set(cursor) & set("+/=")


@MANY
@given(places, texts, texts)
def test_a_cursor_belongs_to_its_list(positions: dict[str, Position], list_: str, other: str) -> None:
    if list_ != other:
        with pytest.raises(CursorMismatch):
            decoded(encoded(list_, positions), other)


@pytest.mark.parametrize(
    ("noun", "parent", "spec"),
    [
        (Noun.SHIPMENT, CUSTOMER, page_spec(sort=NEWEST)),
        (Noun.ORDER, Parent(ParentKind.ROOT), page_spec(sort=NEWEST)),
        (Noun.ORDER, Parent(ParentKind.CUSTOMER, (Ref("crm", "c2"),)), page_spec(sort=NEWEST)),
        (Noun.ORDER, CUSTOMER, page_spec(sort=Sort(SortField.PLACED_AT))),
        (Noun.ORDER, CUSTOMER, page_spec(sort=Sort(SortField.UPDATED_AT, descending=True))),
        (Noun.ORDER, CUSTOMER, page_spec(sort=NEWEST, filter=OrderFilter(numbers=("N1",)))),
        (Noun.ORDER, CUSTOMER, page_spec(sort=NEWEST, told="late ones")),
    ],
)
def test_every_other_question_is_another_list(noun: Noun, parent: Parent, spec: PageSpec) -> None:
    assert fingerprints(noun, spec)(parent) != LIST


def test_neither_page_size_nor_a_silent_system_makes_another_list() -> None:
    known = Parent(ParentKind.CUSTOMER, (Ref("crm", "c1"),))
    assert fingerprints(Noun.ORDER, page_spec(size=3, sort=NEWEST))(known) == LIST


def is_place(found: Any) -> bool:
    return all(
        isinstance(name, str) and isinstance(place, Position) and isinstance(place.key, str)
        for name, place in found.items()
    )


def read(cursor: str) -> None:
    """Read what may be anything: a place comes out, or a clear refusal."""
    try:
        found = decoded(cursor, LIST)
    except (InvalidCursor, CursorMismatch) as problem:
        assert "cursor" in str(problem)
    else:
        assert is_place(found)


nested = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@MANY
@given(st.text(max_size=80) | st.text("ABCabc019-_=", max_size=80))
def test_any_text_is_read_or_refused(cursor: str) -> None:
    read(cursor)


@MANY
@given(st.binary(max_size=200) | nested.map(msgspec.msgpack.encode))
def test_any_bytes_are_read_or_refused(packed: bytes) -> None:
    read(urlsafe_b64encode(packed).decode())


@MANY
@given(nested)
def test_any_places_are_read_or_refused(forged: Any) -> None:
    """The fingerprint is no secret: who forges one still gets nowhere but to a place."""
    read(urlsafe_b64encode(msgspec.msgpack.encode([LIST, forged])).decode())


@MANY
@given(places, st.data())
def test_a_bent_cursor_is_read_or_refused(positions: dict[str, Position], data: st.DataObject) -> None:
    cursor = encoded(LIST, positions)
    at = data.draw(st.integers(0, len(cursor)))
    read(cursor[:at] + data.draw(st.text(max_size=3)) + cursor[at + data.draw(st.integers(0, 3)) :])


@pytest.mark.parametrize(
    "packed",
    [b"\x93\xa1a\x80" + b"\x91" * 3000, b"\x91" * 3000, b"\xdd\xff\xff\xff\xff", b"\x92\xa1a\xdf\xff\xff\xff\xff"],
    ids=["deep beside", "deep", "endless list", "endless places"],
)
def test_a_bomb_is_refused(packed: bytes) -> None:
    with pytest.raises(InvalidCursor):
        decoded(urlsafe_b64encode(packed).decode(), LIST)


def test_a_long_cursor_is_not_even_read() -> None:
    with pytest.raises(InvalidCursor):
        decoded(encoded(LIST, {"oms": Position(None, "k" * LONGEST)}), LIST)


def test_rows_come_in_one_order_and_the_rest_is_told() -> None:
    found = page("oms1", "pos2", "oms3", "erp4", size=3)
    assert [record.key for record in found.items] == ["oms1", "pos2", "oms3"]
    assert found.more
    assert not page("oms1", "pos2", size=2).more


def test_the_end_holds_the_last_row_taken_from_each_system() -> None:
    start = {"erp": Position("2026-01-01T00:00:00Z", "erp0")}
    found = page("oms1", "pos2", "oms3", "pos4", size=3, start=start)
    end = decoded(found.end_cursor, LIST)
    assert {system: place.key for system, place in end.items()} == {"oms": "oms3", "pos": "pos2", "erp": "erp0"}


def test_every_row_has_a_cursor_of_its_own() -> None:
    found = page("oms1", "pos2", "oms3", size=3)
    held = [decoded(cursor, LIST) for cursor in found.cursors()]
    keys = [{system: place.key for system, place in places.items()} for places in held]
    assert keys == [{"oms": "oms1"}, {"oms": "oms1", "pos": "pos2"}, {"oms": "oms3", "pos": "pos2"}]
    assert (found.cursors()[0], found.cursors()[-1]) == (found.first_cursor, found.end_cursor)


def test_an_instant_is_written_in_utc_as_rfc_3339_writes_it() -> None:
    assert row(order("1", placed_at=ANCHOR), NEWEST).position == Position("2026-03-02T09:30:00Z", "1")


@MANY
@given(
    st.dictionaries(
        st.tuples(st.sampled_from(["oms", "pos", "erp"]), st.text("ab", min_size=1, max_size=3)),
        st.integers(0, 3),
        max_size=12,
    ),
    st.booleans(),
    st.randoms(use_true_random=False),
)
def test_the_order_is_total_whoever_answers_first(hours: dict[Any, int], descending: bool, dice: Any) -> None:
    sort = Sort(SortField.PLACED_AT, descending)
    rows = [row(order(key, name, placed_at=ANCHOR + timedelta(hours=at)), sort) for (name, key), at in hours.items()]
    once = in_order(rows, sort)
    dice.shuffle(rows)
    assert in_order(rows, sort) == once
    places = [(one.record.placed_at, one.system, one.position.key) for one in once]  # type: ignore[attr-defined]  # orders
    assert places == sorted(places, reverse=descending)
