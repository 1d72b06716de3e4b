"""Shipments as outbound deliveries with items, handling units and the address they go to."""

from decimal import Decimal
from typing import Final

from backends.records import Package, Shipment
from backends.sandbox.sap.edm import Value
from backends.sandbox.sap.store import Store
from backends.sandbox.sap.words import DIRECTIONS, address, clock, day

_FIRST: Final = 80_000_000
_FIRST_UNIT: Final = 1_000_000
_SHIP_TO: Final = "WE"


class Deliveries:
    """Adds deliveries, numbered as they come. What carriers see of them is not kept here."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._number = _FIRST
        self._unit = _FIRST_UNIT

    def add(self, shipment: Shipment) -> None:
        """One delivery."""
        self._number += 1
        number = str(self._number)
        self._store.add("A_OutbDeliveryHeader", DeliveryDocument=number, **_head(shipment), **_times(shipment))
        for place, line in enumerate(shipment.lines or (), start=1):
            self._store.add(
                "A_OutbDeliveryItem",
                DeliveryDocument=number,
                DeliveryDocumentItem=f"{10 * place:06d}",
                Material=line.sku,
                ActualDeliveryQuantity=line.quantity,
                Plant=None if shipment.origin is None else shipment.origin.key,
                ReferenceSDDocument=None if shipment.order is None else shipment.order.key,
                ReferenceSDDocumentItem=f"{10 * place:06d}",
                GoodsMovementStatus=_moved(shipment),
            )
        for package in shipment.packages or ():
            self._add_unit(number, package)
        if shipment.to is not None:
            self._store.add("A_OutbDeliveryPartner", DeliveryDocument=number, PartnerFunction=_SHIP_TO)
            told = address(shipment.to)
            self._store.add("A_OutbDeliveryAddress2", DeliveryDocument=number, PartnerFunction=_SHIP_TO, **told)

    def _add_unit(self, number: str, package: Package) -> None:
        """A parcel; one without an SSCC has a number of the server's own."""
        self._unit += 1
        grams = package.weight_grams
        self._store.add(
            "A_HandlingUnitHeaderDelivery",
            HandlingUnitInternalId=str(self._unit),
            HandlingUnitExternalId=package.sscc or f"{self._unit:020d}",
            HandlingUnitSecondExternalId=package.tracking_number,
            GrossWeight=None if grams is None else Decimal(grams).scaleb(-3),
            WeightUnit="KG",
            DeliveryDocument=number,
        )


def _moved(shipment: Shipment) -> str:
    return "A" if shipment.shipped_at is None else "C"


def _head(shipment: Shipment) -> dict[str, Value]:
    return {
        "DeliveryDocumentType": "LF",
        "SDDocumentCategory": DIRECTIONS.get(shipment.direction, ""),
        "ShippingPoint": None if shipment.origin is None else shipment.origin.key,
        "OverallGoodsMovementStatus": _moved(shipment),
        "OverallPickingStatus": "C",
        "OverallPackingStatus": "C",
        "BillOfLading": shipment.tracking_number,
        "TotalNumberOfPackage": f"{len(shipment.packages or ()):05d}",
        "YY1_Key_DLH": shipment.key,
        "YY1_Carrier_DLH": shipment.carrier,
        "YY1_TrackingUrl_DLH": shipment.tracking_url,
        "YY1_PickUp_DLH": None if shipment.pick_up_location is None else shipment.pick_up_location.key,
        "YY1_Version_DLH": Decimal(shipment.version),
    }


def _times(shipment: Shipment) -> dict[str, Value]:
    return {
        "DeliveryDate": day(shipment.eta),
        "DeliveryTime": clock(shipment.eta),
        "ActualGoodsMovementDate": day(shipment.shipped_at),
        "ActualGoodsMovementTime": clock(shipment.shipped_at),
        "CreationDate": day(shipment.promise_made_at or shipment.updated_at),
        "LastChangeDate": day(shipment.updated_at),
        "YY1_EtaLatest_DLH": shipment.eta_latest,
        "YY1_PromisedFrom_DLH": shipment.promised_from,
        "YY1_PromisedBy_DLH": shipment.promised_by,
        "YY1_PromiseMadeAt_DLH": shipment.promise_made_at,
        "YY1_ChangedAt_DLH": shipment.updated_at,
    }
