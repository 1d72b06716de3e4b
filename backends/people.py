"""Who is meant by an e-mail, a phone or a loyalty number: nobody, one person, or several to choose from."""

from collections.abc import Sequence

from msgspec import Struct

from backends.errors import Failure
from backends.matching import TOGETHER, holders
from backends.merging import persons
from backends.ports import Ask, Facets, Parent
from backends.records import Customer, Ref
from backends.routing import Routed


class Candidate(Struct, frozen=True, kw_only=True):
    """A person who matches: on what, and how surely the key is hers, from 0 to 1."""

    customer: Customer
    matched_on: tuple[str, ...]
    confidence: float


class Match(Struct, frozen=True):
    """Everybody who matches, and the systems that could not say."""

    candidates: tuple[Candidate, ...]
    failures: tuple[Failure, ...]


async def matching(customers: Routed, parent: Parent, facets: Facets, ask: Ask) -> Match:
    """The persons who hold a contact or a number, each merged over all systems."""
    held = await holders(customers.plan, [parent], facets | TOGETHER, ask)
    groups = persons.cluster(held.people[parent])
    names = [_first(customers, group) for group in groups]
    answers = await customers.lookup(names, facets | TOGETHER, ask) if names else {}
    people = [answer for answer in answers.values() if isinstance(answer, Customer)]
    distinct = {person.ref: person for person in people}
    lost = [answer for answer in answers.values() if isinstance(answer, Failure)]
    silent = {failure.system: failure for failure in (*held.failures, *lost)}
    return Match(
        tuple(_candidate(person, parent, len(distinct)) for person in distinct.values()),
        tuple(silent.values()),
    )


def _first(customers: Routed, group: Sequence[Customer]) -> Ref:
    """The name that the first system in the order of authority gave."""
    return min((record.ref for record in group), key=lambda ref: customers.plan.rank(ref.system))


def _candidate(person: Customer, parent: Parent, how_many: int) -> Candidate:
    word = "loyalty-number" if parent.kind == "loyalty" else str(parent.kind)
    return Candidate(customer=person, matched_on=(word,), confidence=persons.confidence(word) / how_many)
