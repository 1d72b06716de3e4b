"""How many statements a call takes: one for each view, however many keys, lines and parents."""

from collections import Counter

import pytest

from backends.filters import CustomerFilter, OrderFilter, VariantFilter
from backends.ports import ParentKind
from backends.records import Ref
from backends.sql.client import SqlSystem
from backends.sql.wire import SHAPES
from backends.vocabulary import FACETS, Facet, Noun, SortField
from tests.backends.asking import ROOT, spec, value
from tests.backends.sql import rows
from tests.backends.sql.asking import HELD_BY, ask, look_up, named
from tests.backends.sql.databases import Database, system
from tests.backends.sql.statements import statements


async def fill(database: Database, size: int) -> None:
    keys = [f"k{n}" for n in range(size)]
    await database.add("comptoir_customers", *(rows.customer(key, loyalty_number=key) for key in keys))
    await database.add("comptoir_orders", *(rows.order(key, customer_key="c") for key in keys))
    await database.add("comptoir_order_lines", *(rows.line(key, f"{key}{n}") for key in keys for n in range(3)))
    await database.add("comptoir_shipments", *(rows.shipment(key, order_key=key) for key in keys))
    await database.add("comptoir_products", *(rows.product(key) for key in keys))
    await database.add("comptoir_variants", *(rows.variant(key) for key in keys))
    await database.add("comptoir_locations", *(rows.location(key) for key in keys))
    await database.add("comptoir_inbound", *(rows.inbound(key) for key in keys))
    await database.add("comptoir_demand", *(rows.demand(key) for key in keys))
    await database.add("comptoir_stock_positions", *({"sku": key, "location_key": "L1"} for key in keys))


@pytest.mark.parametrize("noun", list(Noun))
async def test_a_lookup_asks_each_view_once(noun: Noun, database: Database) -> None:
    await fill(database, 30)
    oms = system(database)
    await look_up(oms, noun, Ref("oms", "k0"))
    counts = []
    for size in (1, 30):
        with statements() as seen:
            await look_up(oms, noun, *(Ref("oms", f"k{n}") for n in range(size)))
        counts.append(Counter(view for _, view in seen))
        assert {name for name, _ in seen} == {"oms"}
    assert counts[0] == counts[1]
    shape = SHAPES[noun]
    views = {view.view for below in shape.facets.values() for view in below} | (
        {shape.head.view} if shape.head else set()
    )
    # a customer's old keys are asked for before, and those of the survivor after
    assert counts[0] == Counter(views) + Counter({"comptoir_customer_merges": 1} if noun is Noun.CUSTOMER else {})
    await oms.close()


@pytest.mark.parametrize("facet", sorted(FACETS[Noun.ORDER] - {Facet.HEAD}))
async def test_only_what_is_asked_is_read(facet: Facet, oms: SqlSystem, database: Database) -> None:
    await fill(database, 3)
    with statements() as seen:
        await look_up(oms, Noun.ORDER, *(Ref("oms", f"k{n}") for n in range(3)), facets={facet})
    views = [view.view for view in SHAPES[Noun.ORDER].facets[facet]]
    assert [view for _, view in seen] == ["comptoir_orders", *views]


async def test_names_of_others_cost_one_more(oms: SqlSystem, database: Database) -> None:
    await fill(database, 3)
    asked = [Ref("oms", "k0"), *(Ref(other, f"k{n}") for other in ("erp", "pos") for n in range(9))]
    with statements() as seen:
        await look_up(oms, Noun.CUSTOMER, *asked, facets={Facet.HEAD})
    once = {"comptoir_customer_refs", "comptoir_customer_merges", "comptoir_customers"}
    assert Counter(view for _, view in seen) == Counter(dict.fromkeys(once, 1))


async def test_pages_ask_each_view_once(oms: SqlSystem, database: Database) -> None:
    await fill(database, 30)
    facets = frozenset({Facet.HEAD, Facet.LINES})
    for noun, parents in (
        (Noun.ORDER, [ROOT]),
        (Noun.ORDER, [named(ParentKind.CUSTOMER, ("oms", "c"), ("crm", "c"))]),
        (Noun.ORDER, [named(ParentKind.CUSTOMER, ("oms", f"c{n}"), ("oms", "c")) for n in range(40)]),
        (
            Noun.ORDER,
            [*(value(ParentKind.NUMBER, f"N-k{n}") for n in range(9)), named(ParentKind.CUSTOMER, ("oms", "c"))],
        ),
        (Noun.SHIPMENT, [named(ParentKind.ORDER, ("oms", f"k{n}")) for n in range(40)]),
    ):
        head = SHAPES[noun].head
        lines = SHAPES[noun].facets[Facet.LINES][0]
        assert head is not None
        with statements() as seen:
            await oms.port(noun).pages(parents, spec(SortField.UPDATED_AT, size=20), facets, ask())
        assert [view for _, view in seen] == [head.view, lines.view]


async def test_whoever_holds_any_of_these_is_one_question(oms: SqlSystem, database: Database) -> None:
    """Numbers, e-mails and phones together; in parts only where there are more names than a statement may have."""
    await fill(database, 3)
    held = [value(kind, f"k{n}") for kind in HELD_BY for n in range(30)]
    for source, parts in ((oms, 1), (system(database, max_keys=40), 3)):
        with statements() as seen:
            await source.port(Noun.CUSTOMER).pages(held, spec(), frozenset({Facet.HEAD}), ask())
        assert [view for _, view in seen] == ["comptoir_customers"] * parts
    await source.close()


async def test_filters_cost_nothing_more(oms: SqlSystem, database: Database) -> None:
    await fill(database, 3)
    for noun, wish in (
        (Noun.ORDER, OrderFilter(keys=(Ref("erp", "x"), Ref("oms", "k1")), stores=(Ref("pos", "1"),))),
        (Noun.CUSTOMER, CustomerFilter(search="some body")),
        (Noun.VARIANT, VariantFilter(search="some thing", category_path=("a", "b"))),
    ):
        with statements() as seen:
            await oms.port(noun).pages([ROOT], spec(wish=wish, without={"erp"}), frozenset({Facet.HEAD}), ask())
        assert len(seen) == 1


async def test_nothing_found_nothing_more_asked(oms: SqlSystem) -> None:
    with statements() as seen:
        await look_up(oms, Noun.ORDER, Ref("oms", "k1"))
        await oms.port(Noun.SHIPMENT).pages([value(ParentKind.TRACKING, "T")], spec(), FACETS[Noun.SHIPMENT], ask())
    assert [view for _, view in seen] == ["comptoir_orders", "comptoir_shipments"]
