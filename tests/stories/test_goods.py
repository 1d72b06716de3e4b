"""What is told of goods over HTTP: what cannot be, what nobody says, what is being received, what has ended."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from backends.records import Ref
from backends.sandbox import stories
from tests.stories.retailer import PATIENT, Counter, id_of, serving

STOCK = """query($ids: [ID!]!, $scope: StockScope!) { stock(variantIds: $ids, scope: $scope) {
    unit signal onHand committed netPosition availableToSell version
    completeness { complete reason missing { system role reason message } }
    positions { nodes { locationId unit version onHand completeness { complete missing { system reason } } } } } }"""


def change(folder: Path, system: str, statement: str, *values: Any) -> None:
    """Somebody changes a system's data."""
    with closing(sqlite3.connect(folder / f"{system}.sqlite")) as file, file:
        file.execute(statement, values)


async def stock(counter: Counter, sku: str, **scope: Any) -> Any:
    variables = {"ids": [id_of("Variant", Ref("pim", sku))], "scope": {"channel": "ECOMMERCE", **scope}}
    [found] = (await counter.data(STOCK, **variables))["stock"]
    return found


# ---------------------------------------------------------------------------------------------- what cannot be


@pytest.mark.parametrize(
    ("system", "statement", "component"),
    [
        ("pos", "UPDATE comptoir_stock_positions SET on_hand = -2 WHERE sku = ? AND location_key = '1020'", "on hand"),
        ("oms", "UPDATE comptoir_stock_positions SET held = -2 WHERE sku = ? AND location_key = '1020'", "held"),
        ("oms", "UPDATE comptoir_stock_safety SET quantity = -2 WHERE sku = ? AND location_key = '1020'", "safety"),
    ],
)
async def test_below_zero(folder: Path, system: str, statement: str, component: str) -> None:
    """It counts as zero, and whoever said it is named: at the place and in the sum, and at no other place."""
    change(folder, system, statement, stories.OVERSOLD_SKU)
    async with serving(folder) as counter:
        found = await stock(counter, stories.OVERSOLD_SKU)
    [gap] = found["completeness"]["missing"]
    assert (found["completeness"]["complete"], gap["system"], gap["role"]) == (False, system, system.upper())
    assert (gap["reason"], gap["message"]) == (
        "DATA_QUALITY",
        f"It says that {component} at 1020 is below zero; that counts as zero.",
    )
    told = {place["locationId"]: place["completeness"] for place in found["positions"]["nodes"]}
    assert told == {
        id_of("Location", stories.LYON): {
            "complete": False,
            "missing": [{"system": system, "reason": "DATA_QUALITY"}],
        },
        id_of("Location", stories.PARIS): {"complete": True, "missing": []},
    }


async def test_a_hold_below_zero(folder: Path) -> None:
    change(folder, "oms", "INSERT INTO comptoir_network_holds VALUES (?, NULL, -1)", stories.OVERSOLD_SKU)
    async with serving(folder) as counter:
        found = await stock(counter, stories.OVERSOLD_SKU)
    assert [gap["reason"] for gap in found["completeness"]["missing"]] == ["DATA_QUALITY"]
    assert found["availableToSell"] == 4


# -------------------------------------------------------------------------------------------------- positions


@pytest.mark.parametrize("argument", ["first: -1", "first: 101", 'after: "forged"'])
async def test_a_refused_page_of_positions(counter: Counter, argument: str) -> None:
    """Nothing but the page is null."""
    query = f"""query($ids: [ID!]!) {{ stock(variantIds: $ids, scope: {{channel: ECOMMERCE}}) {{
        availableToSell positions({argument}) {{ nodes {{ id }} }} }} }}"""
    answer = await counter.ask(query, ids=[id_of("Variant", Ref("pim", stories.PROMISE_SKU))])
    assert answer["data"] == {"stock": [{"availableToSell": 2, "positions": None}]}
    [error] = answer["errors"]
    assert error["path"] == ["stock", 0, "positions"]
    assert error["extensions"]["code"] == ("BAD_PAGE_SIZE" if "first" in argument else "INVALID_CURSOR")


# ------------------------------------------------------------------------------------------------- versions


async def test_versions_never_fall(folder: Path) -> None:
    """Whoever is silent: a place's version is its counting system's, or none."""

    def versions(found: Any) -> dict[str, int | None]:
        return {place["locationId"]: place["version"] for place in found["positions"]["nodes"]}

    async with serving(folder) as counter:
        before = await stock(counter, stories.WEIGHED_SKU)
        alone = await stock(counter, stories.WEIGHED_SKU, locationIds=[id_of("Location", stories.PARIS)])
        (folder / "oms.sqlite").unlink()
        unreserved = await stock(counter, stories.WEIGHED_SKU)
        (folder / "wms.sqlite").unlink()
        uncounted = await stock(counter, stories.WEIGHED_SKU)
    paris, north = (id_of("Location", place) for place in (stories.PARIS, stories.WAREHOUSE_NORTH))
    assert versions(before) == versions(unreserved) == {paris: 1, north: 2}
    assert versions(uncounted) == {paris: 1}
    assert (before["version"], alone["version"]) == (None, 1)


# ---------------------------------------------------------------------------------------------------- units


async def test_the_unit_of_what_is_not_counted(folder: Path) -> None:
    """The variant's, whoever knows it; null when nobody says."""
    for system in ("pim", "erp"):
        change(folder, system, "UPDATE comptoir_variants SET unit = 'MTR' WHERE sku = ?", stories.UNTRACKED_SKU)
    async with serving(folder) as counter:
        assert (await stock(counter, stories.UNTRACKED_SKU))["unit"] == "MTR"
        assert (await stock(counter, stories.WEIGHED_SKU))["unit"] == "KGM"
        (folder / "pim.sqlite").unlink()
        assert (await stock(counter, stories.UNTRACKED_SKU))["unit"] == "MTR"
        (folder / "erp.sqlite").unlink()
        assert (await stock(counter, stories.UNTRACKED_SKU))["unit"] is None


# ---------------------------------------------------------------------------------------------------- supply

SUPPLY = """stage confirmedQuantity expectedQuantity receivedQuantity originCountry documentRef { value }
    freshness { system state }"""
RECEIVING = {
    "stage": "RECEIVING",
    "confirmedQuantity": 60,
    "expectedQuantity": 60,
    "receivedQuantity": 42,
    "originCountry": "IT",
    "documentRef": {"value": "PO4700007"},
    "freshness": [{"system": "erp", "state": "LIVE"}, {"system": "wms", "state": "LIVE"}],
}


async def received(counter: Counter, stages: Sequence[str] | None) -> list[Any]:
    """What is on its way to the warehouse of the story's SKU, by the two fields that list it."""
    query = f"""query($ids: [ID!]!, $place: ID!, $stages: [SupplyStage!]) {{
        inbound(locationId: $place, stages: $stages) {{ sku {SUPPLY} }}
        stock(variantIds: $ids, scope: {{channel: STORE}}) {{ inbound(stages: $stages) {{ sku {SUPPLY} }} }} }}"""
    found = await counter.data(
        query,
        ids=[id_of("Variant", Ref("pim", stories.RECEIVING_SKU))],
        place=id_of("Location", stories.WAREHOUSE_NORTH),
        stages=stages,
    )
    [summary] = found["stock"]
    there = [one for one in found["inbound"] if one.pop("sku") == stories.RECEIVING_SKU]
    assert there == [one for one in summary["inbound"] if one.pop("sku")]
    return there


async def test_what_is_being_received(counter: Counter) -> None:
    """Ordered by the ERP, which last saw it at the hub; counted by the warehouse: however it is asked for."""
    assert await received(counter, None) == [RECEIVING]
    assert await received(counter, ["RECEIVING"]) == [RECEIVING]
    assert await received(counter, ["AT_HUB"]) == []
    query = f"query($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on InboundSupply {{ {SUPPLY} }} }} }}"
    ids = [id_of("InboundSupply", ref) for ref in stories.RECEIVING]
    assert (await counter.data(query, ids=ids))["nodes"] == [RECEIVING] * 2


async def test_promised_from_a_stage_on(folder: Path) -> None:
    """The house decides which supply is certain enough: here not before it is under way."""
    query = """query($ids: [ID!]!) { stock(variantIds: $ids, scope: {channel: ECOMMERCE}) {
        availableToPromise(on: "2026-03-28") atpSchedule { quantity } signal } }"""
    ids = [id_of("Variant", Ref("pim", sku)) for sku in (stories.ARRIVING_SKU, stories.RECEIVING_SKU)]
    later = PATIENT | {"COMPTOIR_RETAILER__SUPPLY_COUNTS_FROM": "CUSTOMS"}
    async with serving(folder, later) as counter:
        arriving, receiving = (await counter.data(query, ids=ids))["stock"]
    assert (arriving["availableToPromise"], [step["quantity"] for step in arriving["atpSchedule"]]) == (61, [3, 61])
    assert receiving["signal"] == "INBOUND_ONLY"
    async with serving(folder, PATIENT | {"COMPTOIR_RETAILER__SUPPLY_COUNTS_FROM": "ORDERED"}) as counter:
        arriving, _ = (await counter.data(query, ids=ids))["stock"]
    assert [step["quantity"] for step in arriving["atpSchedule"]] == [3, 61, 86, 126, 226]


# ---------------------------------------------------------------------------------------------------- prices


@pytest.mark.parametrize(
    ("now", "amount"), [("2026-03-31T10:00:00Z", 700), ("2026-04-01T10:00:00Z", 1000), ("2026-05-01T00:00:00Z", 1000)]
)
async def test_a_reduction_ends(folder: Path, now: str, amount: int) -> None:
    """At the moment until which it holds, by the asker's clock: then the price until further notice is the price."""
    change(folder, "erp", "DELETE FROM comptoir_prices WHERE sku = ?", stories.PROMISE_SKU)
    for row in ((700, 1000, "2026-04-01T10:00:00Z"), (1000, None, None), (500, None, "2026-01-01T00:00:00Z")):
        change(
            folder,
            "erp",
            """INSERT INTO comptoir_prices (sku, current_minor, regular_minor, valid_until, currency, tax_included)
            VALUES (?, ?, ?, ?, 'EUR', 1)""",
            stories.PROMISE_SKU,
            *row,
        )
    query = """query($skus: [String!]) { variants(skus: $skus) { nodes {
        price(channel: STORE) { current { amountMinor } } } } }"""
    async with serving(folder, PATIENT | {"COMPTOIR_CLOCK__PINNED_TO": now}) as counter:
        [variant] = (await counter.data(query, skus=[stories.PROMISE_SKU]))["variants"]["nodes"]
    assert variant["price"] == {"current": {"amountMinor": amount}}


async def test_no_price_is_left(folder: Path) -> None:
    change(folder, "erp", "UPDATE comptoir_prices SET valid_until = '2026-03-01T00:00:00Z'")
    query = "query($skus: [String!]) { variants(skus: $skus) { nodes { price(channel: STORE) { validUntil } } } }"
    async with serving(folder) as counter:
        found = (await counter.data(query, skus=[stories.PROMISE_SKU]))["variants"]["nodes"]
    assert found == [{"price": None}]


# --------------------------------------------------------------------------------------------------- freshness


async def test_how_old_each_part_is(counter: Counter) -> None:
    """The books and the catalogue are as of last night, the warehouses as of five minutes ago, the rest of now."""
    query = """query($ids: [ID!]!) { stock(variantIds: $ids, scope: {channel: STORE}) {
        freshness { system asOf }
        variant { freshness { system asOf } price(channel: STORE) { current { amount } } } } }"""
    answer = await counter.ask(query, ids=[id_of("Variant", Ref("pim", stories.WEIGHED_SKU))])
    [found] = answer["data"]["stock"]
    night, counted, now = "2026-03-18T02:00:00Z", "2026-03-18T09:55:00Z", "2026-03-18T10:00:00Z"
    shown = {one["system"]: one["asOf"] for one in (*found["freshness"], *found["variant"]["freshness"])}
    assert shown == {"wms": counted, "pos": now, "oms": now, "pim": night, "erp": night}
    assert {one["system"]: one["asOf"] for one in answer["extensions"]["freshness"]} == shown
