"""How CPU time grows with the answer: the exponent is the slope of its logarithm over that of the scalars."""

from collections.abc import Mapping, Sequence
from math import log
from statistics import linear_regression, median
from typing import Final

from rich.table import Table

from benchmarks import shop
from benchmarks.contestants import COMPTOIR, STRAWBERRY, World, agreed, by_comptoir, by_strawberry, scalars
from benchmarks.questions import Question
from benchmarks.rounds import Ask, Measured, interleaved, middle, times

ORDERS: Final = (1, 2, 3, 7, 15, 33, 72, 155, 334, 720)  # 136 scalars to 100,000, three sizes for each factor of ten
LEAST: Final = (100, 900, 9_000)  # scalars from which an exponent is taken
QUESTION: Final = Question("growth", shop.QUERY, shop.VARIABLES)


async def table(rounds: int, seconds: float) -> Table:
    """CPU time of longer and longer answers, data at hand; in each round all sizes of one, then all of the other."""
    fast: dict[tuple[int, str], Ask] = {}
    slow: dict[tuple[int, str], Ask] = {}
    for orders in ORDERS:
        world = World(shop.schema, shop.Shop(shop.world(orders, shipments=orders * 3 // 2)))
        answering = {STRAWBERRY: by_strawberry(world, QUESTION), COMPTOIR: by_comptoir(world, QUESTION)}
        size = scalars(await agreed(QUESTION, answering))
        fast[size, COMPTOIR], slow[size, STRAWBERRY] = answering[COMPTOIR], answering[STRAWBERRY]
    return shown(await interleaved(fast | slow, rounds, seconds))


def shown(found: Mapping[tuple[int, str], Sequence[Measured]]) -> Table:
    """A line for each size, and one for each range's exponent: the median of the rounds' own, and their extremes."""
    result = Table(title="Growth, CPU ms a question (µs a scalar), data at hand")
    for column in ("scalars", STRAWBERRY, COMPTOIR, "times"):
        result.add_column(column, justify="right")
    sizes = sorted({size for size, _ in found})
    for size in sizes:
        slow, fast = found[size, STRAWBERRY], found[size, COMPTOIR]
        result.add_row(f"{size:,}", _cell(slow, size), _cell(fast, size), f"{times(slow, fast):.1f} x")
    result.add_section()
    for least in LEAST:
        within = [size for size in sizes if size >= least]
        slopes = [exponents({size: found[size, name] for size in within}) for name in (STRAWBERRY, COMPTOIR)]
        cells = (f"{median(each):.2f} ({min(each):.2f} to {max(each):.2f})" for each in slopes)
        result.add_row(f"exponent from {within[0]:,} to {within[-1]:,}", *cells)
    return result


def exponents(found: Mapping[int, Sequence[Measured]]) -> list[float]:
    """Of each round the slope of the straight line through the logarithms, by least squares."""
    sizes = [log(size) for size in found]
    rounds = zip(*found.values(), strict=True)
    return [linear_regression(sizes, [log(each.cpu) for each in measures]).slope for measures in rounds]


def _cell(measures: Sequence[Measured], size: int) -> str:
    cpu = middle(measures).cpu
    return f"{cpu * 1000:,.2f} ({cpu / size * 1e6:.2f})"
