"""Whole records of a few nouns, for toy systems."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from msgspec import structs

from backends.records import (
    Consent,
    ContactPoint,
    Customer,
    CustomerMetrics,
    ExternalRef,
    ImportantDate,
    Loyalty,
    Money,
    NetworkHold,
    Order,
    OrderLine,
    Payment,
    Preference,
    Record,
    Ref,
    Return,
    SafetyStock,
    Stock,
    StockPosition,
)
from backends.vocabulary import (
    FACETS,
    Channel,
    ConsentPurpose,
    ConsentState,
    ContactKind,
    FulfilmentMethod,
    Noun,
    PaymentStatus,
    PreferenceOrigin,
    ReturnStatus,
)
from tests.backends.toy import ANCHOR

EURO = Money(12_300, "EUR")


def order(key: str, system: str = "oms", **changes: Any) -> Order:
    """An order with a line, a payment, a return and a copy in the ERP."""
    ref = Ref(system, key)
    whole = Order(
        ref=ref,
        refs=(ExternalRef(system="erp", kind="order", value=f"E{key}"),),
        facets=FACETS[Noun.ORDER],
        number=f"N{key}",
        channel=Channel.ECOMMERCE,
        customer=Ref("crm", "c1"),
        source_status="OPEN",
        total=EURO,
        placed_at=ANCHOR - timedelta(days=3),
        updated_at=ANCHOR - timedelta(days=1),
        version=1,
        lines=(_line(ref),),
        payments=(_payment(ref),),
        returns=(Return(key="r1", order=ref, status=ReturnStatus.REQUESTED, at=ANCHOR),),
    )
    return structs.replace(whole, **changes)


def _line(order: Ref) -> OrderLine:
    return OrderLine(
        key=f"{order.key}-1",
        order=order,
        sku="s1",
        title="Scarf",
        unit="C62",
        method=FulfilmentMethod.SHIP_FROM_WAREHOUSE,
        total=EURO,
        ordered=Decimal(1),
    )


def _payment(order: Ref) -> Payment:
    return Payment(
        key="p1",
        order=order,
        kind="card",
        method_label="Visa",
        amount=EURO,
        captured=EURO,
        refunded=Money(0, "EUR"),
        status=PaymentStatus.PAID,
    )


def customer(key: str, system: str = "crm", **changes: Any) -> Customer:
    """A person with something in every facet, and an old key that was merged into hers."""
    whole = Customer(
        ref=Ref(system, key),
        refs=(ExternalRef(system="pos", kind="customer", value=f"P{key}"),),
        facets=FACETS[Noun.CUSTOMER],
        updated_at=ANCHOR - timedelta(days=1),
        display_name=f"Ada {key}",
        sort_name=f"{key} ada",
        merged=(f"old-{key}",),
        contacts=(ContactPoint(kind=ContactKind.EMAIL, value=f"{key}@example.org", verified=True, system=system),),
        addresses=(),
        consents=(Consent(purpose=ConsentPurpose.CALL, state=ConsentState.DENIED, system=system),),
        loyalty=Loyalty(program="club", number=f"L{key}"),
        segments=("vip",),
        preferences=(Preference(key="colour", value="red", origin=PreferenceOrigin.DECLARED),),
        important_dates=(ImportantDate(kind="wedding", on=date(2026, 6, 1)),),
        metrics=CustomerMetrics(order_count=3, computed_at=ANCHOR),
    )
    return structs.replace(whole, **changes)


def stock(sku: str, system: str = "wms", **changes: Any) -> Stock:
    """Stock counted at two locations, one of which keeps some back; a third only keeps back."""
    shop, depot, planned = (Ref(system, key) for key in ("a-shop", "b-depot", "c-planned"))
    kept_back = (SafetyStock(quantity=Decimal(2)),)
    whole = Stock(
        ref=Ref(system, sku),
        facets=FACETS[Noun.STOCK],
        updated_at=ANCHOR - timedelta(hours=1),
        unit="C62",
        tracked=False,
        positions=(
            StockPosition(location=shop, on_hand=Decimal(5), committed=Decimal(1), safety=kept_back, version=3),
            StockPosition(location=depot, on_hand=Decimal(40), last_counted_at=ANCHOR, version=3),
            StockPosition(location=planned, safety=kept_back, version=3),
        ),
        network_holds=(NetworkHold(quantity=Decimal(1)),),
    )
    return structs.replace(whole, **changes)


WHOLE: dict[Noun, Record] = {
    Noun.ORDER: order("1"),
    Noun.CUSTOMER: customer("1"),
    Noun.STOCK: stock("s1"),
}
