"""What each filter leaves, with hostile text in rows and in filters."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from backends.errors import NotSupported, Rejected
from backends.filters import CustomerFilter, Filter, InboundFilter, LocationFilter, OrderFilter, VariantFilter
from backends.ports import ParentKind
from backends.records import Ref
from backends.sql.client import SqlSystem
from backends.vocabulary import Channel, Facet, LocationKind, Noun
from tests.backends.asking import ROOT, spec, value
from tests.backends.sql import rows
from tests.backends.sql.asking import ask, keys, named
from tests.backends.sql.databases import Database, system

DAY = "2026-01-{:02}T00:00:00Z"


def at(day: int) -> datetime:
    return datetime.fromisoformat(DAY.format(day))


async def left(oms: SqlSystem, noun: Noun, wish: Filter) -> str:
    """The keys that a filter leaves, joined; asked of the root alone and of the root among others."""
    alone = await keys(oms, noun, spec(wish=wish))
    parents = [ROOT, named(ParentKind.CUSTOMER, ("x", "y"))] if noun is Noun.ORDER else [ROOT]
    answers: Any = await oms.port(noun).pages(parents, spec(wish=wish), frozenset({Facet.HEAD}), ask())
    assert [record.key for record in answers[ROOT].items] == alone
    return " ".join(alone)


@pytest.fixture
async def orders(oms: SqlSystem, database: Database) -> SqlSystem:
    await database.add(
        "comptoir_orders",
        rows.order("o1", channel="STORE", store_key="s1", customer_system="crm", customer_key="c1"),
        rows.order("o2", channel="ECOMMERCE", store_system="pos", store_key="s1", customer_key="c1"),
        rows.order("o3", channel="TELEX", placed_at=DAY.format(3), updated_at=DAY.format(5)),
        rows.order("o4", channel="SOCIAL", placed_at=DAY.format(4), updated_at=DAY.format(4), number="N'4%"),
    )
    await database.add(
        "comptoir_order_refs",
        rows.ref("order_key", "o2", "erp", "E2", "order"),
        rows.ref("order_key", "o3", "erp", "E3", "invoice"),
    )
    return oms


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        ({}, "o1 o2 o3 o4"),
        ({"keys": (Ref("oms", "o1"), Ref("oms", "o9"))}, "o1"),
        ({"keys": (Ref("oms", "o3"), Ref("erp", "E2"), Ref("erp", "E3"), Ref("wms", "o1"))}, "o2 o3"),
        ({"keys": (Ref("crm", "o1"),)}, ""),
        ({"keys": (Ref("erp", "E3"),)}, ""),
        ({"numbers": ("N-o1", "N'4%")}, "o1 o4"),
        ({"numbers": ("N-o_",)}, ""),
        ({"numbers": ("\0",)}, ""),
        ({"numbers": ("N-o1", "\ud800")}, "o1"),
        ({"customers": (Ref("crm", "c1"),)}, "o1"),
        ({"customers": (Ref("oms", "c1"), Ref("erp", "c1"))}, "o2"),
        ({"stores": (Ref("oms", "s1"),)}, "o1"),
        ({"stores": (Ref("oms", "s1"), Ref("pos", "s1"))}, "o1 o2"),
        ({"channels": (Channel.STORE, Channel.ECOMMERCE)}, "o1 o2"),
        ({"channels": (Channel.UNKNOWN,)}, "o3"),
        ({"channels": (Channel.UNKNOWN, Channel.SOCIAL)}, "o3 o4"),
        ({"placed_from": at(3)}, "o3 o4"),
        ({"placed_to": at(3)}, "o1 o2"),
        ({"placed_from": at(3), "placed_to": at(4)}, "o3"),
        ({"placed_from": at(3) + timedelta(milliseconds=1)}, "o4"),
        ({"placed_to": at(3) + timedelta(milliseconds=1)}, "o1 o2 o3"),
        ({"updated_from": at(4), "updated_to": at(5)}, "o4"),
        ({"stores": (Ref("oms", "s1"), Ref("pos", "s1")), "channels": (Channel.ECOMMERCE,)}, "o2"),
    ],
)
async def test_orders(wish: dict[str, Any], expected: str, orders: SqlSystem) -> None:
    assert await left(orders, Noun.ORDER, OrderFilter(**wish)) == expected


async def test_many_values_are_one_parameter(orders: SqlSystem) -> None:
    """More than SQLite's expressions are deep, and than a statement has parameters."""
    crowd = tuple(Ref("crm", f"c{n}") for n in range(40_000))
    wish = OrderFilter(customers=crowd, numbers=tuple(f"N-o{n}" for n in range(40_000)))
    assert await left(orders, Noun.ORDER, wish) == "o1"


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("ada", "c1"),
        ("LOV ada", "c1"),
        ("love", "c1"),
        ("ove", ""),
        ("ada byron", ""),
        ("ÉMILE", "c2"),
        ("strasse", "c2"),
        ("STRAẞE", "c2"),
        ("%", "c3"),
        ("_", ""),
        ("o'", "c3"),
        ("\\", ""),
        ("ada@example.org", "c1"),
        (" Ada@Example.org ", "c1"),
        ("ada@example.or", ""),
        ("+33600000000", "c2"),
        ("L-7", "c3"),
        ("L-", ""),
        ("", "c1 c2 c3"),
        ("   ", "c1 c2 c3"),
        ("ada\0", ""),
        ("\ud800", ""),
    ],
)
async def test_customers_by_name_or_number(search: str, expected: str, oms: SqlSystem, database: Database) -> None:
    await database.add(
        "comptoir_customers",
        rows.customer("c1", sort_name="lovelace ada"),
        rows.customer("c2", sort_name="strasse émile"),
        rows.customer("c3", sort_name="o'brien %off", loyalty_number="L-7"),
    )
    contacts = [("c1", "EMAIL", "ada@example.org"), ("c2", "PHONE", "+33600000000")]
    await database.add(
        "comptoir_customer_contacts",
        *({"customer_key": key, "kind": kind, "value": text, "verified": 0} for key, kind, text in contacts),
    )
    assert await left(oms, Noun.CUSTOMER, CustomerFilter(search=search)) == expected


async def test_customers_of_stores(oms: SqlSystem, database: Database) -> None:
    await database.add(
        "comptoir_customers",
        rows.customer("c1", store_key="s1"),
        rows.customer("c2", store_system="pos", store_key="s1"),
        rows.customer("c3"),
    )
    assert await left(oms, Noun.CUSTOMER, CustomerFilter(stores=(Ref("oms", "s1"),))) == "c1"
    assert await left(oms, Noun.CUSTOMER, CustomerFilter(stores=(Ref("pos", "s1"), Ref("pos", "s2")))) == "c2"


async def test_a_search_without_contacts(database: Database) -> None:
    """Where the system does not serve them, the name and the loyalty number remain."""
    await database.add("comptoir_customers", rows.customer("c1", loyalty_number="L1", sort_name="ada"))
    await database.execute("DROP TABLE comptoir_customer_contacts")
    oms = system(database, facets={Noun.CUSTOMER: frozenset({Facet.HEAD})})
    assert await left(oms, Noun.CUSTOMER, CustomerFilter(search="L1")) == "c1"
    assert await left(oms, Noun.CUSTOMER, CustomerFilter(search="ad")) == "c1"
    with pytest.raises(NotSupported, match="comptoir_customer_contacts"):
        await keys(oms, Noun.CUSTOMER, spec(), value(ParentKind.EMAIL, "a@b.c"))
    await oms.close()


@pytest.fixture
async def variants(oms: SqlSystem, database: Database) -> SqlSystem:
    await database.add(
        "comptoir_variants",
        rows.variant("RED-1", category_path='["Women","Scarves"]'),
        rows.variant("BLUE-1", category_path='[ "Women" , "Scarves", "Silk" ]'),
        rows.variant("HAT_%", category_path='["Women\'s"]'),
        rows.variant("GIFT", category_path="[]"),
    )
    titles = [("RED-1", "fr", "Écharpe ROUGE"), ("RED-1", "en", "Red scarf"), ("BLUE-1", "fr", "Écharpe bleue")]
    titles += [("HAT_%", "en", "Hat 100% O'wool")]
    await database.add("comptoir_variant_titles", *({"sku": s, "locale": lo, "title": t} for s, lo, t in titles))
    return oms


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        ({}, "BLUE-1 GIFT HAT_% RED-1"),
        ({"search": "écharpe"}, "BLUE-1 RED-1"),
        ({"search": "ÉCHARPE rouge"}, "RED-1"),
        ({"search": "charp scarf"}, "RED-1"),
        ({"search": "red écharpe"}, "RED-1"),
        ({"search": "-1"}, "BLUE-1 RED-1"),
        ({"search": "blue-1 bleue"}, "BLUE-1"),
        ({"search": "%"}, "HAT_%"),
        ({"search": "_"}, "HAT_%"),
        ({"search": "o'w"}, "HAT_%"),
        ({"search": "a\0"}, ""),
        ({"search": "  "}, "BLUE-1 GIFT HAT_% RED-1"),
        ({"skus": ("GIFT", "RED-1", "X", "\0")}, "GIFT RED-1"),
        ({"skus": ("GIFT",), "search": "scarf"}, ""),
        ({"category_path": ("Women",)}, "BLUE-1 RED-1"),
        ({"category_path": ("Women", "Scarves", "Silk")}, "BLUE-1"),
        ({"category_path": ("Women", "Scarves", "Silk", "More")}, ""),
        ({"category_path": ("Women's",)}, "HAT_%"),
        ({"category_path": ("women",)}, ""),
        ({"category_path": ("\ud800",)}, ""),
    ],
)
async def test_variants(wish: dict[str, Any], expected: str, variants: SqlSystem) -> None:
    assert await left(variants, Noun.VARIANT, VariantFilter(**wish)) == expected


async def test_locations(oms: SqlSystem, database: Database) -> None:
    await database.add("comptoir_locations", rows.location("L1"), rows.location("L2", kind="HUB"))
    await database.add("comptoir_locations", rows.location("L3", kind="KIOSK"))
    for kinds, expected in (
        ((LocationKind.HUB, LocationKind.STORE), "L1 L2"),
        ((LocationKind.UNKNOWN,), "L3"),
        ((LocationKind.SUPPLIER,), ""),
        ((), "L1 L2 L3"),
    ):
        assert await left(oms, Noun.LOCATION, LocationFilter(kinds=kinds)) == expected


async def test_inbound(oms: SqlSystem, database: Database) -> None:
    await database.add(
        "comptoir_inbound",
        rows.inbound("i1", eta=DAY.format(1)),
        rows.inbound("i2", eta=DAY.format(2), stage="CUSTOMS"),
        rows.inbound("i3", stage="CUSTOMS"),
    )
    parent = value(ParentKind.SKU, "S1")
    for wish, expected in (
        (InboundFilter(), ["i1", "i2", "i3"]),
        (InboundFilter(eta_to=at(2)), ["i1"]),
    ):
        assert await keys(oms, Noun.INBOUND, spec(wish=wish), parent) == expected


async def test_another_nouns_filter(oms: SqlSystem) -> None:
    with pytest.raises(NotSupported, match="OrderFilter"):
        await keys(oms, Noun.CUSTOMER, spec(wish=OrderFilter()))


@pytest.mark.parametrize(
    ("noun", "wish"),
    [
        (Noun.CUSTOMER, CustomerFilter(search="a " * 5000)),
        (Noun.VARIANT, VariantFilter(search="a " * 5000)),
        (Noun.VARIANT, VariantFilter(category_path=("a",) * 5000)),
    ],
)
async def test_a_wish_without_measure(noun: Noun, wish: Filter, oms: SqlSystem) -> None:
    with pytest.raises(Rejected):
        await keys(oms, noun, spec(wish=wish))


async def test_a_long_word(oms: SqlSystem, database: Database) -> None:
    await database.add("comptoir_customers", rows.customer("c1"))
    assert await left(oms, Noun.CUSTOMER, CustomerFilter(search="a" * 200_000)) == ""
