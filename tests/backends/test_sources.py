"""Whose keys a system tells, and since when."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from backends.sources import Keyed, refs, version

NOW = datetime(2026, 3, 18, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("word", "owner"),
    [("customer", "crm"), ("store", "erp"), ("origin", "erp"), ("location", "erp"), ("order", "oms"), ("shoe", "oms")],
)
def test_whose_keys(word: str, owner: str) -> None:
    assert Keyed("oms", {"customer": "crm", "location": "erp"}.items()).owner(word) == owner


def test_a_version_is_the_systems_own_or_the_moment_of_the_change() -> None:
    assert version(Decimal(7), NOW) == 7
    assert version(None, NOW) == 1_773_828_000_000


def test_other_names() -> None:
    (one,) = refs("order", {"pos": "R-1"})
    assert (one.system, one.kind, one.value) == ("pos", "order", "R-1")
