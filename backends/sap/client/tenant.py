"""One SAP system: what is known of it, and its session; its ports share it."""

from collections.abc import Sequence

from backends.manifest import Served
from backends.ports import Clock, Facets
from backends.sap import SapSettings
from backends.sap.client.session import Document, Session
from backends.sap.codes import words
from backends.sap.mapping import Mapped
from backends.sap.odata import Query
from backends.sap.translate import Source
from backends.vocabulary import Facet, Noun


class Tenant:
    """The system that a retailer gave a name; nothing is asked of it yet."""

    def __init__(self, served: Served, settings: SapSettings, clock: Clock) -> None:
        self.served = served
        self.settings = settings
        self.session = Session(settings, served, clock)
        self.mapped = Mapped(settings, served.name)
        self.words = words(settings.words)
        self._clock = clock

    def source(self, noun: Noun, facets: Facets) -> Source:
        """This system, answering now for those of the facets that it serves."""
        return Source(
            role=self.served.role,
            facets=(facets & self.served.facets[noun]) | {Facet.HEAD},
            fetched_at=self._clock(),
            words=self.words,
            mapped=self.mapped,
        )

    async def documents(self, queries: Sequence[Query]) -> Sequence[Document]:
        """The rows of all these queries together."""
        return [each for rows in await self.session.rows(queries) for each in rows] if queries else []
