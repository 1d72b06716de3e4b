"""Which property of which entity each word of ours is read from, by default: standard properties, where there is one.

None: SAP has no standard property for it; a retailer who has one of his own names it in the settings.
"""

from collections.abc import Mapping
from typing import Final, TypeAlias

from msgspec import Struct

from backends.sap.wire import (
    ContactRow,
    CustomerRow,
    LineRow,
    OrderRow,
    PackageRow,
    PlaceRow,
    RecipientRow,
    ReferenceRow,
    Row,
    ScheduleRow,
    ShipmentLineRow,
    ShipmentRow,
    TaxRow,
)
from backends.vocabulary import Facet

Paths: TypeAlias = Mapping[str, str | None]


class Shape(Struct, frozen=True, kw_only=True):
    """A row and where it is read from.

    `source` is an entity set, or for rows below others the link that leads to them; `below` are the shapes of the rows
    that hang below, by the row's attribute.
    """

    name: str
    row: type[Row]
    source: str
    paths: Mapping[Facet, Paths]
    below: Mapping[str, tuple[Facet, "Shape"]] = {}

    @property
    def words(self) -> Paths:
        """Every word with its default path."""
        return {word: path for paths in self.paths.values() for word, path in paths.items()}


_ADDRESS: Final[Paths] = {
    "street": "StreetName",
    "house_number": "HouseNumber",
    "prefix": "StreetPrefixName",
    "suffix": "StreetSuffixName",
    "postal_code": "PostalCode",
    "city": "CityName",
    "region": "Region",
    "country": "Country",
}


def _contact(name: str, source: str, property_: str) -> Shape:
    return Shape(
        name=name,
        row=ContactRow,
        source=source,
        paths={Facet.HEAD: {"value": property_, "remark": "AddressCommunicationRemarkText"}},
    )


EMAIL: Final = _contact("email", "to_EmailAddress", "EmailAddress")
PHONE: Final = _contact("phone", "to_PhoneNumber", "InternationalPhoneNumber")
MOBILE: Final = _contact("phone", "to_MobilePhoneNumber", "InternationalPhoneNumber")
PLACE: Final = Shape(
    name="address",
    row=PlaceRow,
    source="to_BusinessPartnerAddress",
    paths={Facet.HEAD: _ADDRESS},
    below={"emails": (Facet.HEAD, EMAIL), "phones": (Facet.HEAD, PHONE), "mobiles": (Facet.HEAD, MOBILE)},
)
CUSTOMER: Final = Shape(
    name="customer",
    row=CustomerRow,
    source="A_BusinessPartner",
    paths={
        Facet.HEAD: {
            "key": "BusinessPartner",
            "partner": "BusinessPartner",
            "display_name": "BusinessPartnerFullName",
            "sort_name": None,
            "given_name": "FirstName",
            "family_name": "LastName",
            "locale": "CorrespondenceLanguage",
            "birthday": "BirthDate",
            "loyalty_number": None,
            "associate_key": None,
            "associate_name": None,
            "associate_store": None,
            "store": None,
            "created_at": "CreationDate+CreationTime",
            "updated_at": "LastChangeDate+LastChangeTime",
        },
    },
    below={"places": (Facet.CONTACTS, PLACE)},
)

SCHEDULE: Final = Shape(
    name="schedule",
    row=ScheduleRow,
    source="to_ScheduleLine",
    paths={Facet.HEAD: {"delivered": "DeliveredQtyInOrderQtyUnit"}},
)
TAX: Final = Shape(name="line", row=TaxRow, source="to_Item", paths={Facet.HEAD: {"amount": "TaxAmount"}})
LINE: Final = Shape(
    name="line",
    row=LineRow,
    source="to_Item",
    paths={
        Facet.HEAD: {
            "key": "SalesOrderItem",
            "sku": "Material",
            "title": "SalesOrderItemText",
            "unit": "RequestedQuantityISOUnit",
            "method": "ShippingType",
            "unit_price": None,
            "total": None,
            "net": "NetAmount",
            "tax": "TaxAmount",
            "ordered": "RequestedQuantity",
            "confirmed": "ConfdDelivQtyInOrderQtyUnit",
            "rejected": "SalesDocumentRjcnReason",
        },
    },
    below={"schedule": (Facet.HEAD, SCHEDULE)},
)
ORDER: Final = Shape(
    name="order",
    row=OrderRow,
    source="A_SalesOrder",
    paths={
        Facet.HEAD: {
            "key": "SalesOrder",
            "number": "SalesOrder",
            "channel": "DistributionChannel",
            "store": "SalesOffice",
            "customer": "SoldToParty",
            "status": "OverallSDProcessStatus",
            "blocked": "DeliveryBlockReason",
            "managed": None,
            "currency": "TransactionCurrency",
            "net": "TotalNetAmount",
            "total": None,
            "shipping": None,
            "discount": None,
            "promised_from": None,
            "promised_by": None,
            "promise_made_at": None,
            "expected_at": None,
            "placed_at": "CreationDate",
            "updated_at": "LastChangeDateTime",
            "version": None,
        },
    },
    below={"taxes": (Facet.HEAD, TAX), "lines": (Facet.LINES, LINE)},
)

REFERENCE: Final = Shape(
    name="shipment_line",
    row=ReferenceRow,
    source="to_DeliveryDocumentItem",
    paths={Facet.HEAD: {"order": "ReferenceSDDocument"}},
)
RECIPIENT: Final = Shape(
    name="recipient",
    row=RecipientRow,
    source="to_DeliveryDocumentPartner",
    paths={
        Facet.HEAD: {
            "function": "PartnerFunction",
            **{word: f"to_Address2/{property_}" for word, property_ in _ADDRESS.items()},
        }
    },
)
PACKAGE: Final = Shape(
    name="package",
    row=PackageRow,
    source="to_HandlingUnitHeaderDelivery",
    paths={
        Facet.HEAD: {
            "label": "HandlingUnitExternalId",
            "tracking_number": None,
            "weight": "GrossWeight",
            "weight_unit": "WeightUnit",
        }
    },
)
SHIPMENT_LINE: Final = Shape(
    name="shipment_line",
    row=ShipmentLineRow,
    source="to_DeliveryDocumentItem",
    paths={Facet.HEAD: {"sku": "Material", "quantity": "ActualDeliveryQuantity"}},
)
SHIPMENT: Final = Shape(
    name="shipment",
    row=ShipmentRow,
    source="A_OutbDeliveryHeader",
    paths={
        Facet.HEAD: {
            "key": "DeliveryDocument",
            "document": "DeliveryDocument",
            "direction": "SDDocumentCategory",
            "status": "OverallGoodsMovementStatus",
            "carrier": None,
            "tracking_number": "BillOfLading",
            "tracking_url": None,
            "origin": "ShippingPoint",
            "pick_up": None,
            "shipped_at": "ActualGoodsMovementDate+ActualGoodsMovementTime",
            "eta": "DeliveryDate+DeliveryTime",
            "eta_latest": None,
            "promised_from": None,
            "promised_by": None,
            "promise_made_at": None,
            "created_at": "CreationDate+CreationTime",
            "updated_at": "LastChangeDate",
            "version": None,
        },
    },
    below={
        "references": (Facet.HEAD, REFERENCE),
        "recipients": (Facet.HEAD, RECIPIENT),
        "packages": (Facet.PACKAGES, PACKAGE),
        "lines": (Facet.LINES, SHIPMENT_LINE),
    },
)

SHAPES: Final = (
    *(CUSTOMER, PLACE, EMAIL, PHONE),
    *(ORDER, LINE, TAX, SCHEDULE),
    *(SHIPMENT, SHIPMENT_LINE, REFERENCE, RECIPIENT, PACKAGE),
)
"""All of them; those that read the same entity have one name, and their words do not clash."""

DAYS: Final = frozenset(
    {
        *("CreationDate", "LastChangeDate", "BirthDate", "SalesOrderDate", "RequestedDeliveryDate"),
        *("DeliveryDate", "PlannedGoodsIssueDate", "ActualGoodsMovementDate", "ProofOfDeliveryDate"),
    }
)
"""Standard properties that hold a day; those that hold an instant are written in another way."""

LENGTHS: Final[Mapping[str, int]] = {
    "BusinessPartner": 10,
    "Customer": 10,
    "BPIdentificationNumber": 60,
    "EmailAddress": 241,
    "InternationalPhoneNumber": 30,
    "SalesOrder": 10,
    "PurchaseOrderByCustomer": 35,
    "ExternalDocumentID": 40,
    "SoldToParty": 10,
    "SalesOffice": 4,
    "DistributionChannel": 2,
    "DeliveryDocument": 10,
    "ReferenceSDDocument": 10,
    "BillOfLading": 35,
    "Material": 40,
    "Product": 40,
}
"""The most characters of properties that are compared with what comes from outside: longer ones would be refused."""
LONGEST: Final = 40  # of a property that is not listed

SEARCHED: Final = 20  # characters of the property that e-mails are searched by
