"""A PostgreSQL server that is away, closed to us, slow, restarted: what is said of it, and how it recovers."""

import asyncio
import time
from collections.abc import AsyncIterator

import asyncpg
import pytest

from backends.errors import BackendError, Denied, TimedOut, Unavailable, Unreadable
from backends.sql.client import SqlSystem
from backends.vocabulary import Facet, Noun
from tests.backends.asking import spec
from tests.backends.sql import rows
from tests.backends.sql.asking import keys, one
from tests.backends.sql.databases import PostgresqlDatabase, contract, postgresql_contract, system

SLOW_ORDERS = "DROP TABLE comptoir_orders; CREATE VIEW comptoir_orders AS SELECT " + ", ".join(
    f"CAST(CASE WHEN pg_sleep(60) IS NULL THEN NULL END AS {column.postgresql}) AS {column.name}"
    for column in contract()["comptoir_orders"]
)


@pytest.fixture
async def shop(postgresql_database: PostgresqlDatabase) -> AsyncIterator[SqlSystem]:
    """A system that has answered once, over one connection."""
    await postgresql_database.add("comptoir_orders", rows.order("o1"))
    made = system(postgresql_database, pool_size=1)
    assert await answers(made) == ["o1"]
    yield made
    await made.close()


async def answers(shop: SqlSystem) -> list[str]:
    return await keys(shop, Noun.ORDER, spec())


async def failure(shop: SqlSystem) -> BackendError:
    async with asyncio.timeout(10):
        with pytest.raises(BackendError) as raised:
            await answers(shop)
    assert "secret" not in raised.value.message
    return raised.value


async def active(database: PostgresqlDatabase) -> int:
    """How many statements run on the views of this database."""
    connection = await asyncpg.connect(database.url)
    counted: int = await connection.fetchval(
        "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE $1 AND pid <> pg_backend_pid()",
        f"%FROM {database.schema}.%",
    )
    await connection.close()
    return counted


async def test_nobody_there(tmp_path_factory: pytest.TempPathFactory, postgresql_url: str) -> None:
    """And then the very address answers."""
    folder = tmp_path_factory.mktemp("sockets")
    database = PostgresqlDatabase(f"postgresql://postgres:secret@/retailer?host={folder}", "away")
    shop = system(database)
    assert isinstance(await failure(shop), Unavailable)
    with pytest.raises(Unavailable):
        await shop.probe()
    server = postgresql_url.partition("host=")[2]
    (folder / ".s.PGSQL.5432").symlink_to(f"{server}/.s.PGSQL.5432")
    await PostgresqlDatabase(postgresql_url, "away").create()
    assert await answers(shop) == []
    await shop.close()


async def test_no_way_to_the_server() -> None:
    """A port that nobody listens to."""
    listener = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]
    listener.close()
    await listener.wait_closed()
    shop = system(PostgresqlDatabase(f"postgresql://somebody:secret@127.0.0.1:{port}/retailer", "public"))
    assert type(await failure(shop)) is Unavailable
    await shop.close()


async def test_a_server_that_says_nothing() -> None:
    """It accepts, and that is all."""
    silent = asyncio.Event()

    async def wait(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await silent.wait()
        writer.close()

    listener = await asyncio.start_server(wait, "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]
    database = PostgresqlDatabase(f"postgresql://somebody:secret@127.0.0.1:{port}/retailer?sslmode=disable", "public")
    shop = system(database, timeout=0.3)
    started = time.monotonic()
    assert isinstance(await failure(shop), TimedOut)
    assert time.monotonic() - started < 3
    silent.set()
    await shop.close()
    listener.close()
    await listener.wait_closed()


async def test_no_such_database(postgresql_url: str) -> None:
    shop = system(PostgresqlDatabase(postgresql_url.replace("/retailer?", "/elsewhere?"), "public"))
    assert (await failure(shop)).message == "the database server has no database of that name"
    await shop.close()


async def test_a_user_who_may_not(postgresql_database: PostgresqlDatabase) -> None:
    """Neither come in, nor read a view."""
    schema = postgresql_database.schema
    await postgresql_database.execute(f"CREATE ROLE {schema} LOGIN; GRANT USAGE ON SCHEMA {schema} TO {schema}")
    url = postgresql_database.url.replace("postgres:@", f"{schema}:secret@")
    shop = system(PostgresqlDatabase(url, schema))
    assert type(await failure(shop)) is Denied
    await postgresql_database.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {schema}")
    assert await answers(shop) == []
    await postgresql_database.execute(f"ALTER ROLE {schema} NOLOGIN")
    await shop.close()
    outside = system(PostgresqlDatabase(url, schema))
    assert type(await failure(outside)) is Denied
    await outside.close()


async def test_connections_that_died_while_idle(shop: SqlSystem, postgresql_database: PostgresqlDatabase) -> None:
    """As after a restart: nobody notices."""
    connection = await asyncpg.connect(postgresql_database.url)
    await connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
    await connection.close()
    assert await answers(shop) == ["o1"]


async def test_a_server_that_goes_and_comes(shop: SqlSystem, postgresql_database: PostgresqlDatabase) -> None:
    """It lets nobody in for a while."""
    connection = await asyncpg.connect(postgresql_database.url.replace("/retailer?", "/postgres?"))
    await connection.execute("ALTER DATABASE retailer ALLOW_CONNECTIONS false")
    await connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'retailer'")
    for _ in range(2):
        assert isinstance(await failure(shop), BackendError)
    await connection.execute("ALTER DATABASE retailer ALLOW_CONNECTIONS true")
    await connection.close()
    assert await answers(shop) == ["o1"]


async def test_views_that_come_and_go(shop: SqlSystem, postgresql_database: PostgresqlDatabase) -> None:
    await postgresql_database.execute("ALTER TABLE comptoir_orders RENAME TO elsewhere")
    found = await failure(shop)
    assert isinstance(found, Unreadable)
    assert "missing: comptoir_orders;" in found.message
    await postgresql_database.execute("CREATE MATERIALIZED VIEW comptoir_orders AS SELECT * FROM elsewhere")
    assert await answers(shop) == ["o1"]
    await postgresql_database.execute("DROP MATERIALIZED VIEW comptoir_orders")
    await postgresql_database.execute("CREATE VIEW comptoir_orders AS SELECT * FROM elsewhere")
    assert await answers(shop) == ["o1"]


async def test_what_is_missing(postgresql_database: PostgresqlDatabase) -> None:
    await postgresql_database.execute("DROP TABLE comptoir_order_lines; ALTER TABLE comptoir_orders DROP COLUMN number")
    shop = system(postgresql_database)
    with pytest.raises(Unreadable, match=r"missing: comptoir_order_lines, comptoir_orders\.number;"):
        await shop.probe()
    await shop.close()


async def test_columns_of_another_type(shop: SqlSystem, postgresql_database: PostgresqlDatabase) -> None:
    """The first says nothing of time zones, the second cannot be compared with a key."""
    await postgresql_database.execute("ALTER TABLE comptoir_orders ALTER placed_at TYPE timestamp")
    assert "comptoir_orders.placed_at" in (await failure(shop)).message
    await postgresql_database.execute("ALTER TABLE comptoir_order_lines ALTER order_key TYPE integer USING 1")
    with pytest.raises(Unreadable):
        await one(shop, Noun.ORDER, "o1", facets={Facet.LINES})


async def test_a_value_that_is_no_number(shop: SqlSystem, postgresql_database: PostgresqlDatabase) -> None:
    await postgresql_database.add("comptoir_demand", rows.demand("d1"))
    for value in ("'NaN'", "'Infinity'"):
        await postgresql_database.execute(f"UPDATE comptoir_demand SET quantity = {value}")
        with pytest.raises(Unreadable, match=r"comptoir_demand\.quantity of the row 'd1'"):
            await one(shop, Noun.DEMAND, "d1")


async def test_a_slow_statement_is_given_up(postgresql_database: PostgresqlDatabase) -> None:
    """In time; the server is told, and the pool of one is whole again."""
    await postgresql_database.add("comptoir_demand", rows.demand("d1"))
    await postgresql_database.add("comptoir_orders", rows.order("o1"))
    await postgresql_database.execute(SLOW_ORDERS)
    shop = system(postgresql_database, pool_size=1)
    for _ in range(3):
        started = time.monotonic()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await answers(shop)
        assert time.monotonic() - started < 2
        async with asyncio.timeout(5):
            assert (await one(shop, Noun.DEMAND, "d1")).key == "d1"
    await shop.close()
    assert await active(postgresql_database) == 0


async def test_more_calls_than_connections(postgresql_database: PostgresqlDatabase) -> None:
    await postgresql_database.add("comptoir_orders", rows.order("o1"))
    shop = system(postgresql_database, pool_size=2)
    assert await asyncio.gather(*(answers(shop) for _ in range(20))) == [["o1"]] * 20
    await shop.close()


async def test_nothing_can_be_written(shop: SqlSystem) -> None:
    with pytest.raises(BackendError):
        await shop.run(lambda connection, _: connection.exec_driver_sql("CREATE TABLE written (a int)"))
    assert await answers(shop) == ["o1"]


async def test_the_schema_of_the_user(postgresql_url: str) -> None:
    """Without a configured one the views are found as any statement of this user's would find them."""
    for statement in ("DROP DATABASE IF EXISTS plain", "CREATE DATABASE plain TEMPLATE template0"):
        connection = await asyncpg.connect(postgresql_url)
        await connection.execute(statement)
        await connection.close()
    url = postgresql_url.replace("/retailer?", "/plain?")
    connection = await asyncpg.connect(url)
    await connection.execute(
        f"{postgresql_contract()}; CREATE SCHEMA other; CREATE TABLE other.comptoir_orders (x int)"
    )
    await connection.close()
    database = PostgresqlDatabase(url, "public")
    await database.add("comptoir_orders", rows.order("o1"))
    database.schema = None  # type: ignore[assignment]  # only the protocol wants it to be one or the other
    shop = system(database)
    await shop.probe()
    assert await answers(shop) == ["o1"]
    await shop.close()
