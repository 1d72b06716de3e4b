"""The parts of an order keep their ids, whichever system tells of them."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from backends.records import Ref
from backends.sandbox import stories
from tests.stories.retailer import Counter, id_of, serving

PARTS = """query($id: ID!) { order(id: $id) {
    version lines { id sku ledgerGaps } payments { id method: methodLabel } freshness { system state } } }"""
AGAIN = """query($ids: [ID!]!) { nodes(ids: $ids) {
    id ... on OrderLine { sku ledgerGaps } ... on Payment { method: methodLabel } } }"""


@pytest.mark.parametrize("order", [stories.WEB_ORDER, stories.COLLECTED_ORDER])
async def test_a_copy_stands_in_with_the_same_ids(order: Ref, folder: Path) -> None:
    """The order system is lost and comes back: a client's ids of lines and payments mean the same all the time."""
    file = folder / "oms.sqlite"
    async with serving(folder) as counter:
        before = (await counter.data(PARTS, id=id_of("Order", order)))["order"]
        lost = file.rename(file.with_suffix(".lost"))
        copied = (await counter.data(PARTS, id=id_of("Order", order)))["order"]
        parts = [*copied["lines"], *copied["payments"]]
        while_lost = (await counter.data(AGAIN, ids=[part["id"] for part in parts]))["nodes"]
        lost.rename(file)
        afterwards = (await counter.data(AGAIN, ids=[part["id"] for part in parts]))["nodes"]
    assert {one["system"]: one["state"] for one in copied["freshness"]}["oms"] == "UNAVAILABLE"
    assert (copied["lines"], copied["payments"]) == (before["lines"], before["payments"])
    assert while_lost == afterwards == parts
    assert (before["version"] is None, copied["version"]) == (False, None)


async def test_a_ledger_that_does_not_add_up(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "oms.sqlite")) as file, file:
        statement = "UPDATE comptoir_order_lines SET delivered = 99 WHERE order_key = ? AND line_key = '1'"
        file.execute(statement, (stories.WEB_ORDER.key,))
    async with serving(folder) as counter:
        found = (await counter.data(PARTS, id=id_of("Order", stories.WEB_ORDER)))["order"]["lines"]
    assert [line["ledgerGaps"] for line in found] == [["delivered exceeds shipped"], *[[] for _ in found[1:]]]


async def test_ledgers_of_the_demo_add_up(counter: Counter) -> None:
    found = await counter.data("{ orders(first: 100) { nodes { lines { ledgerGaps } } } }")
    assert not any(line["ledgerGaps"] for order in found["orders"]["nodes"] for line in order["lines"])
