"""Each noun with every column filled, facet by facet, there and back."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from backends.errors import UnreadableRecord
from backends.ledger import Stamp
from backends.records import (
    Address,
    Associate,
    Consent,
    ContactPoint,
    Customer,
    CustomerMetrics,
    Demand,
    ExternalRef,
    GeoPoint,
    ImportantDate,
    Inbound,
    LocalText,
    Location,
    Loyalty,
    Media,
    Money,
    OptionValue,
    Order,
    OrderLine,
    Package,
    Payment,
    Preference,
    PriceEntry,
    Product,
    Record,
    Ref,
    Return,
    ReturnLine,
    Shipment,
    ShipmentLine,
    TrackingEvent,
    Variant,
    Voucher,
)
from backends.sql.client import SqlSystem
from backends.vocabulary import (
    FACETS,
    Channel,
    ConsentPurpose,
    ConsentState,
    ContactKind,
    Facet,
    FulfilmentMethod,
    LocationKind,
    MediaKind,
    Noun,
    PaymentStatus,
    PreferenceOrigin,
    ReturnStatus,
    ShipmentDirection,
    ShipmentStatus,
    SupplyStage,
    SystemRole,
)
from tests.backends.asking import HEAD
from tests.backends.sql import rows
from tests.backends.sql.asking import one
from tests.backends.sql.databases import NOW, Database

DAY = "2026-02-{:02}T08:30:00Z"
ADDRESS = {
    "line1": "1 Rue",
    "line3": "Bât. B",
    "postal_code": "69001",
    "city": "Lyon",
    "region": "ARA",
    "country": "FR",
}
LYON = Address(lines=("1 Rue", "Bât. B"), postal_code="69001", city="Lyon", region="ARA", country="FR")


def at(day: int) -> datetime:
    return datetime(2026, 2, day, 8, 30, tzinfo=UTC)


def stamps(day: int | None) -> tuple[Stamp, ...]:
    return (Stamp(system="oms", role=SystemRole.OMS, as_of=day and at(day), fetched_at=NOW),)


async def whole_and_parts(oms: SqlSystem, noun: Noun, expected: Record) -> None:
    """All facets at once, none, and each alone, which must not bring what belongs to another."""
    assert await one(oms, noun, expected.key) == expected
    bare = await one(oms, noun, expected.key, facets=HEAD)
    fields = set(bare.__struct_fields__) - {"facets"}
    brought = {name for name in fields if getattr(bare, name) != getattr(expected, name)}
    for facet in FACETS[noun] - HEAD:
        part = await one(oms, noun, expected.key, facets={facet})
        assert part.facets == {Facet.HEAD, facet}
        mine = {name for name in fields if getattr(part, name) != getattr(bare, name)}
        assert mine
        assert all(getattr(part, name) == getattr(expected, name) for name in mine)
        brought -= mine
    assert not brought


async def test_customer(oms: SqlSystem, database: Database) -> None:
    of = {"customer_key": "c1"}
    await database.add(
        "comptoir_customers",
        rows.customer(
            "c1",
            given_name="Ada",
            family_name="Löw",
            locale="fr-FR",
            birthday="1990-05-17",
            loyalty_number="L1",
            associate_key="a1",
            associate_name="Zoé",
            associate_store_key="s1",
            store_system="pos",
            store_key="7",
            created_at=DAY.format(1),
            as_of=DAY.format(2),
        ),
    )
    await database.add(
        "comptoir_customer_refs", of | {"system": "pos", "kind": "customer", "value": "9", "synced_at": DAY.format(3)}
    )
    await database.add("comptoir_customer_merges", {"old_key": "c0"} | of)
    await database.add(
        "comptoir_customer_contacts",
        of | {"kind": "PHONE", "value": "+33600000000", "verified": 0},
        of | {"kind": "EMAIL", "value": "ada@example.org", "verified": 1},
    )
    await database.add(
        "comptoir_customer_addresses", of | {"position": 2, "city": "Paris"}, of | {"position": 1} | ADDRESS
    )
    await database.add("comptoir_customer_addresses", of | {"position": 3})
    await database.add(
        "comptoir_customer_consents",
        of
        | {"purpose": "EMAIL_MARKETING", "state": "GRANTED", "legal_basis": "consent"}
        | {"captured_at": DAY.format(4), "expires_at": DAY.format(5)},
    )
    await database.add(
        "comptoir_customer_loyalty",
        of
        | {
            "program": "Club",
            "number": "L1",
            "tier": "Gold",
            "points": 5_000_000_000,
            "points_expire_on": "2026-12-31",
        },
    )
    await database.add(
        "comptoir_customer_vouchers",
        of | {"code": "V2"},
        of | {"code": "V1", "amount_minor": 1000, "currency": "EUR", "expires_at": DAY.format(6)},
    )
    await database.add("comptoir_customer_segments", of | {"segment": "vip"}, of | {"segment": "lapsing"})
    await database.add(
        "comptoir_customer_preferences",
        of | {"key": "size", "value": "M", "origin": "DECLARED", "at": DAY.format(7)},
    )
    await database.add("comptoir_customer_dates", of | {"kind": "wedding", "on_day": "2015-06-01"})
    await database.add(
        "comptoir_customer_metrics",
        of
        | {"order_count": 3, "average_minor": 5000, "average_currency": "EUR", "last_order_at": DAY.format(8)}
        | {"return_rate": 0.25, "recency": 5, "frequency": 4, "monetary": 3, "rfm_segment": "loyal"}
        | {"churn_risk": 0.5, "computed_at": DAY.format(9)},
    )
    await database.add(
        "comptoir_customer_lifetime_values",
        of | {"amount_minor": 9_000_000_000, "currency": "GBP"},
        of | {"amount_minor": 15000, "currency": "EUR"},
    )
    expected = Customer(
        ref=Ref("oms", "c1"),
        refs=(ExternalRef(system="pos", kind="customer", value="9", synced_at=at(3)),),
        stamps=stamps(2),
        facets=FACETS[Noun.CUSTOMER],
        updated_at=datetime(2026, 1, 1, tzinfo=UTC),
        display_name="Ada c1",
        sort_name="c1 ada",
        given_name="Ada",
        family_name="Löw",
        locale="fr-FR",
        birthday=date(1990, 5, 17),
        loyalty_number="L1",
        primary_associate=Associate(ref=Ref("oms", "a1"), display_name="Zoé", store=Ref("oms", "s1")),
        home_store=Ref("pos", "7"),
        created_at=at(1),
        merged=("c0",),
        contacts=(
            ContactPoint(kind=ContactKind.EMAIL, value="ada@example.org", verified=True, system="oms"),
            ContactPoint(kind=ContactKind.PHONE, value="+33600000000", verified=False, system="oms"),
        ),
        addresses=(LYON, Address(city="Paris")),
        consents=(
            Consent(
                purpose=ConsentPurpose.EMAIL_MARKETING,
                state=ConsentState.GRANTED,
                legal_basis="consent",
                captured_at=at(4),
                expires_at=at(5),
                system="oms",
            ),
        ),
        loyalty=Loyalty(
            program="Club",
            number="L1",
            tier="Gold",
            points=5_000_000_000,
            points_expire_on=date(2026, 12, 31),
            vouchers=(Voucher(code="V1", value=Money(1000, "EUR"), expires_at=at(6)), Voucher(code="V2")),
        ),
        segments=("lapsing", "vip"),
        preferences=(Preference(key="size", value="M", origin=PreferenceOrigin.DECLARED, at=at(7)),),
        important_dates=(ImportantDate(kind="wedding", on=date(2015, 6, 1)),),
        metrics=CustomerMetrics(
            lifetime_value=(Money(15000, "EUR"), Money(9_000_000_000, "GBP")),
            order_count=3,
            average_order=Money(5000, "EUR"),
            last_order_at=at(8),
            return_rate=0.25,
            recency=5,
            frequency=4,
            monetary=3,
            rfm_segment="loyal",
            churn_risk=0.5,
            computed_at=at(9),
        ),
    )
    await whole_and_parts(oms, Noun.CUSTOMER, expected)


async def test_order(oms: SqlSystem, database: Database) -> None:
    of = {"order_key": "o1"}
    instants = ("promised_from", "promised_by", "promise_made_at", "expected_at", "delivered_at", "placed_at")
    await database.add(
        "comptoir_orders",
        rows.order(
            "o1",
            channel="ECOMMERCE",
            store_key="s1",
            customer_system="crm",
            customer_key="c1",
            associate_key="a1",
            draft=0,
            confirmed=1,
            held=1,
            managed=0,
            total_minor=3_000_000_000,
            tax_minor=20,
            shipping_minor=0,
            discount_minor=5,
            **{name: DAY.format(day) for day, name in enumerate(instants, 1)},
        ),
    )
    await database.add("comptoir_order_refs", of | {"system": "erp", "kind": "order", "value": "E1"})
    await database.add(
        "comptoir_order_lines",
        rows.line("o1", "l2", position=2, ordered=1.25, unit="KGM", method="CLICK_AND_COLLECT"),
        rows.line("o1", "l1", unit_price="33.3333", ordered=3, allocated=1, shipped=1)
        | {"delivered": 1, "cancelled": 1, "ready": 0.1, "backordered": 0.2, "return_requested": 0.125, "returned": 2},
    )
    await database.add(
        "comptoir_order_payments",
        of
        | {"payment_key": "p1", "kind": "card", "method_label": "•••• 42", "amount_minor": 100, "captured_minor": 90}
        | {"refunded_minor": 10, "currency": "EUR", "status": "PARTIALLY_REFUNDED", "at": DAY.format(7)},
    )
    await database.add(
        "comptoir_order_returns",
        of | {"return_key": "r2", "status": "REQUESTED", "at": DAY.format(9), "refund_minor": 7},
        of
        | {"return_key": "r1", "status": "RECEIVED", "reason": "too small", "refund_minor": 100, "currency": "GBP"}
        | {"location_system": "pos", "location_key": "7", "at": DAY.format(8)},
    )
    await database.add(
        "comptoir_order_return_lines",
        of | {"return_key": "r1", "line_key": "l1", "quantity": 1, "condition": "worn", "restocked": 0},
        of | {"return_key": "r2", "line_key": "l2", "quantity": 0.5},
    )
    ref = Ref("oms", "o1")
    expected = Order(
        ref=ref,
        refs=(ExternalRef(system="erp", kind="order", value="E1"),),
        stamps=stamps(None),
        facets=FACETS[Noun.ORDER],
        number="N-o1",
        channel=Channel.ECOMMERCE,
        store=Ref("oms", "s1"),
        customer=Ref("crm", "c1"),
        sold_by=Associate(ref=Ref("oms", "a1"), display_name="a1"),
        source_status="open",
        confirmed=True,
        held=True,
        managed=False,
        total=Money(3_000_000_000, "EUR"),
        tax_total=Money(20, "EUR"),
        shipping_total=Money(0, "EUR"),
        discount_total=Money(5, "EUR"),
        promised_from=at(1),
        promised_by=at(2),
        promise_made_at=at(3),
        expected_at=at(4),
        delivered_at=at(5),
        placed_at=at(6),
        updated_at=datetime(2026, 1, 1, tzinfo=UTC),
        version=1,
        lines=(
            OrderLine(
                key="l1",
                order=ref,
                sku="S1",
                title="Scarf",
                unit="C62",
                method=FulfilmentMethod.TAKE_NOW,
                unit_price=Decimal("33.3333"),
                total=Money(100, "EUR"),
                ordered=Decimal(3),
                allocated=Decimal(1),
                ready=Decimal("0.1"),
                shipped=Decimal(1),
                delivered=Decimal(1),
                cancelled=Decimal(1),
                backordered=Decimal("0.2"),
                return_requested=Decimal("0.125"),
                returned=Decimal(2),
            ),
            OrderLine(
                key="l2",
                order=ref,
                sku="S1",
                title="Scarf",
                unit="KGM",
                method=FulfilmentMethod.CLICK_AND_COLLECT,
                total=Money(100, "EUR"),
                ordered=Decimal("1.25"),
            ),
        ),
        payments=(
            Payment(
                key="p1",
                order=ref,
                kind="card",
                method_label="•••• 42",
                amount=Money(100, "EUR"),
                captured=Money(90, "EUR"),
                refunded=Money(10, "EUR"),
                status=PaymentStatus.PARTIALLY_REFUNDED,
                at=at(7),
            ),
        ),
        returns=(
            Return(
                key="r1",
                order=ref,
                status=ReturnStatus.RECEIVED,
                reason="too small",
                lines=(ReturnLine(order_line_key="l1", quantity=Decimal(1), condition="worn", restocked=False),),
                refund=Money(100, "GBP"),
                location=Ref("pos", "7"),
                at=at(8),
            ),
            Return(
                key="r2",
                order=ref,
                status=ReturnStatus.REQUESTED,
                lines=(ReturnLine(order_line_key="l2", quantity=Decimal("0.5")),),
                refund=Money(7, "EUR"),
                at=at(9),
            ),
        ),
    )
    await whole_and_parts(oms, Noun.ORDER, expected)


async def test_a_guest_order_with_nothing_optional(oms: SqlSystem, database: Database) -> None:
    await database.add("comptoir_orders", rows.order("o1"))
    order = await one(oms, Noun.ORDER, "o1")
    assert isinstance(order, Order)
    assert (order.customer, order.store, order.sold_by, order.tax_total) == (None, None, None, None)
    assert (order.draft, order.confirmed, order.held, order.managed) == (False, False, False, True)
    assert (order.lines, order.payments, order.returns) == ((), (), ())


async def test_shipment(oms: SqlSystem, database: Database) -> None:
    of = {"shipment_key": "s1"}
    instants = ("shipped_at", "eta", "eta_latest", "promised_from", "promised_by", "promise_made_at", "as_of")
    await database.add(
        "comptoir_shipments",
        rows.shipment(
            "s1",
            order_system="oms",
            order_key="o1",
            source_status="moving",
            carrier="DPD",
            tracking_number="T1",
            tracking_url="https://example.org/T1",
            origin_key="w1",
            pick_up_system="pos",
            pick_up_key="7",
            **{f"to_{part}": text for part, text in ADDRESS.items()},
            **{name: DAY.format(day) for day, name in enumerate(instants, 1)},
        ),
    )
    await database.add(
        "comptoir_shipment_packages",
        of | {"position": 2, "tracking_number": "T2"},
        of | {"position": 1, "sscc": "00340123450000000018", "tracking_number": "T1", "weight_grams": 900},
    )
    await database.add("comptoir_shipment_lines", of | {"position": 1, "sku": "S1", "quantity": 2.5})
    await database.add(
        "comptoir_shipment_events",
        of | {"position": 2, "at": DAY.format(8), "recorded_at": DAY.format(9), "status": "PICKED_UP"},
        of
        | {"position": 1, "at": DAY.format(9), "recorded_at": DAY.format(9), "status": "IN_TRANSIT", "code": "IT"}
        | {"message": "on its way", "place": "Lyon", "country": "FR", "latitude": 45.75, "longitude": 4.85},
    )
    expected = Shipment(
        ref=Ref("oms", "s1"),
        stamps=stamps(7),
        facets=FACETS[Noun.SHIPMENT],
        order=Ref("oms", "o1"),
        direction=ShipmentDirection.OUTBOUND,
        source_status="moving",
        carrier="DPD",
        tracking_number="T1",
        tracking_url="https://example.org/T1",
        origin=Ref("oms", "w1"),
        to=LYON,
        pick_up_location=Ref("pos", "7"),
        shipped_at=at(1),
        eta=at(2),
        eta_latest=at(3),
        promised_from=at(4),
        promised_by=at(5),
        promise_made_at=at(6),
        updated_at=datetime(2026, 1, 1, tzinfo=UTC),
        version=1,
        packages=(
            Package(sscc="00340123450000000018", tracking_number="T1", weight_grams=900),
            Package(tracking_number="T2"),
        ),
        lines=(ShipmentLine(sku="S1", quantity=Decimal("2.5")),),
        events=(
            TrackingEvent(
                at=at(9),
                recorded_at=at(9),
                status=ShipmentStatus.IN_TRANSIT,
                code="IT",
                message="on its way",
                place="Lyon",
                country="FR",
                geo=GeoPoint(latitude=45.75, longitude=4.85),
            ),
            TrackingEvent(at=at(8), recorded_at=at(9), status=ShipmentStatus.PICKED_UP),
        ),
    )
    await whole_and_parts(oms, Noun.SHIPMENT, expected)


async def test_product(oms: SqlSystem, database: Database) -> None:
    of = {"product_key": "p1"}
    await database.add(
        "comptoir_products", rows.product("p1", brand="Maison", category_path='["Women", "Scarves \\u0026 \\"more\\""]')
    )
    await database.add(
        "comptoir_product_titles", of | {"locale": "fr", "title": "Écharpe"}, of | {"locale": "en", "title": "Scarf"}
    )
    await database.add(
        "comptoir_product_media",
        of | {"position": 2, "kind": "VIDEO", "url": "https://example.org/v", "duration_seconds": 30},
        of
        | {
            "position": 1,
            "kind": "IMAGE",
            "url": "https://example.org/i",
            "alt_text": "red",
            "width": 10,
            "height": 20,
        },
    )
    expected = Product(
        ref=Ref("oms", "p1"),
        stamps=stamps(None),
        facets=FACETS[Noun.PRODUCT],
        brand="Maison",
        category_path=("Women", 'Scarves & "more"'),
        default_locale="en",
        updated_at=datetime(2026, 1, 1, tzinfo=UTC),
        titles=(LocalText(locale="en", text="Scarf"), LocalText(locale="fr", text="Écharpe")),
        media=(
            Media(kind=MediaKind.IMAGE, url="https://example.org/i", alt_text="red", width=10, height=20),
            Media(kind=MediaKind.VIDEO, url="https://example.org/v", duration_seconds=30),
        ),
    )
    await whole_and_parts(oms, Noun.PRODUCT, expected)


async def test_variant(oms: SqlSystem, database: Database) -> None:
    of = {"sku": "S1"}
    picture = {"image_url": "https://example.org/i", "image_alt_text": "red", "image_width": 10, "image_height": 20}
    await database.add("comptoir_variants", rows.variant("S1", gtin="04006381333931", product_system="pim", **picture))
    await database.add("comptoir_variant_titles", of | {"locale": "en", "title": "Scarf, red"})
    await database.add(
        "comptoir_variant_options",
        of | {"position": 2, "name": "size", "value": "M"},
        of | {"position": 1, "name": "colour", "value": "red"},
    )
    await database.add(
        "comptoir_prices",
        of | {"current_minor": 1000, "currency": "GBP", "tax_included": 0},
        of
        | {"channel": "STORE", "store_system": "pos", "store_key": "7", "current_minor": 900, "regular_minor": 1200}
        | {"currency": "EUR", "tax_included": 1, "valid_until": DAY.format(1)},
    )
    expected = Variant(
        ref=Ref("oms", "S1"),
        stamps=stamps(None),
        facets=FACETS[Noun.VARIANT],
        gtin="04006381333931",
        product=Ref("pim", "P1"),
        unit="C62",
        default_locale="en",
        updated_at=datetime(2026, 1, 1, tzinfo=UTC),
        titles=(LocalText(locale="en", text="Scarf, red"),),
        options=(OptionValue(name="colour", value="red"), OptionValue(name="size", value="M")),
        image=Media(kind=MediaKind.IMAGE, url="https://example.org/i", alt_text="red", width=10, height=20),
        prices=(
            PriceEntry(
                channel=Channel.STORE,
                store=Ref("pos", "7"),
                current=Money(900, "EUR"),
                regular=Money(1200, "EUR"),
                tax_included=True,
                valid_until=at(1),
            ),
            PriceEntry(current=Money(1000, "GBP"), tax_included=False),
        ),
    )
    await whole_and_parts(oms, Noun.VARIANT, expected)


@pytest.mark.parametrize(("noun", "row"), [(Noun.PRODUCT, rows.product), (Noun.VARIANT, rows.variant)])
@pytest.mark.parametrize("path", ["", "secret", '["secret"', '"secret"', "[1]", "null"])
async def test_a_path_that_is_none(path: str, noun: Noun, row: Any, oms: SqlSystem, database: Database) -> None:
    await database.add(f"comptoir_{noun}s", row("k", category_path=path))
    with pytest.raises(UnreadableRecord) as raised:
        await one(oms, noun, "k")
    assert f"comptoir_{noun}s.category_path of the row 'k'" in raised.value.message
    assert "secret" not in raised.value.message


async def test_location(oms: SqlSystem, database: Database) -> None:
    place = {"latitude": 45.75, "longitude": 4.85, "time_zone": "Europe/Paris", "updated_at": DAY.format(1)}
    await database.add(
        "comptoir_locations", rows.location("L1", **ADDRESS, **place), rows.location("L2", kind="WAREHOUSE")
    )
    await database.add("comptoir_location_refs", rows.ref("location_key", "L1", "pos", "7", "location"))
    expected = Location(
        ref=Ref("oms", "L1"),
        refs=(ExternalRef(system="pos", kind="location", value="7"),),
        stamps=stamps(None),
        facets=FACETS[Noun.LOCATION],
        updated_at=at(1),
        kind=LocationKind.STORE,
        name="L1",
        sort_name="l1",
        address=LYON,
        geo=GeoPoint(latitude=45.75, longitude=4.85),
        time_zone="Europe/Paris",
        pick_up_enabled=True,
        ship_from_enabled=False,
    )
    await whole_and_parts(oms, Noun.LOCATION, expected)
    other = await one(oms, Noun.LOCATION, "L2")
    assert isinstance(other, Location)
    assert (other.kind, other.address, other.geo) == (LocationKind.WAREHOUSE, None, None)


async def test_inbound(oms: SqlSystem, database: Database) -> None:
    await database.add(
        "comptoir_inbound",
        rows.inbound(
            "i1", stage="IN_TRANSIT", destination_system="wms", ordered=10, confirmed=9, expected=8.5, allocated=2
        )
        | {"origin_key": "sup", "origin_country": "PT", "supplier": "Fiação", "eta": DAY.format(1)}
        | {
            "eta_latest": DAY.format(2),
            "confidence": 0.75,
            "document_kind": "purchase-order",
            "document_value": "PO-1",
        },
    )
    await database.add("comptoir_inbound_refs", rows.ref("inbound_key", "i1", "tms", "T1", "inbound"))
    expected = Inbound(
        ref=Ref("oms", "i1"),
        refs=(ExternalRef(system="tms", kind="inbound", value="T1"),),
        stamps=stamps(None),
        facets=FACETS[Noun.INBOUND],
        sku="S1",
        unit="C62",
        stage=SupplyStage.IN_TRANSIT,
        destination=Ref("wms", "L1"),
        origin=Ref("oms", "sup"),
        origin_country="PT",
        supplier="Fiação",
        ordered=Decimal(10),
        confirmed=Decimal(9),
        expected=Decimal("8.5"),
        allocated=Decimal(2),
        eta=at(1),
        eta_latest=at(2),
        confidence=0.75,
        document=ExternalRef(system="oms", kind="purchase-order", value="PO-1"),
        updated_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    await whole_and_parts(oms, Noun.INBOUND, expected)


async def test_demand(oms: SqlSystem, database: Database) -> None:
    await database.add("comptoir_demand", rows.demand("d1", quantity=15, location_system="wms", location_key="L1"))
    expected = Demand(
        ref=Ref("oms", "d1"),
        stamps=stamps(None),
        facets=HEAD,
        sku="S1",
        quantity=Decimal(15),
        due=datetime(2026, 1, 1, tzinfo=UTC),
        location=Ref("wms", "L1"),
        channel=Channel.STORE,
    )
    assert await one(oms, Noun.DEMAND, "d1") == expected


async def test_unknown_words(oms: SqlSystem, database: Database) -> None:
    """They are UNKNOWN, and each different one is one gap, however often it is read."""
    await database.add("comptoir_orders", rows.order("o1", channel="TELEX"), rows.order("o2", channel="store"))
    await database.add("comptoir_orders", rows.order("o3", channel="UNKNOWN"), rows.order("o4", channel="TELEX"))
    for _ in range(2):
        orders = [await one(oms, Noun.ORDER, key) for key in ("o1", "o2", "o3", "o4")]
        assert {order.channel for order in orders if isinstance(order, Order)} == {Channel.UNKNOWN}
    assert oms.vocabulary_gaps == 2


async def test_sorted_out_of_float_noise(oms: SqlSystem, database: Database) -> None:
    await database.add("comptoir_demand", rows.demand("d1", quantity=0.1 + 0.2))
    demand = await one(oms, Noun.DEMAND, "d1")
    assert isinstance(demand, Demand)
    assert str(demand.quantity) == "0.3"
