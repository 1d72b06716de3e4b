"""The warehouses: what they count, and what is being counted at the dock."""

from backends.records import ExternalRef, Inbound, Ref, Stock
from backends.sandbox.systems import WMS
from backends.sandbox.telling.erp import inbound_ref
from backends.sandbox.telling.shelves import counted
from backends.sandbox.world.keys import place_ref
from backends.sandbox.world.moments import at
from backends.sandbox.world.sales import amount
from backends.sandbox.world.supply import Stocked, Supply
from backends.vocabulary import LocationKind, Noun, SupplyStage


def stock(stocked: Stocked) -> Stock | None:
    """What the warehouses counted of one article."""
    return counted(WMS, [shelf for shelf in stocked.shelves if shelf.place.kind is LocationKind.WAREHOUSE])


def receipt(supply: Supply, so_far: int) -> Inbound:
    """A delivery at the dock: the warehouse's copy of the purchase order's line, with what is counted so far."""
    original = inbound_ref(supply)
    return Inbound(
        ref=Ref(WMS.name, f"RCP-{supply.number:06d}"),
        refs=(
            ExternalRef(system=original.system, kind=Noun.INBOUND.value, value=original.key, synced_at=at(hours=-3)),
        ),
        facets=WMS.serves[Noun.INBOUND],
        sku=supply.article.sku,
        unit=supply.article.unit,
        stage=SupplyStage.RECEIVING,
        destination=place_ref(supply.destination),
        origin_country=supply.country,
        supplier=supply.supplier,
        ordered=amount(supply.ordered),
        expected=amount(supply.expected),
        received=amount(so_far),
        eta=supply.eta,
        updated_at=at(minutes=-20),
    )
