"""Shipments, each of a fulfilment order of its own."""

from decimal import Decimal

from backends.records import Shipment
from backends.sandbox.salesforce.masters import Masters
from backends.sandbox.salesforce.orders import Orders
from backends.sandbox.salesforce.org import Org, Value
from backends.sandbox.salesforce.words import address, instant, label


class Parcels:
    """Adds shipments. What carriers saw of them, and the parcels they are packed in, is not kept here."""

    def __init__(self, org: Org, masters: Masters, orders: Orders) -> None:
        self._org = org
        self._masters = masters
        self._orders = orders

    def add(self, shipment: Shipment) -> None:
        """One shipment with its items."""
        order = None if shipment.order is None else shipment.order.key
        summary = self._orders.summary(order)
        fulfilment = self._org.add(
            "FulfillmentOrder",
            OrderSummaryId=summary,
            Status="Fulfilled",
            StatusCategory="FULFILLED",
            ItemCount=sum((line.quantity for line in shipment.lines or ()), Decimal(0)),
            FulfilledFromLocationId=self._masters.location(None if shipment.origin is None else shipment.origin.key),
        )
        goal = shipment.pick_up_location
        key = self._org.add(
            "Shipment",
            FulfillmentOrderId=fulfilment,
            OrderSummaryId=summary,
            Order_Key__c=order,
            DestinationLocationId=self._masters.location(None if goal is None else goal.key),
            **_head(shipment),
        )
        for line in shipment.lines or ():
            self._org.add(
                "ShipmentItem",
                ShipmentId=key,
                Product2Id=self._masters.product(line.sku),
                Quantity=line.quantity,
            )


def _head(shipment: Shipment) -> dict[str, Value]:
    return {
        "Shipment_Key__c": shipment.key,
        "ShipmentNumber": shipment.key,
        "Status": shipment.source_status,
        "Direction__c": label(shipment.direction),
        "Provider": shipment.carrier,
        "TrackingNumber": shipment.tracking_number,
        "TrackingUrl": shipment.tracking_url,
        "ExpectedDeliveryDate": instant(shipment.eta),
        "Latest_Delivery_Date__c": instant(shipment.eta_latest),
        "Shipped_At__c": instant(shipment.shipped_at),
        "Promised_From__c": instant(shipment.promised_from),
        "Promised_By__c": instant(shipment.promised_by),
        "Promise_Made_At__c": instant(shipment.promise_made_at),
        "Version__c": Decimal(shipment.version),
        "LastModifiedDate": instant(shipment.updated_at),
        **address("ShipTo", shipment.to),
    }
