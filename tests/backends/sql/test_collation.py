"""PostgreSQL gives lists in the order of an index only if the index has the collation that the contract advises."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import asyncpg
import pytest
from sqlalchemy import Engine, event

from backends.ports import Parent, ParentKind, Position
from backends.vocabulary import Noun, SortField
from tests.backends.asking import HEAD, ROOT, spec
from tests.backends.sql import rows
from tests.backends.sql.asking import ask, named
from tests.backends.sql.databases import PostgresqlDatabase, system

COLLATION = ' COLLATE "C"'
LATER = Position("2026-01-01T00:00:00Z", "k05")
HER = named(ParentKind.CUSTOMER, ("oms", "c1"))
LISTS = [
    (Noun.ORDER, SortField.PLACED_AT, ROOT, 'comptoir_orders (placed_at, key COLLATE "C")', LATER),
    (Noun.ORDER, SortField.UPDATED_AT, ROOT, 'comptoir_orders (updated_at, key COLLATE "C")', LATER),
    (Noun.ORDER, SortField.PLACED_AT, HER, 'comptoir_orders (customer_key, placed_at, key COLLATE "C")', LATER),
    (
        Noun.CUSTOMER,
        SortField.NAME,
        ROOT,
        'comptoir_customers (sort_name COLLATE "C", key COLLATE "C")',
        Position("k05 ada", "k05"),
    ),
]


@contextmanager
def asked() -> Iterator[list[tuple[str, Any]]]:
    """The statements that are run, with their values."""
    seen: list[tuple[str, Any]] = []

    def note(_asked: Any, _cursor: Any, text: str, values: Any, context: Any, _many: bool) -> None:
        if context.execution_options.get("view"):
            seen.append((text, values))

    event.listen(Engine, "before_cursor_execute", note)
    yield seen
    event.remove(Engine, "before_cursor_execute", note)


async def sorts(database: PostgresqlDatabase, noun: Noun, field: SortField, parent: Parent, after: Any) -> bool:
    """Whether the server sorts to give a page, where nothing but an order that it lacks makes it do so."""
    oms = system(database)
    with asked() as seen:
        await oms.port(noun).pages([parent], spec(field, size=5, after=after), HEAD, ask())
    await oms.close()
    [(text, values)] = seen
    connection = await asyncpg.connect(database.url)
    await connection.execute("SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_incremental_sort = off")
    plan = "\n".join(row[0] for row in await connection.fetch(f"EXPLAIN {text}", *values))
    await connection.close()
    return "Sort Key" in plan


@pytest.mark.parametrize(("noun", "field", "parent", "index", "after"), LISTS)
async def test_the_advised_index_gives_the_order(
    noun: Noun, field: SortField, parent: Parent, index: str, after: Position, postgresql_database: PostgresqlDatabase
) -> None:
    """And the same index in the database's own collation does not."""
    keys = [f"k{n:02}" for n in range(50)]
    await postgresql_database.add("comptoir_orders", *(rows.order(key, customer_key="c1") for key in keys))
    await postgresql_database.add("comptoir_customers", *(rows.customer(key) for key in keys))
    await postgresql_database.execute(f"CREATE INDEX plain ON {index.replace(COLLATION, '')}; ANALYZE")
    assert await sorts(postgresql_database, noun, field, parent, None)
    await postgresql_database.execute(f"DROP INDEX plain; CREATE INDEX advised ON {index}; ANALYZE")
    for place in (None, after):
        assert not await sorts(postgresql_database, noun, field, parent, place)
