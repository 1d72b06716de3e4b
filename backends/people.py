"""Who is meant by an e-mail, a phone or a loyalty number: nobody, one person, or several to choose from."""

from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import Struct

from backends.errors import Failure
from backends.matching import TOGETHER, holders
from backends.merging import persons
from backends.ports import Ask, Facets, Parent, ParentKind
from backends.records import Customer, Ref
from backends.routing import Routed

WORDS: Final = {ParentKind.LOYALTY: "loyalty-number"}  # as identities say it; of other kinds the kind itself
PERSONAL: Final = frozenset({ParentKind.LOYALTY})  # keys given to one person; a phone or an e-mail people share


class Candidate(Struct, frozen=True, kw_only=True):
    """A person who matches: on what, and how surely the key is hers, from 0 to 1."""

    customer: Customer
    matched_on: tuple[str, ...]
    confidence: float


class Match(Struct, frozen=True):
    """Everybody who matches, and the systems that could not say; `meant` is the one of whom there is no doubt."""

    candidates: tuple[Candidate, ...]
    failures: tuple[Failure, ...]
    meant: Customer | None = None


async def matching(customers: Routed, parent: Parent, facets: Facets, ask: Ask) -> Match:
    """The persons who hold a contact or a number, each merged over all systems.

    A silent system with more authority than those that know the only holder of a contact may know others who share
    it: she is then a candidate, no more. One with less authority costs no more than its own part.
    """
    held = await holders(customers.plan, [parent], facets | TOGETHER, ask)
    groups = persons.cluster(held.people[parent])
    names = [_first(customers, group) for group in groups]
    answers = await customers.lookup(names, facets | TOGETHER, ask) if names else {}
    people = {answer.ref: answer for answer in answers.values() if isinstance(answer, Customer)}
    lost = [answer for answer in answers.values() if isinstance(answer, Failure)]
    silent = {failure.system: failure for failure in (*held.failures, *lost)}
    unknown = 0 if parent.kind in PERSONAL else _above(customers, groups, silent)
    return Match(
        tuple(_candidate(person, parent, len(people) + unknown) for person in people.values()),
        tuple(silent.values()),
        meant=None if lost or unknown or len(people) != 1 else next(iter(people.values())),
    )


def _first(customers: Routed, group: Sequence[Customer]) -> Ref:
    """The name that the first system in the order of authority gave."""
    return min((record.ref for record in group), key=lambda ref: customers.plan.rank(ref.system))


def _above(customers: Routed, groups: Sequence[Sequence[Customer]], silent: Iterable[str]) -> int:
    """How many silent systems have more authority than all that know somebody."""
    rank = customers.plan.rank
    known = min((rank(record.ref.system) for group in groups for record in group), default=0)
    return sum(rank(name) < known for name in silent)


def _candidate(person: Customer, parent: Parent, how_many: int) -> Candidate:
    """One of so many who may be meant; a silent system above may know one more."""
    word = WORDS.get(parent.kind, parent.kind.value)
    return Candidate(customer=person, matched_on=(word,), confidence=persons.confidence(word) / how_many)
