"""Toy systems behind guards, and a port over all of them."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from msgspec import Struct

from backends.errors import ABSENT, Failure, Unavailable
from backends.guard import Guarded
from backends.health import Health
from backends.paging import MergedPage
from backends.ports import Answer, Ask, Facets
from backends.records import ExternalRef, Order, Record, Ref
from backends.registry import ServedPort
from backends.routing import Routed
from backends.vocabulary import FACETS, Facet, Noun, StockConvention, SystemRole
from tests.backends.samples import order
from tests.backends.toy import ANCHOR, HEAD, ManualClock, ToyPort, question, served

ROLES = {role.value.lower(): role for role in SystemRole}
FAILED = Unavailable("not now")


class Member(Struct, frozen=True, kw_only=True):
    """A system of the house; `facets` None are all of the noun's."""

    name: str
    records: tuple[Record, ...] = ()
    facets: Facets | None = None
    convention: StockConvention = StockConvention.GROSS


class House:
    """The systems that serve one noun, in the order of authority."""

    def __init__(self, noun: Noun, *members: Member) -> None:
        self.clock = ManualClock()
        self.noun = noun
        self.toys = {one.name: ToyPort(noun, one.name, _role(one.name), one.records, self.clock) for one in members}
        self.ports = tuple(self._served(member) for member in members)
        self.routed = Routed(noun, self.ports)
        self.asked: Ask = question()

    def _served(self, member: Member) -> ServedPort:
        facets = {self.noun: FACETS[self.noun] if member.facets is None else member.facets | HEAD}
        here = served(member.name, _role(member.name), facets=facets, convention=member.convention)
        port = Guarded(self.toys[member.name], here, Health(self.clock), batch_limit=500)
        return ServedPort(served=here, port=port)

    def fail(self, *names: str) -> None:
        """From now on these systems fail, and only these."""
        for name, toy in self.toys.items():
            toy.failure = FAILED if name in names else None

    async def look(self, *keys: Ref, facets: Iterable[Facet] = ()) -> Mapping[Ref, Answer]:
        """Look these up, as a new question."""
        self.asked = question()
        for toy in self.toys.values():
            toy.calls.clear()
        return await self.routed.lookup(keys, HEAD | frozenset(facets), self.asked)

    @property
    def calls(self) -> dict[str, int]:
        """How many calls reached each system that was asked."""
        return {name: len(toy.calls) for name, toy in self.toys.items() if toy.calls}

    def facets_asked(self, name: str) -> Facets:
        """All that a system was asked for."""
        return frozenset().union(*(call.facets for call in self.toys[name].calls))


def _role(name: str) -> SystemRole:
    return ROLES[name.partition("-")[0]]


def told(system: str, value: str, kind: str = "order") -> ExternalRef:
    """A reference that a record holds."""
    return ExternalRef(system=system, kind=kind, value=value)


def brief(answer: object) -> Any:
    """An answer in a word: the record's name, `absent`, or the system that failed."""
    if isinstance(answer, Failure):
        return answer.system
    return "absent" if answer is ABSENT else answer.ref  # type: ignore[attr-defined]  # nothing else is an answer


def sold(key: str, system: str, hours_ago: int, *copies_of: str, **known: Any) -> Order:
    """An order, or a copy of others: `oms1`."""
    refs = tuple(told(original[:3], original[3:]) for original in copies_of)
    return order(key, system, refs=refs, placed_at=ANCHOR - timedelta(hours=hours_ago), **known)


def keys(found: MergedPage) -> list[str]:
    """The canonical names of a page's rows, in order."""
    return [f"{record.ref.system}{record.key}" for record in found.items]
