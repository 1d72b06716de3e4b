"""Finding things by name over several systems; each system is asked once for all keys.

First the system that the name belongs to, those above it that may own the original, and those that add facets. Then,
under names that the first answers revealed, those that did not know the first name; and where the owner knows nothing
or failed, those that may hold a copy, for all that they have.

A person's record is nobody's copy: as often as not only one of two systems says how the other calls her. So first those
are asked that her names belong to, then the others under all the names she goes by: a system that was asked under the
first name alone would have to be asked again.
"""

from collections.abc import Collection, Iterator, Sequence

from backends.errors import Failure
from backends.hearing import Hearing, Question, revealed
from backends.matching import join_persons
from backends.planning import HEAD, NAMES, Plan
from backends.ports import Facets
from backends.records import Customer, Record, Ref
from backends.registry import ServedPort
from backends.vocabulary import Facet, Noun


def needed(plan: Plan, facets: Facets) -> Facets:
    """What is asked of the systems: a person's records are found by her names and contacts."""
    together = plan.noun is Noun.CUSTOMER and plan.additive(facets)
    return facets | HEAD | ({Facet.IDENTITIES, Facet.CONTACTS} if together else frozenset())


async def find(keys: Sequence[Ref], hearing: Hearing) -> None:
    """Ask of each key whoever was not heard of it yet."""
    persons = hearing.plan.noun is Noun.CUSTOMER
    await hearing.hear(_first(keys, hearing, _owners(keys, hearing) if persons else hearing.plan.names))
    if len(hearing.plan.ports) > 1:
        await hearing.hear(_further(keys, hearing))
    if persons:
        await hearing.hear(_further(keys, hearing))  # of nobody, unless one of the others told of a name not known yet
        await join_persons(hearing.plan, keys, hearing)


def _owners(keys: Sequence[Ref], hearing: Hearing) -> Collection[str]:
    """The systems whose names are asked for, if nothing was heard of them; all, where a name belongs to none."""
    owners = {hearing.plan.owner(key) for key in keys if not hearing.said(key)}
    return hearing.plan.names if None in owners else [name for name in owners if name is not None]


def _first(keys: Sequence[Ref], hearing: Hearing, systems: Collection[str]) -> Iterator[Question]:
    owned: dict[str | None, list[Ref]] = {}
    for key in keys:
        owned.setdefault(hearing.plan.owner(key), []).append(key)
    for port in hearing.plan.ports:
        if port.served.name not in systems:
            continue
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


def _further(keys: Sequence[Ref], hearing: Hearing) -> Iterator[Question]:
    """Ask those who may name things, or tell more of them, under the names that are known by now."""
    doubtful = [key for key in keys if not _all_told(key, hearing)]
    for port in hearing.plan.ports:
        asked: dict[Ref, list[Ref]] = {}
        wanted = HEAD
        for key in doubtful:
            if facets := _more(key, port, hearing):
                names = _new_names(key, port.served.name, hearing)
                wanted |= facets if names else HEAD
                for name in names:
                    asked.setdefault(name, []).append(key)
        if asked:
            yield Question(port, asked, wanted)


def _all_told(key: Ref, hearing: Hearing) -> bool:
    """By far the most frequent case: who names it answered, and so did all who add to it."""
    plan, said, found = hearing.plan, hearing.said(key), hearing.found(key)
    if not found or len(said) > len(found) or plan.rank(found[0].ref.system) > 0:
        return False
    return hearing.partners(found[0].ref.system).keys() <= said.keys()


def _more(key: Ref, port: ServedPort, hearing: Hearing) -> Facets:
    """What a system may tell of a thing beyond what was heard; nothing if it has nothing to add."""
    plan, name, found = hearing.plan, port.served.name, hearing.found(key)
    answer = hearing.said(key).get(name)
    if isinstance(answer, Failure):
        return frozenset()
    if not found or _lacking(key, found, hearing) & port.served.facets[plan.noun]:
        return plan.naming(port.served, hearing.facets)
    return frozenset() if isinstance(answer, Record) else _wanted(found[0].ref.system, port, hearing)


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


def _new_names(key: Ref, system: str, hearing: Hearing) -> Sequence[Ref]:
    """The names under which a system may know more, its own first: none that it was asked by.

    A thing's copy knows the thing's own name. A person's record may hold any of her names.
    """
    plan, found, answer = hearing.plan, hearing.found(key), hearing.said(key).get(system)
    if isinstance(answer, Record):
        return (answer.ref,)
    known = tuple(revealed(found, plan.noun))
    own = (name for name in known if name.system == system)
    persons = plan.noun is Noun.CUSTOMER
    names = dict.fromkeys((*own, key, *known, *_merged(found)) if persons else (*own, key))
    new = [name for name in names if not hearing.asked(key, system, name)]
    return new if persons else new[:1]


def _merged(found: Sequence[Record]) -> Iterator[Ref]:
    """The names that persons had before they were merged into these."""
    people = (record for record in found if isinstance(record, Customer))
    return (Ref(person.ref.system, old) for person in people for old in person.merged)
