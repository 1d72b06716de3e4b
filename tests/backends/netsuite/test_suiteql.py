"""Nothing that is written into a statement means anything but itself: the pretend account's own grammar reads it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backends.errors import Rejected
from backends.netsuite.suiteql import (
    NEVER,
    Statement,
    among,
    contains,
    either,
    instant,
    is_path,
    literal,
    path,
    read_instant,
    storable,
)
from backends.sandbox.netsuite.books import Books
from backends.sandbox.netsuite.schema import schema

ANY = st.text(max_size=40)
NASTY = st.text(st.sampled_from("'\"\\%_-;/*)(=,\n\r\t ORSELT10é\0"), max_size=12)
OFTEN = settings(max_examples=200, deadline=None)
PARIS = ZoneInfo("Europe/Paris")


def found(where: str, *names: str) -> Sequence[str]:
    """The numbers of the customers that a condition leaves, of some with these names."""
    books = Books(schema({}), UTC)
    for number, name in enumerate(names):
        books.add("customer", companyname=name, entityid=str(number))
    rows = books.run(f"SELECT c.entityid AS number FROM customer c WHERE {where} ORDER BY c.id")
    return [row["number"] for row in rows]


def places(names: Sequence[str], wanted: set[str]) -> list[str]:
    return [str(place) for place, name in enumerate(names) if name in wanted]


@OFTEN
@given(text=ANY | NASTY, other=ANY | NASTY)
def test_a_literal_is_itself(text: str, other: str) -> None:
    if not storable(text):
        with pytest.raises(Rejected):
            literal(text)
        return
    names = [name for name in (text, other) if storable(name)]
    assert found(f"c.companyname = {literal(text)}", *names) == places(names, {text})


@OFTEN
@given(texts=st.lists(NASTY, max_size=4), other=NASTY)
def test_so_are_several(texts: list[str], other: str) -> None:
    names = [name for name in (*texts, other) if storable(name)]
    condition = among("c.companyname", texts)
    assert (condition == NEVER) == (not any(map(storable, texts)))
    assert found(condition, *names) == places(names, set(texts))


@OFTEN
@given(text=NASTY.filter(storable), before=NASTY, after=NASTY, other=NASTY)
def test_a_pattern_is_wild_only_at_its_ends(text: str, before: str, after: str, other: str) -> None:
    names = [name for name in (f"{before}{text}{after}", other) if storable(name)]
    assert found(contains("c.companyname", text), *names) == places(names, {name for name in names if text in name})


@given(st.lists(st.text(st.sampled_from("0123456789-+ '٣x."), max_size=20)))
def test_internal_ids_are_digits(texts: list[str]) -> None:
    condition = among("c.id", texts, numeric=True)
    kept = {text for text in texts if text.isascii() and text.isdigit() and len(text) <= 18}
    assert condition == (f"c.id IN ({', '.join(sorted(kept))})" if kept else NEVER)


def test_lists_are_no_longer_than_a_thousand() -> None:
    condition = among("c.companyname", [f"N{number}" for number in range(2_001)])
    assert condition.count(" IN (") == 3
    assert max(part.count("','") for part in condition.replace(", ", ",").split(" OR ")) == 999
    assert found(condition, "N0", "N2000", "N2001") == ["0", "1"]


def test_one_condition_stands_alone() -> None:
    assert either(["a = 1"]) == either([NEVER, "a = 1"]) == "a = 1"
    assert either(["a = 1", NEVER, "b = 2"]) == "(a = 1 OR b = 2)"
    assert either([]) == either([NEVER]) == NEVER


@given(st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1)))  # noqa: DTZ001  # made aware below
def test_instants_come_back(naive: datetime) -> None:
    """But for the hour that comes twice in autumn, which is taken for its first."""
    moment = naive.replace(microsecond=0, tzinfo=UTC)
    told = instant(moment, PARIS)
    assert told == f"TO_DATE('{moment.astimezone(PARIS):%Y-%m-%d %H:%M:%S}', 'YYYY-MM-DD HH24:MI:SS')"
    back = read_instant(f"{moment.astimezone(PARIS):%Y-%m-%dT%H:%M:%S}", PARIS)
    assert moment - back in ({timedelta(0), timedelta(hours=1)} if moment.astimezone(PARIS).fold else {timedelta(0)})


@pytest.mark.parametrize(
    "text",
    [
        "tranid",
        "t.tranid",
        "entity:customer.externalid",
        "-tl.quantity",
        "BUILTIN.DF(status)",
        "-BUILTIN.DF(t.custbody_a:location.b)",
    ],
)
def test_paths(text: str) -> None:
    assert is_path(text)
    assert path(text, "x").alias in ("x", "t", "tl")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a b",
        "a.b.c",
        "a;b",
        "a--",
        "id FROM employee --",
        "BUILTIN.DF(a",
        "a)",
        "a:b",
        "é",
        "a:b.c" + ":b.c" * 4,
        "1a",
    ],
)
def test_what_is_no_path(text: str) -> None:
    assert not is_path(text)
    with pytest.raises(Rejected):
        path(text, "x")


def test_a_path_begins_at_a_source_that_is_there() -> None:
    statement = Statement("customer", "c", {})
    with pytest.raises(Rejected, match="begins at z"):
        statement.value(path("z.id", "c"))


def test_a_way_is_joined_once() -> None:
    statement = Statement("transaction", "t", {})
    for column in ("externalid", "email", "externalid"):
        statement.select(column, statement.value(path(f"entity:customer.{column}", "t")))
    assert statement.written(["externalid"]) == (
        "SELECT j0.externalid AS externalid, j0.email AS email FROM transaction t "
        "LEFT JOIN customer j0 ON j0.id = t.entity ORDER BY externalid"
    )
