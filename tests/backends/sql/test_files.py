"""A SQLite file that is deleted, locked, replaced, damaged, slow: what is said of it, and how it recovers by itself."""

import asyncio
import shutil
import sqlite3
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from backends.errors import BackendError, NotSupported, Unavailable, Unreadable
from backends.sql.client import SqlSystem
from backends.vocabulary import Facet, Noun
from tests.backends.asking import HEAD, spec
from tests.backends.sql import rows
from tests.backends.sql.asking import keys, one
from tests.backends.sql.databases import SqliteDatabase, contract, system

GARBAGE = b"this is no database, and it is quite a long one" * 4096
ENDLESS = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 1000000000)"
# the sum makes SQLite run to the end before it gives the first row
ENDLESS_ORDERS = f"""
DROP TABLE comptoir_orders;
CREATE VIEW comptoir_orders AS {ENDLESS}
SELECT {", ".join(f"CAST(sum(x) AS text) AS {column.name}" for column in contract()["comptoir_orders"])} FROM c
"""


@pytest.fixture
async def shop(sqlite_database: SqliteDatabase) -> AsyncIterator[SqlSystem]:
    """A system that has answered once."""
    await sqlite_database.add("comptoir_orders", rows.order("o1"))
    made = system(sqlite_database)
    assert await answers(made) == ["o1"]
    yield made
    await made.close()


@pytest.fixture
def file(sqlite_database: SqliteDatabase) -> Path:
    return sqlite_database.path


async def answers(shop: SqlSystem) -> list[str]:
    return await keys(shop, Noun.ORDER, spec())


def content(file: Path) -> bytes:
    return file.read_bytes()


def overwrite(file: Path, content: bytes) -> None:
    """The same file, other bytes."""
    file.write_bytes(content)


def move(file: Path, place: Path) -> None:
    """Over what is there, at one stroke."""
    file.replace(place)


def beside(file: Path) -> list[str]:
    return [path.name for path in file.parent.iterdir()]


async def failure(shop: SqlSystem) -> BackendError:
    with pytest.raises(BackendError) as raised:
        await answers(shop)
    assert str(Path.cwd()) not in raised.value.message
    assert "comptoir" not in raised.value.message or isinstance(raised.value, Unreadable)
    return raised.value


def open_files(path: Path) -> int:
    """How many times this process has a file open; a deleted one counts under the name it had."""
    links = []
    for descriptor in Path("/proc/self/fd").iterdir():
        try:
            links.append(descriptor.readlink())
        except FileNotFoundError:
            continue
    return sum(str(link).startswith(str(path)) for link in links)


async def test_a_missing_file(tmp_path: Path) -> None:
    database = SqliteDatabase(tmp_path / "shop.sqlite")
    shop = system(database)
    found = await failure(shop)
    assert (type(found), found.message) == (Unavailable, "the file is not there: shop.sqlite")
    assert not database.path.exists()
    database.create()
    assert await answers(shop) == []
    await shop.close()


async def test_a_deleted_file(shop: SqlSystem, file: Path) -> None:
    kept = file.with_suffix(".kept")
    move(file, kept)
    assert isinstance(await failure(shop), Unavailable)
    assert open_files(kept) == 0
    move(kept, file)
    assert await answers(shop) == ["o1"]


async def test_a_replaced_file(shop: SqlSystem, file: Path) -> None:
    """Its rows are read, by its own columns, and nothing keeps the old one open."""
    other = SqliteDatabase(file.with_name("other.sqlite"))
    other.create()
    await other.execute(
        "ALTER TABLE comptoir_orders DROP COLUMN draft; ALTER TABLE comptoir_orders ADD COLUMN extra text"
    )
    await other.add("comptoir_orders", rows.order("o2"))
    move(other.path, file)
    assert await answers(shop) == ["o2"]
    assert open_files(file) == 1


@pytest.mark.parametrize("place", ["beside", "inside"])
@pytest.mark.parametrize("bytes_", [GARBAGE, b"", b"SQLite format 3\0" + GARBAGE], ids=["text", "nothing", "half"])
async def test_a_file_of_garbage(bytes_: bytes, place: str, shop: SqlSystem, file: Path) -> None:
    """Whether it takes the file's place or is written into it."""
    kept, garbage = file.with_suffix(".kept"), file.with_suffix(".garbage")
    shutil.copy(file, kept)
    overwrite(garbage, bytes_)
    for source, expected in ((garbage, None), (kept, ["o1"])):
        if place == "beside":
            move(shutil.copy(source, file.with_suffix(".new")), file)
        else:
            overwrite(file, content(source))
        if expected is None:
            for _ in range(2):
                assert isinstance(await failure(shop), Unreadable)
            with pytest.raises(Unreadable):
                await shop.probe()
        else:
            assert await answers(shop) == expected
            await shop.probe()


async def test_a_torn_file(shop: SqlSystem, file: Path) -> None:
    whole = content(file)
    overwrite(file, whole[: len(whole) // 2])
    found = await failure(shop)
    assert (type(found).__base__, found.message) == (Unreadable, "oms.sqlite is damaged")
    overwrite(file, whole)
    assert await answers(shop) == ["o1"]


async def test_a_locked_file(shop: SqlSystem, file: Path) -> None:
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    started = time.monotonic()
    found = await failure(shop)
    assert (type(found), found.message) == (Unavailable, "oms.sqlite is locked by another program")
    assert time.monotonic() - started < 2
    other.execute("COMMIT")
    other.close()
    assert await answers(shop) == ["o1"]


async def test_a_folder(tmp_path: Path) -> None:
    (tmp_path / "shop.sqlite").mkdir()
    shop = system(SqliteDatabase(tmp_path / "shop.sqlite"))
    assert isinstance(await failure(shop), Unavailable)
    await shop.close()


async def test_a_path_with_everything_in_it(tmp_path: Path) -> None:
    database = SqliteDatabase(tmp_path / "a b%20c'&é=;.sqlite")
    database.create()
    await database.add("comptoir_orders", rows.order("o1"))
    shop = system(database)
    assert await answers(shop) == ["o1"]
    await shop.close()


async def test_a_path_from_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    SqliteDatabase(tmp_path / "shop.sqlite").create()
    monkeypatch.chdir(tmp_path)
    database = SqliteDatabase(Path("shop.sqlite"))
    shop = system(database)
    monkeypatch.chdir("/")
    assert await answers(shop) == []
    await shop.close()


async def test_nothing_is_written(shop: SqlSystem, file: Path) -> None:
    before = content(file)
    assert await answers(shop)
    assert content(file) == before
    assert beside(file) == [file.name]
    with pytest.raises(BackendError):
        await shop.run(lambda connection, _: connection.exec_driver_sql("CREATE TABLE written (a int)"))
    assert content(file) == before


async def test_text_that_is_none(shop: SqlSystem, sqlite_database: SqliteDatabase) -> None:
    await sqlite_database.execute("UPDATE comptoir_orders SET number = CAST(x'ff00fe' AS text)")
    assert isinstance(await failure(shop), Unreadable)
    await sqlite_database.execute("UPDATE comptoir_orders SET number = 'N'")
    assert await answers(shop) == ["o1"]


@pytest.mark.parametrize("value", ["NULL", "x'00'", "9e999", "-9e999", "'many'"])
async def test_a_number_that_is_none(value: str, shop: SqlSystem, sqlite_database: SqliteDatabase) -> None:
    await sqlite_database.execute(
        "DROP TABLE comptoir_demand; CREATE TABLE comptoir_demand (key, sku, quantity, due, channel)"
    )
    await sqlite_database.execute(
        f"INSERT INTO comptoir_demand VALUES ('d1', 's', {value}, '2026-01-01T00:00:00Z', 'STORE')"
    )
    with pytest.raises(Unreadable, match=r"comptoir_demand\.quantity of the row 'd1'"):
        await one(shop, Noun.DEMAND, "d1")


async def test_a_broken_view_is_its_nouns_alone(shop: SqlSystem, sqlite_database: SqliteDatabase) -> None:
    await sqlite_database.execute("DROP TABLE comptoir_demand; CREATE VIEW comptoir_demand AS SELECT * FROM gone")
    await shop.close()
    again = system(sqlite_database)
    assert await answers(again) == ["o1"]
    with pytest.raises(Unreadable, match="comptoir_demand"):
        await one(again, Noun.DEMAND, "d1")
    await again.close()


@contextmanager
def heartbeat() -> Iterator[list[float]]:
    """How long the event loop let its tasks wait, in seconds."""
    waits: list[float] = []

    async def beat() -> None:
        while True:
            before = time.monotonic()
            await asyncio.sleep(0.01)
            waits.append(time.monotonic() - before)

    task = asyncio.get_running_loop().create_task(beat())
    yield waits
    task.cancel()


async def test_a_slow_statement_is_given_up(sqlite_database: SqliteDatabase) -> None:
    """In time, without blocking the loop, and the one connection is free again at once."""
    await sqlite_database.add("comptoir_demand", rows.demand("d1"))
    await sqlite_database.execute(ENDLESS_ORDERS)
    shop = system(sqlite_database, pool_size=1)
    for _ in range(3):
        with heartbeat() as waits, pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await answers(shop)
        assert max(waits) < 0.2
        async with asyncio.timeout(2):
            assert (await one(shop, Noun.DEMAND, "d1")).key == "d1"
    await shop.close()


async def test_many_slow_statements(sqlite_database: SqliteDatabase) -> None:
    """They wait for each other, and none that nobody waits for is begun."""
    await sqlite_database.add("comptoir_demand", rows.demand("d1"))
    await sqlite_database.execute(ENDLESS_ORDERS)
    shop = system(sqlite_database, pool_size=2)
    calls = [asyncio.ensure_future(answers(shop)) for _ in range(50)]
    await asyncio.sleep(0.1)
    assert sum(thread.name.startswith("sql-oms") for thread in threading.enumerate()) == 2
    for call in calls:
        call.cancel()
    await asyncio.wait(calls, timeout=2)
    assert all(call.cancelled() for call in calls)
    async with asyncio.timeout(2):
        found = await asyncio.gather(*(one(shop, Noun.DEMAND, "d1") for _ in range(10)))
    assert [record.key for record in found] == ["d1"] * 10
    assert open_files(sqlite_database.path) <= 2
    await shop.close()


async def test_closed_while_busy(sqlite_database: SqliteDatabase) -> None:
    await sqlite_database.execute(ENDLESS_ORDERS)
    shop = system(sqlite_database)
    call = asyncio.ensure_future(answers(shop))
    await asyncio.sleep(0.1)
    await shop.close()
    with pytest.raises(Unavailable, match="closed"):
        await answers(shop)
    call.cancel()
    await asyncio.wait([call])
    for _ in range(200):
        if not open_files(sqlite_database.path):
            break
        await asyncio.sleep(0.01)
    assert open_files(sqlite_database.path) == 0


async def test_many_at_once(shop: SqlSystem, file: Path) -> None:
    """Also at the moment in which the file is replaced."""
    for _ in range(5):
        shutil.copy(file, file.with_suffix(".new"))
        calls = [asyncio.ensure_future(answers(shop)) for _ in range(20)]
        await asyncio.sleep(0)
        move(file.with_suffix(".new"), file)
        assert await asyncio.gather(*calls) == [["o1"]] * 20
    assert open_files(file) <= 4


async def test_what_is_missing(sqlite_database: SqliteDatabase) -> None:
    """All of it is named at once, and where to read about it."""
    await sqlite_database.execute("""
        DROP TABLE comptoir_order_lines;
        DROP TABLE comptoir_network_holds;
        ALTER TABLE comptoir_orders DROP COLUMN number;
        ALTER TABLE comptoir_orders DROP COLUMN draft;
        ALTER TABLE comptoir_shipments DROP COLUMN version;
        DROP TABLE comptoir_untracked_skus;
    """)
    shop = system(sqlite_database)
    with pytest.raises(Unreadable) as raised:
        await shop.probe()
    missing = "comptoir_network_holds, comptoir_order_lines, comptoir_orders.number, comptoir_shipments.version"
    assert raised.value.message == f"missing: {missing}; docs/views.sql describes the views and their columns"
    assert "comptoir_orders.number;" in (await failure(shop)).message
    await shop.close()


async def test_what_is_not_served_is_not_missed(sqlite_database: SqliteDatabase) -> None:
    names = [view for view in contract() if view not in {"comptoir_orders", "comptoir_order_lines"}]
    await sqlite_database.execute(";".join(f"DROP TABLE {name}" for name in names))
    await sqlite_database.add("comptoir_orders", rows.order("o1"))
    shop = system(sqlite_database, facets={Noun.ORDER: frozenset({Facet.HEAD, Facet.LINES})})
    await shop.probe()
    asked = await one(shop, Noun.ORDER, "o1", facets={Facet.LINES, Facet.PAYMENTS})
    assert asked.facets == {*HEAD, Facet.LINES}
    with pytest.raises(NotSupported, match="customer"):
        shop.port(Noun.CUSTOMER)
    await shop.close()


async def test_views_that_come_and_go(shop: SqlSystem, sqlite_database: SqliteDatabase) -> None:
    """In the same file, while serving."""
    await sqlite_database.execute("ALTER TABLE comptoir_orders RENAME TO elsewhere")
    assert "missing: comptoir_orders;" in (await failure(shop)).message
    await sqlite_database.execute("CREATE VIEW comptoir_orders AS SELECT * FROM elsewhere")
    assert await answers(shop) == ["o1"]
