"""What is counted: by plant and storage location (inventory management), and by bin and handling unit (EWM)."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from backends.records import Stock, StockPosition
from backends.sandbox.sap.store import Store
from backends.sandbox.sap.words import UNITS

_FREE: Final = "01"
_BLOCKED: Final = "07"
_ZERO: Final = Decimal(0)


def add_stock(store: Store, stock: Stock) -> None:
    """One material. What is not counted is not kept in stock here at all."""
    if not stock.tracked:
        return
    unit = UNITS.get(stock.unit or "", stock.unit or "")
    store.add("A_MaterialStock", Material=stock.key, MaterialBaseUnit=unit)
    for position in stock.positions:
        _add_to_plant(store, stock.key, position, unit)
        _add_to_warehouse(store, stock.key, position, unit)


def _add_to_plant(store: Store, sku: str, position: StockPosition, unit: str) -> None:
    """Free stock in two storage locations, blocked stock in a third; a row of nothing stays when goods are gone."""
    free, blocked = _parts(position)
    for place, quantity in zip(("0001", "0002"), _halves(free), strict=True):
        _add_account(store, sku, position, unit, place, _FREE, quantity)
    if blocked:
        _add_account(store, sku, position, unit, "0009", _BLOCKED, blocked)
    _add_account(store, sku, position, unit, "0001", _FREE, Decimal(7), special="K")  # the supplier's, on consignment


def _add_account(
    store: Store,
    sku: str,
    position: StockPosition,
    unit: str,
    place: str,
    kind: str,
    quantity: Decimal,
    special: str = "",
) -> None:
    store.add(
        "A_MatlStkInAcctMod",
        Material=sku,
        Plant=position.location.key,
        StorageLocation=place,
        InventorySpecialStockType=special,
        Supplier="V1000" if special else "",
        InventoryStockType=kind,
        MaterialBaseUnit=unit,
        MatlWrhsStkQtyInMatlBaseUnit=quantity.quantize(Decimal("0.001")),
    )


def _add_to_warehouse(store: Store, sku: str, position: StockPosition, unit: str) -> None:
    """Quants by bin; there is none for nothing. Open warehouse tasks take from what is available."""
    free, blocked = _parts(position)
    quants = [("F2", f"01-{place:02d}-A", part) for place, part in enumerate(_halves(free), start=1)]
    for kind, bin_, quantity in [*quants, ("B6", "99-01-Z", blocked)]:
        if quantity:
            common = {
                "EWMWarehouse": position.location.key,
                "Product": sku,
                "EWMStockType": kind,
                "EWMStockOwner": "BP1000",
                "EntitledToDisposeParty": "BP1000",
                "EWMStorageBin": bin_,
                "EWMStorageType": "0010",
                "EWMStockQuantityBaseUnit": unit,
            }
            store.add("WarehousePhysicalStockProducts", **common, EWMStockQuantityInBaseUnit=quantity)
            store.add("WarehouseAvailableStock", **common, AvailableEWMStockQty=quantity)


def _parts(position: StockPosition) -> tuple[Decimal, Decimal]:
    """What can be used, and what is there besides."""
    unavailable = position.unavailable or _ZERO
    return (position.on_hand or _ZERO) - unavailable, unavailable


def _halves(quantity: Decimal) -> Iterator[Decimal]:
    """Two parts, for no row is the whole truth."""
    half = (quantity / 2).quantize(Decimal("0.001"))
    yield quantity - half
    yield half
