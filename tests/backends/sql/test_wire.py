"""The row types are `docs/views.sql`, and rows that are not are refused without a word of what is in them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, get_args

import pytest
from msgspec import structs

from backends.errors import UnreadableRecord
from backends.sql.catalogue import views
from backends.sql.wire import SHAPES, CustomerContactRow, DemandRow, OrderLineRow, Row, columns, read
from backends.vocabulary import FACETS
from tests.backends.sql.databases import contract

VIEWS: dict[str, type[Row]] = {
    **{view.view: view for noun in SHAPES for view in views(noun, FACETS[noun])},
    **{shape.refs.view: shape.refs for shape in SHAPES.values() if shape.refs},
}
KINDS = {"timestamptz": datetime, "date": date, "numeric": Decimal, "double precision": float, "bigint": int}


def test_every_view_is_in_the_contract() -> None:
    assert VIEWS.keys() == contract().keys()


@pytest.mark.parametrize("name", VIEWS)
def test_columns_are_those_of_the_contract(name: str) -> None:
    ours = {column.name: column.required for column in columns(VIEWS[name])}
    assert ours == {column.name: column.required for column in contract()[name]}


@pytest.mark.parametrize("name", VIEWS)
def test_types_are_those_of_the_contract(name: str) -> None:
    fields = {field.name: field.type for field in structs.fields(VIEWS[name])}
    for column in contract()[name]:
        kind = {"boolean": bool, "text": str}.get(column.postgresql) or KINDS[column.postgresql]
        assert kind in _parts(fields[column.name]), f"{name}.{column.name}"


def _parts(annotation: Any) -> set[Any]:
    parts = {annotation, *get_args(annotation)}
    return parts | {piece for part in parts for piece in get_args(part)}


@pytest.mark.parametrize("name", VIEWS)
def test_rows_are_found_and_sorted_by_columns_they_have(name: str) -> None:
    view = VIEWS[name]
    masked = {column for hidden in view.by_facet.values() for column in hidden}
    assert {view.of, *view.order, *masked} <= {column.name for column in columns(view)}
    assert not masked & {column.name for column in columns(view) if column.required}


def demand(**changes: Any) -> tuple[Any, ...]:
    row = {"key": "D1", "sku": "S1", "quantity": 1, "due": "2026-01-01T00:00:00Z", "channel": "STORE"} | changes
    return tuple(row.get(column.name) for column in columns(DemandRow))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("key", None),
        ("sku", 7),
        ("quantity", "secret"),
        ("quantity", b"secret"),
        ("due", "secret"),
        ("due", "2026-02-30T00:00:00Z"),
        ("due", "2026-01-01T00:00:00"),
        ("due", datetime(2026, 1, 1)),  # noqa: DTZ001  # as a view gives it that forgot the time zone
        ("due", 1_767_225_600),
        ("channel", None),
    ],
)
def test_a_broken_value(column: str, value: Any) -> None:
    broken = demand(**{column: value})
    with pytest.raises(UnreadableRecord) as raised:
        read(DemandRow, [demand(key="D0"), broken])
    assert f"comptoir_demand.{column} " in raised.value.message
    assert repr(broken[0]) in raised.value.message
    assert "docs/views.sql" in raised.value.message
    assert "secret" not in raised.value.message


@pytest.mark.parametrize("value", [2, "yes", 0.5])
def test_a_flag_is_0_or_1(value: Any) -> None:
    with pytest.raises(UnreadableRecord, match=r"comptoir_customer_contacts\.verified"):
        read(CustomerContactRow, [("C1", "EMAIL", "a@b.c", value)])


def test_both_databases_ways_of_saying_it() -> None:
    lite = demand(quantity=1.5)
    server = demand(quantity=Decimal("1.5"), due=datetime.fromisoformat("2026-01-01T00:00:00Z"))
    assert read(DemandRow, [lite]) == read(DemandRow, [server])


def test_prices_are_decimal_in_either() -> None:
    names = [column.name for column in columns(OrderLineRow)]
    filled = dict.fromkeys(names, 1) | {"unit_price": "19.99"}
    text = {column.name: "x" for column in columns(OrderLineRow) if column.kind is str}
    (row,) = read(OrderLineRow, [tuple((filled | text)[name] for name in names)])
    assert row.unit_price == Decimal("19.99")
