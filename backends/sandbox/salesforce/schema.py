"""What sObjects there are: their fields, which of them look up others, and what the way back is called.

A line is `Name type`, or `Name reference Target` with the name of the relationship from the target back, if it has one.
Custom fields (`__c`) are those that the retailer added; `external` marks an external id, `unfiltered` a text that no
condition and no order may name, as a long one is, or one that the retailer encrypts.
"""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

_OBJECTS: Final = """
User 005
  Name string
  EmployeeNumber string
  Username string
  Store_Key__c string
Account 001
  Name string
  IsPersonAccount boolean
  FirstName string
  LastName string
  PersonBirthdate date
  PersonEmail email
  PersonMobilePhone phone
  Phone phone
  BillingStreet textarea
  BillingCity string
  BillingState string
  BillingPostalCode string
  BillingCountry string
  BillingAddress address
  Description textarea unfiltered
  MasterRecordId reference Account
  OwnerId reference User
  CurrencyIsoCode picklist
  Customer_Key__c string external
  Sort_Name__c string
  Email__c email
  Email_Verified__c boolean
  Phone_Verified__c boolean
  Language__c picklist
  Loyalty_Number__c string
  Home_Store_Key__c string
  Loyalty_Program__c string
  Loyalty_Tier__c picklist
  Loyalty_Points__c double
  Points_Expire_On__c date
  Segments__c multipicklist
  Order_Count__c double
  Average_Order__c currency
  Average_Order_Currency__c string
  Last_Order_At__c datetime
  Return_Rate__c percent
  Recency__c double
  Frequency__c double
  Monetary__c double
  RFM_Segment__c picklist
  Churn_Risk__c percent
  Metrics_Computed_At__c datetime
Contact 003
  AccountId reference Account Contacts
  Name string
  FirstName string
  LastName string
  Email email
  MobilePhone phone
  Phone phone
  Birthdate date
  MailingStreet textarea
  MailingCity string
  MailingState string
  MailingPostalCode string
  MailingCountry string
  MailingAddress address
  OwnerId reference User
  MasterRecordId reference Contact
Consent__c a01
  Account__c reference Account Consents__r
  Purpose__c picklist
  Status__c picklist
  Legal_Basis__c string
  Captured_At__c datetime
  Expires_At__c datetime
Voucher__c a02
  Account__c reference Account Vouchers__r
  Code__c string
  Value__c currency
  CurrencyIsoCode picklist
  Expires_At__c datetime
Preference__c a03
  Account__c reference Account Preferences__r
  Key__c string
  Value__c string
  Origin__c picklist
  Observed_At__c datetime
Important_Date__c a04
  Account__c reference Account Important_Dates__r
  Kind__c picklist
  Date__c date
Lifetime_Value__c a05
  Account__c reference Account Lifetime_Values__r
  Amount__c currency
  CurrencyIsoCode picklist
SalesChannel 0bI
  SalesChannelName string
Product2 01t
  Name string
  ProductCode string
  StockKeepingUnit string
  QuantityUnitOfMeasure picklist
Location 131
  Name string
  ExternalReference string
  LocationType picklist
  IsInventoryLocation boolean
  ShouldSyncWithOci boolean
LocationGroup 1LG
  LocationGroupName string
  ExternalReference string
  IsEnabled boolean
LocationGroupAssignment 1LA
  LocationGroupId reference LocationGroup
  LocationId reference Location
OrderDeliveryMethod 2Dm
  Name string
OrderSummary 1Os
  OrderNumber string
  AccountId reference Account OrderSummaries
  Status picklist
  OrderedDate datetime
  IsSuspended boolean
  OrderLifeCycleType picklist
  SalesChannelId reference SalesChannel
  CurrencyIsoCode picklist
  GrandTotalAmount currency
  TotalAmount currency
  TotalTaxAmount currency
  TotalAdjDeliveryAmtWithTax currency
  TotalAdjDistAmountWithTax currency
  Order_Key__c string external
  Store_Key__c string
  Sold_By__c reference User
  Promised_From__c datetime
  Promised_By__c datetime
  Promise_Made_At__c datetime
  Expected_At__c datetime
  Delivered_At__c datetime
  Version__c double
OrderDeliveryGroupSummary 0ag
  OrderSummaryId reference OrderSummary OrderDeliveryGroupSummaries
  OrderDeliveryMethodId reference OrderDeliveryMethod
  DeliverToName string
  PromisedDeliveryDate datetime
OrderItemSummary 10u
  OrderSummaryId reference OrderSummary OrderItemSummaries
  OrderDeliveryGroupSummaryId reference OrderDeliveryGroupSummary
  Product2Id reference Product2
  Name string
  Description string
  ProductCode string
  StockKeepingUnit string
  TypeCode picklist
  LineNumber int
  UnitPrice currency
  TotalPrice currency
  TotalAmtWithTax currency
  CurrencyIsoCode picklist
  Quantity double
  QuantityOrdered double
  QuantityAllocated double
  QuantityAvailableToFulfill double
  QuantityCanceled double
  QuantityFulfilled double
  QuantityReturnInitiated double
  QuantityReturned double
  Line_Key__c string
  Quantity_Ready__c double
  Quantity_Delivered__c double
  Quantity_Backordered__c double
  Demand_Key__c string external
  Demand_Location_Key__c string
OrderPaymentSummary 0bM
  OrderSummaryId reference OrderSummary OrderPaymentSummaries
  FullName string
  Type picklist
  Method string
  AuthorizationAmount currency
  CapturedAmount currency
  RefundedAmount currency
  CurrencyIsoCode picklist
  Payment_Key__c string
ReturnOrder 0ZR
  OrderSummaryId reference OrderSummary ReturnOrders
  ReturnOrderNumber string
  Status picklist
  DestinationLocationId reference Location
  CurrencyIsoCode picklist
  Return_Key__c string
  Reason__c picklist
  Refund_Amount__c currency
ReturnOrderLineItem 0ZS
  ReturnOrderId reference ReturnOrder ReturnOrderLineItems
  OrderItemSummaryId reference OrderItemSummary
  QuantityReturned double
  ReasonForReturn picklist
  Condition__c picklist
  Restocked__c picklist
FulfillmentOrder 0a3
  OrderSummaryId reference OrderSummary FulfillmentOrders
  FulfillmentOrderNumber string
  Status picklist
  StatusCategory picklist
  ItemCount double
  FulfilledFromLocationId reference Location
  FulfilledToName string
FulfillmentOrderLineItem 0a4
  FulfillmentOrderId reference FulfillmentOrder FulfillmentOrderLineItems
  OrderItemSummaryId reference OrderItemSummary
  Product2Id reference Product2
  Quantity double
  TypeCode picklist
Shipment 0OB
  FulfillmentOrderId reference FulfillmentOrder FulfillmentOrderShipments
  OrderSummaryId reference OrderSummary Shipments
  ReturnOrderId reference ReturnOrder
  ShipmentNumber string
  Status picklist
  Provider picklist
  TrackingNumber string
  TrackingUrl url
  ShipToName string
  ShipToStreet textarea
  ShipToCity string
  ShipToState string
  ShipToPostalCode string
  ShipToCountry string
  ShipToAddress address
  ExpectedDeliveryDate datetime
  ActualDeliveryDate datetime
  DestinationLocationId reference Location
  Shipment_Key__c string external
  Order_Key__c string
  Direction__c picklist
  Shipped_At__c datetime
  Latest_Delivery_Date__c datetime
  Promised_From__c datetime
  Promised_By__c datetime
  Promise_Made_At__c datetime
  Version__c double
ShipmentItem 0OC
  ShipmentId reference Shipment ShipmentItems
  FulfillmentOrderLineItemId reference FulfillmentOrderLineItem
  OrderItemSummaryId reference OrderItemSummary
  Product2Id reference Product2
  Quantity double
"""

_SYSTEM_FIELDS: Final = """
  Id id
  IsDeleted boolean
  CreatedDate datetime
  LastModifiedDate datetime
  SystemModstamp datetime
"""

TEXTS: Final = frozenset({"string", "textarea", "picklist", "multipicklist", "email", "phone", "url"})
NUMBERS: Final = frozenset({"double", "currency", "percent", "int"})
IDS: Final = frozenset({"id", "reference"})


class Field(Struct, frozen=True):
    """One field; a reference leads to `target` by the name `relationship`."""

    name: str
    type: str
    target: str | None = None
    is_external: bool = False
    is_unfiltered: bool = False

    @property
    def filterable(self) -> bool:
        """Whether conditions and orders may name it."""
        return not self.is_unfiltered and self.type != "address"

    @property
    def relationship(self) -> str | None:
        """How the way to the target is written in a path."""
        if self.target is None:
            return None
        return self.name.removesuffix("Id") if self.name.endswith("Id") else self.name.removesuffix("__c") + "__r"


class Back(Struct, frozen=True):
    """The way back of a reference: the rows of `child` whose `field` names the parent."""

    relationship: str
    child: str
    field: str


class SObject(Struct, frozen=True):
    """One kind of record; names are found whatever their case."""

    name: str
    prefix: str
    fields: Mapping[str, Field]
    parents: Mapping[str, Field]
    children: Mapping[str, Back]

    def field(self, name: str) -> Field | None:
        """The field of that name."""
        return self.fields.get(name.casefold())


Schema = Mapping[str, SObject]
"""Kinds by their names in lower case."""


def schema(foreign_keys: Mapping[str, set[str]]) -> Schema:
    """The org's kinds; `foreign_keys` names, by kind, the systems whose keys it holds in fields of their own."""
    blocks = [(head, [*_SYSTEM_FIELDS.strip().splitlines(), *lines]) for head, lines in _blocks()]
    fields = {
        head[0]: [
            *map(_field, lines),
            *(Field(key_field(name), "string") for name in sorted(foreign_keys.get(head[0], ()))),
        ]
        for head, lines in blocks
    }
    return {head[0].casefold(): _kind(head[0], head[1], fields[head[0]], blocks) for head, _ in blocks}


def key_field(system: str) -> str:
    """The custom field that holds another system's key."""
    return f"Key_In_{system.title().replace('-', '_')}__c"


Block = tuple[tuple[str, str], list[str]]


def _blocks() -> list[Block]:
    blocks: list[Block] = []
    for line in _OBJECTS.strip().splitlines():
        if line.startswith(" "):
            blocks[-1][1].append(line)
        else:
            name, prefix = line.split()
            blocks.append(((name, prefix), []))
    return blocks


def _field(line: str) -> Field:
    name, kind, *rest = line.split()
    if kind == "reference":
        return Field(name, kind, rest[0])
    return Field(name, kind, None, "external" in rest, "unfiltered" in rest)


def _kind(name: str, prefix: str, fields: list[Field], blocks: list[Block]) -> SObject:
    return SObject(
        name,
        prefix,
        {field.name.casefold(): field for field in fields},
        {field.relationship.casefold(): field for field in fields if field.relationship is not None},
        {back.relationship.casefold(): back for back in _backs(name, blocks)},
    )


def _backs(name: str, blocks: list[Block]) -> list[Back]:
    return [
        Back(words[3], head[0], words[0])
        for head, lines in blocks
        for words in (line.split() for line in lines)
        if len(words) == 4 and words[1:3] == ["reference", name]
    ]
