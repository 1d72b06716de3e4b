"""Money in minor units, quantities of three decimals."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backends.amounts import digits, money, quantity
from backends.records import Money


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("12.345", "EUR", 1235),
        ("12.344", "EUR", 1234),
        ("-12.345", "EUR", -1235),
        ("0", "EUR", 0),
        ("1234.5", "JPY", 1235),
        ("1.2345", "KWD", 1235),
        ("1E3", "CHF", 100_000),
    ],
)
def test_money(amount: str, currency: str, minor: int) -> None:
    assert money(Decimal(amount), currency) == Money(minor, currency)


@given(st.integers(-(10**15), 10**15), st.sampled_from(["EUR", "JPY", "KWD"]))
def test_money_comes_back(minor: int, currency: str) -> None:
    assert money(Decimal(minor).scaleb(-digits(currency)), currency).amount_minor == minor


@pytest.mark.parametrize(
    ("given", "told"),
    [(None, "0"), ("2.000", "2"), ("-0", "0"), ("1E2", "100"), ("0.0005", "0.001"), ("0.30000000000000004", "0.3")],
)
def test_quantities(given: str | None, told: str) -> None:
    assert str(quantity(None if given is None else Decimal(given))) == told
