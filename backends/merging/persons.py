"""When records are one person (decision 0016).

Links, the surest first: a reference of one to the other, the same loyalty number, a contact that both sides verified.
A number or a contact links only if in each system it belongs to one person, and never somebody whom a system says is
another; a contact only if the family names do not contradict. Two records of one system are two people, always: a
link that would make them one is not made.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Final, TypeAlias

from backends.records import ContactPoint, Customer, Ref
from backends.vocabulary import ContactKind, Noun

IDENTIFYING: Final = frozenset({ContactKind.EMAIL, ContactKind.PHONE})

Group: TypeAlias = frozenset[Ref]
Contact: TypeAlias = tuple[str, str]


def cluster(records: Iterable[Customer]) -> list[tuple[Customer, ...]]:
    """The records of each person, by name; whatever the order in which they are given."""
    people = sorted(records, key=lambda record: record.ref)
    groups = _Groups({record.ref: record for record in people})
    for one, other in sorted(_referring(people)):
        groups.link(one, other)
    for holders in _holders(people, _numbers).values():
        groups.link_holders(holders, holders)
    verified, claimed = _holders(people, _contacts), _holders(people, _claims)
    for contact, holders in verified.items():
        if groups.of_one_family(holders):
            groups.link_holders(holders, claimed[contact])
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
    """The names that a record's system gives its person, old keys of its own among them."""
    own = {Ref(record.ref.system, key) for key in record.merged}
    return frozenset(own | {Ref(ref.system, ref.value) for ref in record.refs if ref.kind == Noun.CUSTOMER})


def _numbers(record: Customer) -> frozenset[str]:
    return frozenset() if record.loyalty_number is None else frozenset({record.loyalty_number})


def _contacts(record: Customer) -> frozenset[Contact]:
    """The contacts that the record's system verified."""
    return frozenset(_contact(point) for point in record.contacts or () if point.verified and point.kind in IDENTIFYING)


def _claims(record: Customer) -> frozenset[Contact]:
    """The contacts that the record has, verified or not."""
    return frozenset(_contact(point) for point in record.contacts or ())


def _contact(point: ContactPoint) -> Contact:
    return point.kind.value, point.value


def _referring(people: Sequence[Customer]) -> Iterator[tuple[Ref, Ref]]:
    """Pairs that a system links itself."""
    known = {record.ref: record.ref for record in people}
    for record in people:
        known |= {Ref(record.ref.system, key): record.ref for key in record.merged}
    for record in people:
        yield from ((record.ref, known[name]) for name in _references(record) if name in known)


def _holders(
    people: Iterable[Customer], held: Callable[[Customer], Iterable[str | Contact]]
) -> Mapping[str | Contact, list[Ref]]:
    """Who holds each number or contact, in the order of both."""
    holders: defaultdict[str | Contact, list[Ref]] = defaultdict(list)
    for record in people:
        for one in held(record):
            holders[one].append(record.ref)
    return {one: holders[one] for one in sorted(holders)}


class _Groups:
    """Records being put together; a group never has two records of one system."""

    def __init__(self, records: Mapping[Ref, Customer]) -> None:
        self._records = records
        self._group: dict[Ref, Group] = {ref: frozenset({ref}) for ref in records}

    def link(self, one: Ref, other: Ref) -> None:
        """Put two groups together, unless a system would be in both."""
        left, right = self._group[one], self._group[other]
        if left != right and {ref.system for ref in left}.isdisjoint(ref.system for ref in right):
            for ref in left | right:
                self._group[ref] = left | right

    def link_holders(self, holders: Sequence[Ref], claimants: Iterable[Ref]) -> None:
        """Link those who hold something, if all who claim it are one person in each system."""
        claiming = {self._group[ref] for ref in claimants}
        systems = [ref.system for group in claiming for ref in group]
        if len(set(systems)) < len(systems):
            return
        for one, other in combinations(holders, 2):
            if not (self._denies(one, other) or self._denies(other, one)):
                self.link(one, other)

    def of_one_family(self, holders: Iterable[Ref]) -> bool:
        """Whether the family names that are known do not contradict."""
        names = (self._records[ref].family_name for holder in holders for ref in self._group[holder])
        return len({name.casefold() for name in names if name}) <= 1

    def found(self) -> list[tuple[Customer, ...]]:
        """The groups, each in the order of names."""
        return [
            tuple(self._records[ref] for ref in sorted(group))
            for group in sorted(map(sorted, set(self._group.values())))
        ]

    def _denies(self, one: Ref, other: Ref) -> bool:
        """Whether a system of the one's group names somebody else in a system of the other's."""
        named = frozenset[Ref]().union(*(_references(self._records[ref]) for ref in self._group[one]))
        return any(self._names_another(named, self._records[ref]) for ref in self._group[other])

    @staticmethod
    def _names_another(named: Iterable[Ref], record: Customer) -> bool:
        keys = {name.key for name in named if name.system == record.ref.system}
        return bool(keys) and keys.isdisjoint({record.key, *record.merged})
