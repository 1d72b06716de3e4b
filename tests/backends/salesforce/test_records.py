"""What comes of records as orgs have them that nobody tidied up: JSON in, records out."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backends.errors import UnreadableRecord
from backends.records import Money, Voucher
from backends.salesforce import SalesforceSettings
from backends.salesforce.codes import words
from backends.salesforce.mapping import Mapped
from backends.salesforce.rows import row
from backends.salesforce.translate import Places, Source, record, stocks
from backends.salesforce.wire import Availability, InventoryLocation, InventoryRecord
from backends.sandbox.world.moments import ANCHOR
from backends.vocabulary import FACETS, ConsentPurpose, ConsentState, Noun, SystemRole

MADE = "2026-03-18T10:00:00.000+0000"
FIELDS = {
    "customer": {
        "other_email": "Email__c",
        "program": "Program__c",
        "return_rate": "Return_Rate__c",
        "churn_risk": "Risk__c",
        "computed_at": "At__c",
    },
    "consent": {"purpose": "Purpose__c", "state": "State__c"},
    "voucher": {"code": "Code__c", "value": "Value__c"},
    "preference": {"key": "Key__c", "value": "Value__c", "origin": "Origin__c"},
    "date": {"kind": "Kind__c", "on": "Date__c"},
    "worth": {"amount": "Amount__c"},
    "return_line": {"restocked": "Restocked__c"},
}
SOURCES = {
    "consent": "Consents__r",
    "voucher": "Vouchers__r",
    "preference": "Preferences__r",
    "date": "Dates__r",
    "worth": "Worth__r",
}
PERSON = {"Id": "001000000000001AAA", "Name": "Ada", "LastModifiedDate": MADE}
ORDER = {
    "Id": "1Os000000000001AAA", "OrderNumber": "1", "Status": "Created", "GrandTotalAmount": 19.9, "OrderedDate": MADE,
    "LastModifiedDate": MADE,
}  # fmt: skip
LINE = {
    "Id": "10u000000000001AAA",
    "StockKeepingUnit": "S1",
    "Name": "Shoe",
    "TotalAmtWithTax": 19.9,
    "QuantityOrdered": 1.0,
}

GIVEN: dict[str, Any] = {
    "base_url": "https://example.my.salesforce.com", "client_id": "app", "client_secret": "made-up",
    "currency": "EUR", "fields": FIELDS, "sources": SOURCES,
}  # fmt: skip


def told(noun: Noun, sent: dict[str, Any], **changes: Any) -> Any:
    """The record that is made of one as it is sent, with every facet."""
    source = source_of(noun, **changes)
    return record(noun, row(source.mapped, noun, sent), source)


def source_of(noun: Noun, **changes: Any) -> Source:
    """The org, answering for every facet."""
    settings = SalesforceSettings.model_validate(GIVEN | changes)
    mapped = Mapped(settings, "crm")
    return Source(
        role=SystemRole.CRM,
        facets=FACETS[noun],
        fetched_at=ANCHOR,
        words=words(settings.words),
        mapped=mapped,
        currency=settings.currency,
        unit=settings.unit,
        percent=settings.rates == "percent",
    )


def below(*records: dict[str, Any]) -> dict[str, Any]:
    return {"totalSize": len(records), "done": True, "records": list(records)}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("+33612345678", ["+33612345678"]),
        ("+33 6 12 34 56 78", ["+33612345678"]),
        ("+33 (0)6 12 34 56 78", ["+33612345678"]),
        ("+1 (415) 555-0123", ["+14155550123"]),
        ("(415) 555-0123", []),
        ("06.12.34.56.78", []),
        ("call her sister", []),
        ("+٣٣٦١٢٣٤٥٦٧٨", []),
        (None, []),
        ("", []),
    ],
)
def test_phones_are_told_in_e164(written: str | None, read: list[str]) -> None:
    """Others say no country: they would be somebody else's."""
    person = told(Noun.CUSTOMER, PERSON | {"PersonMobilePhone": written})
    assert [point.value for point in person.contacts] == read


def test_each_way_to_reach_her_once() -> None:
    """However it is written, and wherever it is kept."""
    ways = {"PersonEmail": "Ada@Example.org ", "Email__c": "ada@example.org", "Phone": "+33 612345678"}
    person = told(Noun.CUSTOMER, PERSON | ways | {"PersonMobilePhone": "+33612345678"})
    assert [point.value for point in person.contacts] == ["ada@example.org", "+33612345678"]


@pytest.mark.parametrize(("rates", "expected"), [("percent", (0.125, 0.07)), ("fraction", (12.5, 7.0))])
def test_percents_are_shares(rates: str, expected: tuple[float, float]) -> None:
    person = told(Noun.CUSTOMER, PERSON | {"Return_Rate__c": 12.5, "Risk__c": 7, "At__c": MADE}, rates=rates)
    assert (person.metrics.return_rate, person.metrics.churn_risk) == expected


def test_rows_of_ones_own_that_say_nothing() -> None:
    """What was left empty costs the others nothing; a consent without a purpose is still one."""
    person = told(
        Noun.CUSTOMER,
        PERSON
        | {
            "Program__c": "Club",
            "At__c": MADE,
            "Consents__r": below(
                {"Purpose__c": None, "State__c": "OptOut"}, {"Purpose__c": "Profiling", "State__c": None}
            ),
            "Vouchers__r": below({"Code__c": None, "Value__c": 5.0}, {"Code__c": "V1", "Value__c": None}),
            "Preferences__r": below({"Key__c": "size", "Value__c": None}, {"Key__c": "", "Value__c": "38"}),
            "Dates__r": below({"Kind__c": "WEDDING", "Date__c": None}, {"Kind__c": None, "Date__c": "2020-02-29"}),
            "Worth__r": below({"Amount__c": None}, {"Amount__c": 12.34}),
        },
    )
    assert [(consent.purpose, consent.state) for consent in person.consents] == [
        (ConsentPurpose.UNKNOWN, ConsentState.DENIED),
        (ConsentPurpose.PROFILING, ConsentState.UNKNOWN),
    ]
    assert person.loyalty.vouchers == (Voucher(code="V1", value=None, expires_at=None),)
    assert (person.preferences, person.important_dates) == ((), ())
    assert person.metrics.lifetime_value == (Money(1234, "EUR"),)


def test_a_product_without_a_sku() -> None:
    """It is a part of the order; it is no other product."""
    order = told(Noun.ORDER, ORDER | {"OrderItemSummaries": below(LINE | {"StockKeepingUnit": None})})
    (line,) = order.lines
    assert (line.sku, line.title, line.total) == (line.key, "Shoe", Money(1990, "EUR"))


def test_an_order_without_a_status() -> None:
    order = told(Noun.ORDER, ORDER | {"Status": None})
    assert (order.source_status, order.draft, order.confirmed, order.held) == ("", False, False, False)


@pytest.mark.parametrize(
    ("box", "restocked"), [(True, True), (False, False), ("Yes", True), ("Perhaps", None), (None, None)]
)
def test_a_checkbox_is_a_word_too(box: object, restocked: bool | None) -> None:
    item = {"OrderItemSummaryId": "10u000000000001AAA", "QuantityReturned": 1, "Restocked__c": box}
    back = {"Id": "0ZR000000000001AAA", "Status": "Closed", "CreatedDate": MADE, "ReturnOrderLineItems": below(item)}
    order = told(Noun.ORDER, ORDER | {"ReturnOrders": below(back)})
    (line,) = order.returns[0].lines
    assert (line.restocked, line.quantity) == (restocked, Decimal(1))


def test_nothing_hangs_below() -> None:
    """No rows are null, not an empty page; fields come back as the org writes them."""
    order = told(Noun.ORDER, {name.upper(): value for name, value in ORDER.items()} | {"ReturnOrders": None})
    assert (order.lines, order.payments, order.returns) == ((), (), ())


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-03-18T10:00:00.000+0000", ANCHOR.replace(hour=10, minute=0)),
        ("2026-03-18T12:00:00+02:00", ANCHOR.replace(hour=10, minute=0)),
        ("2026-03-18T10:00:00", ANCHOR.replace(hour=10, minute=0)),
        ("2026-03-18", ANCHOR.replace(hour=0, minute=0)),
        (None, None),
    ],
)
def test_when_it_was_counted_has_an_offset(written: str | None, expected: datetime | None) -> None:
    """UTC, where the inventory names none: instants are compared with those of other systems."""
    counted = InventoryRecord(stock_keeping_unit="S1", on_hand=Decimal(1), effective_date=written)
    answer = Availability(locations=[InventoryLocation("PAR", [counted])])
    (position,) = stocks([answer], Places(), {}, source_of(Noun.STOCK))["S1"].positions
    assert position.last_counted_at == expected
    assert position.last_counted_at is None or position.last_counted_at.tzinfo is not None


def test_when_it_was_counted_is_an_instant() -> None:
    counted = InventoryRecord(stock_keeping_unit="S1", on_hand=Decimal(1), effective_date="yesterday")
    with pytest.raises(UnreadableRecord, match="no instant") as raised:
        stocks([Availability(locations=[InventoryLocation("PAR", [counted])])], Places(), {}, source_of(Noun.STOCK))
    assert "yesterday" not in raised.value.message


VALUES = st.none() | st.booleans() | st.integers() | st.decimals(allow_nan=False) | st.text(max_size=8)
ODD = st.sampled_from([MADE, "2026-03-18", "9999-12-31T23:59:59.000+0000", "EUR", "0", "-1.5", "+0000", "1e999"])
JSON = st.recursive(
    VALUES | ODD, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner)
)
NAMES = {
    Noun.CUSTOMER: [
        *PERSON,
        *SOURCES.values(),
        "PersonEmail",
        "PersonMobilePhone",
        "BillingStreet",
        "PersonBirthdate",
        "Owner",
    ],
    Noun.ORDER: [
        *ORDER,
        "OrderItemSummaries",
        "OrderPaymentSummaries",
        "ReturnOrders",
        "CurrencyIsoCode",
        "SalesChannel",
    ],
    Noun.SHIPMENT: ["Id", "Status", "FulfillmentOrder", "LastModifiedDate", "ExpectedDeliveryDate", "ShipmentItems"],
    Noun.DEMAND: ["Id", "StockKeepingUnit", "QuantityAvailableToFulfill", "OrderDeliveryGroupSummary", "OrderSummary"],
}
ROWS = JSON | st.fixed_dictionaries(
    {"records": JSON | st.lists(st.dictionaries(st.sampled_from([*LINE, "Purpose__c"]), JSON))}
)


@settings(max_examples=80, deadline=None)
@given(data=st.data())
@pytest.mark.parametrize("noun", sorted(NAMES))
def test_whatever_is_sent_is_a_record_or_unreadable(noun: Noun, data: st.DataObject) -> None:
    whole = {**PERSON, **ORDER, "StockKeepingUnit": "S1", "QuantityAvailableToFulfill": 1}
    sent = whole | data.draw(st.dictionaries(st.sampled_from(NAMES[noun]), ROWS, max_size=3))
    try:
        told(noun, sent)
    except UnreadableRecord as problem:
        assert str(problem).startswith("Salesforce sent")
