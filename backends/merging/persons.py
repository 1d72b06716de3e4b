"""When records are one person (decision 0016).

Strong links: a reference of one to the other, the same loyalty number. Then a contact that both sides verified, if in
each system it belongs to one person only and the family names do not contradict. Two records of one system are two
people, always: a link that would make them one is not made.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from backends.records import Customer, Ref
from backends.vocabulary import ContactKind, Noun

LOYALTY = "loyalty"
IDENTIFYING = frozenset({ContactKind.EMAIL, ContactKind.PHONE})

Pair: TypeAlias = tuple[Ref, Ref]


def cluster(records: Iterable[Customer]) -> list[tuple[Customer, ...]]:
    """The records of each person, by name; whatever the order in which they are given."""
    by_ref = {record.ref: record for record in sorted(records, key=lambda record: record.ref)}
    groups = _Groups(by_ref)
    for one, other in sorted(_strong(by_ref.values())):
        groups.link(one, other)
    for holders in _verified(by_ref.values()).values():
        groups.link_all(holders)
    return groups.found()


def confidence(matched_by: str) -> float:
    """How surely a match of this kind is the same person, from 0 to 1."""
    return {"email": 0.95, "phone": 0.9}.get(matched_by, 1.0)


def matched_by(record: Customer, first: Customer) -> str:
    """Why a record is believed to be the person that `first` names."""
    if record.ref == first.ref:
        return "key"
    if record.ref in _references(first) or first.ref in _references(record):
        return "reference"
    if record.loyalty_number is not None and record.loyalty_number == first.loyalty_number:
        return "loyalty-number"
    shared = _contacts(record) & _contacts(first)
    return min(shared)[0].lower() if shared else "reference"


def _references(record: Customer) -> frozenset[Ref]:
    own = {Ref(record.ref.system, key) for key in record.merged}
    return frozenset(own | {Ref(ref.system, ref.value) for ref in record.refs if ref.kind == Noun.CUSTOMER})


def _contacts(record: Customer) -> frozenset[tuple[str, str]]:
    points = (point for point in record.contacts or () if point.verified and point.kind in IDENTIFYING)
    return frozenset((point.kind.value, point.value) for point in points)


def _strong(records: Iterable[Customer]) -> Iterable[Pair]:
    """Pairs that a system links itself, and holders of one loyalty number."""
    known = {record.ref: record.ref for record in records}
    for record in records:
        known |= {Ref(record.ref.system, key): record.ref for key in record.merged}
    holders: defaultdict[str, list[Ref]] = defaultdict(list)
    for record in records:
        yield from (
            (record.ref, known[name]) for name in _references(record) if known.get(name, record.ref) != record.ref
        )
        if record.loyalty_number is not None:
            holders[record.loyalty_number].append(record.ref)
    for refs in holders.values():
        if len({ref.system for ref in refs}) == len(refs):  # a number that two people of one system have is none
            yield from ((refs[0], ref) for ref in refs[1:])


def _verified(records: Iterable[Customer]) -> Mapping[tuple[str, str], list[Ref]]:
    """Who holds each contact."""
    holders: defaultdict[tuple[str, str], list[Ref]] = defaultdict(list)
    for record in records:
        for contact in sorted(_contacts(record)):
            holders[contact].append(record.ref)
    return dict(sorted(holders.items()))


class _Groups:
    """Records being put together; a group never has two records of one system."""

    def __init__(self, records: Mapping[Ref, Customer]) -> None:
        self._records = records
        self._group = {ref: frozenset({ref}) for ref in records}

    def link(self, one: Ref, other: Ref) -> None:
        """Put two groups together, unless a system would be in both."""
        left, right = self._group[one], self._group[other]
        if left != right and {ref.system for ref in left}.isdisjoint(ref.system for ref in right):
            for ref in left | right:
                self._group[ref] = left | right

    def link_all(self, holders: Sequence[Ref]) -> None:
        """Link those who hold a contact, if it belongs to one person in each system and no names contradict."""
        groups = {self._group[holder] for holder in holders}
        systems = [ref.system for group in groups for ref in group]
        if len(set(systems)) == len(systems) and self._same_family(groups):
            for holder in holders[1:]:
                self.link(holders[0], holder)

    def _same_family(self, groups: Iterable[frozenset[Ref]]) -> bool:
        names = (self._records[ref].family_name for group in groups for ref in group)
        return len({name.casefold() for name in names if name}) <= 1

    def found(self) -> list[tuple[Customer, ...]]:
        """The groups, each in the order of names."""
        return [
            tuple(self._records[ref] for ref in sorted(group))
            for group in sorted(map(sorted, set(self._group.values())))
        ]
