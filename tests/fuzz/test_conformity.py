"""What judges the answers sees what is wrong with them."""

from typing import Any

import pytest
from graphql import build_schema, parse

from tests.fuzz.conformity import LEAVES, problems
from tests.fuzz.leaks import leaks

SCHEMA = build_schema("""
    type Query { order: Order!, orders: [Order!], thing: Thing, when: DateTime }
    type Order { id: ID!, status: Status, lines: [Int!]! }
    type Parcel { id: ID!, weight: Float }
    union Thing = Order | Parcel
    enum Status { PLACED }
    scalar DateTime
""")
TRACE = {"traceId": "a"}
GOOD = {"data": {"order": {"id": "1", "status": None, "lines": [1]}, "thing": None}, "extensions": TRACE}
QUESTION = "{ order { id status lines } thing { __typename ... on Parcel { weight } ... on Order { id } } }"


def of(order: Any = None, **other: Any) -> dict[str, Any]:
    """The good answer with another order, or with something else instead."""
    data = {**GOOD["data"], **({} if order is None else {"order": {**GOOD["data"]["order"], **order}})}
    return {**GOOD, "data": data, **other}


def error(**other: Any) -> dict[str, Any]:
    extensions = {"code": "SYSTEM_DENIED", "retryable": False, **TRACE}
    return {"message": "No.", "path": ["thing"], "extensions": extensions, **other}


def wrong(answer: dict[str, Any]) -> list[str]:
    return list(problems(SCHEMA, parse(QUESTION), answer))


@pytest.mark.parametrize(
    "answer",
    [
        GOOD,
        of(errors=[error()]),
        of(order={"status": "PLACED"}),
        of(data=None, errors=[error(path=["order", "id"])]),
        of(data={**GOOD["data"], "thing": {"__typename": "Parcel", "weight": 1}}),
        {"errors": [{key: value for key, value in error().items() if key != "path"}], "extensions": TRACE},
    ],
)
def test_what_is_right(answer: dict[str, Any]) -> None:
    assert wrong(answer) == []


@pytest.mark.parametrize(
    "answer",
    [
        of(order={"id": None}),
        of(order={"id": 1}),
        of(order={"status": "LOST"}),
        of(order={"lines": None}),
        of(order={"lines": [None]}),
        of(order={"lines": [2**31]}),
        of(order={"lines": 1}),
        of(order={"more": 1}),
        of(data={"order": GOOD["data"]["order"]}),
        of(data={"thing": None, "order": GOOD["data"]["order"]}),
        of(data={**GOOD["data"], "thing": {"__typename": "Customer"}}),
        of(data={**GOOD["data"], "thing": {"__typename": "Order", "weight": 1}}),
        of(data=None),
        of(errors=[]),
        of(errors=[error(path=["order", "id"])]),
        of(errors=[error(path=["order", "place"])]),
        of(errors=[error(path=None)]),
        of(errors=[error(message="")]),
        of(errors=[error(extensions={"code": "no code", "retryable": False, **TRACE})]),
        of(errors=[error(extensions={"code": "SYSTEM_DENIED", **TRACE})]),
        {"errors": [error()], "extensions": TRACE},
        {**GOOD, "extensions": {}},
        {**GOOD, "warnings": []},
    ],
)
def test_what_is_wrong(answer: dict[str, Any]) -> None:
    assert len(wrong(answer)) >= 1


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("DateTime", "2026-03-18T10:00:00Z", "2026-02-30T10:00:00Z"),
        ("DateTime", "2026-03-18T10:00:00.123456Z", "2026-03-18T10:00:00+01:00"),
        ("Date", "2026-03-18", "2026-3-18"),
        ("Decimal", "-12.50", "1E+2"),
        ("Quantity", 1.275, 1.2755),
        ("BigInt", 2**53 - 1, 2**53),
        ("Float", 1, float("nan")),
        ("Int", -(2**31), True),
        ("GTIN", "03760246000109", "03760246000100"),
        ("URL", "https://example.org/a", "javascript:alert(1)"),
        ("CurrencyCode", "EUR", "€"),
        ("CountryCode", "FR", "fr"),
        ("UnitCode", "C62", "piece"),
    ],
)
def test_leaves(name: str, right: Any, wrong: Any) -> None:
    assert (LEAVES[name](right), LEAVES[name](wrong)) == (True, False)


@pytest.mark.parametrize(
    "message",
    [
        'File "x", line 1',
        "no such table: SELECT a FROM b",
        "cannot open /tmp/demo/crm",
        "<class 'str'>",
        "<Channel.STORE: 'STORE'>",
        "<backends.caching.Cached object at 0x7f1482caa4d0>",
        "Ref(system='crm', key='1')",
        "Decimal('1')",
        "sqlite3.OperationalError",
        "'NoneType' object has no attribute",
        "backends.sql.client failed",
    ],
)
def test_leaks(message: str) -> None:
    """Whatever the question itself says may be quoted."""
    answer = {"errors": [error(message=message)]}
    assert list(leaks(answer, "{ order { id } }"))
    assert list(leaks(answer, f'{{ order(number: "{message}") {{ id }} }}')) == []


def test_everyday_messages_are_no_leaks() -> None:
    said = "customer(key: {externalId:}): expected one of crm, pos (2 of 7 answered); see https://example.org/a/b."
    assert list(leaks({"errors": [error(message=said)]}, "")) == []
