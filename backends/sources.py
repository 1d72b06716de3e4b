"""Who answered, and when, and whose keys it tells: what records of every noun say in the same way."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Final, Generic, TypeVar

from msgspec import Struct

from backends.glossary import Glossary
from backends.ledger import Stamp
from backends.ports import Facets
from backends.records import ExternalRef, Ref
from backends.vocabulary import SystemRole

_KINDS: Final[Mapping[str, str]] = {
    "associate_store": "location",
    "origin": "location",
    "pick_up": "location",
    "store": "location",
}
"""What words refer to that are not called like it."""


class Keyed:
    """One system, whose name is `own`, and of which kinds of things it holds keys that another system gave."""

    def __init__(self, own: str, keys_of: Iterable[tuple[str, str]]) -> None:
        self.own = own
        self._keys_of = dict(keys_of)

    def owner(self, word: str) -> str:
        """The system whose keys a word that refers to another thing holds."""
        return self._keys_of.get(_KINDS.get(word, word), self.own)


KeyedT = TypeVar("KeyedT", bound=Keyed)


class Source(Struct, Generic[KeyedT], frozen=True, kw_only=True):
    """The system that answered, and for which facets."""

    role: SystemRole
    facets: Facets
    fetched_at: datetime
    words: Glossary
    mapped: KeyedT

    @property
    def system(self) -> str:
        """Its name."""
        return self.mapped.own

    @property
    def stamps(self) -> tuple[Stamp, ...]:
        """That it answered now."""
        return (Stamp(system=self.system, role=self.role, fetched_at=self.fetched_at),)

    def own(self, key: str) -> Ref:
        """A name that this system gave."""
        return Ref(self.system, key)

    def perhaps(self, word: str, key: str | None) -> Ref | None:
        """The thing that a word refers to, by the key that its owner gave it."""
        return None if key is None else Ref(self.mapped.owner(word), key)


def refs(kind: str, names: Mapping[str, str]) -> tuple[ExternalRef, ...]:
    """What other systems call a thing, by system."""
    return tuple(ExternalRef(system=system, kind=kind, value=value) for system, value in names.items())


def version(number: Decimal | None, updated_at: datetime) -> int:
    """A number that grows with every change: the millisecond of the change, where there is no other."""
    return int(updated_at.timestamp() * 1_000) if number is None else int(number)
