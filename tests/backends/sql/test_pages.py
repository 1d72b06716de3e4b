"""Which rows hang on a parent, in which order, so many for each, after a place."""

import pytest

from backends.errors import NotSupported, Rejected
from backends.ports import Page, Parent, ParentKind, Position
from backends.records import Ref
from backends.sql.client import SqlSystem
from backends.vocabulary import Facet, Noun, SortField
from tests.backends.asking import HEAD, ROOT, spec, value
from tests.backends.sql import rows
from tests.backends.sql.asking import ask, keys, named, page
from tests.backends.sql.databases import Database, system

DAY = "2026-01-{:02}T00:00:00Z"


async def many(oms: SqlSystem, noun: Noun, *parents: Parent, **wanted: object) -> list[list[str]]:
    """The keys of each parent's page, asked in one call."""
    answers = await oms.port(noun).pages(parents, spec(**wanted), HEAD, ask())  # type: ignore[arg-type]  # as `spec` takes them
    assert set(answers) == set(parents)
    return [
        [record.key for record in answer.items] for parent in parents if isinstance(answer := answers[parent], Page)
    ]


async def test_the_root(oms: SqlSystem, database: Database) -> None:
    await database.add("comptoir_orders", *(rows.order(f"o{n}") for n in range(5)))
    first = await page(oms, Noun.ORDER, spec(size=3))
    assert ([record.key for record in first.items], first.more) == (["o0", "o1", "o2"], True)
    assert not (await page(oms, Noun.ORDER, spec(size=5))).more
    assert await keys(oms, Noun.ORDER, spec(size=2, after=Position("o2", "o2"))) == ["o3", "o4"]
    assert await many(oms, Noun.ORDER, ROOT, named(ParentKind.ROOT, ("x", "y")), size=2) == [["o0", "o1"]] * 2


async def test_pages_bring_the_facets(oms: SqlSystem, database: Database) -> None:
    """Not those of the row beyond the page."""
    await database.add("comptoir_orders", *(rows.order(f"o{n}") for n in range(3)))
    await database.add("comptoir_order_lines", *(rows.line(f"o{n}", f"l{n}") for n in range(3)))
    answer = (await oms.port(Noun.ORDER).pages([ROOT], spec(size=2), frozenset({Facet.LINES}), ask()))[ROOT]
    assert isinstance(answer, Page)
    assert [[line.key for line in order.lines] for order in answer.items] == [["l0"], ["l1"]]  # type: ignore[attr-defined]  # orders


async def test_an_empty_database(oms: SqlSystem) -> None:
    for noun in (Noun.CUSTOMER, Noun.ORDER, Noun.PRODUCT, Noun.VARIANT, Noun.LOCATION):
        assert await page(oms, noun, spec()) == Page(())


async def test_by_instant_with_ties_and_both_ways(oms: SqlSystem, database: Database) -> None:
    await database.add(
        "comptoir_orders",
        *(rows.order(key, placed_at=DAY.format(day)) for key, day in [("a", 2), ("c", 1), ("b", 1), ("d", 3)]),
    )
    by = SortField.PLACED_AT
    assert await keys(oms, Noun.ORDER, spec(by)) == ["b", "c", "a", "d"]
    assert await keys(oms, Noun.ORDER, spec(by, descending=True)) == ["d", "a", "c", "b"]
    for written in ("2026-01-01T00:00:00Z", "2026-01-01T00:00:00+00:00", "2026-01-01T01:00:00+01:00"):
        assert await keys(oms, Noun.ORDER, spec(by, after=Position(written, "b"))) == ["c", "a", "d"]
        assert await keys(oms, Noun.ORDER, spec(by, descending=True, after=Position(written, "c"))) == ["b"]


async def test_a_place_between_two_seconds(oms: SqlSystem, database: Database) -> None:
    await database.add("comptoir_orders", *(rows.order(f"o{n}", placed_at=DAY.format(n)) for n in (1, 2)))
    by, between = SortField.PLACED_AT, Position("2026-01-01T00:00:00.250000+00:00", "o1")
    assert await keys(oms, Noun.ORDER, spec(by, after=between)) == ["o2"]
    assert await keys(oms, Noun.ORDER, spec(by, descending=True, after=between)) == ["o1"]


async def test_nulls_come_last_both_ways(oms: SqlSystem, database: Database) -> None:
    instants = {"a": 2, "b": None, "c": 1, "d": None}
    await database.add(
        "comptoir_inbound", *(rows.inbound(key, eta=day and DAY.format(day)) for key, day in instants.items())
    )
    parent = value(ParentKind.SKU, "S1")
    up, down = ["c", "a", "b", "d"], ["a", "c", "d", "b"]
    for descending, order in ((False, up), (True, down)):
        assert await keys(oms, Noun.INBOUND, spec(SortField.ETA, descending=descending), parent) == order
        for place, key in enumerate(order):
            day = instants[key]
            after = Position(day and DAY.format(day), key)
            rest = await keys(oms, Noun.INBOUND, spec(SortField.ETA, descending=descending, after=after), parent)
            assert rest == order[place + 1 :]


async def test_text_by_code_point(oms: SqlSystem, database: Database) -> None:
    """Neither the locale nor the case has a say."""
    names = ["Zoe", "abel", "Émile", "zoe", "ünal", "a b", "ab", "🧣", "\ue000"]
    await database.add("comptoir_customers", *(rows.customer(f"c{n}", sort_name=name) for n, name in enumerate(names)))
    order = sorted(names)
    found = await page(oms, Noun.CUSTOMER, spec(SortField.NAME))
    assert [record.sort_name for record in found.items] == order  # type: ignore[attr-defined]  # customers
    after = Position("abel", f"c{names.index('abel')}")
    found = await page(oms, Noun.CUSTOMER, spec(SortField.NAME, after=after))
    assert [record.sort_name for record in found.items] == order[order.index("abel") + 1 :]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("noun", "fields"),
    [
        (Noun.CUSTOMER, {SortField.NAME, SortField.UPDATED_AT}),
        (Noun.ORDER, {SortField.PLACED_AT, SortField.UPDATED_AT}),
        (Noun.PRODUCT, {SortField.UPDATED_AT}),
        (Noun.VARIANT, {SortField.UPDATED_AT}),
        (Noun.LOCATION, {SortField.NAME, SortField.UPDATED_AT}),
    ],
)
async def test_sorts(noun: Noun, fields: set[SortField], oms: SqlSystem) -> None:
    for field in SortField:
        if field in fields | {SortField.KEY}:
            assert await keys(oms, noun, spec(field)) == []
        else:
            with pytest.raises(NotSupported, match=field.value):
                await keys(oms, noun, spec(field))


PARENTS = {
    Noun.CUSTOMER: {ParentKind.ROOT, ParentKind.EMAIL, ParentKind.PHONE, ParentKind.LOYALTY},
    Noun.ORDER: {ParentKind.ROOT, ParentKind.CUSTOMER, ParentKind.NUMBER},
    Noun.SHIPMENT: {ParentKind.ORDER, ParentKind.TRACKING},
    Noun.VARIANT: {ParentKind.ROOT, ParentKind.PRODUCT, ParentKind.GTIN},
    Noun.PRODUCT: {ParentKind.ROOT},
    Noun.LOCATION: {ParentKind.ROOT},
    Noun.STOCK: set(),
    Noun.INBOUND: {ParentKind.SKU, ParentKind.LOCATION},
    Noun.DEMAND: {ParentKind.SKU},
}


@pytest.mark.parametrize("noun", list(Noun))
async def test_parents(noun: Noun, oms: SqlSystem) -> None:
    for kind in ParentKind:
        one, other = (ROOT if kind is ParentKind.ROOT else named(kind, ("crm", name)) for name in ("x", "y"))
        if kind in PARENTS[noun]:
            assert await many(oms, noun, one) == [[]]
            assert await many(oms, noun, *{one, other}) == [[]] * len({one, other})
        else:
            with pytest.raises(NotSupported, match=f"{noun} cannot be listed"):
                await many(oms, noun, one)


async def test_orders_of_customers(oms: SqlSystem, database: Database) -> None:
    """Under all their names; a name without a system is this system's."""
    await database.add(
        "comptoir_orders",
        rows.order("o1", customer_system="crm", customer_key="c1"),
        rows.order("o2", customer_key="77"),
        rows.order("o3", customer_system="oms", customer_key="77"),
        rows.order("o4", customer_system="pos", customer_key="77"),
        rows.order("o5", customer_system="crm", customer_key="c2"),
        rows.order("o6"),
    )
    ada = named(ParentKind.CUSTOMER, ("crm", "c1"), ("oms", "77"), ("erp", "9"))
    bob = named(ParentKind.CUSTOMER, ("crm", "c2"))
    till = named(ParentKind.CUSTOMER, ("pos", "77"), ("pos", "77"))
    nobody = named(ParentKind.CUSTOMER, ("crm", "c9"))
    expected = [["o1", "o2", "o3"], ["o5"], ["o4"], []]
    assert await many(oms, Noun.ORDER, ada, bob, till, nobody) == expected
    assert [await keys(oms, Noun.ORDER, spec(), parent) for parent in (ada, bob, till, nobody)] == expected


async def test_a_row_of_several_parents(oms: SqlSystem, database: Database) -> None:
    await database.add("comptoir_orders", rows.order("o1", customer_system="crm", customer_key="c1"), rows.order("o2"))
    one = named(ParentKind.CUSTOMER, ("crm", "c1"))
    other = named(ParentKind.CUSTOMER, ("crm", "c1"), ("pos", "5"))
    number = value(ParentKind.NUMBER, "N-o1")
    assert await many(oms, Noun.ORDER, one, other, number, ROOT) == [["o1"], ["o1"], ["o1"], ["o1", "o2"]]


async def test_customers_by_what_reaches_them(oms: SqlSystem, database: Database) -> None:
    """Two people may share a phone; one person may have it twice."""
    await database.add("comptoir_customers", *(rows.customer(f"c{n}", loyalty_number=f"L{n}") for n in range(4)))
    contacts = [("c1", "EMAIL", "a@x.org"), ("c1", "PHONE", "+331"), ("c2", "PHONE", "+331"), ("c2", "EMAIL", "+332")]
    contacts += [("c2", "PHONE", "+331"), ("c3", "MESSAGING", "+331")]
    await database.add(
        "comptoir_customer_contacts",
        *({"customer_key": key, "kind": kind, "value": text, "verified": 1} for key, kind, text in contacts),
    )
    asked = [value(ParentKind.EMAIL, text) for text in ("a@x.org", "A@x.org", "+331")]
    asked += [value(ParentKind.PHONE, text) for text in ("+331", "+332")]
    asked += [value(ParentKind.LOYALTY, text) for text in ("L3", "L9")]
    expected = [["c1"], [], [], ["c1", "c2"], [], ["c3"], []]
    assert await many(oms, Noun.CUSTOMER, *asked) == expected
    assert [await keys(oms, Noun.CUSTOMER, spec(), parent) for parent in asked] == expected
    assert (await page(oms, Noun.CUSTOMER, spec(size=1), asked[3])).more
    assert not (await page(oms, Noun.CUSTOMER, spec(size=2), asked[3])).more
    crowd = await oms.port(Noun.CUSTOMER).pages(asked[3:5], spec(size=2), HEAD, ask())
    assert crowd[asked[3]] == await page(oms, Noun.CUSTOMER, spec(size=2), asked[3])


async def test_shipments_by_any_tracking_number(oms: SqlSystem, database: Database) -> None:
    await database.add(
        "comptoir_shipments",
        rows.shipment("s1", tracking_number="T1", order_system="oms", order_key="o1"),
        rows.shipment("s2", order_key="o1"),
        rows.shipment("s3", order_system="erp", order_key="o1"),
    )
    packages = [("s1", "T1"), ("s1", "T2"), ("s2", "T3"), ("s3", "T3"), ("s3", None)]
    await database.add(
        "comptoir_shipment_packages",
        *({"shipment_key": key, "position": n, "tracking_number": text} for n, (key, text) in enumerate(packages)),
    )
    asked = [value(ParentKind.TRACKING, text) for text in ("T1", "T2", "T3", "T4")]
    expected = [["s1"], ["s1"], ["s2", "s3"], []]
    assert await many(oms, Noun.SHIPMENT, *asked) == expected
    assert [await keys(oms, Noun.SHIPMENT, spec(), parent) for parent in asked] == expected
    orders = [named(ParentKind.ORDER, ("oms", "o1")), named(ParentKind.ORDER, ("erp", "o1"), ("crm", "o1"))]
    assert await many(oms, Noun.SHIPMENT, *orders) == [["s1", "s2"], ["s3"]]


async def test_variants_supplies_and_demand(oms: SqlSystem, database: Database) -> None:
    await database.add(
        "comptoir_variants",
        rows.variant("S1", gtin="04006381333931", product_system="pim"),
        rows.variant("S2", gtin="04006381333931"),
    )
    await database.add("comptoir_inbound", rows.inbound("i1", destination_system="wms"), rows.inbound("i2", sku="S2"))
    await database.add("comptoir_demand", rows.demand("d1"), rows.demand("d2", sku="S2"))
    assert await keys(oms, Noun.VARIANT, spec(), value(ParentKind.GTIN, "04006381333931")) == ["S1", "S2"]
    products = [named(ParentKind.PRODUCT, (name, "P1")) for name in ("pim", "oms")]
    assert await many(oms, Noun.VARIANT, *products) == [["S1"], ["S2"]]
    places = [named(ParentKind.LOCATION, (name, "L1")) for name in ("wms", "oms")]
    assert await many(oms, Noun.INBOUND, *places) == [["i1"], ["i2"]]
    skus = [value(ParentKind.SKU, sku) for sku in ("S2", "S1")]
    assert await many(oms, Noun.INBOUND, *skus) == [["i2"], ["i1"]]
    assert await many(oms, Noun.DEMAND, *skus, field=SortField.DUE) == [["d2"], ["d1"]]


async def test_so_many_for_each_parent(oms: SqlSystem, database: Database) -> None:
    sizes = {"c1": 1, "c2": 3, "c3": 4, "c4": 0}
    await database.add(
        "comptoir_orders",
        *(
            rows.order(f"{key}-{n}", customer_key=key, placed_at=DAY.format(n + 1))
            for key in sizes
            for n in range(sizes[key])
        ),
    )
    parents = [named(ParentKind.CUSTOMER, ("oms", key)) for key in sizes]
    wanted = spec(SortField.PLACED_AT, descending=True, size=3)
    answers = await oms.port(Noun.ORDER).pages(parents, wanted, HEAD, ask())
    pages = [answer for parent in parents if isinstance(answer := answers[parent], Page)]
    assert [[record.key for record in each.items] for each in pages] == [
        ["c1-0"],
        ["c2-2", "c2-1", "c2-0"],
        ["c3-3", "c3-2", "c3-1"],
        [],
    ]
    assert [each.more for each in pages] == [False, False, True, False]


@pytest.mark.parametrize("max_keys", [1, 3, 500])
async def test_more_parents_than_a_statement_takes(max_keys: int, database: Database) -> None:
    await database.add("comptoir_orders", *(rows.order(f"o{n}", customer_key=f"c{n}") for n in range(10)))
    oms = system(database, max_keys=max_keys)
    parents = [named(ParentKind.CUSTOMER, ("oms", f"c{n}"), ("crm", f"{n}")) for n in range(12)]
    assert await many(oms, Noun.ORDER, *parents) == [[f"o{n}"] if n < 10 else [] for n in range(12)]
    await oms.close()


@pytest.mark.parametrize(
    ("field", "after"),
    [
        (SortField.PLACED_AT, Position("yesterday", "o1")),
        (SortField.PLACED_AT, Position("2026-01-01T00:00:00", "o1")),
        (SortField.PLACED_AT, Position("0001-01-01T00:00:00+14:00", "o1")),
        (SortField.KEY, Position("o", "o\0")),
        (SortField.KEY, Position("o", "\ud800")),
    ],
)
async def test_a_place_that_cannot_be(field: SortField, after: Position, oms: SqlSystem) -> None:
    with pytest.raises(Rejected):
        await keys(oms, Noun.ORDER, spec(field, after=after))


async def test_after_a_null_where_there_are_none(oms: SqlSystem, database: Database) -> None:
    await database.add("comptoir_orders", rows.order("o1"))
    assert await keys(oms, Noun.ORDER, spec(SortField.PLACED_AT, after=Position(None, "a"))) == []


async def test_names_that_no_text_can_be(oms: SqlSystem, database: Database) -> None:
    await database.add("comptoir_orders", rows.order("o1", customer_key="c1"))
    parents = [named(ParentKind.CUSTOMER, ("oms", "c1"), ("oms", "\0"), ("\ud800", "c1"))]
    parents += [named(ParentKind.CUSTOMER, ("oms", "\0")), Parent(ParentKind.CUSTOMER)]
    assert await many(oms, Noun.ORDER, *parents) == [["o1"], [], []]
    assert [await keys(oms, Noun.ORDER, spec(), parent) for parent in parents] == [["o1"], [], []]


async def test_hostile_names(oms: SqlSystem, database: Database) -> None:
    hostile = ["O'Brien", '"q"', "50%_off", "a\\b", "Ünï-🧣", "[1]", "null", "1"]
    await database.add(
        "comptoir_orders", *(rows.order(f"o{n}", customer_key=key, number=key) for n, key in enumerate(hostile))
    )
    for kind, system_name in ((ParentKind.CUSTOMER, "oms"), (ParentKind.NUMBER, "")):
        parents = [named(kind, (system_name, key)) for key in hostile]
        assert await many(oms, Noun.ORDER, *parents) == [[f"o{n}"] for n in range(len(hostile))]
        assert [await keys(oms, Noun.ORDER, spec(), parent) for parent in parents] == [
            [f"o{n}"] for n in range(len(hostile))
        ]


async def test_without_copies(oms: SqlSystem, database: Database) -> None:
    """Of the same noun, of these systems; right across pages."""
    await database.add("comptoir_orders", *(rows.order(f"o{n}", customer_key="c1") for n in range(6)))
    await database.add(
        "comptoir_order_refs",
        rows.ref("order_key", "o1", "erp", "E1", "order"),
        rows.ref("order_key", "o2", "pos", "P2", "order"),
        rows.ref("order_key", "o3", "erp", "I3", "invoice"),
        rows.ref("order_key", "o4", "erp", "E4", "order"),
        rows.ref("order_key", "o4", "pos", "P4", "order"),
    )
    parents = [ROOT, named(ParentKind.CUSTOMER, ("oms", "c1"))]
    for parent in parents:
        assert await keys(oms, Noun.ORDER, spec(without={"erp"}, size=3), parent) == ["o0", "o2", "o3"]
        assert await keys(oms, Noun.ORDER, spec(without={"erp"}, after=Position("o3", "o3")), parent) == ["o5"]
        assert await keys(oms, Noun.ORDER, spec(without={"erp", "pos"}), parent) == ["o0", "o3", "o5"]
        assert await keys(oms, Noun.ORDER, spec(without={"crm"}), parent) == [f"o{n}" for n in range(6)]
    assert await many(oms, Noun.ORDER, *parents, without={"erp", "pos"}) == [["o0", "o3", "o5"]] * 2


async def test_a_long_row_of_copies_is_looked_at_in_parts(oms: SqlSystem, database: Database) -> None:
    """One original behind five hundred copies: it says how far it looked, and is asked to look on."""
    copies = [f"o{n:03}" for n in range(500)]
    await database.add("comptoir_orders", *map(rows.order, [*copies, "z"]))
    await database.add("comptoir_order_refs", *(rows.ref("order_key", key, "erp", key, "order") for key in copies))
    after, looks, found = None, 0, []
    while True:
        seen = await page(oms, Noun.ORDER, spec(size=2, without={"erp"}, after=after))
        looks, found = looks + 1, [*found, *(record.key for record in seen.items)]
        if not seen.stops:
            break
        assert (seen.items, seen.more) == ((), True)
        [last] = seen.stops
        after = Position(last.key, last.key)
    assert (found, seen.more, looks) == (["z"], False, 3)


async def test_without_copies_where_none_are_told(database: Database) -> None:
    await database.add("comptoir_orders", rows.order("o1"))
    await database.execute("DROP TABLE comptoir_order_refs")
    oms = system(database, facets={Noun.ORDER: frozenset({Facet.LINES})})
    assert await keys(oms, Noun.ORDER, spec(without={"erp"})) == ["o1"]
    assert await oms.port(Noun.ORDER).lookup([Ref("erp", "E1")], HEAD, ask())
    await oms.close()
