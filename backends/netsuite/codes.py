"""NetSuite's words in ours; the settings add those of the retailer's lists. What nobody knows is UNKNOWN, a gap."""

from typing import Final

from backends.glossary import Glossary, Lists, Table
from backends.vocabulary import Channel, FulfilmentMethod, LocationKind, SupplyStage

LISTS: Final = Lists(
    vocabularies={
        "channel": Channel,
        "method": FulfilmentMethod,
        "supply_stage": SupplyStage,
        "location_kind": LocationKind,
    },
    free=("unit",),
    standard={
        "supply_stage": {
            "A": "PROPOSED",
            "B": "ORDERED",
            "D": "RECEIVING",
            "E": "RECEIVING",
            "TrnfrOrd:B": "ORDERED",
            "TrnfrOrd:F": "IN_TRANSIT",
            "TrnfrOrd:E": "IN_TRANSIT",
        },
        "location_kind": {"Store": "STORE", "Warehouse": "WAREHOUSE"},
        "unit": {"Each": "EA", "EA": "EA", "Ea": "EA", "Piece": "EA", "Kilogram": "KGM", "kg": "KGM", "Meter": "MTR"},
    },
)
"""All lists of words, and what accounts come with."""

PENDING_APPROVAL: Final = "A"
UNTRACKED: Final = frozenset({"NonInvtPart", "Service", "OthCharge", "GiftCert", "DwnLdItem"})
DOCUMENTS: Final = {"PurchOrd": "purchase-order", "TrnfrOrd": "transfer-order"}


def letter(status: str) -> str:
    """A status without the type of its transaction: depending on the account it is `B` or `SalesOrd:B`."""
    return status.rpartition(":")[2].strip()


def words(own: Table) -> Glossary:
    """Reads words with the help of the retailer's tables."""
    return Glossary(LISTS, own)


def stage(known: Glossary, kind: str | None, status: str | None) -> SupplyStage:
    """Where goods are: by a word of the retailer's, else by the letter of a document of this type."""
    if status is None or status in known.known("supply_stage"):
        return known.read("supply_stage", SupplyStage, status)
    by_kind = f"{kind}:{letter(status)}"
    word = by_kind if by_kind in known.known("supply_stage") else letter(status)
    return known.read("supply_stage", SupplyStage, word)
