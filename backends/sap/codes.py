"""SAP's codes and ours. A retailer's own customising is named in the settings; no other code is guessed."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from backends.glossary import Glossary, Lists, Table
from backends.vocabulary import Channel, FulfilmentMethod, ShipmentDirection


class Stage(StrEnum):
    """What an order's status says of the order as a whole; how far its goods are is told by its lines."""

    DRAFT = "draft"
    PLACED = "placed"
    CONFIRMED = "confirmed"
    UNKNOWN = "unknown"


_VOCABULARIES: Final[Mapping[str, type[StrEnum]]] = {
    "channel": Channel,
    "method": FulfilmentMethod,
    "order_status": Stage,
    "direction": ShipmentDirection,
}
_STANDARD: Final[Table] = {
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

LISTS: Final = Lists(vocabularies=_VOCABULARIES, free=("unit",), standard=_STANDARD)
"""All lists of codes."""

_GRAMS: Final[Mapping[str, int]] = {"KG": 1_000, "KGM": 1_000, "G": 1, "GRM": 1}


def words(own: Table) -> Glossary:
    """Reads codes with the help of the retailer's tables."""
    return Glossary(LISTS, own)


def grams(unit: str | None) -> int | None:
    """How many grams a unit of weight has, None for one that we do not know."""
    return _GRAMS.get(unit or "")
