"""Tryton's words and ours. A retailer's own selections are named in the settings; no other word is guessed."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from backends.glossary import Glossary, Lists, Table
from backends.vocabulary import Channel, ContactKind, FulfilmentMethod


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


_VOCABULARIES: Final[Mapping[str, type[StrEnum]]] = {
    "channel": Channel,
    "method": FulfilmentMethod,
    "sale_state": Stage,
    "move_state": Step,
}
_STANDARD: Final[Table] = {
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

LISTS: Final = Lists(vocabularies=_VOCABULARIES, free=("unit",), standard=_STANDARD)
"""All lists of words."""

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


def words(own: Table) -> Glossary:
    """Reads words with the help of the retailer's tables; a selection of hers may have words of ours."""
    return Glossary(LISTS, own, spelt=lambda word: (word,))
