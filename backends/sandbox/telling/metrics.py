"""The figures that the CRM works out over night from a person's purchases."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from backends.records import CustomerMetrics, Money
from backends.sandbox.world.moments import ANCHOR, at
from backends.sandbox.world.sales import Progress, Sale, refund
from backends.vocabulary import ReturnStatus

_RECENCY_DAYS: Final = (365, 180, 90, 30)
_FREQUENCY: Final = (3, 5, 9, 15)
_MONETARY_MINOR: Final = (30_000, 100_000, 250_000, 500_000)
_SEGMENTS: Final = (("CHAMPION", 4, 4), ("LOYAL", 2, 4), ("PROMISING", 4, 1), ("AT_RISK", 1, 3), ("LAPSED", 1, 1))


def metrics(sales: Sequence[Sale]) -> CustomerMetrics:
    """Value, recency, frequency; quintiles from fixed limits, 5 the best."""
    kept = [sale for sale in sales if sale.progress is not Progress.CANCELLED]
    worth = spent(kept)
    last = max((sale.placed_at for sale in kept), default=None)
    recency = 1 if last is None else 5 - _passed((ANCHOR - last).days, tuple(reversed(_RECENCY_DAYS)))
    frequency = 1 + _passed(len(kept), _FREQUENCY)
    return CustomerMetrics(
        lifetime_value=tuple(Money(minor, currency) for currency, minor in sorted(worth.items())),
        order_count=len(kept),
        average_order=_average(kept),
        last_order_at=last,
        return_rate=_return_rate(kept),
        recency=recency,
        frequency=frequency,
        monetary=1 + _passed(sum(worth.values()), _MONETARY_MINOR),
        rfm_segment=_segment(recency, frequency),
        churn_risk=round((6 - recency) ** 2 / 30, 2),
        computed_at=at(hours=-6),
    )


def spent(sales: Sequence[Sale]) -> Counter[str]:
    """What was kept of what was bought, in minor units by currency."""
    worth: Counter[str] = Counter()
    for sale in sales:
        if sale.progress is not Progress.CANCELLED:
            worth[sale.currency] += sale.total - _refunded(sale)
    return worth


def _refunded(sale: Sale) -> int:
    return sum(refund(sale, back) for back in sale.takebacks if back.status is ReturnStatus.RETURNED)


def _average(sales: Sequence[Sale]) -> Money | None:
    """Over the currency she mostly pays in: amounts of two currencies are never added."""
    if not sales:
        return None
    currency, count = Counter(sale.currency for sale in sales).most_common(1)[0]
    return Money(sum(sale.total for sale in sales if sale.currency == currency) // count, currency)


def _return_rate(sales: Sequence[Sale]) -> float | None:
    lines = sum(len(sale.lines) for sale in sales)
    return round(sum(len(sale.takebacks) for sale in sales) / lines, 3) if lines else None


def _segment(recency: int, frequency: int) -> str:
    return next(name for name, least_recency, least in _SEGMENTS if recency >= least_recency and frequency >= least)


def _passed(figure: int, limits: Sequence[int]) -> int:
    """How many of the limits a figure reaches."""
    return sum(figure >= limit for limit in limits)
