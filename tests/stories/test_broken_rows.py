"""A row of a system breaks its contract: what it says cannot be had, and all the rest is as ever."""

import sqlite3
from contextlib import closing
from pathlib import Path

from backends.records import Ref
from tests.stories.retailer import id_of, serving

NODES = "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Customer { id displayName loyalty { tier } } } }"


def first_customers(file: Path, most: int) -> list[str]:
    with closing(sqlite3.connect(file)) as crm:
        return [key for (key,) in crm.execute("SELECT key FROM comptoir_customers ORDER BY key LIMIT ?", (most,))]


def broken(file: Path, key: str) -> None:
    with closing(sqlite3.connect(file)) as crm, crm:
        crm.execute("UPDATE comptoir_customers SET updated_at = 'one day' WHERE key = ?", (key,))


async def test_a_broken_row_among_forty(folder: Path) -> None:
    keys = first_customers(folder / "crm.sqlite", 40)
    ids = [id_of("Customer", Ref("crm", key)) for key in keys]
    async with serving(folder) as counter:
        before = (await counter.data(NODES, ids=ids))["nodes"]
        broken(folder / "crm.sqlite", keys[17])
        answer = await counter.ask(NODES, ids=ids)
    assert answer["data"]["nodes"] == [*before[:17], None, *before[18:]]
    (error,) = answer["errors"]
    assert error["path"] == ["nodes", 17]
    assert error["extensions"]["code"] == "SYSTEM_UNREADABLE"
    assert f"comptoir_customers.updated_at of the row '{keys[17]}'" in error["message"]
    (crm,) = (each for each in answer["extensions"]["freshness"] if each["system"] == "crm")
    assert (crm["state"], crm["errorCode"]) == ("PARTIAL", "SYSTEM_UNREADABLE")
    assert answer["extensions"]["cost"]["bySystem"]["crm"] <= 1 + 12  # twice log2 of forty, at the most
