"""One system and its ports: the only package of this backend that awaits."""

from pydantic import BaseModel

from backends.errors import NotSupported
from backends.manifest import Served
from backends.ports import Clock, Port
from backends.sap import SapSettings
from backends.sap.client.records import RecordPort
from backends.sap.client.stock import StockPort, every_row
from backends.sap.client.tenant import Tenant
from backends.sap.odata import Query
from backends.sap.questions import heads
from backends.vocabulary import Facet, Noun, SystemRole


class SapSystem:
    """One SAP system under the name that the retailer chose."""

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant

    @property
    def name(self) -> str:
        return self._tenant.served.name

    @property
    def role(self) -> SystemRole:
        return self._tenant.served.role

    @property
    def vocabulary_gaps(self) -> int:
        return self._tenant.words.gaps

    def port(self, noun: Noun) -> Port:
        """Raises NotSupported for a noun that it does not serve."""
        if noun not in self._tenant.served.facets:
            raise NotSupported(f"{self.name} does not serve {noun}")
        return StockPort(self._tenant) if noun is Noun.STOCK else RecordPort(self._tenant, noun)

    async def probe(self) -> None:
        """Raises what keeps it from answering: the sign-in, a service, an authorisation, a missing property."""
        for noun in self._tenant.served.facets:
            query = self._sample(noun)
            await self._tenant.session.rows([query])
            if self._tenant.settings.batch_parts > 1:
                await self._tenant.session.ready(query.service)

    def _sample(self, noun: Noun) -> Query:
        """A query for one row with every property that may ever be asked."""
        if noun is Noun.STOCK:
            query = every_row(self._tenant)
        else:
            facets = self._tenant.served.facets[noun] | {Facet.HEAD}
            query = heads(self._tenant.mapped, noun, facets)
        return Query(service=query.service, entity=query.entity, select=query.select, where=query.where, top=1)

    async def close(self) -> None:
        await self._tenant.session.close()


def connect(served: Served, settings: BaseModel, clock: Clock) -> SapSystem:
    """Makes a system; opens nothing yet."""
    if not isinstance(settings, SapSettings):
        raise TypeError(f"sap is set up by SapSettings, not by {type(settings).__name__}")
    return SapSystem(Tenant(served, settings, clock))
