"""A toy system behind a guard and a coalescer."""

import asyncio
from typing import Any

from backends.coalescing import Coalesced, Joining
from backends.guard import Guarded
from backends.health import Health
from backends.ports import Answers, Facets, Parent, ParentKind
from backends.records import Ref
from backends.tasks import Tasks
from backends.vocabulary import Facet, Noun, SystemRole
from tests.backends.samples import order
from tests.backends.toy import HEAD, ManualClock, ToyPort, question, served

LINES = HEAD | {Facet.LINES}
WIDE = LINES | {Facet.PAYMENTS}
PAYMENTS = HEAD | {Facet.PAYMENTS}
ROOT = Parent(ParentKind.ROOT)


def refs(*keys: object) -> list[Ref]:
    return [Ref("oms", str(key)) for key in keys]


class House:
    """A toy system of ten orders behind a guard and a coalescer; its gate is shut when `shut`."""

    def __init__(self, *, shut: bool = False, port: type[ToyPort] = ToyPort, **joining: Any) -> None:
        clock = ManualClock()
        self.port = port(Noun.ORDER, "oms", SystemRole.OMS, [order(str(n)) for n in range(10)], clock)
        self.port.gate = asyncio.Event() if shut else None
        self.tasks = Tasks()
        guard = Guarded(self.port, served(timeout=60.0), Health(clock), batch_limit=100)
        self.coalesced = Coalesced(guard, self.tasks, Joining(**joining))

    def ask(self, *keys: object, facets: Facets = HEAD) -> asyncio.Task[Answers]:
        """Somebody asks."""
        return asyncio.create_task(self.coalesced.lookup(refs(*keys), facets, question()))

    def open(self) -> None:
        """Let the system answer."""
        assert self.port.gate is not None
        self.port.gate.set()

    @property
    def asked(self) -> list[list[str]]:
        """The keys of each call, in order."""
        return [[name.key for name in call.names] for call in self.port.calls]


async def ticks(count: int = 5) -> None:
    """Let everybody run who can."""
    for _ in range(count):
        await asyncio.sleep(0)
