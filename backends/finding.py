"""Finding things by name over several systems, in two rounds; each asks each system once for all keys.

First the system that the name belongs to, those above it that may own the original, and those that add facets. Then,
under names that the first answers revealed, those that did not know the first name; and where the owner knows nothing
or failed, those that may hold a copy, for all that they have.
"""

from collections.abc import Iterator, Sequence

from backends.errors import Failure
from backends.hearing import Hearing, Question, revealed
from backends.matching import join_persons
from backends.planning import HEAD, NAMES, Plan
from backends.ports import Answer, Facets
from backends.records import Record, Ref
from backends.registry import ServedPort
from backends.vocabulary import Facet, Noun


def needed(plan: Plan, facets: Facets) -> Facets:
    """What is asked of the systems: a person's records are found by her names and contacts."""
    together = plan.noun is Noun.CUSTOMER and plan.additive(facets)
    return facets | HEAD | ({Facet.IDENTITIES, Facet.CONTACTS} if together else frozenset())


async def find(keys: Sequence[Ref], hearing: Hearing) -> None:
    """Ask of each key whoever was not heard of it yet."""
    await hearing.hear(_first(keys, hearing))
    if len(hearing.plan.ports) > 1:
        await hearing.hear(_second(keys, hearing))
    if hearing.plan.noun is Noun.CUSTOMER:
        await join_persons(hearing.plan, keys, hearing)


def _first(keys: Sequence[Ref], hearing: Hearing) -> Iterator[Question]:
    owned: dict[str | None, list[Ref]] = {}
    for key in keys:
        owned.setdefault(hearing.plan.owner(key), []).append(key)
    for port in hearing.plan.ports:
        names: dict[Ref, Sequence[Ref]] = {}
        wanted = HEAD
        for owner, theirs in owned.items():
            if facets := _wanted(owner, port, hearing):
                names |= {key: (key,) for key in theirs if port.served.name not in hearing.said(key)}
                wanted |= facets
        if names:
            yield Question(port, names, wanted)


def _wanted(owner: str | None, port: ServedPort, hearing: Hearing) -> Facets:
    """What a system is asked of a thing that `owner` answers for; nothing if it has nothing to add."""
    plan, name = hearing.plan, port.served.name
    if owner is None or plan.rank(name) <= plan.rank(owner):
        return plan.naming(port.served, hearing.facets)
    return hearing.partners(owner).get(name, frozenset())


def _second(keys: Sequence[Ref], hearing: Hearing) -> Iterator[Question]:
    asked: dict[str, dict[Ref, list[Ref]]] = {}
    for key in keys:
        for system, name in _other_names(key, hearing):
            asked.setdefault(system, {}).setdefault(name, []).append(key)
    for port in hearing.plan.ports:
        if port.served.name in asked:
            yield Question(port, asked[port.served.name], hearing.plan.naming(port.served, hearing.facets))


def _other_names(key: Ref, hearing: Hearing) -> Iterator[tuple[str, Ref]]:
    """The systems that may name a thing, or tell more of it, and the name under which each is asked."""
    plan, said, found = hearing.plan, hearing.said(key), hearing.found(key)
    if found and len(said) == len(found) and plan.rank(found[0].ref.system) == 0:
        return  # by far the most frequent case: who names it answered, and so did all who add to it
    lacking = _lacking(key, found, hearing)
    for port in plan.ports:
        answer = said.get(port.served.name)
        if not isinstance(answer, Failure) and _may_tell(port, answer, found, lacking, hearing):
            name = _name(key, port.served.name, answer, found, plan.noun)
            if name is not None:
                yield port.served.name, name


def _lacking(key: Ref, found: Sequence[Record], hearing: Hearing) -> Facets:
    """The facets for which another must stand in, because the owner knows nothing or some system failed.

    Its names are among them: who was asked only for what it adds did not say whose copy it is.
    """
    plan = hearing.plan
    if isinstance(hearing.said(key).get(plan.owner(key) or ""), Record) and not hearing.failures(key):
        return frozenset()
    named = bool(found) and plan.rank(found[0].ref.system) == 0
    wanted = hearing.facets if named else hearing.facets | NAMES
    return wanted.difference(HEAD, *(record.facets | record.gaps.keys() for record in found))


def _may_tell(
    port: ServedPort, answer: Answer | None, found: Sequence[Record], lacking: Facets, hearing: Hearing
) -> bool:
    plan = hearing.plan
    if not found or lacking & port.served.facets[plan.noun]:
        return True
    first = found[0].ref.system
    above = plan.rank(port.served.name) < plan.rank(first)
    return not isinstance(answer, Record) and (above or port.served.name in hearing.partners(first))


def _name(key: Ref, system: str, answer: Answer | None, found: Sequence[Record], noun: Noun) -> Ref | None:
    """The name under which a system may know more: not the one that it said it does not know."""
    if isinstance(answer, Record):
        return answer.ref
    others = (name for name in revealed(found, noun) if name.system == system and name != key)
    return next(others, key if answer is None else None)
