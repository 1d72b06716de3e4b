"""The demo retailer's seven systems: what each is to the business, what it serves, and who is believed first."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from msgspec import Struct

from backends.sandbox.world.moments import ANCHOR, COUNTED, NIGHT
from backends.vocabulary import FACETS, Facet, Noun, SystemRole

CONFIGURATION: Final = "comptoir.toml"


class PretendSystem(Struct, frozen=True):
    """One system: the name the retailer chose, its role, and the facets of each noun that it serves.

    `as_of`: when what it says was true; nothing in it is younger.
    """

    name: str
    role: SystemRole
    serves: Mapping[Noun, frozenset[Facet]]
    as_of: datetime = ANCHOR


def _only(*facets: Facet) -> frozenset[Facet]:
    """These facets and the record itself, without which there is none of them."""
    return frozenset({Facet.HEAD, *facets})


CRM: Final = PretendSystem("crm", SystemRole.CRM, {Noun.CUSTOMER: FACETS[Noun.CUSTOMER]})
POS: Final = PretendSystem(
    "pos",
    SystemRole.POS,
    {
        Noun.CUSTOMER: _only(Facet.IDENTITIES, Facet.CONTACTS, Facet.CONSENTS),
        Noun.ORDER: FACETS[Noun.ORDER],
        Noun.STOCK: _only(Facet.COUNTS),
    },
)
OMS: Final = PretendSystem(
    "oms",
    SystemRole.OMS,
    {
        Noun.ORDER: FACETS[Noun.ORDER],
        Noun.STOCK: _only(Facet.RESERVATIONS, Facet.SAFETY),
        Noun.DEMAND: FACETS[Noun.DEMAND],
    },
)
ERP: Final = PretendSystem(
    "erp",
    SystemRole.ERP,
    {
        Noun.LOCATION: FACETS[Noun.LOCATION],
        Noun.ORDER: _only(Facet.IDENTITIES, Facet.LINES, Facet.PAYMENTS),
        Noun.VARIANT: _only(Facet.PRICES),
        Noun.INBOUND: FACETS[Noun.INBOUND],
    },
    as_of=NIGHT,
)
WMS: Final = PretendSystem(
    "wms",
    SystemRole.WMS,
    {Noun.STOCK: _only(Facet.COUNTS), Noun.INBOUND: FACETS[Noun.INBOUND]},
    as_of=COUNTED,
)
TMS: Final = PretendSystem("tms", SystemRole.TMS, {Noun.SHIPMENT: FACETS[Noun.SHIPMENT]})
PIM: Final = PretendSystem(
    "pim",
    SystemRole.PIM,
    {Noun.PRODUCT: FACETS[Noun.PRODUCT], Noun.VARIANT: _only(Facet.TEXTS, Facet.MEDIA)},
    as_of=NIGHT,
)

SYSTEMS: Final = (CRM, POS, OMS, ERP, WMS, TMS, PIM)

AUTHORITY: Final[Mapping[Noun, tuple[str, ...]]] = {
    Noun.CUSTOMER: ("crm", "pos"),
    Noun.ORDER: ("oms", "pos", "erp"),
    Noun.SHIPMENT: ("tms",),
    Noun.PRODUCT: ("pim",),
    Noun.VARIANT: ("pim", "erp"),
    Noun.LOCATION: ("erp",),
    Noun.STOCK: ("wms", "pos", "oms"),
    Noun.INBOUND: ("erp", "wms"),
    Noun.DEMAND: ("oms",),
}
"""Per noun, who names the thing, then who is asked next."""


def file_name(system: PretendSystem) -> str:
    """The file of a system, in the demo's folder."""
    return f"{system.name}.sqlite"
