"""One system and its ports: the only package of this backend that awaits."""

from pydantic import BaseModel

from backends.errors import NotSupported, Rejected
from backends.manifest import Served
from backends.ports import Clock, Port
from backends.transport import Transport
from backends.tryton import TrytonSettings
from backends.tryton.client.database import Database
from backends.tryton.client.records import RecordPort
from backends.tryton.client.session import Session
from backends.tryton.client.stock import StockPort
from backends.vocabulary import Noun, SystemRole


class TrytonSystem:
    """One database under the name that the retailer chose."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def name(self) -> str:
        return self._database.served.name

    @property
    def role(self) -> SystemRole:
        return self._database.served.role

    @property
    def vocabulary_gaps(self) -> int:
        return self._database.words.gaps

    def port(self, noun: Noun) -> Port:
        """Raises NotSupported for a noun that it does not serve."""
        if noun not in self._database.served.facets:
            raise NotSupported(f"{self.name} does not serve {noun}")
        return StockPort(self._database) if noun is Noun.STOCK else RecordPort(self._database, noun)

    async def probe(self) -> None:
        """Raises what keeps it from answering: the sign-in, a right, a field that is not there, no warehouse."""
        await self._database.session.sign_in()
        for noun in self._database.served.facets:
            if noun is not Noun.STOCK:
                await self._database.probe(noun)
            elif not await self._database.warehouses():
                raise Rejected("Tryton has no warehouse with a key: look at `warehouse` and `warehouses`.")

    async def close(self) -> None:
        await self._database.session.close()


def connect(served: Served, settings: BaseModel, clock: Clock) -> TrytonSystem:
    """Makes a system; opens nothing yet."""
    if not isinstance(settings, TrytonSettings):
        raise TypeError(f"tryton is set up by TrytonSettings, not by {type(settings).__name__}")
    session = Session(settings, Transport(served, settings.base_url, settings), clock)
    return TrytonSystem(Database(served, settings, session, clock))
