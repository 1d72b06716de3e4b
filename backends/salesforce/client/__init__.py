"""One system and its ports: the only package of this backend that awaits."""

from pydantic import BaseModel

from backends.errors import NotSupported, Rejected
from backends.manifest import Served
from backends.ports import Clock, Port
from backends.salesforce import SalesforceSettings
from backends.salesforce.client.org import Org
from backends.salesforce.client.records import RecordPort
from backends.salesforce.client.session import Session
from backends.salesforce.client.stock import StockPort
from backends.transport import Transport
from backends.vocabulary import Noun, SystemRole


class SalesforceSystem:
    """One org under the name that the retailer chose."""

    def __init__(self, org: Org) -> None:
        self._org = org

    @property
    def name(self) -> str:
        return self._org.served.name

    @property
    def role(self) -> SystemRole:
        return self._org.served.role

    @property
    def vocabulary_gaps(self) -> int:
        return self._org.words.gaps

    def port(self, noun: Noun) -> Port:
        """Raises NotSupported for a noun that it does not serve."""
        if noun not in self._org.served.facets:
            raise NotSupported(f"{self.name} does not serve {noun}")
        return StockPort(self._org) if noun is Noun.STOCK else RecordPort(self._org, noun)

    async def probe(self) -> None:
        """Raises what keeps it from answering: the sign-in, a facet without fields, a field that is not there."""
        served = self._org.served.facets
        for noun, facets in served.items():
            lacking = sorted(facets - self._org.mapped.told(noun))
            if lacking:
                raise Rejected(f"{noun}.{lacking[0]} is to be served, but the settings name no field for it.")
        await self._org.session.sign_in()
        await self._org.session.records([self._org.sample(noun) for noun in served if noun is not Noun.STOCK])
        if Noun.STOCK in served:
            places = await self._org.places()
            question = {"locationIdentifiers": places.locations[:1], "stockKeepingUnits": ["-"], "useCache": True}
            await self._org.session.availability(question)

    async def close(self) -> None:
        await self._org.session.close()


def connect(served: Served, settings: BaseModel, clock: Clock) -> SalesforceSystem:
    """Makes a system; opens nothing yet."""
    if not isinstance(settings, SalesforceSettings):
        raise TypeError(f"salesforce is set up by SalesforceSettings, not by {type(settings).__name__}")
    session = Session(settings, lambda url: Transport(served, url, settings), clock)
    return SalesforceSystem(Org(served, settings, session, clock))
