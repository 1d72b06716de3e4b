"""SAP's codes and ours. A retailer's own customising is named in the settings; no other code is guessed."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final, TypeVar

from backends.vocabulary import Channel, FulfilmentMethod, ShipmentDirection

WordT = TypeVar("WordT", bound=StrEnum)
Table = Mapping[str, Mapping[str, str]]


class Stage(StrEnum):
    """What an order's status says of the order as a whole; how far its goods are is told by its lines."""

    DRAFT = "draft"
    PLACED = "placed"
    CONFIRMED = "confirmed"
    UNKNOWN = "unknown"


LISTS: Final[Mapping[str, type[StrEnum]]] = {
    "channel": Channel,
    "method": FulfilmentMethod,
    "order_status": Stage,
    "direction": ShipmentDirection,
}
FREE_LISTS: Final = ("unit",)
"""Lists of words that have no vocabulary of ours."""

STANDARD: Final[Table] = {
    "order_status": {"": "placed", "A": "placed", "B": "confirmed", "C": "confirmed"},
    "direction": {"J": "OUTBOUND", "T": "RETURN"},
    "unit": {
        "EA": "EA",
        "ST": "EA",
        "PC": "EA",
        "KG": "KGM",
        "G": "GRM",
        "M": "MTR",
        "L": "LTR",
        "KGM": "KGM",
        "GRM": "GRM",
        "MTR": "MTR",
        "LTR": "LTR",
        "PCE": "EA",
        "C62": "EA",
    },
}
"""What systems come with: not started, partly, completely; the rest is unconfirmed."""

_LIMIT: Final = 1000  # a field of free text must not fill the memory
_GRAMS: Final[Mapping[str, int]] = {"KG": 1_000, "KGM": 1_000, "G": 1, "GRM": 1}
_DIGITS: Final = dict.fromkeys(
    (
        *("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV"),
        *("XAF", "XOF", "XPF"),
    ),
    0,
) | dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3)


def digits(currency: str) -> int:
    """How many decimals the minor unit of an ISO 4217 currency has."""
    return _DIGITS.get(currency, 2)


def grams(unit: str | None) -> int | None:
    """How many grams a unit of weight has, None for one that we do not know."""
    return _GRAMS.get(unit or "")


class Words:
    """Reads codes, and counts the different ones that nobody has translated; `own` are the retailer's tables."""

    def __init__(self, own: Table) -> None:
        self._tables = {name: {**STANDARD.get(name, {}), **own.get(name, {})} for name in (*LISTS, *FREE_LISTS)}
        self._unknown: set[tuple[str, str]] = set()

    @property
    def gaps(self) -> int:
        """How many different codes were not understood."""
        return len(self._unknown)

    def read(self, name: str, vocabulary: type[WordT], code: str | None) -> WordT:
        """The member that a code of a list means; UNKNOWN for none, or for one that nobody has translated."""
        found = self._tables[name].get(code or "")
        for member in vocabulary:
            if member.value == found:
                return member
        if code:
            self._miss(name, code)
        return vocabulary["UNKNOWN"]

    def unit(self, code: str | None) -> str | None:
        """A unit by its UN/ECE Rec 20 code: as it is, unless it is translated."""
        return None if code is None else self._tables["unit"].get(code, code)

    def written(self, name: str, members: Iterable[StrEnum]) -> list[str]:
        """The codes that mean one of these members."""
        wanted = {member.value for member in members}
        return [code for code, ours in self._tables[name].items() if ours in wanted]

    def _miss(self, name: str, code: str) -> None:
        if len(self._unknown) < _LIMIT:
            self._unknown.add((name, code))
