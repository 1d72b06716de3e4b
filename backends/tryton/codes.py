"""Tryton's words and ours. A retailer's own selections are named in the settings; no other word is guessed."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, TypeVar

from backends.vocabulary import Channel, ContactKind, FulfilmentMethod

WordT = TypeVar("WordT", bound=StrEnum)
Table = Mapping[str, Mapping[str, str]]


class Stage(StrEnum):
    """What the state of a sale says of the order as a whole; how far its goods are is told by their moves."""

    DRAFT = "draft"
    PLACED = "placed"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


class Step(StrEnum):
    """What the state of a move says of the goods."""

    WANTED = "wanted"
    ALLOCATED = "allocated"
    SHIPPED = "shipped"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


LISTS: Final[Mapping[str, type[StrEnum]]] = {
    "channel": Channel,
    "method": FulfilmentMethod,
    "sale_state": Stage,
    "move_state": Step,
}
FREE_LISTS: Final = ("unit",)
"""Lists of words that have no vocabulary of ours."""

STANDARD: Final[Table] = {
    "sale_state": {
        "draft": "draft",
        "quotation": "draft",
        "confirmed": "confirmed",
        "processing": "confirmed",
        "done": "confirmed",
        "cancelled": "cancelled",
    },
    "move_state": {
        "staging": "wanted",
        "draft": "wanted",
        "assigned": "allocated",
        "done": "shipped",
        "cancelled": "cancelled",
    },
    "unit": {"u": "EA", "kg": "KGM", "g": "GRM", "m": "MTR", "cm": "CMT", "l": "LTR", "m²": "MTK"},
}
"""The selections of 6.0 to 8.2, and the symbols of the units that come with the module `product`."""

CONTACTS: Final[Mapping[str, ContactKind]] = {
    "email": ContactKind.EMAIL,
    "phone": ContactKind.PHONE,
    "mobile": ContactKind.PHONE,
    "skype": ContactKind.MESSAGING,
    "sip": ContactKind.MESSAGING,
    "irc": ContactKind.MESSAGING,
    "jabber": ContactKind.MESSAGING,
}
"""The contact mechanisms that reach a person; websites and fax machines do not."""

_LIMIT: Final = 1000  # a field of free text must not fill the memory


class Words:
    """Reads words, and counts the different ones that nobody has translated; `own` are the retailer's tables."""

    def __init__(self, own: Table) -> None:
        self._tables = {name: {**STANDARD.get(name, {}), **own.get(name, {})} for name in (*LISTS, *FREE_LISTS)}
        self._unknown: set[tuple[str, str]] = set()

    @property
    def gaps(self) -> int:
        """How many different words were not understood."""
        return len(self._unknown)

    def read(self, name: str, vocabulary: type[WordT], word: str | None) -> WordT:
        """The member that a word of a list means; UNKNOWN for none, or for one that nobody has translated."""
        if word is None:
            return vocabulary["UNKNOWN"]
        found = self._tables[name].get(word, word)
        for member in vocabulary:
            if member.value == found:
                return member
        if len(self._unknown) < _LIMIT:
            self._unknown.add((name, word))
        return vocabulary["UNKNOWN"]

    def free(self, name: str, word: str) -> str:
        """A word of a list without a vocabulary: as it is, unless it is translated."""
        return self._tables[name].get(word, word)

    def written(self, name: str, member: StrEnum) -> list[str]:
        """How a member of ours is written there."""
        named = [theirs for theirs, ours in self._tables[name].items() if ours == member.value]
        return named if member.value in self._tables[name] else [*named, member.value]


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
