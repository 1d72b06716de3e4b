"""Scalars have one spelling out, and tell exactly what is wrong with what comes in."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from graphql import GraphQLError
from hypothesis import given
from hypothesis import strategies as st

from resolvers import scalars


@given(st.datetimes(timezones=st.just(UTC)))
def test_an_instant_comes_back(moment):
    assert scalars.read_instant(scalars.write_instant(moment)) == moment


def test_an_instant_is_given_in_utc():
    paris = timezone(timedelta(hours=2))
    assert scalars.write_instant(datetime(2026, 7, 1, 12, tzinfo=paris)) == "2026-07-01T10:00:00Z"


@pytest.mark.parametrize(
    "text", ["2026-02-30T10:00:00Z", "2026-03-18T10:00:00", "2026-03-18", "0001-01-01T00:00:00+14:00", "now", 5, None]
)
def test_an_impossible_instant_is_refused(text):
    with pytest.raises(GraphQLError, match="DateTime: found"):
        scalars.read_instant(text)


@pytest.mark.parametrize("text", ["2026-02-30", "2026-13-01", "18.03.2026", 20260318])
def test_an_impossible_day_is_refused(text):
    with pytest.raises(GraphQLError, match="Date: found"):
        scalars.read_day(text)


@pytest.mark.parametrize(("value", "shown"), [(Decimal("2.000"), 2), (Decimal("1.275"), 1.275), (Decimal(-3), -3)])
def test_a_quantity_is_a_number(value, shown):
    assert scalars.write_quantity(value) == shown


@pytest.mark.parametrize("value", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_no_quantity(value):
    """An encoder would write null, where a number was promised."""
    with pytest.raises((GraphQLError, ArithmeticError)):
        scalars.write_quantity(Decimal(value))


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=3))
def test_a_quantity_comes_back(quantity):
    assert scalars.read_quantity(scalars.write_quantity(quantity)) == quantity


@pytest.mark.parametrize("value", [1.2345, "1", True, float("nan"), float("inf"), None])
def test_no_quantity(value):
    with pytest.raises(GraphQLError, match="Quantity: found"):
        scalars.read_quantity(value)


@pytest.mark.parametrize("value", [2**53, -(2**53), 1.5, "1", True])
def test_no_big_int(value):
    with pytest.raises(GraphQLError, match="BigInt: found"):
        scalars.read_big_int(value)


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1,5", 1.5, ""])
def test_no_decimal(value):
    with pytest.raises(GraphQLError, match="Decimal: found"):
        scalars.read_decimal(value)


def test_long_input_is_not_sent_back_whole():
    with pytest.raises(GraphQLError) as caught:
        scalars.read_day("x" * 10_000)
    assert len(caught.value.message) < 200
