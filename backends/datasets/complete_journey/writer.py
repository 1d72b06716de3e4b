"""Writes the three systems, and the configuration that serves them."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, Final, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct

from backends.datasets.complete_journey.source import Source, folder
from backends.datasets.complete_journey.tables import (
    ARTICLES,
    BASKETS,
    CRM,
    HOUSEHOLDS,
    LINES,
    PIM,
    POS,
    PRODUCTS,
    SEGMENTS,
    STORES,
    views,
)
from backends.datasets.databases import Database, PostgresqlSchema, SqliteFile, Table
from backends.folders import whole

Progress: TypeAlias = Callable[[int, int], None]
"""Told how many lines are written, of how many."""

TABLES: Final[Mapping[str, Sequence[Table]]] = {"pos": POS, "crm": CRM, "pim": PIM}
SERVES: Final[Mapping[str, Sequence[str]]] = {
    "pos": ("order.lines", "location"),
    "crm": ("customer.profile",),
    "pim": ("product.texts", "variant.texts"),
}
CONFIGURATION: Final = "comptoir.toml"


class Retailer(Struct, frozen=True, kw_only=True):
    """What the data do not say: the currency (ISO 4217, of two decimals), and the stores' time zone (IANA).

    Without a zone local times are read as UTC, and the stores have none.
    """

    currency: str = "USD"
    time_zone: str | None = None


class Figures(Struct, frozen=True):
    """What was written: counts, and the sum of all sales in cents."""

    households: int
    baskets: int
    lines: int
    stores: int
    products: int
    unlisted: int
    cents: int


async def write(into: Path, retailer: Retailer, *, url: str | None = None, progress: Progress) -> Figures:
    """Make a folder with the systems' SQLite files, or the schemas `pos`, `crm` and `pim` in a PostgreSQL database.

    The folder gets a `comptoir.toml` that serves them either way; with a database it names the environment variable
    COMPTOIR_JOURNEY_URL, for a URL may hold a password. Raises `NotInstalled`, `ImportFailed`, `FileExistsError` when
    there is something in the folder, and what the file system raises; what was begun is taken back.
    """
    source = Source(folder(), retailer.time_zone or "UTC")
    with whole(into) as building:
        async with AsyncExitStack() as opened:
            databases = await _open(opened, building, url)
            figures = await _Import(source, databases, progress).run()
            for system, tables in TABLES.items():
                made = views(system, databases[system].dialect, currency=retailer.currency, zone=retailer.time_zone)
                await databases[system].finish(tables, made)
        toml = "\n".join(_configuration(retailer, databases))
        (building / CONFIGURATION).write_text(toml, encoding="utf-8")
    return figures


async def _open(opened: AsyncExitStack, building: Path, url: str | None) -> dict[str, Database]:
    databases: dict[str, Database] = {}
    for system, tables in TABLES.items():
        database: Database
        if url is None:
            database = SqliteFile(building / f"{system}.sqlite")
        else:
            database = await PostgresqlSchema.open(url, system)
        opened.push_async_callback(database.close)
        await database.create(tables)
        databases[system] = database
    return databases


class _Import:
    """One run: every table of the source goes where it belongs."""

    def __init__(self, source: Source, databases: Mapping[str, Database], progress: Progress) -> None:
        self._source = source
        self._databases = databases
        self._progress = progress
        self._lines = self._baskets = self._cents = 0

    async def run(self) -> Figures:
        """Write all of it."""
        products, unlisted = self._source.products(), self._source.unlisted()
        await self._products(products, unlisted)
        households, stores = self._source.households(), self._source.stores()
        await self._add("crm", HOUSEHOLDS, households)
        await self._add("crm", SEGMENTS, segments(self._source.demographics()))
        await self._add("pos", STORES, pa.table({"key": stores}))
        for part in by_basket(self._source.lines()):
            await self._sales(part)
        return Figures(
            households=len(households),
            baskets=self._baskets,
            lines=self._lines,
            stores=len(stores),
            products=len(products),
            unlisted=len(unlisted),
            cents=self._cents,
        )

    async def _products(self, products: pa.Table, unlisted: Any) -> None:
        listed = listing(products)
        await self._add("pim", PRODUCTS, listed)
        await self._add("pos", ARTICLES, listed.select(["key", "title"]).rename_columns(["sku", "title"]))
        nameless = [f"Product {key}" for key in unlisted.to_pylist()]
        await self._add("pos", ARTICLES, pa.table({"sku": unlisted, "title": pa.array(nameless, pa.string())}))

    async def _sales(self, lines: pa.Table) -> None:
        total = baskets(lines)
        numbered = lines.append_column("position", pa.array(range(self._lines, self._lines + len(lines))))
        await self._add("pos", BASKETS, total)
        await self._add("pos", LINES, numbered)
        self._lines += len(lines)
        self._baskets += len(total)
        self._cents += pc.sum(lines["cents"]).as_py()
        self._progress(self._lines, self._source.line_count)

    async def _add(self, system: str, table: Table, rows: pa.Table) -> None:
        await self._databases[system].add(table, rows)


def by_basket(parts: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """The same lines, cut only between baskets."""
    held: pa.Table | None = None
    for part in parts:
        rows = part if held is None else pa.concat_tables([held, part])
        going_on = pc.equal(rows["basket"], rows["basket"][-1])
        held = rows.filter(going_on)
        yield rows.filter(pc.invert(going_on))
    if held is not None:
        yield held


def baskets(lines: pa.Table) -> pa.Table:
    """What the lines come to, basket by basket."""
    sums = lines.group_by(["basket", "household", "store", "at"]).aggregate([("cents", "sum"), ("discount", "sum")])
    return sums.select(["basket", "household", "store", "cents_sum", "discount_sum", "at"]).rename_columns(
        ["key", "household", "store", "total", "discount", "at"]
    )


def segments(demographics: pa.Table) -> pa.Table:
    """What is known of a household, a segment for each answer: `age: 65+`."""
    found = [
        (str(row["household_id"]), f"{name.replace('_', ' ')}: {value}")
        for row in demographics.to_pylist()
        for name, value in row.items()
        if name != "household_id" and value is not None
    ]
    return pa.table({"household": [key for key, _ in found], "segment": [segment for _, segment in found]})


def listing(products: pa.Table) -> pa.Table:
    """The products as the PIM lists them: what kind of thing it is makes the title, for they have none."""
    rows = products.to_pylist()
    return pa.table(
        {
            "key": [str(row["product_id"]) for row in rows],
            "brand": [row["brand"] for row in rows],
            "path": [json.dumps(_path(row)) for row in rows],
            "title": [_path(row)[-1] for row in rows],
            "size": pa.array([row["package_size"] for row in rows], pa.string()),
        }
    )


def _path(row: Mapping[str, str | None]) -> list[str]:
    return [step for step in (row["department"], row["product_category"], row["product_type"]) if step is not None]


def _configuration(retailer: Retailer, databases: Mapping[str, Database]) -> Iterator[str]:
    yield "# A year of real purchases (the Complete Journey data of 84.51°): tills, households and products."
    yield from _section(
        "retailer",
        name="Complete Journey",
        time_zone=retailer.time_zone or "UTC",
        default_locale="en",
        default_country="US",
    )
    for system, serves in SERVES.items():
        own = databases[system].keys
        yield from _section(f"systems.{system}", backend="sql", role=system.upper(), serves=list(serves), **own)


def _section(heading: str, /, **values: str | list[str]) -> Iterator[str]:
    """One table; a JSON string, or list of strings, is a TOML one as well."""
    yield f"\n[{heading}]"
    for key, value in values.items():
        yield f"{key} = {json.dumps(value, ensure_ascii=False)}"
