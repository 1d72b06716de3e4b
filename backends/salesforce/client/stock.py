"""The port of what the inventory counts."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from backends.errors import ABSENT, BackendError, NotSupported
from backends.ports import Answers, Ask, Facets, Pages, PageSpec, Parent
from backends.records import Ref
from backends.salesforce.client.org import Org
from backends.salesforce.narrowing import askable
from backends.salesforce.translate import Places, stocks
from backends.salesforce.wire import Availability
from backends.vocabulary import Facet, Noun

_MOST: Final = 100  # SKUs, and locations, of one question


class StockPort:
    """Asks for so many SKUs at so many locations at a time."""

    def __init__(self, org: Org) -> None:
        self._org = org

    async def lookup(self, keys: Sequence[Ref], facets: Facets, ask: Ask) -> Answers:
        source = self._org.source(Noun.STOCK, facets)
        skus = [sku for sku in dict.fromkeys(ref.key for ref in keys) if askable(sku)]
        places = await self._org.places() if skus else Places()
        channels = self._org.settings.inventory_groups if Facet.RESERVATIONS in source.facets else {}
        questions = [
            *_questions("locationIdentifiers", places.locations, skus),
            *_questions("locationGroupIdentifiers", list(channels), skus),
        ]
        known = stocks(await self._answers(questions), places, channels, source)
        return {ref: known.get(ref.key, ABSENT) for ref in keys}

    async def _answers(self, questions: Sequence[Mapping[str, object]]) -> Sequence[Availability]:
        """All at once; the first that fails ends the others."""
        try:
            async with asyncio.TaskGroup() as together:
                tasks = [together.create_task(self._org.session.availability(question)) for question in questions]
        except* BackendError as failures:
            raise _first(failures) from None
        return [task.result() for task in tasks]

    async def pages(self, parents: Sequence[Parent], spec: PageSpec, facets: Facets, ask: Ask) -> Pages:
        raise NotSupported("stock cannot be listed")


def _first(failures: ExceptionGroup[BackendError]) -> BackendError:
    first = failures.exceptions[0]
    return _first(first) if isinstance(first, ExceptionGroup) else first


def _questions(kind: str, places: Sequence[str], skus: Sequence[str]) -> Iterator[Mapping[str, object]]:
    for some_skus in _parts(skus):
        for some_places in _parts(places):
            yield {kind: some_places, "stockKeepingUnits": some_skus, "useCache": False}


def _parts(items: Sequence[str]) -> list[Sequence[str]]:
    return [items[start : start + _MOST] for start in range(0, len(items), _MOST)]
