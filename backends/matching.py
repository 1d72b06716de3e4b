"""Finding the records of one person by what she is known by: contacts and loyalty numbers (decision 0016)."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from backends.errors import Failure
from backends.filters import NO_FILTER
from backends.hearing import Hearing, at_once, note_answers
from backends.merging import persons
from backends.planning import SHARED, Plan
from backends.ports import Ask, Facets, Page, PageSpec, Parent, ParentKind, Sort
from backends.records import Customer, Record, Ref
from backends.registry import ServedPort
from backends.vocabulary import ContactKind, Facet, Noun, SortField

HOLDERS = PageSpec(filter=NO_FILTER, sort=Sort(SortField.KEY), size=50)  # the most people looked at for one contact
KINDS: Mapping[ContactKind, ParentKind] = {ContactKind.EMAIL: ParentKind.EMAIL, ContactKind.PHONE: ParentKind.PHONE}
TOGETHER: Facets = frozenset({Facet.HEAD, Facet.IDENTITIES, Facet.CONTACTS})


class Held(Struct, frozen=True):
    """Who holds some contacts, by contact, and the systems that could not say."""

    people: Mapping[Parent, Sequence[Customer]]
    failures: Sequence[Failure]


async def holders(plan: Plan, parents: Sequence[Parent], facets: Facets, ask: Ask) -> Held:
    """Everybody who holds these contacts or numbers, in any system; each system is asked once."""
    people: dict[Parent, list[Customer]] = {parent: [] for parent in parents}
    failures: dict[str, Failure] = {}

    async def held(port: ServedPort, known: Sequence[Parent]) -> None:
        answers = await port.port.pages(known, HOLDERS, plan.serves(port.served, facets), ask)
        for parent, answer in answers.items():
            said: Sequence[object] = [answer] if isinstance(answer, Failure) else answer.items
            note_answers(port.served.name, port.served.role, said, ask)
            if isinstance(answer, Page):
                people[parent] += [record for record in answer.items if isinstance(record, Customer)]
            else:
                failures[port.served.name] = answer

    asked = ((port, _known_to(port, parents)) for port in plan.ports)
    await at_once(held(port, known) for port, known in asked if known)
    return Held(people, [failures[name] for name in plan.names if name in failures])


def _known_to(port: ServedPort, parents: Sequence[Parent]) -> Sequence[Parent]:
    """What a system can be asked for: one that keeps no contacts is not silent about them."""
    if Facet.CONTACTS in port.served.facets[Noun.CUSTOMER]:
        return parents
    return [parent for parent in parents if parent.kind is ParentKind.LOYALTY]


async def join_persons(plan: Plan, keys: Iterable[Ref], hearing: Hearing) -> None:
    """Add to each person the records of systems that know her by her number or a verified contact only."""
    wanted = {key: _held_by(hearing, key) for key in keys if _lonely(plan, hearing, key)}
    parents = tuple(dict.fromkeys(parent for held in wanted.values() for parent in held))
    if not parents:
        return
    held = await holders(plan, parents, hearing.facets | TOGETHER, hearing.ask)
    for key, things in wanted.items():
        found = [record for record in hearing.found(key) if isinstance(record, Customer)]
        others = [person for thing in things for person in held.people[thing]]
        for person in _group_of(found[0], [*found, *others]):
            hearing.note(key, person.ref.system, person)
        for failure in held.failures:
            hearing.note(key, failure.system, failure)


def _lonely(plan: Plan, hearing: Hearing, key: Ref) -> bool:
    """Whether a system that would name or tell more of the person does not know her by any name so far."""
    found = hearing.found(key)
    if not found:
        return False
    first, said = found[0].ref.system, hearing.said(key)
    wanted = {*plan.names[: plan.rank(first)], *hearing.partners(first)}
    return not all(isinstance(said.get(name), Record | Failure) for name in wanted)


def _held_by(hearing: Hearing, key: Ref) -> list[Parent]:
    """The loyalty number and the verified contacts of a person, as parents of those who hold them."""
    found = [record for record in hearing.found(key) if isinstance(record, Customer)]
    points = (point for record in found for point in record.contacts or () if point.verified and point.kind in KINDS)
    numbers = (record.loyalty_number for record in found if record.loyalty_number is not None)
    return [
        *(Parent(ParentKind.LOYALTY, (Ref(SHARED, number),)) for number in numbers),
        *(Parent(KINDS[point.kind], (Ref(SHARED, point.value),)) for point in points),
    ]


def _group_of(person: Customer, people: Iterable[Customer]) -> tuple[Customer, ...]:
    distinct = {one.ref: one for one in people} | {person.ref: person}
    return next(group for group in persons.cluster(distinct.values()) if person in group)
