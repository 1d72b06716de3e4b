"""A year of real purchases, imported whole into both databases, and counted again in the published files."""

import asyncio
import json
import re
import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import asyncpg
import pyarrow.compute as pc
import pytest
from pyarrow.parquet import read_table

from backends.datasets.complete_journey import CONFIGURATION, Figures, ImportFailed, Retailer, write
from backends.datasets.complete_journey.source import folder
from gateway.app import create_app
from gateway.settings import read
from tests.gateway.toy import serving

WHOLE = Figures(
    households=2_469, baskets=155_848, lines=1_469_307, stores=457, products=92_331, unlisted=17, cents=459_603_958
)
README = Path("README.md").read_text(encoding="utf-8")
Rows = Sequence[Sequence[Any]]


class Imported:
    """The systems after an import; `ask` runs a statement in one of them."""

    def __init__(self, folder: Path, figures: Figures, url: str | None) -> None:
        self.folder = folder
        self.figures = figures
        self.url = url

    async def ask(self, system: str, statement: str) -> Rows:
        if self.url is None:
            with closing(sqlite3.connect(self.folder / f"{system}.sqlite")) as database:
                return database.execute(statement).fetchall()
        connection = await asyncpg.connect(self.url)
        try:
            await connection.execute(f"SET search_path TO {system}")
            return await connection.fetch(statement)
        finally:
            await connection.close()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def imported(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Imported:
    url = request.getfixturevalue("postgresql_url") if request.param == "postgresql" else None
    into = tmp_path_factory.mktemp("journey") / request.param
    told: list[tuple[int, int]] = []
    writing = write(into, Retailer(), url=url, progress=lambda done, total: told.append((done, total)))
    figures = asyncio.run(writing)
    assert told[-1] == (WHOLE.lines, WHOLE.lines)
    assert told == sorted(told)
    return Imported(into, figures, url)


def published(name: str) -> Any:
    return read_table(folder() / f"{name}.parquet")


async def test_everything_is_there(imported: Imported) -> None:
    assert imported.figures == WHOLE
    for system, view, count in (
        ("pos", "comptoir_orders", WHOLE.baskets),
        ("pos", "comptoir_order_lines", WHOLE.lines),
        ("pos", "comptoir_locations", WHOLE.stores),
        ("crm", "comptoir_customers", WHOLE.households),
        ("pim", "comptoir_products", WHOLE.products),
        ("pim", "comptoir_variants", WHOLE.products),
    ):
        assert [list(row) for row in await imported.ask(system, f"SELECT count(*) FROM {view}")] == [[count]]


async def test_money_and_pieces_are_those_of_the_source(imported: Imported) -> None:
    """Summed anew from the published files: all of it, and household by household."""
    source = published("transactions")
    assert pc.sum(pc.round(pc.multiply(source["sales_value"], 100))).as_py() == WHOLE.cents
    for statement in (
        "SELECT sum(total_minor) FROM comptoir_orders",
        "SELECT sum(total_minor) FROM comptoir_order_lines",
    ):
        ((total,),) = await imported.ask("pos", statement)
        assert total == WHOLE.cents
    ((pieces,),) = await imported.ask("pos", "SELECT sum(ordered) FROM comptoir_order_lines")
    assert pieces == pc.sum(source["quantity"]).as_py()
    rows = await imported.ask("pos", "SELECT customer_key, sum(total_minor) FROM comptoir_orders GROUP BY customer_key")
    spent = source.group_by("household_id").aggregate([("sales_value", "sum")]).to_pylist()
    assert {key: int(total) for key, total in rows} == {
        str(row["household_id"]): round(100 * row["sales_value_sum"]) for row in spent
    }


async def test_a_line_of_nothing_keeps_its_money(imported: Imported) -> None:
    source = published("transactions")
    nothing = source.filter(pc.equal(source["quantity"], 0))
    rows = await imported.ask("pos", "SELECT total_minor, unit_price FROM comptoir_order_lines WHERE ordered = 0")
    assert len(rows) == len(nothing) == 8_869
    assert sum(total > 0 for total, _ in rows) == 29
    assert {price for _, price in rows} == {None}


async def test_segments_are_the_demographics(imported: Imported) -> None:
    known = published("demographics")
    told = Counter(key for key, _ in await imported.ask("crm", "SELECT * FROM comptoir_customer_segments"))
    assert len(told) == len(known) == 801
    assert told.total() == sum(len(known) - known[name].null_count for name in known.column_names[1:])


ASSOCIATE = """{
  customer(key: {externalId: {system: "crm", value: "1"}}) { ... on Customer {
    displayName givenName segments contacts { value }
    orders(first: 100) {
      completeness { complete }
      pageInfo { hasNextPage }
      nodes {
        total { amountMinor currency } status fulfilmentStatus store { name timeZone }
        lines { sku ordered unitPrice total { amountMinor } variant { sku title gtin product { brand } } }
      }
    }
  } }
}"""


async def test_a_household_is_asked_about(imported: Imported) -> None:
    """Through the front door: who they are, what they bought; what the data do not have is null."""
    answer = await asked(imported, ASSOCIATE)
    household = answer["data"]["customer"]
    source = published("transactions")
    theirs = source.filter(pc.equal(source["household_id"], 1))
    assert "errors" not in answer
    assert (household["displayName"], household["givenName"], household["contacts"]) == ("Household 1", None, [])
    assert "age: 65+" in household["segments"]
    orders = household["orders"]["nodes"]
    assert (household["orders"]["completeness"], household["orders"]["pageInfo"]["hasNextPage"]) == (
        {"complete": True},
        False,
    )
    assert sum(order["total"]["amountMinor"] for order in orders) == round(100 * pc.sum(theirs["sales_value"]).as_py())
    assert sum(len(order["lines"]) for order in orders) == len(theirs)
    for order in orders:
        assert order["total"]["amountMinor"] == sum(line["total"]["amountMinor"] for line in order["lines"])
        pieces = sum(line["ordered"] for line in order["lines"])
        assert (order["status"], order["fulfilmentStatus"]) == (
            ("COMPLETED", "DELIVERED") if pieces else ("CONFIRMED", "UNFULFILLED")  # money without goods
        )
        assert order["store"]["timeZone"] is None


async def test_the_readme_asks_a_real_household(imported: Imported) -> None:
    _, question = re.findall(r"--data-urlencode 'query=(.+?)'", README, re.DOTALL)
    answer = await asked(imported, question)
    orders = answer["data"]["customer"]["orders"]["nodes"]
    assert "errors" not in answer
    assert len(orders) == 3
    assert all(line["variant"]["product"]["categoryPath"] for order in orders for line in order["lines"])


async def test_what_is_not_listed_was_sold_all_the_same(imported: Imported) -> None:
    """Its line has a name; its variant is null, which is no error: the PIM answered that there is none."""
    ((order,), *_) = await imported.ask(
        "pos", "SELECT order_key FROM comptoir_order_lines WHERE title LIKE 'Product %' ORDER BY order_key"
    )
    answer = await asked(imported, f'{{ order(number: "{order}") {{ lines {{ sku title variant {{ sku }} }} }} }}')
    assert "errors" not in answer
    lines = answer["data"]["order"]["lines"]
    assert any(line["variant"] is None and line["title"] == f"Product {line['sku']}" for line in lines)


async def asked(imported: Imported, query: str) -> Mapping[str, Any]:
    environ = {} if imported.url is None else {"COMPTOIR_JOURNEY_URL": imported.url}
    async with serving(create_app(read(imported.folder / CONFIGURATION, environ=environ))) as client:
        response = await client.post("/graphql", json={"query": query})
    found: Mapping[str, Any] = json.loads(response.content)
    return found


def test_a_database_that_refuses_leaves_nothing(tmp_path: Path) -> None:
    """Neither a folder nor a password in what is said."""
    url = "postgresql://till:s3cret@127.0.0.1:1/journey"
    with pytest.raises(ImportFailed) as refused:
        asyncio.run(write(tmp_path / "journey", Retailer(), url=url, progress=quietly))
    assert "s3cret" not in str(refused.value)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(FileExistsError):
        asyncio.run(write(tmp_path, Retailer(), progress=quietly))
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def quietly(done: int, total: int) -> None:
    """Nobody watches."""
