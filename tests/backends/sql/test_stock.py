"""One record per SKU, its positions joined from every facet that was asked."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from backends.errors import ABSENT, UnreadableRecord
from backends.records import NetworkHold, Ref, SafetyStock, Stock, StockPosition
from backends.sql.client import SqlSystem
from backends.vocabulary import Channel, Facet, Noun
from tests.backends.asking import HEAD
from tests.backends.sql.asking import look_up, one
from tests.backends.sql.databases import Database, system

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


async def fill(database: Database) -> None:
    await database.add(
        "comptoir_stock_positions",
        {"sku": "S1", "location_key": "L1", "unit": "KGM", "on_hand": 10.5, "unavailable": 1, "committed": 4, "held": 1}
        | {"last_counted_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z", "version": 3}
        | {"as_of": "2026-01-02T00:00:00Z"},
        {"sku": "S1", "location_system": "wms", "location_key": "L1", "available": 2, "as_of": "2026-01-01T00:00:00Z"},
    )
    await database.add(
        "comptoir_stock_safety",
        {"sku": "S1", "location_key": "L1", "channel": "ECOMMERCE", "quantity": 2},
        {"sku": "S1", "location_key": "L1", "quantity": 1},
        {"sku": "S1", "location_key": "L9", "quantity": 5},
        {"sku": "S2", "location_key": "L1", "quantity": 5},
    )
    await database.add(
        "comptoir_network_holds",
        {"sku": "S1", "channel": "MARKETPLACE", "quantity": 3},
        {"sku": "S3", "quantity": 1},
    )
    await database.add("comptoir_untracked_skus", {"sku": "S4"})


async def stock(oms: SqlSystem, sku: str, *facets: Facet) -> Stock:
    found = await one(oms, Noun.STOCK, sku, facets=facets or None)
    assert isinstance(found, Stock)
    return found


async def test_all_of_it(oms: SqlSystem, database: Database) -> None:
    await fill(database)
    found = await stock(oms, "S1")
    assert (found.unit, found.tracked, found.updated_at) == ("KGM", True, LONG_AGO)
    assert found.network_holds == (NetworkHold(channel=Channel.MARKETPLACE, quantity=Decimal(3)),)
    assert found.stamps[0].as_of == LONG_AGO
    here, kept_back, there = found.positions
    assert here == StockPosition(
        location=Ref("oms", "L1"),
        on_hand=Decimal("10.5"),
        unavailable=Decimal(1),
        committed=Decimal(4),
        held=Decimal(1),
        safety=here.safety,
        last_counted_at=LONG_AGO,
        updated_at=LONG_AGO,
        version=3,
        stamps=here.stamps,
    )
    assert set(here.safety or ()) == {
        SafetyStock(channel=Channel.ECOMMERCE, quantity=Decimal(2)),
        SafetyStock(channel=None, quantity=Decimal(1)),
    }
    assert (here.stamps[0].as_of, there.stamps[0].as_of) == (datetime(2026, 1, 2, tzinfo=UTC), LONG_AGO)
    assert (kept_back.location, kept_back.safety) == (Ref("oms", "L9"), (SafetyStock(quantity=Decimal(5)),))
    assert (there.location, there.available, there.on_hand) == (Ref("wms", "L1"), Decimal(2), None)


@pytest.mark.parametrize("sku", ["S1", "S2", "S3", "S4"])
async def test_a_sku_of_any_view_is_known(sku: str, oms: SqlSystem, database: Database) -> None:
    await fill(database)
    assert (await stock(oms, sku)).tracked is (sku != "S4")
    assert (await stock(oms, sku, *HEAD)).positions == () or sku == "S1"


async def test_an_unknown_sku(oms: SqlSystem, database: Database) -> None:
    await fill(database)
    asked = Ref("oms", "S9")
    assert (await look_up(oms, Noun.STOCK, asked))[asked] is ABSENT


async def test_facets_bring_their_own(oms: SqlSystem, database: Database) -> None:
    await fill(database)
    counted = (await stock(oms, "S1", Facet.COUNTS)).positions[0]
    assert (counted.on_hand, counted.committed, counted.safety) == (Decimal("10.5"), None, None)
    reserved = await stock(oms, "S1", Facet.RESERVATIONS)
    assert reserved.network_holds
    assert (reserved.positions[0].on_hand, reserved.positions[0].committed) == (None, Decimal(4))
    safe = await stock(oms, "S1", Facet.SAFETY)
    assert not safe.network_holds
    assert [(each.location.key, each.on_hand, each.committed) for each in safe.positions] == [
        ("L1", None, None),
        ("L9", None, None),
    ]
    bare = await stock(oms, "S1", *HEAD)
    assert [(each.on_hand, each.committed, each.safety) for each in bare.positions] == [(None, None, None)] * 2
    assert bare.network_holds == ()


async def test_a_system_that_serves_only_safety(database: Database) -> None:
    """It needs no other view, and knows SKUs by that one."""
    await database.add("comptoir_stock_safety", {"sku": "S1", "location_key": "L1", "quantity": 2})
    for view in ("stock_positions", "network_holds", "untracked_skus"):
        await database.execute(f"DROP TABLE comptoir_{view}")
    oms = system(database, facets={Noun.STOCK: frozenset({Facet.SAFETY})})
    await oms.probe()
    assert (await stock(oms, "S1")).facets == {Facet.HEAD, Facet.SAFETY}
    assert (await stock(oms, "S1", Facet.HEAD)).facets == HEAD
    await oms.close()


async def test_two_counts_of_one_shelf(oms: SqlSystem, database: Database) -> None:
    await database.add("comptoir_stock_positions", *[{"sku": "S1", "location_key": "L1", "on_hand": 1}] * 2)
    with pytest.raises(UnreadableRecord, match=r"comptoir_stock_positions\.location_key"):
        await stock(oms, "S1")


async def test_untracked_skus_are_optional(database: Database) -> None:
    await database.add("comptoir_stock_positions", {"sku": "S1", "location_key": "L1", "on_hand": 1})
    await database.execute("DROP TABLE comptoir_untracked_skus")
    oms = system(database)
    await oms.probe()
    assert (await stock(oms, "S1")).tracked
    await oms.close()
