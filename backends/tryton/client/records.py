"""The port of a noun whose things are records of one model."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct, structs

from backends.errors import ABSENT
from backends.ports import Answers, Ask, Facets, Page, Pages, PageSpec, Parent
from backends.records import Customer, Record, Ref
from backends.tryton.client.database import Database
from backends.tryton.domains import NOTHING, Domain, some
from backends.tryton.listing import Found, Listing, Question, batches
from backends.tryton.narrowing import LINKS, Narrowing, names_told
from backends.tryton.rows import row, texts
from backends.tryton.shapes import NOUNS
from backends.tryton.translate import Source, record
from backends.tryton.wire import Json, KeyedRow
from backends.vocabulary import Facet, Noun

_REPLACED_BY: Final = "replaced_by"
_LONGEST_CHAIN: Final = 4  # of customers each of whom was merged into the next
_ANY: Final = {"active_test": False}
"""Deactivated ones too: those that were merged are. A clause would not do: each part of a domain gets its own test."""


class Known(Struct):
    """Rows by every name that they are known by, and the surviving key of each key that was merged into another."""

    rows: dict[Ref, KeyedRow] = {}
    merged: dict[str, str] = {}


class RecordPort:
    """Customers, orders, shipments."""

    def __init__(self, database: Database, noun: Noun) -> None:
        self._database = database
        self._noun = noun
        self._narrowing = Narrowing(database.mapped, noun, database.words)

    async def lookup(self, keys: Sequence[Ref], facets: Facets, ask: Ask) -> Answers:
        source = self._database.source(self._noun, facets)
        known = Known(rows={}, merged={})
        wanted: Iterable[Ref] = dict.fromkeys(keys)
        for _ in range(_LONGEST_CHAIN):
            await self._learn(known, wanted, source.facets)
            survivors = (self._survivor(ref, known) for ref in keys)
            wanted = [ref for ref in dict.fromkeys(survivors) if ref.key in known.merged.values()]
            wanted = [ref for ref in wanted if ref not in known.rows]
            if not wanted:
                break
        told = {id(each): self._record(each, known, source) for each in known.rows.values()}
        found = {name: told[id(each)] for name, each in known.rows.items()}
        return {ref: found.get(self._survivor(ref, known), ABSENT) for ref in keys}

    async def pages(self, parents: Sequence[Parent], spec: PageSpec, facets: Facets, ask: Ask) -> Pages:
        source = self._database.source(self._noun, facets)
        pages: dict[Parent, Page] = {}
        for kind in dict.fromkeys(parent.kind for parent in parents):
            asked = list(dict.fromkeys(parent for parent in parents if parent.kind is kind))
            for batch in batches(asked):
                pages |= await self._listed(batch, spec, source)
        return await self._with_merged(pages) if self._tells_merges(source.facets) else pages

    async def _listed(self, parents: Sequence[Parent], spec: PageSpec, source: Source) -> Mapping[Parent, Page]:
        database, most = self._database, self._database.settings.longest_gathered
        listing = Listing(database.mapped, self._noun, database.words, parents, spec, source.facets, most)
        hangs = LINKS[self._noun, parents[0].kind]
        while not listing.done:
            sent = await self._search(listing.question())
            found = []
            for each in sent:
                told = row(database.mapped, self._noun, each)
                found.append(
                    Found(record(self._noun, told, source), names_told(hangs, database.mapped, self._noun, each))
                )
            listing.take(found)
        return listing.pages

    async def _learn(self, known: Known, refs: Iterable[Ref], facets: Facets) -> None:
        """What is known under these names, and who was merged into whom."""
        refs = list(refs)
        clause = self._named(refs, facets)
        if clause is NOTHING:
            return
        mapped = self._database.mapped
        paths = {**mapped.names(self._noun), mapped.own: mapped.key(self._noun)}
        fields = [*mapped.fields(self._noun, facets), *mapped.names(self._noun).values(), *self._merge_fields]
        limit = self._database.settings.longest_gathered
        question = Question([clause], list(dict.fromkeys(fields)), [["id", "ASC"]], limit)
        for each in await self._search(question, _ANY if self._merges else None):
            told = row(mapped, self._noun, each)
            survivor = texts(each, self._merge_fields[0]) if self._merges else []
            if survivor:
                known.merged[told.key] = survivor[0]
            else:
                names = (Ref(system, key) for system, path in paths.items() for key in texts(each, path))
                known.rows |= dict.fromkeys(names, told)

    def _named(self, refs: Sequence[Ref], facets: Facets) -> Domain:
        clauses = [self._narrowing.named(refs)]
        if self._tells_merges(facets):
            clauses.append(self._narrowing.named(refs, before=f"{_REPLACED_BY}."))
        clauses = [clause for clause in clauses if clause is not NOTHING]
        return some(clauses) if clauses else NOTHING

    async def _search(self, question: Question, context: Mapping[str, Any] | None = None) -> Sequence[Json]:
        return await self._database.session.search(NOUNS[self._noun].source, question, context)

    @property
    def _merges(self) -> bool:
        return self._noun is Noun.CUSTOMER

    @property
    def _merge_fields(self) -> Sequence[str]:
        return [f"{_REPLACED_BY}.{self._database.mapped.key(self._noun)}"] if self._merges else []

    def _tells_merges(self, facets: Facets) -> bool:
        return self._merges and Facet.IDENTITIES in facets

    def _survivor(self, name: Ref, known: Known) -> Ref:
        if name.system != self._database.mapped.own:
            return name
        key = name.key
        for _ in range(_LONGEST_CHAIN):
            key = known.merged.get(key, key)
        return Ref(name.system, key)

    def _record(self, told: KeyedRow, known: Known, source: Source) -> Record:
        found = record(self._noun, told, source)
        return _surviving(found, known.merged) if self._tells_merges(source.facets) else found

    async def _with_merged(self, pages: Mapping[Parent, Page]) -> Pages:
        """Who was merged into the customers of these pages, in one question."""
        own = [Ref(self._database.mapped.own, each.key) for page in pages.values() for each in page.items]
        if not own:
            return pages
        key, survivor = self._database.mapped.key(self._noun), self._merge_fields[0]
        domain = [self._narrowing.named(own, before=f"{_REPLACED_BY}.")]
        limit = self._database.settings.longest_gathered
        sent = await self._search(Question(domain, [key, survivor], [["id", "ASC"]], limit), _ANY)
        merged = {texts(each, key)[0]: texts(each, survivor)[0] for each in sent if texts(each, key)}
        return {
            parent: structs.replace(page, items=tuple(_surviving(each, merged) for each in page.items))
            for parent, page in pages.items()
        }


def _surviving(survivor: Record, merged: Mapping[str, str]) -> Record:
    old = tuple(sorted(key for key, into in merged.items() if into == survivor.key))
    return structs.replace(survivor, merged=old) if isinstance(survivor, Customer) and old else survivor
