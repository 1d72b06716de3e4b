"""The services that are read, and what each of them is for."""

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

from msgspec import Struct

from backends.sap.odata import Service, Version
from backends.vocabulary import Noun

StockKind: TypeAlias = Literal["material", "ewm-physical", "ewm-available"]

_V2: Final = "/sap/opu/odata/sap"
_V4: Final = "/sap/opu/odata4/sap"

MATERIAL_STOCK: Final = Service(
    name="API_MATERIAL_STOCK_SRV",
    path=f"{_V2}/API_MATERIAL_STOCK_SRV",
    version=Version.V2,
    scenario="SAP_COM_0164",
)
SALES_ORDER: Final = Service(
    name="API_SALES_ORDER_SRV", path=f"{_V2}/API_SALES_ORDER_SRV", version=Version.V2, scenario="SAP_COM_0109"
)
OUTBOUND_DELIVERY: Final = Service(
    name="API_OUTBOUND_DELIVERY_SRV",
    path=f"{_V2}/API_OUTBOUND_DELIVERY_SRV;v=0002",
    version=Version.V2,
    scenario="SAP_COM_0106",
)
BUSINESS_PARTNER: Final = Service(
    name="API_BUSINESS_PARTNER", path=f"{_V2}/API_BUSINESS_PARTNER", version=Version.V2, scenario="SAP_COM_0008"
)
AVAILABLE_STOCK: Final = Service(
    name="WAREHOUSEAVAILABLESTOCK_0001",
    path=f"{_V4}/api_whse_availablestock/srvd_a2x/sap/warehouseavailablestock/0001",
    version=Version.V4,
)
PHYSICAL_STOCK: Final = Service(
    name="WHSEPHYSICALSTOCKPRODUCTS_0001",
    path=f"{_V4}/api_whse_physstockprod/srvd_a2x/sap/whsephysicalstockproducts/0001",
    version=Version.V4,
)
SERVICES: Final[Mapping[str, Service]] = {
    each.name: each
    for each in (
        *(MATERIAL_STOCK, SALES_ORDER, OUTBOUND_DELIVERY, BUSINESS_PARTNER),
        *(AVAILABLE_STOCK, PHYSICAL_STOCK),
    )
}
BY_NOUN: Final[Mapping[Noun, Service]] = {
    Noun.CUSTOMER: BUSINESS_PARTNER,
    Noun.ORDER: SALES_ORDER,
    Noun.SHIPMENT: OUTBOUND_DELIVERY,
}


class Counted(Struct, frozen=True, kw_only=True):
    """Where stock is read from: an entity set, and its property for each word of a row.

    `own` is the property that must be empty, where rows with something in it are not our goods; `free` are the stock
    types that can be used; `only_free` if nothing is told of the others.
    """

    service: Service
    entity: str
    words: Mapping[str, str]
    free: tuple[str, ...]
    own: str | None = None
    only_free: bool = False


def _warehouse(service: Service, entity: str, quantity: str, *, only_free: bool) -> Counted:
    words = {
        "sku": "Product",
        "place": "EWMWarehouse",
        "kind": "EWMStockType",
        "unit": "EWMStockQuantityBaseUnit",
        "quantity": quantity,
    }
    return Counted(service=service, entity=entity, words=words, free=("F2",), only_free=only_free)


STOCKS: Final[Mapping[StockKind, Counted]] = {
    "material": Counted(
        service=MATERIAL_STOCK,
        entity="A_MatlStkInAcctMod",
        words={
            "sku": "Material",
            "place": "Plant",
            "storage": "StorageLocation",
            "kind": "InventoryStockType",
            "unit": "MaterialBaseUnit",
            "quantity": "MatlWrhsStkQtyInMatlBaseUnit",
        },
        free=("01",),
        own="InventorySpecialStockType",
    ),
    "ewm-physical": _warehouse(
        PHYSICAL_STOCK, "WarehousePhysicalStockProducts", "EWMStockQuantityInBaseUnit", only_free=False
    ),
    "ewm-available": _warehouse(AVAILABLE_STOCK, "WarehouseAvailableStock", "AvailableEWMStockQty", only_free=True),
}
