"""The port of a noun whose things are records of the org."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from msgspec import Struct, structs

from backends.errors import ABSENT, Failure, Unreadable
from backends.ports import Answers, Ask, Facets, Page, Pages, PageSpec, Parent
from backends.records import Customer, Record, Ref
from backends.salesforce.client.org import Org
from backends.salesforce.client.session import Record as Sent
from backends.salesforce.listing import Listing, batches
from backends.salesforce.questions import (
    Wanted,
    canonical,
    collectable,
    keys_of,
    lookups,
    merges,
    names_in,
    survivors,
    wanted,
)
from backends.salesforce.rows import row
from backends.salesforce.translate import Source, record
from backends.salesforce.wire import Row
from backends.vocabulary import Facet, Noun

RecordT = TypeVar("RecordT", bound=Record | Failure)


class Found(Struct, frozen=True):
    """Rows by every name that they are known by, and the surviving key of each key that was merged into another.

    What cannot be read of a record is its own row's matter, and costs the others nothing.
    """

    rows: Mapping[Ref, Row | Unreadable] = {}
    merged: Mapping[str, str] = {}


class RecordPort:
    """Customers, orders, shipments, demand."""

    def __init__(self, org: Org, noun: Noun) -> None:
        self._org = org
        self._noun = noun

    async def lookup(self, keys: Sequence[Ref], facets: Facets, ask: Ask) -> Answers:
        source = self._org.source(self._noun, facets)
        names = {ref: canonical(self._org.mapped, self._noun, ref) for ref in keys}
        found = await self._found(wanted(self._org.mapped, self._noun, list(names.values())), source.facets)
        strangers = sorted(
            {name.key for ref in names.values() if (name := self._survivor(ref, found)) not in found.rows}
        )
        if moved := [key for key in strangers if key in found.merged.values()]:
            more = await self._found(Wanted(moved), source.facets)
            found = Found({**more.rows, **found.rows}, {**more.merged, **found.merged})
        known = self._records(found, source)
        return {ref: known.get(self._survivor(name, found), ABSENT) for ref, name in names.items()}

    async def pages(self, parents: Sequence[Parent], spec: PageSpec, facets: Facets, ask: Ask) -> Pages:
        source = self._org.source(self._noun, facets)
        pages: dict[Parent, Page] = {}
        for kind in dict.fromkeys(parent.kind for parent in parents):
            asked = list(dict.fromkeys(parent for parent in parents if parent.kind is kind))
            for batch in batches(asked):
                pages |= await self._listed(batch, spec, source)
        return await self._with_merged(pages) if self._tells_merges(source.facets) else pages

    async def _listed(self, parents: Sequence[Parent], spec: PageSpec, source: Source) -> Mapping[Parent, Page]:
        listing = Listing(self._org.mapped, self._noun, self._org.words, parents, spec, source.facets)
        while not listing.done:
            (sent,) = await self._org.session.records([listing.statement()])
            rows = [row(self._org.mapped, self._noun, each) for each in sent]
            listing.take([(each, record(self._noun, each, source)) for each in rows])
        return listing.pages

    async def _found(self, asked: Wanted, facets: Facets) -> Found:
        if not asked:
            return Found()
        fields = collectable(self._org.mapped, self._noun, asked, facets)
        sent, merged = await (self._collected(asked, fields, facets) if fields else self._queried(asked, facets))
        return Found({name: each for record in sent for name, each in self._named(record)}, merged)

    def _named(self, sent: Sent) -> Iterable[tuple[Ref, Row | Unreadable]]:
        """A row by its names; raises Unreadable if not even its key can be read."""
        mapped = self._org.mapped
        try:
            found = row(mapped, self._noun, sent)
        except Unreadable as problem:
            names = names_in(mapped, self._noun, sent)
            if not names:
                raise
            return [(name, problem) for name in names]
        return [(name, found) for name in keys_of(mapped, found)]

    async def _collected(
        self, asked: Wanted, fields: Sequence[str], facets: Facets
    ) -> tuple[Sequence[Sent], Mapping[str, str]]:
        """By ids alone; the bin is looked through only for ids that are not there, and where mergers are asked for."""
        kind = str(self._org.mapped.source(self._org.mapped.shapes[self._noun]))
        answers = await self._org.session.collected(kind, asked.own, fields)
        sent = [each for each in answers if each is not None]
        missing = [key for key, each in zip(asked.own, answers, strict=True) if each is None]
        suspects = asked.own if self._tells_merges(facets) else missing
        return sent, await self._merged(suspects) if self._merges and suspects else {}

    async def _queried(self, asked: Wanted, facets: Facets) -> tuple[Sequence[Sent], Mapping[str, str]]:
        """Records and what was merged into them, in one call."""
        mapped = self._org.mapped
        queries = lookups(mapped, self._noun, asked, facets)
        of_bin = merges(mapped, self._noun, asked) if self._merges else []
        answers = await self._org.session.records([*queries, *of_bin])
        binned = [each for sent in answers[len(queries) :] for each in sent]
        return [each for sent in answers[: len(queries)] for each in sent], survivors(mapped, self._noun, binned)

    async def _merged(self, keys: Sequence[str]) -> Mapping[str, str]:
        binned = await self._org.session.records(merges(self._org.mapped, self._noun, Wanted(keys)))
        return survivors(self._org.mapped, self._noun, [each for sent in binned for each in sent])

    @property
    def _merges(self) -> bool:
        return self._noun is Noun.CUSTOMER and self._org.settings.merged_records

    def _tells_merges(self, facets: Facets) -> bool:
        return self._merges and Facet.IDENTITIES in facets

    def _survivor(self, name: Ref, found: Found) -> Ref:
        if name.system != self._org.mapped.own:
            return name
        return Ref(name.system, found.merged.get(name.key, name.key))

    def _records(self, found: Found, source: Source) -> Mapping[Ref, Record | Failure]:
        told = {id(each): self._record(each, source) for each in found.rows.values()}
        if self._tells_merges(source.facets):
            told = {place: _surviving(each, found.merged) for place, each in told.items()}
        return {name: told[id(each)] for name, each in found.rows.items()}

    def _record(self, found: Row | Unreadable, source: Source) -> Record | Failure:
        try:
            return self._failure(found) if isinstance(found, Unreadable) else record(self._noun, found, source)
        except Unreadable as problem:
            return self._failure(problem)

    def _failure(self, problem: Unreadable) -> Failure:
        served = self._org.served
        return Failure(
            system=served.name,
            role=served.role,
            code=problem.code,
            message=problem.message,
            retryable=problem.retryable,
        )

    async def _with_merged(self, pages: Mapping[Parent, Page]) -> Pages:
        keys = sorted({each.key for page in pages.values() for each in page.items})
        merged = await self._merged(keys) if keys else {}
        return {
            parent: Page(tuple(_surviving(each, merged) for each in page.items), page.more)
            for parent, page in pages.items()
        }


def _surviving(survivor: RecordT, merged: Mapping[str, str]) -> RecordT:
    if not isinstance(survivor, Customer):
        return survivor
    old = tuple(sorted(key for key, into in merged.items() if into == survivor.key))
    return structs.replace(survivor, merged=old) if old else survivor
