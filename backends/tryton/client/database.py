"""One database: what is known of it, and its session; its ports share it."""

import asyncio
from collections.abc import Mapping
from typing import Final

from backends.manifest import Served
from backends.ports import Clock, Facets
from backends.tryton import TrytonSettings
from backends.tryton.client.session import Session
from backends.tryton.codes import words
from backends.tryton.domains import Domain, one_of
from backends.tryton.listing import Question
from backends.tryton.mapping import Mapped
from backends.tryton.rows import texts
from backends.tryton.shapes import NOUNS
from backends.tryton.translate import Source
from backends.vocabulary import Facet, Noun

_KEPT: Final = 600.0  # seconds that the list of warehouses is taken to hold
_MOST_WAREHOUSES: Final = 500


class Database:
    """The database of one system; nothing is asked of it yet."""

    def __init__(self, served: Served, settings: TrytonSettings, session: Session, clock: Clock) -> None:
        self.served = served
        self.settings = settings
        self.session = session
        self.clock = clock
        self.mapped = Mapped(settings, served.name)
        self.words = words(settings.words)
        self._warehouses: Mapping[str, int] = {}
        self._known_until = 0.0
        self._looking = asyncio.Lock()

    def source(self, noun: Noun, facets: Facets) -> Source:
        """This system, answering now for those of the facets that it serves."""
        return Source(
            role=self.served.role,
            facets=(facets & self.served.facets[noun]) | {Facet.HEAD},
            fetched_at=self.clock(),
            words=self.words,
            mapped=self.mapped,
            unit=self.settings.unit,
        )

    def sample(self, noun: Noun) -> Question:
        """A question for one record with every field that may ever be asked."""
        return Question([], self.mapped.fields(noun, self.served.facets[noun] | {Facet.HEAD}), [["id", "ASC"]], 1)

    async def probe(self, noun: Noun) -> None:
        """Ask for one record of a noun."""
        await self.session.search(NOUNS[noun].source, self.sample(noun))

    async def warehouses(self) -> Mapping[str, int]:
        """The number of each warehouse that is counted, by its key; looked up again every now and then."""
        async with self._looking:
            now = asyncio.get_running_loop().time()
            if now >= self._known_until:
                self._warehouses = await self._looked_up()
                self._known_until = now + _KEPT
        return self._warehouses

    async def _looked_up(self) -> Mapping[str, int]:
        path, named = self.settings.warehouse, self.settings.warehouses
        domain: Domain = [["type", "=", "warehouse"], *([one_of(path, named)] if named else [])]
        question = Question(domain, ["id", path], [["id", "ASC"]], _MOST_WAREHOUSES)
        sent = await self.session.search("stock.location", question)
        return {key: int(each["id"]) for each in sent for key in texts(each, path)}
