"""The port of what there is at the warehouses."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from backends.errors import ABSENT, BackendError, NotSupported, UnreadableRecord
from backends.ports import Answers, Ask, Facets, Pages, PageSpec, Parent
from backends.tryton.client.database import Database
from backends.tryton.domains import NOTHING, day, one_of
from backends.tryton.listing import Question
from backends.tryton.rows import product
from backends.tryton.translate import stocks
from backends.tryton.wire import ProductRow
from backends.vocabulary import Facet, Noun


class StockPort:
    """Asks each warehouse for all SKUs: what is asked of several at once, Tryton sums up."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def lookup(self, keys: Sequence[Any], facets: Facets, ask: Ask) -> Answers:
        source = self._database.source(Noun.STOCK, facets)
        asked = one_of(self._database.settings.sku, (ref.key for ref in keys))
        if asked is NOTHING:
            return dict.fromkeys(keys, ABSENT)
        if Facet.COUNTS in source.facets:
            places: Mapping[str, int | None] = await self._database.warehouses()
        else:
            places = {"": None}
        known = stocks(await self._counted(asked, places), source)
        return {ref: known.get(ref.key, ABSENT) for ref in keys}

    async def pages(self, parents: Sequence[Parent], spec: PageSpec, facets: Facets, ask: Ask) -> Pages:
        raise NotSupported("stock cannot be listed")

    async def _counted(self, asked: list[Any], places: Mapping[str, int | None]) -> Mapping[str, Sequence[ProductRow]]:
        """All at once; the first that fails ends the others."""
        try:
            async with asyncio.TaskGroup() as together:
                tasks = {key: together.create_task(self._at(asked, number)) for key, number in places.items()}
        except* BackendError as failures:
            raise _first(failures) from None
        return {key: task.result() for key, task in tasks.items()}

    async def _at(self, asked: list[Any], warehouse: int | None) -> Sequence[ProductRow]:
        sku = self._database.settings.sku
        fields = [sku, "type", "default_uom.symbol", *([] if warehouse is None else ["quantity"])]
        question = Question(
            [asked, ["active", "in", [True, False]]], fields, [["id", "ASC"]], self._database.settings.longest_gathered
        )
        sent = await self._database.session.search("product.product", question, self._context(warehouse))
        try:
            return [product(each, sku) for each in sent]
        except msgspec.ValidationError:
            raise UnreadableRecord("Tryton sent a product.product that cannot be read.") from None

    def _context(self, warehouse: int | None) -> Mapping[str, Any]:
        """Of today's end: what is done is counted, and nothing that is only planned."""
        if warehouse is None:
            return {}
        today = self._database.clock().astimezone(self._database.mapped.zone).date()
        return {"locations": [warehouse], "with_childs": True, "stock_date_end": day(today)}


def _first(failures: ExceptionGroup[BackendError]) -> BackendError:
    first = failures.exceptions[0]
    return _first(first) if isinstance(first, ExceptionGroup) else first
