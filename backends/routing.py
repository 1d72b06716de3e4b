"""One port over all the systems that serve a noun: who is asked, and how one failure stands beside the others' answers.

A lookup asks in at most two rounds. First the system that the name belongs to, those above it that may own the
original, and those that add facets. Then, under names that the first answers revealed, those that did not know the
first name; and where the owner failed, those that may hold a copy. Each round asks each system once for all keys.

A page asks every system for its rows and leaves out copies (decision 0012); where a system fails, those below it are
asked again for their copies of its rows.
"""

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import structs

from backends.errors import Failure
from backends.hearing import BY_SKU, SHARED, Hearing, Question, note_answers, said_by
from backends.matching import join_persons
from backends.paging import MergedPage, Positions, Row, decoded, fingerprint, merged, row
from backends.planning import HEAD, Plan
from backends.ports import Answer, Ask, Facets, Page, PageSpec, Parent
from backends.records import Record, Ref
from backends.registry import ServedPort
from backends.vocabulary import Facet, Noun

Heard = dict[tuple[Parent, str], Page | Failure]


class Routed:
    """A noun over all its systems, in the order of authority."""

    def __init__(self, noun: Noun, ports: Sequence[ServedPort]) -> None:
        self.noun = noun
        self.ports = tuple(ports)
        self.plan = Plan(noun, self.ports)

    # ------------------------------------------------------------ lookup

    async def lookup(self, keys: Sequence[Ref], facets: Facets, ask: Ask) -> Mapping[Ref, Answer]:
        """One merged record for each name, whichever system gave it."""
        hearing = Hearing(self.plan, self._needed(facets), ask)
        await self._heard(keys, hearing)
        return {key: hearing.conclusion(key) for key in keys}

    async def _heard(self, keys: Sequence[Ref], hearing: Hearing) -> None:
        """Ask of each key whoever was not heard of it yet."""
        await hearing.hear(self._first(keys, hearing))
        await hearing.hear(self._second(keys, hearing))
        if self.noun is Noun.CUSTOMER:
            await join_persons(self.plan, keys, hearing)

    def _needed(self, facets: Facets) -> Facets:
        """What is asked of the systems: a person's records are found by her names and contacts."""
        together = self.noun is Noun.CUSTOMER and self.plan.additive(facets)
        return facets | HEAD | ({Facet.IDENTITIES, Facet.CONTACTS} if together else frozenset())

    def _owner(self, key: Ref) -> ServedPort | None:
        if self.noun in BY_SKU:
            return self.ports[0]
        return next((port for port in self.ports if port.served.name == key.system), None)

    def _first(self, keys: Sequence[Ref], hearing: Hearing) -> Iterator[Question]:
        for port in self.ports:
            names, wanted = [], HEAD
            for key in keys:
                facets = self._wanted(self._owner(key), port, hearing.facets)
                if facets and port.served.name not in hearing.heard.get(key, ()):
                    names.append(key)
                    wanted |= facets
            if names:
                yield Question(port, {key: (key,) for key in names}, wanted)

    def _wanted(self, owner: ServedPort | None, port: ServedPort, facets: Facets) -> Facets:
        """What a system is asked of a thing that `owner` answers for; nothing if it has nothing to add."""
        if owner is None or self.ports.index(port) <= self.ports.index(owner):
            return self.plan.naming(port.served, facets)
        return self.plan.added(owner.served.name, port.served, facets)

    def _second(self, keys: Sequence[Ref], hearing: Hearing) -> Iterator[Question]:
        for port in self.ports:
            names: dict[Ref, list[Ref]] = {}
            for key in keys:
                name = self._other_name(key, port, hearing)
                if name is not None:
                    names.setdefault(name, []).append(key)
            if names:
                yield Question(port, names, self.plan.naming(port.served, hearing.facets))

    def _other_name(self, key: Ref, port: ServedPort, hearing: Hearing) -> Ref | None:
        """The name under which a system may know a thing that it was not asked for, or did not know, so far."""
        said, found = hearing.heard.get(key, {}), hearing.found(key)
        system = port.served.name
        if isinstance(said.get(system), Record | Failure):
            return None
        if not found:
            return key if hearing.failures(key) and system not in said else None
        above = self.plan.rank(system) < self.plan.rank(found[0].ref.system)
        if not above and not self.plan.added(found[0].ref.system, port.served, hearing.facets):
            return None
        return next((name for name in self._revealed(found) if name.system == system and name != key), None)

    def _revealed(self, found: Iterable[Record]) -> list[Ref]:
        """The names that records give a thing, here and elsewhere."""
        return [name for record in found for name in (record.ref, *said_by(record, self.noun))]

    # ------------------------------------------------------------ pages

    async def pages(
        self,
        parents: Sequence[Parent],
        spec: PageSpec,
        facets: Facets,
        ask: Ask,
        starts: Mapping[Parent, Positions] | None = None,
    ) -> Mapping[Parent, MergedPage]:
        """One page of merged rows for each parent, from the start or from a place in its list."""
        lists = {parent: fingerprint(self.noun, parent, spec) for parent in parents}
        starts = starts or {parent: {} for parent in parents}
        heard = await self._listed(starts, spec, self._needed(facets), ask)
        pages = {parent: self._merged(parent, heard, spec, lists[parent], starts[parent]) for parent in parents}
        return await self._completed(pages, self._needed(facets), ask)

    @property
    def listing(self) -> int:
        """How many systems are asked for the rows of a list."""
        return 1 if self.noun in BY_SKU else len(self.ports)

    def empty(self, parent: Parent, spec: PageSpec, start: Positions) -> MergedPage:
        """The page on which no row is."""
        return self._merged(parent, {}, spec, fingerprint(self.noun, parent, spec), start)

    def places(self, parents: Iterable[Parent], spec: PageSpec, cursor: str | None) -> Mapping[Parent, Positions]:
        """Where a cursor lies in each parent's list; raises `InvalidCursor` or `CursorMismatch`."""
        if cursor is None:
            return {parent: {} for parent in parents}
        return {parent: decoded(cursor, fingerprint(self.noun, parent, spec)) for parent in parents}

    async def _listed(self, starts: Mapping[Parent, Positions], spec: PageSpec, facets: Facets, ask: Ask) -> Heard:
        heard: Heard = {}
        ports = self.ports[: self.listing]
        await asyncio.gather(*(self._rows(port, starts, spec, facets, ask, heard, frozenset()) for port in ports))
        silent: dict[frozenset[str], dict[Parent, Positions]] = {}
        for parent, start in starts.items():
            failed = {at for (of, at), said in heard.items() if of == parent and isinstance(said, Failure)}
            # Copies of rows that were shown would be shown again: they stand in only for a system not begun yet.
            silent.setdefault(frozenset(failed - start.keys()), {})[parent] = start
        await asyncio.gather(*(self._copies(failed, of, spec, facets, ask, heard) for failed, of in silent.items()))
        return heard

    async def _copies(
        self,
        failed: frozenset[str],
        starts: Mapping[Parent, Positions],
        spec: PageSpec,
        facets: Facets,
        ask: Ask,
        heard: Heard,
    ) -> None:
        """Where systems failed, ask those below them for their copies of the missing rows."""
        below = [
            port for port in self.ports if any(self.plan.rank(port.served.name) > self.plan.rank(f) for f in failed)
        ]
        again = [port for port in below if port.served.name not in failed]
        await asyncio.gather(*(self._rows(port, starts, spec, facets, ask, heard, failed) for port in again))

    async def _rows(
        self,
        port: ServedPort,
        starts: Mapping[Parent, Positions],
        spec: PageSpec,
        facets: Facets,
        ask: Ask,
        heard: Heard,
        failed: frozenset[str],
    ) -> None:
        """One system's rows, without copies of rows that systems above it give."""
        name = port.served.name
        above = {other.served.name for other in self.ports[: self.plan.rank(name)]} - failed
        for after, parents in _by_position(starts, name).items():
            asked = structs.replace(spec, after=after, without_copies_of=frozenset(above), told="")
            wanted = self.plan.naming(port.served, facets) if failed else self.plan.serves(port.served, facets)
            answers = await port.port.pages(tuple(parents), asked, wanted, ask)
            for parent, answer in answers.items():
                if isinstance(answer, Page) or (parent, name) not in heard:
                    heard[parent, name] = answer
                said = [answer] if isinstance(answer, Failure) else answer.items
                note_answers(name, port.served.role, said, ask)

    def _merged(self, parent: Parent, heard: Heard, spec: PageSpec, list_: str, start: Positions) -> MergedPage:
        answers = [answer for (of, _), answer in heard.items() if of == parent]
        pages = [answer for answer in answers if isinstance(answer, Page)]
        return merged(
            [row(record, spec.sort) for page in pages for record in page.items],
            spec.size,
            spec.sort,
            list_=list_,
            start=start,
            more=any(page.more for page in pages),
            failures=[answer for answer in answers if isinstance(answer, Failure)],
        )

    async def _completed(
        self, pages: Mapping[Parent, MergedPage], facets: Facets, ask: Ask
    ) -> Mapping[Parent, MergedPage]:
        """The same pages, each row with what other systems add to it and under its canonical name."""
        hearing = Hearing(self.plan, facets, ask)
        for page in pages.values():
            for at in page.rows:
                hearing.note(at.record.ref, at.system, at.record)
                for failure in page.failures:
                    if self._misses(at.record, failure.system, facets):
                        hearing.note(at.record.ref, failure.system, failure)
        keys = list(hearing.heard)
        if self.noun is Noun.CUSTOMER:  # a row does not say whom it is about: others may know the person too
            await self._heard(keys, hearing)
        else:
            await hearing.hear(self._additions(keys, hearing))
        return {
            parent: structs.replace(page, rows=tuple(_concluded(page.rows, hearing))) for parent, page in pages.items()
        }

    def _misses(self, record: Record, system: str, facets: Facets) -> bool:
        """Whether a silent system would have had a part in a row: as the original's, or to add to it."""
        if self.noun is Noun.CUSTOMER:
            return True
        original = any(name.system == system for name in said_by(record, self.noun))
        above = self.plan.rank(system) < self.plan.rank(record.ref.system)
        silent = self.plan.ports[self.plan.rank(system)].served
        return (above and original) or bool(self.plan.added(record.ref.system, silent, facets))

    def _additions(self, keys: Sequence[Ref], hearing: Hearing) -> Iterator[Question]:
        """What other systems add to rows, asked under the name that each knows best."""
        for port in self.ports:
            names: dict[Ref, list[Ref]] = {}
            wanted = HEAD
            for key in keys:
                added = self.plan.added(key.system, port.served, hearing.facets)
                if added and port.served.name not in hearing.heard[key]:
                    wanted |= added
                    names.setdefault(self._best_name(key, port, hearing), []).append(key)
            if names:
                yield Question(port, names, wanted)

    def _best_name(self, key: Ref, port: ServedPort, hearing: Hearing) -> Ref:
        if self.noun in BY_SKU:
            return Ref(SHARED, key.key)
        names = self._revealed(hearing.found(key))
        return next((name for name in names if name.system == port.served.name), key)


def _concluded(rows: Iterable[Row], hearing: Hearing) -> Iterator[Row]:
    """What came of each row; a thing that two systems listed is there once."""
    found: set[Ref] = set()
    for at in rows:
        answer = hearing.conclusion(at.record.ref)
        record = answer if isinstance(answer, Record) else at.record
        if record.ref not in found:
            found.add(record.ref)
            yield Row(at.system, at.position, record)


def _by_position(starts: Mapping[Parent, Positions], system: str) -> Mapping[object, list[Parent]]:
    groups: dict[object, list[Parent]] = {}
    for parent, places in starts.items():
        groups.setdefault(places.get(system), []).append(parent)
    return groups
