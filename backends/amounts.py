"""Amounts as records hold them: money in minor units, quantities of at most three decimals."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from backends.records import Money

_ZERO: Final = Decimal(0)
_THOUSANDTH: Final = Decimal("0.001")
# Decimals of currencies (ISO 4217). Nearly every one has two; these are the others.
_DIGITS: Final = dict.fromkeys(
    (
        *("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV"),
        *("XAF", "XOF", "XPF"),
    ),
    0,
) | dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3)


def digits(currency: str) -> int:
    """How many decimals the minor unit of a currency has: 2 for EUR, 0 for JPY."""
    return _DIGITS.get(currency, 2)


def money(amount: Decimal, currency: str) -> Money:
    """An amount of major units in minor ones, rounded half up: 12.345 EUR are 1235 cents."""
    return Money(int(amount.scaleb(digits(currency)).to_integral_value(ROUND_HALF_UP)), currency)


def quantity(amount: Decimal | None) -> Decimal:
    """A quantity of at most three decimals, as floats have noise behind them; nothing reads as 0."""
    if amount is None:
        return _ZERO
    whole = amount.to_integral_value()
    return Decimal(int(whole)) if whole == amount else amount.quantize(_THOUSANDTH, ROUND_HALF_UP).normalize()
