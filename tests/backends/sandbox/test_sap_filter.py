"""The grammar of $filter in both versions, and what its conditions mean."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backends.sandbox.sap.edm import Row, Version, entity
from backends.sandbox.sap.errors import Refused
from backends.sandbox.sap.evaluation import test as condition
from backends.sandbox.sap.grammar import parsed
from backends.sandbox.sap.syntax import Both, Call, Comparison, Either, Literal, Not, Operator, Path

THING = entity("Thing", "Key*:10 Name:40 Count:number Day:day At:instant Clock:time Flag:flag Hidden:10-")
ROW: Row = {
    "Key": "1",
    "Name": 'O\'Neil, "ça"',
    "Count": Decimal("2.500"),
    "Day": date(2026, 3, 18),
    "At": datetime(2026, 3, 18, 10, tzinfo=UTC),
    "Clock": time(11, 30),
    "Flag": True,
    "Hidden": "x",
}
EMPTY: Row = {**dict.fromkeys(ROW), "Key": "2", "Name": "", "Flag": False}


def holds(told: str, row: Row = ROW, version: Version = Version.V2) -> bool:
    return condition(parsed(told, version), THING)(row)


def test_and_binds_closer_than_or() -> None:
    a, b, c = (Comparison(Path(name), Operator.EQ, Literal(name)) for name in "ABC")
    assert parsed("A eq 'A' or B eq 'B' and C eq 'C'", Version.V2) == Either((a, Both((b, c))))
    assert parsed("(A eq 'A' or B eq 'B') and C eq 'C'", Version.V2) == Both((Either((a, b)), c))
    assert parsed("not A eq 'A' and B eq 'B'", Version.V2) == Both((Not(a), b))
    assert parsed("startswith(A,'A')", Version.V4) == Call("startswith", (Path("A"), Literal("A")))


@pytest.mark.parametrize(
    ("version", "told"),
    [
        (Version.V2, "Name eq 'O''Neil, \"ça\"'"),
        (Version.V2, "Count eq 2.5 and Count gt 2 and Count lt 3M and Count ge 2.5d and Count le 2.5"),
        (Version.V2, "Day eq datetime'2026-03-18T00:00:00' and Day ne datetime'2026-03-17T00:00:00'"),
        (Version.V2, "At ge datetimeoffset'2026-03-18T11:00:00+01:00'"),
        (Version.V2, "Clock eq time'PT11H30M00S'"),
        (Version.V2, "Flag eq true and Flag and not (Flag eq false)"),
        (Version.V2, "substringof('Neil',Name) and startswith(Name,'O') and endswith(Name,'\"')"),
        (Version.V2, "substringof('Neil',Name) eq true and startswith(Name,'N') eq false"),
        (Version.V4, "contains(Name,'Neil')"),
        (Version.V4, "Day eq 2026-03-18 and At gt 2026-03-18T09:59:59.999Z and Count eq 2.5"),
    ],
)
def test_what_holds(version: Version, told: str) -> None:
    assert holds(told, version=version)
    assert not holds(f"not ({told})", version=version)


@pytest.mark.parametrize("told", ["Day eq null", "At eq null", "Count eq null", "Name eq ''", "Flag eq false"])
def test_what_is_not_set(told: str) -> None:
    assert holds(told, EMPTY)
    assert not holds(told)
    assert not holds("Count gt 1", EMPTY)
    assert not holds("Count lt 1", EMPTY)


@pytest.mark.parametrize(
    ("version", "told"),
    [
        (Version.V2, "Day eq 2026-03-18"),
        (Version.V2, "Name eq 'it's'"),
        (Version.V2, "Name eq"),
        (Version.V2, "eq 'a'"),
        (Version.V2, "Name eq 'a' Name"),
        (Version.V2, "(Name eq 'a'"),
        (Version.V2, "Name eq 'a')"),
        (Version.V2, "Name in ('a','b')"),
        (Version.V2, "Name eq 'a"),
        (Version.V2, "contains(Name,'a')"),
        (Version.V2, "startswith(Name)"),
        (Version.V2, "startswith(Name,'a','b')"),
        (Version.V2, "Day eq datetime'yesterday'"),
        (Version.V2, "Day eq datetime'2026-13-18T00:00:00'"),
        (Version.V2, "At eq datetimeoffset'2026-03-18T00:00:00'"),
        (Version.V2, "Clock eq time'PT99H'"),
        (Version.V2, ""),
        (Version.V2, "Name eq 1"),
        (Version.V2, "Count eq '1'"),
        (Version.V2, "At eq datetime'2026-03-18T00:00:00'"),
        (Version.V2, "Nme eq 'a'"),
        (Version.V2, "name eq 'a'"),
        (Version.V2, "Hidden eq 'x'"),
        (Version.V2, "Name"),
        (Version.V2, "(" * 300 + "Flag" + ")" * 300),
        (Version.V2, "not " * 300 + "Flag"),
        (Version.V4, "Day eq datetime'2026-03-18T00:00:00'"),
        (Version.V4, "substringof('a',Name)"),
        (Version.V4, "Count eq 2M"),
    ],
)
def test_what_is_refused(version: Version, told: str) -> None:
    with pytest.raises(Refused) as refused:
        holds(told, version=version)
    assert refused.value.status == 400


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60), st.sampled_from(Version))
def test_nothing_but_a_refusal_is_raised(told: str, version: Version) -> None:
    try:
        holds(told, version=version)
    except Refused:
        return


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30), st.sampled_from(Version))
def test_a_text_with_doubled_quotes_is_that_text(text: str, version: Version) -> None:
    told = "Name eq '{}'".format(text.replace("'", "''"))
    assert parsed(told, version) == Comparison(Path("Name"), Operator.EQ, Literal(text))
