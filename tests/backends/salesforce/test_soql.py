"""Nothing that is written into a question means anything but itself."""

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backends.salesforce.soql import Statement, equal, every, instant, pattern, quoted, some
from backends.sandbox.salesforce.evaluation import Evaluation
from backends.sandbox.salesforce.org import Org
from backends.sandbox.salesforce.parsing import parsed
from backends.sandbox.salesforce.schema import schema
from backends.sandbox.salesforce.syntax import All, Comparison, Some
from backends.sandbox.world.moments import ANCHOR

ANY = st.text(max_size=40)
NASTY = st.text(st.sampled_from("'\\\"%_nrtbf \n\r\t\b\f)(Uu0é"), max_size=12)
OFTEN = settings(max_examples=200, deadline=None)


def found(where: str, *names: str) -> Sequence[object]:
    """The names that a condition leaves, of accounts with these names."""
    org = Org(schema({}))
    for name in names:
        org.add("Account", Name=name)
    soql = Statement(columns=["Name"], source="Account", where=where, order="Id ASC").text
    return [record["Name"] for record in Evaluation(org, "66.0", ANCHOR).found(soql).records]


@OFTEN
@given(text=ANY | NASTY, other=ANY | NASTY)
def test_a_quoted_text_is_itself(text: str, other: str) -> None:
    expected = [name for name in (text, other) if name.casefold() == text.casefold()]
    assert found(f"Name = {quoted(text)}", text, other) == expected


@OFTEN
@given(texts=st.lists(NASTY, min_size=1, max_size=4), other=NASTY)
def test_as_are_several(texts: list[str], other: str) -> None:
    folded = {text.casefold() for text in texts}
    expected = [name for name in (*texts, other) if name.casefold() in folded]
    assert found(equal("Name", texts), *texts, other) == expected


@OFTEN
@given(text=ANY | NASTY, before=NASTY, other=NASTY)
def test_a_pattern_is_wild_only_where_it_says(text: str, before: str, other: str) -> None:
    names = (f"{before}{text}", f"{text}{before}", other)
    assert found(f"Name LIKE {pattern('', text, '%')}", *names) == [
        name for name in names if name.casefold().startswith(text.casefold())
    ]
    assert found(f"Name LIKE {pattern('%', text, '')}", *names) == [
        name for name in names if name.casefold().endswith(text.casefold())
    ]


@pytest.mark.parametrize("hours", [-11, 0, 5.5])
def test_instants_are_in_utc_and_unquoted(hours: float) -> None:
    there = datetime(2026, 3, 18, 10, 0, 0, 123_456, timezone(timedelta(hours=hours)))
    assert datetime.fromisoformat(instant(there)) == there.replace(microsecond=123_000)
    query = parsed(f"SELECT Id FROM Account WHERE CreatedDate > {instant(there)}")
    assert isinstance(query.where, Comparison)
    assert isinstance(query.where.literal, datetime)


def test_and_and_or_never_stand_beside_each_other() -> None:
    condition = every([some(["A = 1", "B = 2"]), "C = 3", "", some(["D = 4", every(["E = 5", "F = 6"])])])
    query = parsed(f"SELECT Id FROM Account WHERE {condition}")
    assert isinstance(query.where, All)
    assert [type(part) for part in query.where.conditions] == [Some, Comparison, Some]


def test_one_condition_stands_alone() -> None:
    assert every(["", "A = 1"]) == some(["A = 1", ""]) == "A = 1"


def test_a_statement_with_everything() -> None:
    statement = Statement(columns=["Id", "Name"], source="Account", where="Id != null", order="Id ASC", limit=3)
    assert statement.text == "SELECT Id, Name FROM Account WHERE Id != null ORDER BY Id ASC LIMIT 3"
