"""How many questions a second each contestant answers."""

from collections.abc import Iterator, Mapping, Sequence

from rich.table import Table

from benchmarks import shop
from benchmarks.contestants import COMPTOIR, STRAWBERRY, WITH_CACHES, World, agreed, contestants, scalars
from benchmarks.questions import Question, questions
from benchmarks.replay import replayed
from benchmarks.rounds import Measured, interleaved, middle, times
from gateway.app import context_factory
from gateway.settings import Settings
from resolvers.schema import build_schema

TITLE = "Questions a second on one core (p50 in ms), and times the baseline, Strawberry as it comes"


async def table(settings: Settings, rounds: int, seconds: float) -> Table:
    """The demo retailer's questions, and one whose data are at hand, so that nothing is left but execution."""
    shown = Table(title=TITLE)
    for column in ("question", "scalars", STRAWBERRY, WITH_CACHES, "times", COMPTOIR, "times"):
        shown.add_column(column, justify="left" if column == "question" else "right")
    systems = replayed(settings)
    house, small = World(build_schema, context_factory(settings, systems)), World(shop.schema, shop.Shop(shop.world()))
    asked = [*((house, each) for each in questions()), (small, Question("data at hand", shop.QUERY, shop.VARIABLES))]
    try:
        for world, question in asked:
            answering = contestants(world, question)
            data = await agreed(question, answering)
            shown.add_row(question.name, f"{scalars(data):,}", *_cells(await interleaved(answering, rounds, seconds)))
    finally:
        await systems.close()
    return shown


def _cells(found: Mapping[str, Sequence[Measured]]) -> Iterator[str]:
    for name, measures in found.items():
        one = middle(measures)
        yield f"{1 / one.cpu:,.0f} ({one.p50 * 1000:.2f})"
        if name != STRAWBERRY:
            yield f"{times(found[STRAWBERRY], measures):.1f} x"
