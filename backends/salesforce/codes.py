"""Salesforce's words and ours. A retailer's own picklist values are named in the settings; no other word is guessed."""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from backends.glossary import Glossary, Lists, Table
from backends.vocabulary import (
    Channel,
    ConsentPurpose,
    ConsentState,
    FulfilmentMethod,
    PreferenceOrigin,
    ReturnStatus,
    ShipmentDirection,
)


class Stage(StrEnum):
    """What an order's status says of the order as a whole; how far its goods are is told by its lines."""

    DRAFT = "draft"
    PLACED = "placed"
    CONFIRMED = "confirmed"
    HELD = "held"
    UNKNOWN = "unknown"


_VOCABULARIES: Final[Mapping[str, type[StrEnum]]] = {
    "channel": Channel,
    "method": FulfilmentMethod,
    "order_status": Stage,
    "return_status": ReturnStatus,
    "direction": ShipmentDirection,
    "consent_purpose": ConsentPurpose,
    "consent_state": ConsentState,
    "preference_origin": PreferenceOrigin,
}
_STANDARD: Final[Table] = {
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

LISTS: Final = Lists(vocabularies=_VOCABULARIES, free=("unit", "payment_kind"), standard=_STANDARD)
"""All lists of words."""

_BETWEEN_WORDS: Final = re.compile(r"[^a-z0-9]+")


def words(own: Table) -> Glossary:
    """Reads words with the help of the retailer's tables; a word of ours may be written with spaces in any case."""
    return Glossary(LISTS, own, spelt=lambda word: (word.replace("_", " "), word), plain=_plain)


def _plain(word: str) -> str:
    """A word without case and marks: picklists say the same thing in many ways."""
    return _BETWEEN_WORDS.sub(" ", word.casefold()).strip()
