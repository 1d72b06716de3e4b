"""What the wrappers around a vendor's port cost: CPU of a lookup, with each put around it in turn."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

import uvloop

from backends.coalescing import Coalesced, Joining
from backends.errors import ABSENT
from backends.guard import Guarded
from backends.health import Health
from backends.ledger import Ledger
from backends.manifest import Served
from backends.ports import Answer, Answers, Ask, Facets, Pages, PageSpec, Parent, Port
from backends.records import Ref
from backends.tasks import Tasks
from backends.vocabulary import Facet, Noun, StockConvention, SystemRole

SIZES: Final = (1, 20, 100)
ASKERS: Final = 16
ROUNDS: Final = 15
HEAD: Final = frozenset({Facet.HEAD})
MOMENT: Final = datetime(2026, 1, 1, tzinfo=UTC)
SERVED: Final = Served(
    name="oms",
    role=SystemRole.OMS,
    backend="toy",
    facets={Noun.ORDER: HEAD},
    timeout=2.0,
    stock_convention=StockConvention.GROSS,
)


class Instant:
    """A vendor's port that has all answers at hand; `turns` is for how many turns of the loop it keeps them."""

    def __init__(self, known: Mapping[Ref, Answer], turns: int) -> None:
        self._known = known
        self._turns = turns

    async def lookup(self, keys: Sequence[Ref], facets: Facets, ask: Ask) -> Answers:
        """What is known."""
        for _ in range(self._turns):
            await asyncio.sleep(0)
        return {key: self._known[key] for key in keys}

    async def pages(self, parents: Sequence[Parent], spec: PageSpec, facets: Facets, ask: Ask) -> Pages:
        """Nothing."""
        return {}


def wrapped(port: Port) -> dict[str, Port]:
    """The port, and with each wrapper around it in turn."""
    guard = Guarded(port, SERVED, Health(lambda: MOMENT), batch_limit=500)
    return {"port": port, "guard": guard, "coalescer": Coalesced(guard, Tasks(), Joining(slots=ASKERS))}


def question() -> Ask:
    """A question with an empty ledger."""
    return Ask(at=MOMENT, scope="all", ledger=Ledger(MOMENT))


async def measured(port: Port, askers: Sequence[Sequence[Ref]], count: int) -> float:
    """Microseconds of CPU of each lookup, these being made together; the best of some rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        begun = time.process_time()
        for _ in range(count):
            if len(askers) == 1:
                await port.lookup(askers[0], HEAD, question())
            else:
                await asyncio.gather(*(port.lookup(keys, HEAD, question()) for keys in askers))
        best = min(best, (time.process_time() - begun) / count / len(askers))
    return best * 1e6


async def table() -> None:
    """Print the times."""
    print(f"{'':38}{'port':>10}{'guard':>10}{'coalescer':>10}  us a lookup, each with what is inside it")
    for turns in (0, 1):
        for size in SIZES:
            keys = [Ref("oms", str(number)) for number in range(size * ASKERS)]
            ports = wrapped(Instant(dict.fromkeys(keys, ABSENT), turns))
            alone = [keys[:size]]
            same = [[Ref("oms", key.key) for key in keys[:size]] for _ in range(ASKERS)]
            apart = [keys[size * asker : size * (asker + 1)] for asker in range(ASKERS)]
            for label, askers in {"alone": alone, "16 ask the same": same, "16 ask apart": apart}.items():
                count = max(20, 4000 // (size + 10) // len(askers))
                times = [await measured(port, askers, count) for port in ports.values()]
                row = "".join(f"{spent:10.1f}" for spent in times)
                print(f"{f'{size} keys, {turns} turns, {label}':38}{row}")


if __name__ == "__main__":
    uvloop.run(table())
