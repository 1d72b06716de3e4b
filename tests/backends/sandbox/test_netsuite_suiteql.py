"""The pretend account's SuiteQL: what it understands as Oracle does, and how it says what it does not."""

import re
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backends.sandbox.holdings import Holdings
from backends.sandbox.netsuite.books import Books
from backends.sandbox.netsuite.errors import Refused
from backends.sandbox.netsuite.filling import filled

FOUND = "Invalid search query. Search error occurred: "


@pytest.fixture(scope="module")
def books() -> Books:
    """Two places, and one more of which only the name is known."""
    made = filled(Holdings(name="erp"), ZoneInfo("Europe/Paris"))
    paris = made.add("location", name="Paris", externalid="PAR", isinactive=False, latitude=48.5, longitude=2)
    made.add("location", name="Lyon", externalid="LYO", isinactive=False)
    made.add("location", name="O'Hare_1")
    item = made.add("item", itemid="S1")
    made.put("aggregateitemlocation", item=item, location=paris, quantityonhand=7)
    return made


def rows(books: Books, query: str, *parameters: Any) -> list[Mapping[str, str]]:
    return [dict(row) for row in books.run(query, parameters)]


def names(books: Books, rest: str, *parameters: Any) -> list[str]:
    return [row["n"] for row in rows(books, f"SELECT l.name AS n FROM location l {rest}", *parameters)]


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("WHERE l.name = 'O''Hare_1'", ["O'Hare_1"]),
        ("WHERE l.name LIKE 'O%\\_1' ESCAPE '\\'", ["O'Hare_1"]),
        ("WHERE l.name LIKE 'p%'", []),
        ("WHERE l.name IN ('Paris', 'Lyon') ORDER BY l.name", ["Lyon", "Paris"]),
        ("WHERE l.externalid = ''", []),
        ("WHERE l.externalid IS NULL", ["O'Hare_1"]),
        ("WHERE NVL(l.externalid, 'none') = 'none'", ["O'Hare_1"]),
        ("ORDER BY l.externalid", ["Lyon", "Paris", "O'Hare_1"]),
        ("ORDER BY l.externalid DESC, l.name", ["O'Hare_1", "Paris", "Lyon"]),
        ("WHERE l.latitude = '48.5'", ["Paris"]),
        ("-- nothing\nWHERE l.name = 'Lyon' /* nor here */", ["Lyon"]),
    ],
)
def test_understood(books: Books, rest: str, expected: list[str]) -> None:
    assert names(books, rest) == expected


def test_placeholders(books: Books) -> None:
    assert names(books, "WHERE l.name = ? AND l.latitude > ?", "Paris", 40) == ["Paris"]


def test_what_nobody_named(books: Books) -> None:
    """An expression gets a name; what a field is called was once seen under this one."""
    columns = "BUILTIN.DF(ail.item), ail.quantityonhand"
    (row,) = rows(books, f"SELECT {columns}, COUNT(*) AS n FROM aggregateItemLocation ail GROUP BY {columns}")
    assert row == {"BUILTIN_DF_ail_item": "S1", "quantityonhand": "7", "n": "1"}


def test_numbers_and_what_is_null(books: Books) -> None:
    query = "SELECT l.latitude AS a, l.longitude AS b, l.isinactive AS c FROM location l ORDER BY l.id"
    assert rows(books, query) == [{"a": "48.5", "b": "2", "c": "F"}, {"c": "F"}, {}]


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("SELECT l.name, COUNT(*) AS n FROM location l", "not a GROUP BY expression"),
        ("SELECT l.name, l.id FROM location l GROUP BY l.name", "not a GROUP BY expression"),
        ("SELECT SUM(SUM(l.id)) AS n FROM location l", "not allowed here"),
        ("SELECT l.id FROM location l WHERE COUNT(*) > 1", "not allowed here"),
        ("SELECT l.id FROM location l WHERE ROW_NUMBER() OVER (ORDER BY l.id) = 1", "not allowed here"),
        ("SELECT l.id FROM location l WHERE l.name LIKE 'a' ESCAPE 'ab'", "not allowed here"),
        ("SELECT 9223372036854775808 AS n FROM location l", "no field can hold"),
        ('SELECT l.id AS "\0" FROM location l', "no field can hold"),
        (f"SELECT l.id FROM location l WHERE l.id = {'9' * 5_000}", "Invalid number"),
        ("SELECT l.id FROM location l WHERE l.lastmodifieddate > '2026-1-31'", 'date/time "2026-1-31" failed'),
        ("SELECT TO_DATE('2026', 'YYYYYYYY') AS d FROM location l", "date format not recognized"),
        ("SELECT l.trackingnumbers FROM transaction l", "Unknown identifier 'l.trackingnumbers'"),
        ("SELECT l.id FROM location l UNION SELECT l.id FROM location l", "unexpected union"),
        ("SELECT DISTINCT l.name FROM location l ORDER BY l.id", "not a SELECTed expression"),
    ],
)  # fmt: skip
def test_refused(books: Books, query: str, says: str) -> None:
    with pytest.raises(Refused) as raised:
        rows(books, query)
    assert (raised.value.status, raised.value.code) == (400, "INVALID_PARAMETER")
    assert raised.value.detail.startswith(FOUND)
    assert says in raised.value.detail


WORDS = [
    *("SELECT", "FROM", "WHERE", "AND", "NOT", "IN", "GROUP BY", "ORDER BY", "LIKE", "ESCAPE", "OVER", "NULL", "AS"),
    *("l.id", "l.name", "location l", "COUNT", "SUM", "TO_CHAR", "TO_DATE", "ROW_NUMBER()", "BUILTIN.DF", '"\0"'),
    *(",", "(", ")", "=", "-", "||", "?", "'a'", "'YYYY'", "''", "1", "99999999999999999999"),
]
QUERIES = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)


@settings(deadline=None)
@given(text=st.text(max_size=30) | QUERIES | QUERIES.map("SELECT l.id AS n FROM location l WHERE {}".format))
def test_any_text_is_a_query_or_refused(books: Books, text: str) -> None:
    try:
        books.run(text)
    except Refused as refused:
        assert refused.status == 400
        assert re.match(FOUND, refused.detail)
