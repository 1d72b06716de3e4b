"""What a client must know of a pretend org: how to sign in, and in which fields the retailer keeps what.

These are the keys of a `[systems.NAME]` table as plain values; they name nothing but what `schema` has.
"""

from collections.abc import Mapping
from typing import Final, TypeAlias

from backends.sandbox.holdings import Holdings
from backends.sandbox.salesforce.credentials import Credentials
from backends.sandbox.salesforce.schema import key_field
from backends.sandbox.salesforce.words import CHANNELS, METHODS, group_name
from backends.vocabulary import Noun

Own: TypeAlias = dict[str, object]

_FIELDS: Final[Mapping[str, Mapping[str, str]]] = {
    "customer": {
        "key": "Customer_Key__c",
        "sort_name": "Sort_Name__c",
        "locale": "Language__c",
        "loyalty_number": "Loyalty_Number__c",
        "associate_key": "Owner.EmployeeNumber",
        "associate_store": "Owner.Store_Key__c",
        "store": "Home_Store_Key__c",
        "other_email": "Email__c",
        "email_verified": "Email_Verified__c",
        "mobile_verified": "Phone_Verified__c",
        "phone_verified": "Phone_Verified__c",
        "program": "Loyalty_Program__c",
        "tier": "Loyalty_Tier__c",
        "points": "Loyalty_Points__c",
        "points_expire_on": "Points_Expire_On__c",
        "segments": "Segments__c",
        "order_count": "Order_Count__c",
        "average_order": "Average_Order__c",
        "average_currency": "Average_Order_Currency__c",
        "last_order_at": "Last_Order_At__c",
        "return_rate": "Return_Rate__c",
        "recency": "Recency__c",
        "frequency": "Frequency__c",
        "monetary": "Monetary__c",
        "rfm_segment": "RFM_Segment__c",
        "churn_risk": "Churn_Risk__c",
        "computed_at": "Metrics_Computed_At__c",
    },
    "consent": {
        "purpose": "Purpose__c",
        "state": "Status__c",
        "legal_basis": "Legal_Basis__c",
        "captured_at": "Captured_At__c",
        "expires_at": "Expires_At__c",
    },
    "voucher": {
        "code": "Code__c",
        "value": "Value__c",
        "currency": "CurrencyIsoCode",
        "expires_at": "Expires_At__c",
    },
    "preference": {"key": "Key__c", "value": "Value__c", "origin": "Origin__c", "at": "Observed_At__c"},
    "date": {"kind": "Kind__c", "on": "Date__c"},
    "worth": {"amount": "Amount__c", "currency": "CurrencyIsoCode"},
    "order": {
        "key": "Order_Key__c",
        "store": "Store_Key__c",
        "customer": "Account.Customer_Key__c",
        "associate_key": "Sold_By__r.EmployeeNumber",
        "associate_name": "Sold_By__r.Name",
        "associate_store": "Sold_By__r.Store_Key__c",
        "promised_from": "Promised_From__c",
        "promised_by": "Promised_By__c",
        "promise_made_at": "Promise_Made_At__c",
        "expected_at": "Expected_At__c",
        "delivered_at": "Delivered_At__c",
        "version": "Version__c",
    },
    "line": {
        "key": "Line_Key__c",
        "unit": "Product2.QuantityUnitOfMeasure",
        "ready": "Quantity_Ready__c",
        "delivered": "Quantity_Delivered__c",
        "backordered": "Quantity_Backordered__c",
    },
    "payment": {"key": "Payment_Key__c"},
    "return": {"key": "Return_Key__c", "reason": "Reason__c", "refund": "Refund_Amount__c"},
    "return_line": {
        "line": "OrderItemSummary.Line_Key__c",
        "condition": "Condition__c",
        "restocked": "Restocked__c",
    },
    "shipment": {
        "key": "Shipment_Key__c",
        "order": "Order_Key__c",
        "direction": "Direction__c",
        "pick_up": "DestinationLocation.ExternalReference",
        "shipped_at": "Shipped_At__c",
        "eta_latest": "Latest_Delivery_Date__c",
        "promised_from": "Promised_From__c",
        "promised_by": "Promised_By__c",
        "promise_made_at": "Promise_Made_At__c",
        "version": "Version__c",
    },
    "demand": {"key": "Demand_Key__c", "location": "Demand_Location_Key__c"},
}
_SOURCES: Final = {
    "consent": "Consents__r",
    "voucher": "Vouchers__r",
    "preference": "Preferences__r",
    "date": "Important_Dates__r",
    "worth": "Lifetime_Values__r",
}
_STATUSES: Final = {
    "CREATED": "placed",
    **dict.fromkeys(("BACKORDER", "RELEASED", "AWAITING_COLLECTION", "SHIPPED", "COMPLETE", "VOID"), "confirmed"),
}


def own_keys(holdings: Holdings, base_url: str, keys: Credentials, owners: Mapping[str, str]) -> Own:
    """What connects to the org with these holdings; `owners` says which system names customers, orders, locations."""
    return {
        "base_url": base_url,
        "client_id": keys.client_id,
        "client_secret": keys.client_secret,
        "keys_of": {kind: name for kind, name in owners.items() if name != holdings.name},
        "names": {
            "customer": _names(holdings, Noun.CUSTOMER),
            "order": _names(holdings, Noun.ORDER),
        },
        "inventory_locations": sorted(
            {position.location.key for stock in holdings.stocks for position in stock.positions}
        ),
        "inventory_groups": {
            group_name(hold.channel): "ANY" if hold.channel is None else hold.channel.value
            for stock in holdings.stocks
            for hold in stock.network_holds
        },
        "fields": _FIELDS,
        "sources": _SOURCES,
        "words": {
            "order_status": _STATUSES,
            "channel": {theirs: ours.value for ours, theirs in CHANNELS.items()},
            "method": {theirs: ours.value for ours, theirs in METHODS.items()},
        },
    }


def _names(holdings: Holdings, noun: Noun) -> dict[str, str]:
    """The fields of other systems' keys, as far as there are any."""
    records = holdings.customers if noun is Noun.CUSTOMER else holdings.orders
    systems = {ref.system for record in records for ref in record.refs if ref.kind == noun}
    return {system: key_field(system) for system in sorted(systems)}
