"""Which field of which object each word of ours is read from, by default: standard fields, where there is one.

None: Salesforce has no standard field for it; a retailer whose org has one names it in the settings.
"""

from collections.abc import Mapping
from typing import Final, TypeAlias

from msgspec import Struct

from backends.salesforce.wire import (
    AssignmentRow,
    ConsentRow,
    CustomerRow,
    DateRow,
    DemandRow,
    LineRow,
    LocationRow,
    OrderRow,
    PaymentRow,
    PreferenceRow,
    ReturnLineRow,
    ReturnRow,
    Row,
    ShipmentLineRow,
    ShipmentRow,
    VoucherRow,
    WorthRow,
)
from backends.vocabulary import Facet

Paths: TypeAlias = Mapping[str, str | None]


class Shape(Struct, frozen=True, kw_only=True):
    """A row and where it is read from.

    `source` is an object, or for rows below others the relationship that leads to them, None if no standard one does;
    `where` leaves rows out; `below` are the shapes of the rows that
    hang below, by the row's attribute.
    """

    name: str
    row: type[Row]
    source: str | None
    paths: Mapping[Facet, Paths]
    where: str = ""
    below: Mapping[str, tuple[Facet, "Shape"]] = {}

    @property
    def words(self) -> Mapping[str, str | None]:
        """Every word with its default path."""
        return {word: path for paths in self.paths.values() for word, path in paths.items()}


CONSENT: Final = Shape(
    name="consent",
    row=ConsentRow,
    source=None,
    paths={
        Facet.HEAD: {"purpose": None, "state": None, "legal_basis": None, "captured_at": None, "expires_at": None},
    },
)
VOUCHER: Final = Shape(
    name="voucher",
    row=VoucherRow,
    source=None,
    paths={Facet.HEAD: {"code": None, "value": None, "currency": None, "expires_at": None}},
)
PREFERENCE: Final = Shape(
    name="preference",
    row=PreferenceRow,
    source=None,
    paths={Facet.HEAD: {"key": None, "value": None, "origin": None, "at": None}},
)
DATE: Final = Shape(name="date", row=DateRow, source=None, paths={Facet.HEAD: {"kind": None, "on": None}})
WORTH: Final = Shape(name="worth", row=WorthRow, source=None, paths={Facet.HEAD: {"amount": None, "currency": None}})

_PERSON: Final[Paths] = {
    "sort_name": None,
    "given_name": "FirstName",
    "family_name": "LastName",
    "locale": None,
    "loyalty_number": None,
    "associate_key": "OwnerId",
    "associate_name": "Owner.Name",
    "associate_store": None,
    "store": None,
    "created_at": "CreatedDate",
    "updated_at": "LastModifiedDate",
}
_HUNG: Final[Mapping[str, tuple[Facet, Shape]]] = {
    "consents": (Facet.CONSENTS, CONSENT),
    "vouchers": (Facet.LOYALTY, VOUCHER),
    "preferences": (Facet.PROFILE, PREFERENCE),
    "dates": (Facet.PROFILE, DATE),
    "worth": (Facet.METRICS, WORTH),
}
_CUSTOM: Final[Mapping[Facet, Paths]] = {
    Facet.LOYALTY: dict.fromkeys(("program", "tier", "points", "points_expire_on")),
    Facet.PROFILE: {"segments": None},
    Facet.METRICS: dict.fromkeys(
        (
            *("order_count", "average_order", "average_currency", "last_order_at", "return_rate", "recency"),
            *("frequency", "monetary", "rfm_segment", "churn_risk", "computed_at"),
        )
    ),
}
_VERIFIED: Final[Paths] = dict.fromkeys(("email_verified", "other_email", "mobile_verified", "phone_verified"))

ACCOUNT: Final = Shape(
    name="customer",
    row=CustomerRow,
    source="Account",
    paths={
        Facet.HEAD: {"key": "Id", "display_name": "Name", "birthday": "PersonBirthdate", **_PERSON},
        Facet.CONTACTS: {
            "email": "PersonEmail",
            "mobile": "PersonMobilePhone",
            "phone": "Phone",
            "street": "BillingStreet",
            "postal_code": "BillingPostalCode",
            "city": "BillingCity",
            "region": "BillingState",
            "country": "BillingCountry",
            **_VERIFIED,
        },
        **_CUSTOM,
    },
    below=_HUNG,
)
CONTACT: Final = Shape(
    name="customer",
    row=CustomerRow,
    source="Contact",
    paths={
        Facet.HEAD: {"key": "Id", "display_name": "Name", "birthday": "Birthdate", **_PERSON},
        Facet.CONTACTS: {
            "email": "Email",
            "mobile": "MobilePhone",
            "phone": "Phone",
            "street": "MailingStreet",
            "postal_code": "MailingPostalCode",
            "city": "MailingCity",
            "region": "MailingState",
            "country": "MailingCountry",
            **_VERIFIED,
        },
        **_CUSTOM,
    },
    below=_HUNG,
)

LINE: Final = Shape(
    name="line",
    row=LineRow,
    source="OrderItemSummaries",
    where="TypeCode = 'Product'",  # delivery charges are items too
    paths={
        Facet.HEAD: {
            "key": "Id",
            "sku": "StockKeepingUnit",
            "title": "Name",
            "unit": None,
            "method": "OrderDeliveryGroupSummary.OrderDeliveryMethod.Name",
            "unit_price": "UnitPrice",
            "total": "TotalAmtWithTax",
            "ordered": "QuantityOrdered",
            "allocated": "QuantityAllocated",
            "fulfilled": "QuantityFulfilled",
            "cancelled": "QuantityCanceled",
            "return_initiated": "QuantityReturnInitiated",
            "returned": "QuantityReturned",
            "ready": None,
            "delivered": None,
            "backordered": None,
        },
    },
)
PAYMENT: Final = Shape(
    name="payment",
    row=PaymentRow,
    source="OrderPaymentSummaries",
    paths={
        Facet.HEAD: {
            "key": "Id",
            "kind": "Type",
            "method": "Method",
            "amount": "AuthorizationAmount",
            "captured": "CapturedAmount",
            "refunded": "RefundedAmount",
            "at": "CreatedDate",
        },
    },
)
RETURN_LINE: Final = Shape(
    name="return_line",
    row=ReturnLineRow,
    source="ReturnOrderLineItems",
    paths={
        Facet.HEAD: {
            "line": "OrderItemSummaryId",
            "quantity": "QuantityReturned",
            "condition": None,
            "restocked": None,
        },
    },
)
RETURN: Final = Shape(
    name="return",
    row=ReturnRow,
    source="ReturnOrders",
    paths={
        Facet.HEAD: {
            "key": "Id",
            "status": "Status",
            "reason": None,
            "refund": None,
            "location": "DestinationLocation.ExternalReference",
            "at": "CreatedDate",
        },
    },
    below={"lines": (Facet.HEAD, RETURN_LINE)},
)
ORDER: Final = Shape(
    name="order",
    row=OrderRow,
    source="OrderSummary",
    paths={
        Facet.HEAD: {
            "key": "Id",
            "number": "OrderNumber",
            "status": "Status",
            "channel": "SalesChannel.SalesChannelName",
            "store": None,
            "customer": "AccountId",
            "associate_key": None,
            "associate_name": None,
            "associate_store": None,
            "suspended": "IsSuspended",
            "life_cycle": "OrderLifeCycleType",
            "currency": "CurrencyIsoCode",
            "total": "GrandTotalAmount",
            "tax": "TotalTaxAmount",
            "shipping": "TotalAdjDeliveryAmtWithTax",
            "adjustments": "TotalAdjDistAmountWithTax",
            "promised_from": None,
            "promised_by": None,
            "promise_made_at": None,
            "expected_at": None,
            "delivered_at": None,
            "placed_at": "OrderedDate",
            "updated_at": "LastModifiedDate",
            "version": None,
        },
    },
    below={
        "lines": (Facet.LINES, LINE),
        "payments": (Facet.PAYMENTS, PAYMENT),
        "returns": (Facet.RETURNS, RETURN),
    },
)

SHIPMENT_LINE: Final = Shape(
    name="shipment_line",
    row=ShipmentLineRow,
    source="ShipmentItems",
    paths={Facet.HEAD: {"sku": "Product2.StockKeepingUnit", "quantity": "Quantity"}},
)
SHIPMENT: Final = Shape(
    name="shipment",
    row=ShipmentRow,
    source="Shipment",
    paths={
        Facet.HEAD: {
            "key": "Id",
            "order": "FulfillmentOrder.OrderSummaryId",
            "direction": None,
            "return_order": "ReturnOrderId",
            "status": "Status",
            "carrier": "Provider",
            "tracking_number": "TrackingNumber",
            "tracking_url": "TrackingUrl",
            "origin": "FulfillmentOrder.FulfilledFromLocation.ExternalReference",
            "pick_up": None,
            "street": "ShipToStreet",
            "postal_code": "ShipToPostalCode",
            "city": "ShipToCity",
            "region": "ShipToState",
            "country": "ShipToCountry",
            "shipped_at": "CreatedDate",
            "eta": "ExpectedDeliveryDate",
            "eta_latest": None,
            "promised_from": None,
            "promised_by": None,
            "promise_made_at": None,
            "updated_at": "LastModifiedDate",
            "version": None,
        },
    },
    below={"lines": (Facet.LINES, SHIPMENT_LINE)},
)

DEMAND: Final = Shape(
    name="demand",
    row=DemandRow,
    source="OrderItemSummary",
    where="QuantityAvailableToFulfill > 0 AND OrderDeliveryGroupSummary.PromisedDeliveryDate != null",
    paths={
        Facet.HEAD: {
            "key": "Id",
            "sku": "StockKeepingUnit",
            "quantity": "QuantityAvailableToFulfill",
            "due": "OrderDeliveryGroupSummary.PromisedDeliveryDate",
            "location": None,
            "channel": "OrderSummary.SalesChannel.SalesChannelName",
        },
    },
)
ASSIGNMENT: Final = Shape(
    name="assignment",
    row=AssignmentRow,
    source="LocationGroupAssignment",
    paths={Facet.HEAD: {"group": "LocationGroup.ExternalReference", "location": "Location.ExternalReference"}},
)
LOCATION: Final = Shape(
    name="location",
    row=LocationRow,
    source="Location",
    where="IsInventoryLocation = true AND ShouldSyncWithOci = true",
    paths={Facet.HEAD: {"key": "ExternalReference"}},
)
