"""NetSuite's words in ours; the settings add those of the retailer's lists. What nobody knows is UNKNOWN, a gap."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final, TypeVar

from backends.vocabulary import Channel, FulfilmentMethod, LocationKind, SupplyStage

WordT = TypeVar("WordT", bound=StrEnum)

_LIMIT: Final = 1_000  # a field of free text must not fill the memory
_UNITS: Final = {"Each": "EA", "EA": "EA", "Ea": "EA", "Piece": "EA", "Kilogram": "KGM", "kg": "KGM", "Meter": "MTR"}
_STAGES: Final = {
    "A": SupplyStage.PROPOSED,
    "B": SupplyStage.ORDERED,
    "D": SupplyStage.RECEIVING,
    "E": SupplyStage.RECEIVING,
    "TrnfrOrd:B": SupplyStage.ORDERED,
    "TrnfrOrd:F": SupplyStage.IN_TRANSIT,
    "TrnfrOrd:E": SupplyStage.IN_TRANSIT,
}
_PLACES: Final = {"Store": LocationKind.STORE, "Warehouse": LocationKind.WAREHOUSE}
_LISTS: Final[Mapping[type[StrEnum], str]] = {
    Channel: "channel",
    FulfilmentMethod: "method",
    SupplyStage: "supply_stage",
    LocationKind: "location_kind",
}
_USUAL: Final[Mapping[type[StrEnum], Mapping[str, StrEnum]]] = {SupplyStage: _STAGES, LocationKind: _PLACES}

DECIMALS: Final = {
    **dict.fromkeys(("CLP", "ISK", "JPY", "KRW", "VND", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}
"""Currencies whose minor unit is not a hundredth (ISO 4217)."""

PENDING_APPROVAL: Final = "A"
UNTRACKED: Final = frozenset({"NonInvtPart", "Service", "OthCharge", "GiftCert", "DwnLdItem"})
DOCUMENTS: Final = {"PurchOrd": "purchase-order", "TrnfrOrd": "transfer-order"}


def letter(status: str) -> str:
    """A status without the type of its transaction: depending on the account it is `B` or `SalesOrd:B`."""
    return status.rpartition(":")[2].strip()


class Words:
    """Reads words, and counts the different ones that nobody translated, up to a limit."""

    def __init__(self, words: Mapping[str, Mapping[str, str]]) -> None:
        self._own = words
        self._unknown: set[tuple[type[StrEnum], str]] = set()

    @property
    def gaps(self) -> int:
        """How many different words were not understood."""
        return len(self._unknown)

    def read(self, vocabulary: type[WordT], word: str | None) -> WordT:
        """What a word means; UNKNOWN is a gap unless there was no word."""
        if word is None:
            return vocabulary["UNKNOWN"]
        found = self._known(vocabulary).get(word)
        if found is not None:
            return found
        if len(self._unknown) < _LIMIT:
            self._unknown.add((vocabulary, word))
        return vocabulary["UNKNOWN"]

    def stage(self, kind: str | None, status: str | None) -> SupplyStage:
        """Where goods are: by a word of the retailer's, else by the letter of a document of this type."""
        known = self._known(SupplyStage)
        if status is None or status in known:
            return self.read(SupplyStage, status)
        return known.get(f"{kind}:{letter(status)}") or self.read(SupplyStage, letter(status))

    def unit(self, name: str) -> str:
        """The code of a unit (UN/ECE Rec 20); a name that nobody translated stays as it is."""
        return self._own.get("unit", {}).get(name) or _UNITS.get(name, name)

    def theirs(self, members: Iterable[WordT]) -> tuple[list[str], list[str] | None]:
        """The words that mean one of these members; if UNKNOWN is among them, all the words that are known."""
        wanted = set(members)
        known = self._known(type(next(iter(wanted))))
        found = [word for word, ours in known.items() if ours in wanted]
        return found, sorted(known) if any(member.name == "UNKNOWN" for member in wanted) else None

    def _known(self, vocabulary: type[WordT]) -> Mapping[str, WordT]:
        """By word; a word of the settings that is none of ours is UNKNOWN."""
        members = set(vocabulary)
        own = self._own.get(_LISTS[vocabulary], {})
        usual = {word: vocabulary(member) for word, member in _USUAL.get(vocabulary, {}).items()}
        return usual | {
            word: vocabulary(ours) if ours in members else vocabulary["UNKNOWN"] for word, ours in own.items()
        }
