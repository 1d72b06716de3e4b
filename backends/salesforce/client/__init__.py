"""One system and its ports: the only package of this backend that awaits."""

from collections.abc import Sequence

from pydantic import BaseModel

from backends.errors import NotSupported, Rejected
from backends.manifest import Served
from backends.ports import Clock, Port
from backends.salesforce import SalesforceSettings
from backends.salesforce.client.org import Org
from backends.salesforce.client.records import RecordPort
from backends.salesforce.client.session import Session
from backends.salesforce.client.stock import StockPort
from backends.salesforce.rows import row
from backends.salesforce.translate import record
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
        """Raises what keeps it from answering: the sign-in, a facet without fields, a field that is not there.

        One record of each noun is read, too: a field may be of a type that nothing can be made of.
        """
        served = self._org.served.facets
        for noun, facets in served.items():
            lacking = sorted(facets - self._org.mapped.told(noun))
            if lacking:
                raise Rejected(f"{noun}.{lacking[0]} is to be served, but the settings name no field for it.")
        await self._org.session.sign_in()
        await self._read_samples([noun for noun in served if noun is not Noun.STOCK])
        if Noun.STOCK in served:
            places = await self._org.places()
            question = {"locationIdentifiers": places.locations[:1], "stockKeepingUnits": ["-"], "useCache": True}
            await self._org.session.availability(question)

    async def _read_samples(self, nouns: Sequence[Noun]) -> None:
        org = self._org
        bin_too = [org.binned()] if Noun.CUSTOMER in nouns and org.settings.merged_records else []
        answers = await org.session.records([*map(org.sample, nouns), *bin_too])
        for noun, sent in zip(nouns, answers, strict=False):  # nothing is made of what is in the bin
            for each in sent:
                record(noun, row(org.mapped, noun, each), org.source(noun, org.served.facets[noun]))

    async def close(self) -> None:
        await self._org.session.close()


def connect(served: Served, settings: BaseModel, clock: Clock) -> SalesforceSystem:
    """Makes a system; opens nothing yet."""
    if not isinstance(settings, SalesforceSettings):
        raise TypeError(f"salesforce is set up by SalesforceSettings, not by {type(settings).__name__}")
    session = Session(settings, lambda url: Transport(served, url, settings), clock)
    return SalesforceSystem(Org(served, settings, session, clock))
