"""Salesforce's words and ours. A retailer's own picklist values are named in the settings; no other word is guessed."""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final, TypeVar

from backends.vocabulary import (
    Channel,
    ConsentPurpose,
    ConsentState,
    FulfilmentMethod,
    PreferenceOrigin,
    ReturnStatus,
    ShipmentDirection,
)

WordT = TypeVar("WordT", bound=StrEnum)
Table = Mapping[str, Mapping[str, str]]


class Stage(StrEnum):
    """What an order's status says of the order as a whole; how far its goods are is told by its lines."""

    DRAFT = "draft"
    PLACED = "placed"
    CONFIRMED = "confirmed"
    HELD = "held"
    UNKNOWN = "unknown"


LISTS: Final[Mapping[str, type[StrEnum]]] = {
    "channel": Channel,
    "method": FulfilmentMethod,
    "order_status": Stage,
    "return_status": ReturnStatus,
    "direction": ShipmentDirection,
    "consent_purpose": ConsentPurpose,
    "consent_state": ConsentState,
    "preference_origin": PreferenceOrigin,
}
FREE_LISTS: Final = ("unit", "payment_kind")
"""Lists of words that have no vocabulary of ours."""

STANDARD: Final[Table] = {
    "order_status": {
        "Created": "placed",
        "Approved": "confirmed",
        "Waiting to Fulfill": "confirmed",
        "Partially Fulfilled": "confirmed",
        "Fulfilled": "confirmed",
        "Canceled": "confirmed",
    },
    "return_status": {
        "Draft": "REQUESTED",
        "Submitted": "REQUESTED",
        "Approved": "REQUESTED",
        "Partially Returned": "PARTIALLY_RETURNED",
        "Closed": "RETURNED",
        "Canceled": "REJECTED",
    },
    "consent_state": {"OptIn": "GRANTED", "OptOut": "DENIED", "OptInPending": "PENDING", "OptOutPending": "GRANTED"},
    "payment_kind": {"CreditCard": "CARD", "DebitCard": "CARD", "DigitalWallet": "WALLET", "GiftCard": "GIFT_CARD"},
    "unit": {"Each": "EA", "Kilogram": "KGM", "Meter": "MTR"},
}
"""What orgs come with; unconfirmed but for the consents (object reference, v58)."""

_BETWEEN_WORDS: Final = re.compile(r"[^a-z0-9]+")
_LIMIT: Final = 1000  # a field of free text must not fill the memory
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


class Words:
    """Reads words, and counts the different ones that nobody has translated; `own` are the retailer's tables."""

    def __init__(self, own: Table) -> None:
        self._named = {name: {**STANDARD.get(name, {}), **own.get(name, {})} for name in (*LISTS, *FREE_LISTS)}
        self._tables = {
            name: {_plain(theirs): ours for theirs, ours in table.items()} for name, table in self._named.items()
        }
        self._unknown: set[tuple[str, str]] = set()

    @property
    def gaps(self) -> int:
        """How many different words were not understood."""
        return len(self._unknown)

    def read(self, name: str, vocabulary: type[WordT], word: str | None) -> WordT:
        """The member that a word of a list means; UNKNOWN for none, or for one that nobody has translated."""
        if word is None:
            return vocabulary["UNKNOWN"]
        plain = _plain(word)
        found = self._tables[name].get(plain)
        for member in vocabulary:
            if member.value == found or (found is None and _plain(member.value) == plain):
                return member
        self._miss(name, word)
        return vocabulary["UNKNOWN"]

    def free(self, name: str, word: str) -> str:
        """A word of a list without a vocabulary: as it is, unless it is translated."""
        return self._tables[name].get(_plain(word), word)

    def written(self, name: str, member: StrEnum) -> list[str]:
        """How the org may write a member of ours: as it is named in the settings, or as the word itself."""
        word = member.value.replace("_", " ")
        named = [theirs for theirs, ours in self._named[name].items() if ours == member.value]
        own = [word, member.value] if self._tables[name].get(_plain(word), member.value) == member.value else []
        return list(dict.fromkeys([*named, *own]))

    def _miss(self, name: str, word: str) -> None:
        if len(self._unknown) < _LIMIT:
            self._unknown.add((name, word))


def _plain(word: str) -> str:
    """A word without case and marks: picklists say the same thing in many ways."""
    return _BETWEEN_WORDS.sub(" ", word.casefold()).strip()
