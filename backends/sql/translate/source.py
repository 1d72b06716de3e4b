"""Who answered, and the rows that it answered with."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeVar, cast

from backends.ledger import Stamp
from backends.ports import Facets
from backends.records import Associate, Ref
from backends.sql.codes import Words
from backends.sql.wire import CustomerRow, OrderRow, Row
from backends.vocabulary import SystemRole

RowT = TypeVar("RowT", bound=Row)


class Hung:
    """The rows of the facets, by view and by the key of the noun that they hang below."""

    def __init__(self, rows: Mapping[type[Row], Mapping[str, Sequence[Row]]]) -> None:
        self._rows = rows

    def of(self, view: type[RowT], key: str) -> Sequence[RowT]:
        """Those of one noun; none too if the view was not asked."""
        return cast("Sequence[RowT]", self._rows.get(view, {}).get(key, ()))

    def known(self) -> set[str]:
        """Every key that some row hangs below."""
        return {key for rows in self._rows.values() for key in rows}


class Source:
    """The system that answered, when, and which facets it was asked for."""

    def __init__(self, *, system: str, role: SystemRole, facets: Facets, fetched_at: datetime, words: Words) -> None:
        self.system = system
        self.role = role
        self.facets = facets
        self.words = words
        self._fetched_at = fetched_at
        self._stamps: dict[datetime | None, tuple[Stamp, ...]] = {}

    def own(self, key: str) -> Ref:
        """A name that this system gave."""
        return Ref(self.system, key)

    def named(self, system: str | None, key: str) -> Ref:
        """A pair `x_system`, `x_key`: the system null means this very one."""
        return Ref(system or self.system, key)

    def perhaps(self, system: str | None, key: str | None) -> Ref | None:
        """As `named`, of a pair that may be null."""
        return None if key is None else self.named(system, key)

    def stamps(self, as_of: datetime | None) -> tuple[Stamp, ...]:
        """This system's stamp; rows that were true at the same time share it."""
        if as_of not in self._stamps:
            stamp = Stamp(system=self.system, role=self.role, as_of=as_of, fetched_at=self._fetched_at)
            self._stamps[as_of] = (stamp,)
        return self._stamps[as_of]

    def associate(self, row: CustomerRow | OrderRow) -> Associate | None:
        """The associate of a customer or an order; one without a name goes by her key."""
        if row.associate_key is None:
            return None
        return Associate(
            ref=self.own(row.associate_key),
            display_name=row.associate_name or row.associate_key,
            store=self.perhaps(row.associate_store_system, row.associate_store_key),
        )
