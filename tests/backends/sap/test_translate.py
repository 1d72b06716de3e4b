"""Documents to records, where a pretend system does not go."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from backends.errors import UnreadableRecord
from backends.ports import Facets
from backends.records import Address, Customer, Money, Order, Package, Ref, Shipment
from backends.sap import MANIFEST, SapSettings
from backends.sap.codes import words
from backends.sap.mapping import Mapped
from backends.sap.rows import row, stock_row
from backends.sap.services import STOCKS
from backends.sap.translate import Source, record, stocks
from backends.vocabulary import Channel, ContactKind, Facet, FulfilmentMethod, Noun, ShipmentDirection, SystemRole

NOW = datetime(2026, 3, 18, 10, tzinfo=UTC)


def source(facets: Facets, **settings: Any) -> Source:
    given = {"base_url": "https://sap.example", "username": "u", "password": "p", **settings}
    mapped = Mapped(SapSettings.model_validate(given), "erp")
    return Source(role=SystemRole.ERP, facets=facets, fetched_at=NOW, words=words(mapped.settings.words), mapped=mapped)


def read(noun: Noun, document: Mapping[str, Any], facets: Facets | None = None, **settings: Any) -> Any:
    found = source(MANIFEST.facets[noun] if facets is None else facets | {Facet.HEAD}, **settings)
    return record(noun, row(found.mapped, noun, document, found.facets), found)


ORDER = {
    "SalesOrder": "4000043",
    "DistributionChannel": "10",
    "SoldToParty": "10100001",
    "OverallSDProcessStatus": "B",
    "DeliveryBlockReason": "",
    "TransactionCurrency": "EUR",
    "TotalNetAmount": "2656.24",
    "CreationDate": "/Date(1773792000000)/",
    "LastChangeDateTime": "/Date(1773828000000+0000)/",
    "to_Item": {
        "results": [
            {
                "SalesOrderItem": "10",
                "Material": "TG11",
                "RequestedQuantity": "10",
                "RequestedQuantityISOUnit": "PCE",
                "ConfdDelivQtyInOrderQtyUnit": "8",
                "NetAmount": "2656.24",
                "TaxAmount": "531.25",
                "SalesDocumentRjcnReason": "",
                "ShippingType": "",
                "to_ScheduleLine": {
                    "results": [{"DeliveredQtyInOrderQtyUnit": "3.000"}, {"DeliveredQtyInOrderQtyUnit": "2"}]
                },
            }
        ]
    },
}


def test_an_order_with_the_standard_properties() -> None:
    order = read(Noun.ORDER, ORDER, time_zone="Europe/Paris", words={"channel": {"10": "STORE"}})
    assert isinstance(order, Order)
    assert (order.ref, order.number, order.customer) == (Ref("erp", "4000043"), "4000043", Ref("erp", "10100001"))
    assert (order.total, order.tax_total) == (Money(318_749, "EUR"), Money(53_125, "EUR"))
    assert (order.placed_at, order.updated_at) == (datetime(2026, 3, 17, 23, tzinfo=UTC), NOW)
    assert (order.channel, order.confirmed, order.held, order.draft) == (Channel.STORE, True, False, False)
    (line,) = order.lines or ()
    assert (line.key, line.title, line.unit, line.unit_price) == ("10", "TG11", "EA", None)
    assert (line.ordered, line.shipped, line.allocated, line.cancelled) == (10, 5, 3, 0)
    assert (line.total, line.method) == (Money(318_749, "EUR"), FulfilmentMethod.UNKNOWN)


def test_what_is_rejected_is_cancelled_as_far_as_it_did_not_leave() -> None:
    item: dict[str, Any] = {**ORDER["to_Item"]["results"][0], "SalesDocumentRjcnReason": "92"}  # type: ignore[index]
    order = read(Noun.ORDER, {**ORDER, "to_Item": {"results": [item]}, "DeliveryBlockReason": "01"})
    assert [line.cancelled for line in order.lines] == [5]
    assert order.held


def test_guests_are_nobody() -> None:
    assert read(Noun.ORDER, ORDER, guests=("10100001",)).customer is None


def test_an_unknown_code_is_a_gap() -> None:
    found = source(frozenset({Facet.HEAD}))
    order = record(Noun.ORDER, row(found.mapped, Noun.ORDER, ORDER, found.facets), found)
    assert isinstance(order, Order)
    assert order.channel is Channel.UNKNOWN
    assert order.lines is None
    assert found.words.gaps == 1


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"TotalNetAmount": "much"}, "$.net"),
        ({"SalesOrder": None}, "cannot do without"),
        ({"CreationDate": "soon"}, "a date that is none"),
        ({"to_Item": {"results": [{"TaxAmount": "x"}]}}, "$.taxes"),
    ],
)
def test_what_breaks_the_contract_is_named_and_not_told(change: dict[str, Any], named: str) -> None:
    with pytest.raises(UnreadableRecord) as raised:
        read(Noun.ORDER, {**ORDER, **change}, frozenset({Facet.HEAD}))
    assert named in raised.value.message
    assert "much" not in raised.value.message


PARTNER = {
    "BusinessPartner": "10100001",
    "BusinessPartnerFullName": "Clémence Aubrival",
    "FirstName": "Clémence",
    "LastName": "Aubrival",
    "BirthDate": "/Date(449452800000)/",
    "CorrespondenceLanguage": "FR",
    "CreationDate": "/Date(1773792000000)/",
    "CreationTime": "PT11H30M00S",
    "LastChangeDate": None,
    "LastChangeTime": "PT00H00M00S",
    "to_BuPaIdentification": {
        "results": [
            {"BPIdentificationType": "ZPOS", "BPIdentificationNumber": "K1"},
            {"BPIdentificationType": "ZLOYAL", "BPIdentificationNumber": "LV1"},
        ]
    },
    "to_BusinessPartnerAddress": {
        "results": [
            {
                "StreetName": "rue du Lavoir",
                "HouseNumber": "1",
                "StreetSuffixName": "Bât. C",
                "PostalCode": "69002",
                "CityName": "Lyon",
                "Country": "FR",
                "to_EmailAddress": {"results": [{"EmailAddress": "Clemence@Example.com"}]},
                "to_MobilePhoneNumber": {"results": [{"InternationalPhoneNumber": "+33 1 99 00 00 01"}]},
                "to_PhoneNumber": {
                    "results": [
                        {"InternationalPhoneNumber": "+33199000001", "AddressCommunicationRemarkText": "CHECKED"},
                        {"InternationalPhoneNumber": ""},
                    ]
                },
            },
            {"to_EmailAddress": {"results": [{"EmailAddress": "clemence@example.com"}]}},
        ]
    },
}


def test_a_business_partner() -> None:
    names = {"customer": {"pos": "to_BuPaIdentification[ZPOS]", "oms": "to_BuPaIdentification[ZOMS]"}}
    fields = {"customer": {"loyalty_number": "to_BuPaIdentification[ZLOYAL]"}}
    customer = read(Noun.CUSTOMER, PARTNER, names=names, fields=fields, verified_remark="CHECKED")
    assert isinstance(customer, Customer)
    assert [(ref.system, ref.kind, ref.value) for ref in customer.refs] == [("pos", "customer", "K1")]
    assert (customer.sort_name, customer.loyalty_number, customer.locale) == ("aubrival clémence", "LV1", "fr")
    assert customer.birthday == date(1984, 3, 30)
    assert customer.updated_at == customer.created_at == datetime(2026, 3, 18, 11, 30, tzinfo=UTC)
    lines = ("rue du Lavoir 1", "Bât. C")
    assert customer.addresses == (Address(lines=lines, postal_code="69002", city="Lyon", country="FR"),)
    assert [(each.kind, each.value, each.verified) for each in customer.contacts or ()] == [
        (ContactKind.EMAIL, "clemence@example.com", False),
        (ContactKind.PHONE, "+33199000001", False),
    ]


def test_a_name_to_sort_by_is_what_it_is_sorted_by() -> None:
    fields = {"customer": {"sort_name": "YY1_SortName_bus"}}
    assert read(Noun.CUSTOMER, {**PARTNER, "YY1_SortName_bus": "Aub"}, fields=fields).sort_name == "Aub"
    assert read(Noun.CUSTOMER, PARTNER, fields=fields).sort_name == ""


DELIVERY = {
    "DeliveryDocument": "80000001",
    "SDDocumentCategory": "J",
    "OverallGoodsMovementStatus": "A",
    "ActualGoodsMovementDate": None,
    "ActualGoodsMovementTime": "PT00H00M00S",
    "CreationDate": "/Date(1773792000000)/",
    "CreationTime": "PT09H00M00S",
    "LastChangeDate": None,
    "to_DeliveryDocumentItem": {
        "results": [
            {"ReferenceSDDocument": "", "Material": "", "ActualDeliveryQuantity": "1"},
            {"ReferenceSDDocument": "4000043", "Material": "TG11", "ActualDeliveryQuantity": "2.500"},
        ]
    },
    "to_DeliveryDocumentPartner": {
        "results": [
            {"PartnerFunction": "SP", "to_Address2": {"CityName": "Paris"}},
            {"PartnerFunction": "SH", "to_Address2": {"CityName": "Lyon"}},
        ]
    },
    "to_HandlingUnitHeaderDelivery": {
        "results": [
            {"HandlingUnitExternalId": "00337602460000000209", "GrossWeight": "0.770", "WeightUnit": "KG"},
            {"HandlingUnitExternalId": "337602460000000209", "GrossWeight": "12", "WeightUnit": "LB"},
            {"HandlingUnitExternalId": "HU-17", "GrossWeight": None, "WeightUnit": "KG"},
        ]
    },
}


def test_a_delivery() -> None:
    shipment = read(Noun.SHIPMENT, DELIVERY)
    assert isinstance(shipment, Shipment)
    assert (shipment.order, shipment.direction) == (Ref("erp", "4000043"), ShipmentDirection.OUTBOUND)
    assert (shipment.shipped_at, shipment.source_status) == (None, "A")
    assert shipment.to == Address(city="Lyon")
    assert shipment.updated_at == datetime(2026, 3, 18, 9, tzinfo=UTC)
    assert shipment.version == int(shipment.updated_at.timestamp() * 1_000)
    assert [(line.sku, line.quantity) for line in shipment.lines or ()] == [("TG11", Decimal("2.5"))]
    assert shipment.packages == (
        Package(sscc="337602460000000209", weight_grams=770),
        Package(sscc="337602460000000209"),
        Package(),
    )


def test_a_delivery_without_beginning() -> None:
    with pytest.raises(UnreadableRecord, match="never made"):
        read(Noun.SHIPMENT, {**DELIVERY, "CreationDate": None})


@pytest.mark.parametrize("quantity", ["7.000", Decimal("7.0"), 7])
def test_quantities_of_either_version(quantity: Any) -> None:
    """V2 writes numbers as texts; V4 as numbers, or as texts if it is asked to."""
    words = STOCKS["ewm-physical"].words
    document = {"Product": "A", "EWMWarehouse": "1710", "EWMStockType": "F2", words["quantity"]: quantity}
    found = source(frozenset({Facet.HEAD, Facet.COUNTS}), stock="ewm-physical")
    (position,) = stocks([stock_row(words, document)], found)["A"].positions
    assert (position.on_hand, position.unavailable) == (Decimal(7), Decimal(0))


def test_negative_stock_is_told_as_it_is() -> None:
    words = STOCKS["material"].words
    document = {"Material": "A", "Plant": "1010", "InventoryStockType": "01", words["quantity"]: "-2.000"}
    found = source(frozenset({Facet.HEAD, Facet.COUNTS}))
    (position,) = stocks([stock_row(words, document)], found)["A"].positions
    assert position.on_hand == Decimal(-2)


@pytest.mark.parametrize(("currency", "minor"), [("EUR", 123_456), ("JPY", 1_235), ("KWD", 1_234_560)])
def test_minor_units(currency: str, minor: int) -> None:
    order = read(Noun.ORDER, {**ORDER, "TransactionCurrency": currency, "TotalNetAmount": "1234.56", "to_Item": None})
    assert order.total == Money(minor, currency)
