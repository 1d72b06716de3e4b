"""One system and its ports: with `session` the only modules of this backend that await."""

import asyncio
from collections.abc import Coroutine, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel

from backends.errors import ABSENT, NotSupported, Rejected
from backends.manifest import Served
from backends.netsuite.codes import words
from backends.netsuite.listing import pages
from backends.netsuite.mapping import REF, Mapped
from backends.netsuite.questions import (
    LOYALTY,
    SHARED_KEYS,
    UNSORTED,
    Asked,
    Question,
    hung,
    lookup,
    page,
    parent_names,
)
from backends.netsuite.session import Session
from backends.netsuite.settings import NetSuiteSettings
from backends.netsuite.shapes import SHAPES
from backends.netsuite.translate import Source, records
from backends.netsuite.wire import Row
from backends.ports import Answers, Ask, Clock, Facets, Page, Pages, PageSpec, Parent, ParentKind
from backends.records import Record, Ref
from backends.transport import Transport
from backends.vocabulary import Facet, Noun, SystemRole

FoundT = TypeVar("FoundT")


class NetSuiteSystem:
    """One account under the name that the retailer chose."""

    def __init__(self, served: Served, settings: NetSuiteSettings, session: Session, clock: Clock) -> None:
        self._served = served
        self._session = session
        self._clock = clock
        self._mapped = Mapped(settings, served.name)
        self._words = words(settings.words)

    @property
    def name(self) -> str:
        return self._served.name

    @property
    def role(self) -> SystemRole:
        return self._served.role

    @property
    def vocabulary_gaps(self) -> int:
        return self._words.gaps

    def port(self, noun: Noun) -> "NetSuitePort":
        """Raises NotSupported for a noun that it does not serve."""
        if noun not in self._served.facets or noun not in SHAPES:
            raise NotSupported(f"{self.name} does not serve {noun}")
        return NetSuitePort(self, noun)

    async def probe(self) -> None:
        """Raises what keeps it from answering: the sign-in, a column that is not there, a role that may not see it."""
        await self._session.sign_in()
        for noun, facets in self._served.facets.items():
            lacking = sorted(facets - self._mapped.told(noun))
            if lacking:
                raise Rejected(f"{noun}.{lacking[0]} is to be served, but the settings name no column for it.")
            question = self.question(noun, facets)
            for query in (lookup(question, _NOBODY), *(hung(question, facet, _NOBODY) for facet in question.below)):
                await self._session.rows(query or "", 1)

    async def close(self) -> None:
        await self._session.close()

    def question(self, noun: Noun, facets: Facets) -> Question:
        """What is asked of this account, without the facets that it does not serve."""
        served = self._served.facets[noun]
        return Question(self._mapped, self._words, noun, (facets & served) | {Facet.HEAD})

    def source(self, question: Question) -> Source:
        """This account, answering now."""
        return Source(
            role=self.role, facets=question.facets, fetched_at=self._clock(), words=self._words, mapped=self._mapped
        )

    async def rows(self, query: str | None, most: int | None = None) -> list[Row]:
        """The rows of a query; none of no query."""
        return [] if query is None else await self._session.rows(query, most)

    async def below(self, question: Question, asked: Asked) -> Mapping[Facet, Sequence[Row]]:
        """What hangs below things, facet by facet."""
        facets = question.below
        found = await together(self.rows(hung(question, facet, asked)) for facet in facets)
        return dict(zip(facets, found, strict=True))


_NOBODY = Asked(ids=("0",))


class NetSuitePort:
    """One noun of one account."""

    def __init__(self, system: NetSuiteSystem, noun: Noun) -> None:
        self._system = system
        self._noun = noun

    async def lookup(self, keys: Sequence[Ref], facets: Facets, ask: Ask) -> Answers:
        question = self._system.question(self._noun, facets)
        asked = Asked(refs=list(dict.fromkeys(keys)))
        query = lookup(question, asked)
        if query is None:
            return dict.fromkeys(asked.refs, ABSENT)
        rows, below = await _both(self._system.rows(query), self._system.below(question, asked))
        known = records(self._noun, rows, below, self._system.source(question))
        named = {ref: known[key] for ref, key in _names(question, rows).items() if key in known}
        return {ref: named.get(_canonical(question, ref), ABSENT) for ref in asked.refs}

    async def pages(self, parents: Sequence[Parent], spec: PageSpec, facets: Facets, ask: Ask) -> Pages:
        question = self._system.question(self._noun, facets)
        found: dict[Parent, Page] = {}
        for kind in dict.fromkeys(parent.kind for parent in parents):
            alike = list(dict.fromkeys(parent for parent in parents if parent.kind is kind))
            found |= await self._paged(question, alike, spec)
        return found

    async def _paged(self, question: Question, parents: Sequence[Parent], spec: PageSpec) -> dict[Parent, Page]:
        query = page(question, parents, spec)
        root = parents[0].kind is ParentKind.ROOT
        if not root and not any(parent_names(question, parents).values()):
            return dict.fromkeys(parents, Page(()))
        whole = not root and (len(parents) > 1 or question.noun in UNSORTED)
        rows = await self._system.rows(query, None if whole else spec.size + 1)
        heads = sorted({row["head"] for row in rows if "head" in row})
        below = await self._system.below(question, Asked(ids=heads)) if heads else {}
        known: dict[str, Record] = records(self._noun, rows, below, self._system.source(question))
        return pages(question, parents, spec, rows, known)


def connect(served: Served, settings: BaseModel, clock: Clock) -> NetSuiteSystem:
    """Makes a system; opens nothing yet."""
    if not isinstance(settings, NetSuiteSettings):
        raise TypeError(f"netsuite is set up by NetSuiteSettings, not by {type(settings).__name__}")
    session = Session(settings, Transport(served, settings.base_url, settings), clock)
    return NetSuiteSystem(served, settings, session, clock)


def _canonical(question: Question, ref: Ref) -> Ref:
    """A SKU is the same in all systems."""
    return Ref(question.mapped.own, ref.key) if question.noun in SHARED_KEYS else ref


def _names(question: Question, rows: Sequence[Row]) -> dict[Ref, str]:
    """Every name by which rows are known, and the key of what it names; the first in order has it."""
    found: dict[Ref, str] = {}
    systems = list(question.mapped.names(question.noun))
    for row in rows:
        key = row.get("key")
        if key is None:
            continue
        found.setdefault(Ref(question.mapped.own, key), key)
        for place, system in enumerate(systems):
            if (value := row.get(f"{REF}{place}")) is not None:
                found.setdefault(Ref(system, value), key)
        if (number := row.get("w_loyalty_number")) is not None:
            found.setdefault(Ref(LOYALTY, number), key)
    return found


async def _both(one: Coroutine[Any, Any, list[Row]], other: Coroutine[Any, Any, FoundT]) -> tuple[list[Row], FoundT]:
    """Two questions at once."""
    rows, below = await together((one, other))
    return rows, below


async def together(questions: Iterable[Coroutine[Any, Any, Any]]) -> list[Any]:
    """Several questions at once; if one fails, the others are given up and its error is raised."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(question) for question in questions]
    except ExceptionGroup as failed:
        raise failed.exceptions[0] from None
    return [task.result() for task in tasks]
