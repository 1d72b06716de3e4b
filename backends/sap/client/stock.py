"""The port of what is in stock."""

from collections.abc import Sequence

from backends.errors import ABSENT, NotSupported
from backends.ports import Answers, Ask, Facets, Pages, PageSpec, Parent
from backends.records import Ref
from backends.sap.client.tenant import Tenant
from backends.sap.odata import Query, equal
from backends.sap.questions import split
from backends.sap.rows import stock_row
from backends.sap.translate import stocks
from backends.vocabulary import Noun


class StockPort:
    """Asks for so many materials at a time, at all places."""

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant

    async def lookup(self, keys: Sequence[Ref], facets: Facets, ask: Ask) -> Answers:
        source = self._tenant.source(Noun.STOCK, facets)
        counted, mapped = self._tenant.mapped.counted, self._tenant.mapped
        skus = [ref.key for ref in keys if mapped.fits(counted.words["sku"], ref.key)]
        queries = split(mapped.settings, every_row(self._tenant), counted.words["sku"], skus)
        documents = await self._tenant.documents(queries)
        known = stocks([stock_row(counted.words, each) for each in documents], source)
        return {ref: known.get(ref.key, ABSENT) for ref in keys}

    async def pages(self, parents: Sequence[Parent], spec: PageSpec, facets: Facets, ask: Ask) -> Pages:
        raise NotSupported("stock cannot be listed")


def every_row(tenant: Tenant) -> Query:
    """The query for all that is in stock, without what is others' or set aside."""
    counted = tenant.mapped.counted
    own = counted.own if not tenant.settings.special_stock else None
    return Query(
        service=counted.service,
        entity=counted.entity,
        select=list(counted.words.values()),
        where="" if own is None else equal(counted.service.version, own, [""]),
    )
