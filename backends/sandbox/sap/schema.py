"""The services that are served, with the part of their models that a shop's systems ask for.

Properties named `YY1_...` are custom fields, as a retailer adds them by key-user extensibility.
"""

from typing import Final

from backends.sandbox.sap.edm import Entity, Link, Service, Version, entity, service

V2: Final = "/sap/opu/odata/sap"
V4: Final = "/sap/opu/odata4/sap"

_STOCK: Final = (
    entity(
        "A_MaterialStock",
        "Material*:40 MaterialBaseUnit:3",
        to_MatlStkInAcctMod=Link(target="A_MatlStkInAcctMod", on=("Material",)),
    ),
    entity(
        "A_MatlStkInAcctMod",
        "Material*:40 Plant*:4 StorageLocation*:4 Batch*:10 Supplier*:10 Customer*:10 WBSElementInternalID*:24 "
        "SDDocument*:10 SDDocumentItem*:6 InventorySpecialStockType*:1 InventoryStockType*:2 MaterialBaseUnit:3 "
        "MatlWrhsStkQtyInMatlBaseUnit:number-",
    ),
)


def _warehouse(name: str, quantity: str) -> Entity:
    return entity(
        name,
        "EWMWarehouse*:4 Product*:40 Batch*:10 EWMStockOwner*:10 EntitledToDisposeParty*:10 EWMStockType*:2 "
        "EWMStockUsage*:1 StockDocumentCategory*:1 EWMDocumentCategory*:3 WBSElementExternalID*:24 "
        "SpecialStockIdfgSalesOrder*:10 SpecialStockIdfgSalesOrderItem*:6 HandlingUnitExternalID*:20 EWMStorageBin*:18 "
        f"EWMResource*:18 EWMStorageType:4 {quantity}:number- EWMStockQuantityBaseUnit:3 "
        "GoodsReceiptUTCDateTime:instant ShelfLifeExpirationDate:day EWMStockIsBlockedForInventory:flag "
        "EWMBatchIsInRestrictedUseStock:flag",
    )


_ORDERS: Final = (
    entity(
        "A_SalesOrder",
        "SalesOrder*:10 SalesOrderType:4 SalesOrganization:4 DistributionChannel:2 OrganizationDivision:2 SalesGroup:3 "
        "SalesOffice:4 SoldToParty:10 CreationDate:day LastChangeDate:day LastChangeDateTime:instant "
        "ExternalDocumentID:40 PurchaseOrderByCustomer:35 SalesOrderDate:day TotalNetAmount:number "
        "TransactionCurrency:5 RequestedDeliveryDate:day ShippingCondition:2 DeliveryBlockReason:2 TotalBlockStatus:1 "
        "OverallDeliveryStatus:1 OverallTotalDeliveryStatus:1 OverallSDProcessStatus:1 "
        "OverallSDDocumentRejectionSts:1 YY1_PosTicket_SDH:40 YY1_PlacedAt_SDH:instant YY1_PromisedFrom_SDH:instant "
        "YY1_PromisedBy_SDH:instant YY1_PromiseMadeAt_SDH:instant YY1_ExpectedAt_SDH:instant YY1_Shipping_SDH:number "
        "YY1_Discount_SDH:number YY1_Version_SDH:number YY1_Managed_SDH:flag",
        to_Item=Link(target="A_SalesOrderItem", on=("SalesOrder",)),
        to_Partner=Link(target="A_SalesOrderHeaderPartner", on=("SalesOrder",)),
    ),
    entity(
        "A_SalesOrderItem",
        "SalesOrder*:10 SalesOrderItem*:6 SalesOrderItemCategory:4 SalesOrderItemText:40 ExternalItemID:40 Material:40 "
        "RequestedQuantity:number RequestedQuantityUnit:3 RequestedQuantityISOUnit:3 "
        "ConfdDelivQtyInOrderQtyUnit:number TransactionCurrency:5 NetAmount:number TaxAmount:number "
        "Subtotal1Amount:number ProductionPlant:4 StorageLocation:4 ShippingPoint:4 ShippingType:2 DeliveryStatus:1 "
        "SDProcessStatus:1 SalesDocumentRjcnReason:2 YY1_UnitPrice_SDI:number",
        to_ScheduleLine=Link(target="A_SalesOrderScheduleLine", on=("SalesOrder", "SalesOrderItem")),
    ),
    entity(
        "A_SalesOrderScheduleLine",
        "SalesOrder*:10 SalesOrderItem*:6 ScheduleLine*:4 RequestedDeliveryDate:day ConfirmedDeliveryDate:day "
        "ScheduleLineOrderQuantity:number ConfdOrderQtyByMatlAvailCheck:number DeliveredQtyInOrderQtyUnit:number "
        "OpenConfdDelivQtyInOrdQtyUnit:number",
    ),
    entity("A_SalesOrderHeaderPartner", "SalesOrder*:10 PartnerFunction*:2 Customer:10"),
)

_DELIVERIES: Final = (
    entity(
        "A_OutbDeliveryHeader",
        "DeliveryDocument*:10 DeliveryDocumentType:4 SDDocumentCategory:4 SoldToParty:10 ShipToParty:10 "
        "ShippingPoint:4 ShippingType:2 DeliveryDate:day DeliveryTime:time PlannedGoodsIssueDate:day "
        "ActualGoodsMovementDate:day ActualGoodsMovementTime:time OverallGoodsMovementStatus:1 OverallPickingStatus:1 "
        "OverallPackingStatus:1 OverallProofOfDeliveryStatus:1 ProofOfDeliveryDate:day BillOfLading:35 "
        "MeansOfTransport:20 Warehouse:3 TotalNumberOfPackage:5 HeaderGrossWeight:number CreationDate:day "
        "CreationTime:time LastChangeDate:day YY1_Key_DLH:20 YY1_Carrier_DLH:40 YY1_TrackingUrl_DLH:255 "
        "YY1_PickUp_DLH:4 YY1_EtaLatest_DLH:instant YY1_PromisedFrom_DLH:instant YY1_PromisedBy_DLH:instant "
        "YY1_PromiseMadeAt_DLH:instant YY1_ChangedAt_DLH:instant YY1_Version_DLH:number",
        to_DeliveryDocumentItem=Link(target="A_OutbDeliveryItem", on=("DeliveryDocument",)),
        to_HandlingUnitHeaderDelivery=Link(target="A_HandlingUnitHeaderDelivery", on=("DeliveryDocument",)),
        to_DeliveryDocumentPartner=Link(target="A_OutbDeliveryPartner", on=("DeliveryDocument",)),
    ),
    entity(
        "A_OutbDeliveryItem",
        "DeliveryDocument*:10 DeliveryDocumentItem*:6 Material:40 ActualDeliveryQuantity:number DeliveryQuantityUnit:3 "
        "Plant:4 StorageLocation:4 ReferenceSDDocument:10 ReferenceSDDocumentItem:6 PickingStatus:1 "
        "GoodsMovementStatus:1 InternationalArticleNumber:18",
    ),
    entity(
        "A_HandlingUnitHeaderDelivery",
        "HandlingUnitInternalId*:10 HandlingUnitExternalId:20 HandlingUnitSecondExternalId:20 PackagingMaterial:40 "
        "GrossWeight:number WeightUnit:3 DeliveryDocument:10",
    ),
    entity(
        "A_OutbDeliveryPartner",
        "DeliveryDocument*:10 PartnerFunction*:2 Customer:10 AddressID:10",
        to_Address2=Link(target="A_OutbDeliveryAddress2", on=("DeliveryDocument", "PartnerFunction"), many=False),
    ),
    entity(
        "A_OutbDeliveryAddress2",
        "DeliveryDocument*:10 PartnerFunction*:2 StreetPrefixName:40 StreetName:60 HouseNumber:10 StreetSuffixName:40 "
        "PostalCode:10 CityName:40 Region:3 Country:3",
    ),
)

_PARTNERS: Final = (
    entity(
        "A_BusinessPartner",
        "BusinessPartner*:10 Customer:10 BusinessPartnerCategory:1 BusinessPartnerFullName:81 FirstName:40 LastName:40 "
        "OrganizationBPName1:40 BirthDate:day CorrespondenceLanguage:2 CreationDate:day CreationTime:time "
        "LastChangeDate:day LastChangeTime:time BusinessPartnerIsBlocked:flag YY1_SortName_bus:81 YY1_Locale_bus:10 "
        "YY1_Seller_bus:10 YY1_SellerName_bus:81 YY1_SellerStore_bus:4 YY1_HomeStore_bus:4",
        to_BusinessPartnerAddress=Link(target="A_BusinessPartnerAddress", on=("BusinessPartner",)),
        to_BuPaIdentification=Link(target="A_BuPaIdentification", on=("BusinessPartner",)),
    ),
    entity(
        "A_BuPaIdentification",
        "BusinessPartner*:10 BPIdentificationType*:6 BPIdentificationNumber*:60 ValidityEndDate:day",
    ),
    entity(
        "A_BusinessPartnerAddress",
        "BusinessPartner*:10 AddressID*:10 StreetPrefixName:40 StreetName:60 HouseNumber:10 StreetSuffixName:40 "
        "PostalCode:10 CityName:40 Region:3 Country:3",
        to_EmailAddress=Link(target="A_AddressEmailAddress", on=("AddressID",)),
        to_PhoneNumber=Link(target="A_AddressPhoneNumber", on=("AddressID",), where=("PhoneNumberType", "1")),
        to_MobilePhoneNumber=Link(target="A_AddressPhoneNumber", on=("AddressID",), where=("PhoneNumberType", "3")),
    ),
    entity(
        "A_AddressEmailAddress",
        "AddressID*:10 Person*:10 OrdinalNumber*:3 EmailAddress:241 SearchEmailAddress:20 "
        "AddressCommunicationRemarkText:50",
    ),
    entity(
        "A_AddressPhoneNumber",
        "AddressID*:10 Person*:10 OrdinalNumber*:3 PhoneNumber:30 InternationalPhoneNumber:30 PhoneNumberType:1 "
        "AddressCommunicationRemarkText:50",
    ),
)

SERVICES: Final[tuple[Service, ...]] = (
    service(f"{V2}/API_MATERIAL_STOCK_SRV", "API_MATERIAL_STOCK_SRV", Version.V2, *_STOCK),
    service(f"{V2}/API_SALES_ORDER_SRV", "API_SALES_ORDER_SRV", Version.V2, *_ORDERS),
    service(f"{V2}/API_OUTBOUND_DELIVERY_SRV;v=0002", "API_OUTBOUND_DELIVERY_SRV_0002", Version.V2, *_DELIVERIES),
    service(f"{V2}/API_BUSINESS_PARTNER", "API_BUSINESS_PARTNER", Version.V2, *_PARTNERS),
    service(
        f"{V4}/api_whse_availablestock/srvd_a2x/sap/warehouseavailablestock/0001",
        "com.sap.gateway.srvd_a2x.warehouseavailablestock.v0001",
        Version.V4,
        _warehouse("WarehouseAvailableStock", "AvailableEWMStockQty"),
    ),
    service(
        f"{V4}/api_whse_physstockprod/srvd_a2x/sap/whsephysicalstockproducts/0001",
        "com.sap.gateway.srvd_a2x.whsephysicalstockproducts.v0001",
        Version.V4,
        _warehouse("WarehousePhysicalStockProducts", "EWMStockQuantityInBaseUnit"),
    ),
)
