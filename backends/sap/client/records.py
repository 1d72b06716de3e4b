"""The port of a noun whose things are documents: business partners, sales orders, deliveries."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from backends.errors import ABSENT
from backends.filters import CustomerFilter
from backends.ports import Answers, Ask, Facets, Page, Pages, PageSpec, Parent, ParentKind
from backends.records import Record, Ref
from backends.sap.client.session import Document
from backends.sap.client.tenant import Tenant
from backends.sap.listing import Copies, Listing, met, sliced
from backends.sap.narrowing import LISTED, Narrowing, names_of, sortable
from backends.sap.odata import Query, every
from backends.sap.questions import Step, heads, identified, named, numbered, reached, roads, split, stepped
from backends.sap.rows import row
from backends.sap.translate import Source, record
from backends.sap.wire import CustomerRow, KeyedRow
from backends.vocabulary import Noun

Rows = Sequence[tuple[KeyedRow, Record]]
Reached = Mapping[str, Sequence[str]]
Roads = Sequence[tuple[str, Reached]]


class RecordPort:
    """Customers, orders, shipments."""

    def __init__(self, tenant: Tenant, noun: Noun) -> None:
        self._tenant = tenant
        self._mapped = tenant.mapped
        self._noun = noun

    async def lookup(self, keys: Sequence[Ref], facets: Facets, ask: Ask) -> Answers:
        source = self._tenant.source(self._noun, facets)
        partners = await self._partners(keys)
        queries = named(self._mapped, self._noun, keys, source.facets)
        if partners:
            base = heads(self._mapped, self._noun, source.facets)
            found = (partner for reached_ in partners.values() for partner in reached_)
            queries += split(self._mapped.settings, base, self._mapped.plain(self._noun, "partner"), found)
        known = self._by_name(self._rows(await self._tenant.documents(queries), source), partners)
        return {ref: known.get(ref, ABSENT) for ref in keys}

    async def pages(self, parents: Sequence[Parent], spec: PageSpec, facets: Facets, ask: Ask) -> Pages:
        sortable(self._noun, spec.sort)
        source = self._tenant.source(self._noun, facets)
        narrowing = Narrowing(self._mapped, self._noun, self._tenant.words, await self._known(spec))
        pages: dict[Parent, Page] = {}
        for kind in dict.fromkeys(parent.kind for parent in parents):
            asked = list(dict.fromkeys(parent for parent in parents if parent.kind is kind))
            if (self._noun, kind) in LISTED:
                pages |= await self._listed(asked, spec, source, narrowing)
            else:
                pages |= await self._gathered(kind, asked, spec, source, narrowing)
        return pages

    async def _listed(
        self, parents: Sequence[Parent], spec: PageSpec, source: Source, narrowing: Narrowing
    ) -> Mapping[Parent, Page]:
        listing = Listing(self._mapped, self._noun, narrowing, parents, spec, source.facets)
        while queries := listing.queries():
            answers = await self._tenant.session.rows(queries)
            listing.take([self._rows(documents, source) for documents in answers])
        return listing.pages

    async def _gathered(
        self, kind: ParentKind, parents: Sequence[Parent], spec: PageSpec, source: Source, narrowing: Narrowing
    ) -> Mapping[Parent, Page]:
        """All rows of all parents, which are few, each given to those that it belongs to."""
        values = {parent: names_of(parent, self._noun, self._mapped) for parent in parents}
        wanted = list(dict.fromkeys(value for told in values.values() for value in told))
        found = [(road.word, await self._reached(road.steps, wanted)) for road in roads(self._mapped, self._noun, kind)]
        copies = Copies(self._mapped, self._noun, spec.without_copies_of)
        conditions = met([*narrowing.filtered(spec.filter), *narrowing.without_copies(spec.without_copies_of)])
        rows = [] if conditions is None else await self._of(found, conditions, source, copies)
        return {parent: sliced(_owned(rows, found, told), spec, copies) for parent, told in values.items()}

    async def _of(self, found: Roads, conditions: Sequence[str], source: Source, copies: Copies) -> Rows:
        """The documents at the end of all roads, each once."""
        base = replace(heads(self._mapped, self._noun, source.facets, copies.paths), where=every(conditions))
        queries: list[Query] = []
        for word, led in found:
            name = self._mapped.plain(self._noun, word)
            keys = (to for reached_ in led.values() for to in reached_ if self._mapped.fits(name, to))
            queries += split(self._mapped.settings, base, name, keys)
        rows = self._rows(await self._tenant.documents(queries), source)
        return list({each.key: (each, told) for each, told in rows}.values())

    async def _reached(self, steps: Sequence[Step], values: Iterable[str]) -> Reached:
        """Where all steps lead from each value."""
        found: dict[str, Sequence[str]] = {value: [value] for value in values}
        for step in steps:
            due = list(dict.fromkeys(each for reached_ in found.values() for each in reached_))
            documents = await self._tenant.documents(stepped(self._mapped, self._noun, step, due))
            led = reached(step, documents, due)
            found = {value: [to for each in at for to in led.get(each, ())] for value, at in found.items()}
        return {value: at for value, at in found.items() if at}

    async def _partners(self, keys: Sequence[Ref]) -> Mapping[Ref, Sequence[str]]:
        """Whose numbers the keys of other systems are."""
        found: dict[Ref, Sequence[str]] = {}
        for system, path in numbered(self._mapped, self._noun).items():
            values = [ref.key for ref in keys if ref.system == system]
            if values:
                reached_ = await self._reached([identified(path)], values)
                found |= {Ref(system, value): at for value, at in reached_.items()}
        return found

    async def _known(self, spec: PageSpec) -> Sequence[str]:
        """The business partners that a search may be the e-mail, the phone or the loyalty number of."""
        search = spec.filter.search if isinstance(spec.filter, CustomerFilter) else None
        if search is None or len(search.split()) != 1:
            return ()
        return list(dict.fromkeys([each for kind in _kinds(search.strip()) for each in await self._called(*kind)]))

    async def _called(self, kind: ParentKind, value: str) -> Sequence[str]:
        ways = [road.steps for road in roads(self._mapped, self._noun, kind) if road.steps]
        return [each for steps in ways for each in (await self._reached(steps, [value])).get(value, ())]

    def _rows(self, documents: Iterable[Document], source: Source) -> Rows:
        rows = (row(self._mapped, self._noun, document, source.facets) for document in documents)
        return [(each, record(self._noun, each, source)) for each in rows]

    def _by_name(self, rows: Rows, partners: Mapping[Ref, Sequence[str]]) -> Mapping[Ref, Record]:
        """Each record by all its names; of several with the same name the one with the first key."""
        known: dict[Ref, Record] = {}
        by_partner: dict[str, Record] = {}
        for each, told in sorted(rows, key=lambda pair: pair[0].key):
            known.setdefault(Ref(self._mapped.own, each.key), told)
            for system, key in each.names.items():
                known.setdefault(Ref(system, key), told)
            if isinstance(each, CustomerRow):
                by_partner.setdefault(each.partner, told)
        for ref, found in partners.items():
            if found[0] in by_partner:
                known[ref] = by_partner[found[0]]
        return known


def _kinds(word: str) -> Sequence[tuple[ParentKind, str]]:
    """What a word may be besides a name; each costs questions, so what it cannot be is not asked."""
    if "@" in word:
        return [(ParentKind.EMAIL, word.lower())]
    phone = [(ParentKind.PHONE, word)] if word.removeprefix("+").isdecimal() else []
    return [*phone, (ParentKind.LOYALTY, word)]


def _owned(rows: Rows, found: Roads, values: Iterable[str]) -> Rows:
    """The rows that the roads from these values led to."""
    ends = [(word, {to for value in values for to in led.get(value, ())}) for word, led in found]
    return [(each, told) for each, told in rows if any(getattr(each, word) in tos for word, tos in ends)]
