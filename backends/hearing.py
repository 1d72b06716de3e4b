"""What the systems have said of each key so far, and what can be concluded from it; pure but for the asking itself."""

import asyncio
from collections.abc import Coroutine, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, structs

from backends.errors import ABSENT, Failure
from backends.ledger import Stamp
from backends.merging import WHOLE, merge
from backends.merging.consents import doubted
from backends.planning import BY_SKU, HEAD, Plan
from backends.ports import Answer, Ask, Facets
from backends.records import Customer, Record, Ref
from backends.registry import ServedPort
from backends.vocabulary import Facet, FreshnessState, Noun, SystemRole


class Question(Struct, frozen=True):
    """What one system is asked: facets of things, under the name that it may know each key by."""

    port: ServedPort
    names: Mapping[Ref, Sequence[Ref]]
    facets: Facets


def said_by(record: Record, noun: Noun) -> Iterator[Ref]:
    """What a record's system calls the very same thing elsewhere."""
    return (Ref(ref.system, ref.value) for ref in record.refs if ref.kind == noun)


def revealed(records: Iterable[Record], noun: Noun) -> Iterator[Ref]:
    """The names that records give a thing, here and elsewhere."""
    return (name for record in records for name in (record.ref, *said_by(record, noun)))


async def at_once(calls: Iterable[Coroutine[None, None, None]]) -> None:
    """Make these calls together; one alone needs no task."""
    todo = tuple(calls)
    if len(todo) == 1:
        await todo[0]
    else:
        await asyncio.gather(*todo)


async def in_lanes(calls: Iterator[Coroutine[None, None, None]], lanes: int) -> None:
    """Make these calls, at most so many at a time: a lane takes the next when it is done with its last."""

    async def lane() -> None:
        for call in calls:
            await call

    await at_once(lane() for _ in range(lanes))


class Hearing:
    """Gathers answers to lookups of one noun."""

    def __init__(self, plan: Plan, facets: Facets, ask: Ask) -> None:
        self.plan = plan
        self.facets = facets
        self.ask = ask
        self.heard: dict[Ref, dict[str, Answer]] = {}
        self._partners: dict[str | None, Mapping[str, Facets]] = {}
        self._asked: dict[str, list[Question]] = {}

    def partners(self, owner: str | None) -> Mapping[str, Facets]:
        """What other systems add of the facets to a thing that `owner` answers for."""
        if owner not in self._partners:
            self._partners[owner] = self.plan.partners(owner, self.facets)
        return self._partners[owner]

    def note(self, key: Ref, system: str, answer: Answer) -> None:
        """A system said this of a key; a record gives way only to one that says more."""
        said = self.heard.setdefault(key, {})
        known = said.get(system)
        if not isinstance(known, Record) or (isinstance(answer, Record) and known.facets < answer.facets):
            said[system] = answer

    def said(self, key: Ref) -> Mapping[str, Answer]:
        """What each system that was asked said of a key."""
        return self.heard.get(key, {})

    def found(self, key: Ref) -> list[Record]:
        """The records heard of a key, in the order of authority."""
        return [answer for answer in self._in_order(key) if isinstance(answer, Record)]

    def failures(self, key: Ref) -> list[Failure]:
        """The failures heard of a key, in the order of authority."""
        return [answer for answer in self._in_order(key) if isinstance(answer, Failure)]

    def asked(self, key: Ref, system: str, name: Ref) -> bool:
        """Whether a system was asked of a key by this name."""
        return any(key in question.names.get(name, ()) for question in self._asked.get(system, ()))

    async def hear(self, questions: Iterable[Question]) -> None:
        """Ask all the questions at once and note the answers."""
        await at_once(self._heard(question) for question in questions)

    def conclusion(self, key: Ref) -> Answer:
        """The one record of all that was heard; ABSENT only when nobody failed who might know."""
        alone = self._alone(key)
        if alone is not None:
            return alone
        records, failures = self.found(key), self.failures(key)
        if not records:
            return failures[0] if failures else ABSENT
        ref = self.canonical(key, records)
        parts, plan = tuple(records), self.plan
        return self._told(plan.merged.of(parts, ref, merge, plan.noun, ref, parts, plan.conventions), failures)

    def _alone(self, key: Ref) -> Record | None:
        """The record that comes whole from the system that names it, unless another said something of it as well.

        Most do where nouns have one system, and they are many: nothing is made for them.
        """
        said = self.heard.get(key)
        if said is None or len(said) != 1 or self.plan.noun not in WHOLE:
            return None
        answer = said.get(self.plan.names[0])
        return answer if isinstance(answer, Record) and answer.ref.system == self.plan.names[0] else None

    def canonical(self, key: Ref, records: Sequence[Record]) -> Ref:
        """The name that the first system in the order of authority gave, if only in a copy of it."""
        first = records[0].ref
        if self.plan.noun in BY_SKU:
            return Ref(self.plan.names[0], first.key)
        if self.plan.rank(first.system) == 0:
            return first
        said, own = self.said(key), [record.ref for record in records]
        told = (name for record in records for name in said_by(record, self.plan.noun))
        names = [*own, *(name for name in told if said.get(name.system) is not ABSENT)]
        return min(names, key=lambda name: self.plan.rank(name.system))

    def _in_order(self, key: Ref) -> Iterable[Answer]:
        said = self.said(key)
        return said.values() if len(said) == 1 else [said[name] for name in self.plan.names if name in said]

    async def _heard(self, question: Question) -> None:
        served = question.port.served
        self._asked.setdefault(served.name, []).append(question)
        answers = await question.port.port.lookup(tuple(question.names), question.facets, self.ask)
        note_answers(served.name, served.role, answers.values(), self.ask)
        for name, keys in question.names.items():
            for key in keys:
                self.note(key, served.name, answers[name])

    def _told(self, record: Record, failures: Sequence[Failure]) -> Record:
        """The record with what is missing from it and who was silent."""
        if not failures:
            return record
        gaps = self._gaps(record, {failure.system: failure for failure in failures})
        silent = tuple(
            Stamp(system=one.system, role=one.role, state=FreshnessState.UNAVAILABLE, error_code=one.code)
            for one in failures
        )
        told = structs.replace(record, gaps={**record.gaps, **gaps}, stamps=record.stamps + silent)
        if isinstance(told, Customer) and told.consents and Facet.CONSENTS in gaps:
            return structs.replace(told, consents=doubted(told.consents))
        return told

    def _gaps(self, record: Record, failed: Mapping[str, Failure]) -> Mapping[Facet, tuple[Failure, ...]]:
        """The facets that were asked and not, or not wholly, had, with those who failed them."""
        gaps: dict[Facet, tuple[Failure, ...]] = {}
        for facet in self.facets - HEAD:
            whole = facet in record.facets and facet not in self.plan.additive(self.facets)
            missing = [failed[name] for name in self.plan.holders(facet) if name in failed]
            if missing and not whole:
                gaps[facet] = tuple(missing)
        return gaps


def note_answers(system: str, role: SystemRole, answers: Iterable[object], ask: Ask) -> None:
    """Tell the ledger how a system fared."""
    stamps: dict[int, Stamp] = {}  # by identity: what one call brought shares its stamp
    failures: dict[int, Failure] = {}
    silent = True
    for answer in answers:
        if isinstance(answer, Record):
            silent = False
            for stamp in answer.stamps:
                stamps[id(stamp)] = stamp
        elif isinstance(answer, Failure):
            failures[id(answer)] = answer
    ask.ledger.stamped(stamps.values())
    for failure in failures.values():
        ask.ledger.failed(failure)
    if silent and not failures:
        ask.ledger.answered(system, role)
