"""How many bytes a record takes in the first cache tier.

Each record of the demo retailer is looked up once through a system's port as it is served, with every facet that the
system has of the noun. What is held then and was not before, by tracemalloc, is divided by the number of records: a
record's name, its times and its place in the order of use are counted, and strings that many records share are counted
once. The first call is not counted, as it opens connections and fills the drivers' own caches.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Final

from rich.table import Table

from backends.filters import NO_FILTER
from backends.ledger import Ledger
from backends.ports import Ask, Page, PageSpec, Parent, ParentKind, Port, Position, Sort
from backends.records import Record, Ref
from backends.registry import ServedPort, Systems
from backends.vocabulary import Facet, Noun, SortField
from benchmarks.shop import NOON
from benchmarks.tracing import traced
from gateway.app import open_systems
from gateway.clock import clock_from
from gateway.settings import Settings

MOST: Final = 10_000
TOGETHER: Final = 50  # keys of one call
LISTED: Final = 500  # rows of one page
ROOT: Final = Parent(ParentKind.ROOT)
HEAD: Final = frozenset({Facet.HEAD})
NAMED_BY: Final = {Noun.STOCK: Noun.VARIANT}  # stock cannot be listed: it goes by the variants' SKUs


async def table(cached: Settings, uncached: Settings) -> Table:
    """A line for each noun and system; the same house without a cache lists what there is."""
    shown = Table(title="Bytes of a record in the cache, by tracemalloc")
    for column in ("noun", "system", "facets", "records", "bytes each"):
        shown.add_column(column, justify="right" if column in ("records", "bytes each") else "left")
    async with opened(uncached) as lists:
        for noun in (Noun.CUSTOMER, Noun.ORDER, Noun.STOCK):
            for served in lists.ports(noun):
                keys = await known(lists, noun, served)
                async with opened(cached) as systems:
                    size = await kept(systems, noun, served.served.name, keys)
                facets = ", ".join(sorted(served.served.facets[noun]))
                shown.add_row(noun, served.served.name, facets, f"{len(keys) - TOGETHER:,}", f"{size:,.0f}")
    return shown


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Systems]:
    """The systems of a house, until the end of the block."""
    systems = open_systems(settings, clock_from(NOON))
    try:
        yield systems
    finally:
        await systems.close()


async def kept(systems: Systems, noun: Noun, name: str, keys: Sequence[Ref]) -> float:
    """The bytes that the cache holds of each record, but for those of the first call."""
    served = next(each for each in systems.ports(noun) if each.served.name == name)
    await _looked_up(served, noun, keys[:TOGETHER])
    with traced() as held:
        for start in range(TOGETHER, len(keys), TOGETHER):
            await _looked_up(served, noun, keys[start : start + TOGETHER])
        return held() / (len(keys) - TOGETHER)


async def known(lists: Systems, noun: Noun, served: ServedPort) -> list[Ref]:
    """What a system has of a noun, by name."""
    if noun not in NAMED_BY:
        return await _listed(served.port, served.served.name)
    names = await _listed(lists.ports(NAMED_BY[noun])[0].port, served.served.name)
    answers = await served.port.lookup(names, HEAD, _ask())
    return [name for name in names if isinstance(answers[name], Record)]


async def _listed(port: Port, system: str) -> list[Ref]:
    keys: list[str] = []
    more = True
    while more and len(keys) < MOST:
        after = Position(keys[-1], keys[-1]) if keys else None
        spec = PageSpec(filter=NO_FILTER, sort=Sort(SortField.KEY), size=LISTED, after=after)
        page = (await port.pages([ROOT], spec, HEAD, _ask()))[ROOT]
        if not isinstance(page, Page):
            raise SystemExit(f"{system}: {page.message}")
        keys += [record.ref.key for record in page.items]
        more = page.more
    return [Ref(system, key) for key in keys[:MOST]]


async def _looked_up(served: ServedPort, noun: Noun, keys: Sequence[Ref]) -> None:
    answers = await served.port.lookup(keys, served.served.facets[noun], _ask())
    if not all(isinstance(answer, Record) for answer in answers.values()):
        raise SystemExit(f"{served.served.name}: not every {noun} was found again")


def _ask() -> Ask:
    return Ask(at=NOON, scope="all", ledger=Ledger(NOON))
