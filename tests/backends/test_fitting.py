"""Whether a record is listed is decided here as its system decides it: by the very words of tests/backends/sql."""

from typing import Any

import pytest

from backends.filters import NO_FILTER, CustomerFilter, Filter, OrderFilter
from backends.fitting import fits
from backends.ports import Parent, ParentKind
from backends.records import ContactPoint, Customer, Ref
from backends.vocabulary import ContactKind
from tests.backends.persons_toy import person, phone

ROOT = Parent(ParentKind.ROOT)
PEOPLE = (
    person(
        "c1",
        "oms",
        sort_name="lovelace ada",
        home_store=Ref("oms", "s1"),
        contacts=(ContactPoint(kind=ContactKind.EMAIL, value="ada@example.org", verified=False, system="oms"),),
    ),
    person("c2", "oms", sort_name="strasse émile", home_store=Ref("pos", "s1"), contacts=(phone("+33600000000"),)),
    person("c3", "oms", sort_name="o'brien %off", loyalty_number="L-7", home_store=None),
)


def left(wish: Filter) -> str:
    return " ".join(one.key for one in PEOPLE if fits(one, ROOT, wish))


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("ada", "c1"),
        ("LOV ada", "c1"),
        ("ove", ""),
        ("ada byron", ""),
        ("ÉMILE", "c2"),
        ("STRAẞE", "c2"),
        ("%", "c3"),
        ("_", ""),
        (" Ada@Example.org ", "c1"),
        ("ada@example.or", ""),
        ("+33600000000", "c2"),
        ("L-7", "c3"),
        ("L-", ""),
        ("", "c1 c2 c3"),
        ("   ", "c1 c2 c3"),
        ("ada\0", ""),
        ("\ud800", ""),
    ],
)
def test_searches(search: str, expected: str) -> None:
    assert left(CustomerFilter(search=search)) == expected


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        (NO_FILTER, "c1 c2 c3"),
        (CustomerFilter(stores=(Ref("oms", "s1"),)), "c1"),
        (CustomerFilter(stores=(Ref("pos", "s1"), Ref("pos", "s2"))), "c2"),
        (CustomerFilter(stores=(Ref("oms", "s1"),), search="strasse"), ""),
        (OrderFilter(), ""),
    ],
)
def test_other_filters(wish: Filter, expected: str) -> None:
    assert left(wish) == expected


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        ({"search": "ada"}, True),
        ({"search": "L1"}, True),
        ({"search": "ada@example.org"}, None),
        ({"search": "ada@example.org", "stores": (Ref("oms", "s2"),)}, False),
    ],
)
def test_contacts_that_nobody_asked_for(wish: dict[str, Any], told: bool | None) -> None:
    """They are missed only where nothing else tells."""
    her: Customer = person("c1", "oms", sort_name="ada", loyalty_number="L1", contacts=None)
    assert fits(her, ROOT, CustomerFilter(**wish)) is told


def test_rows_of_something_else() -> None:
    assert fits(PEOPLE[1], Parent(ParentKind.PHONE, (Ref("", "+33600000000"),)), NO_FILTER) is False
