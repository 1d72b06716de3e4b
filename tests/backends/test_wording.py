"""What of a vendor's words may be repeated."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backends.wording import LONGEST, kept

TOKEN = "eyJhbGciOiJQUzI1NiJ9.eyJpc3MiOiIzZjFjIn0.c2lnbmF0dXJl"  # noqa: S105  # of nobody


@pytest.mark.parametrize(
    "said",
    [
        "TotalRequests Limit exceeded",
        "Unknown identifier 'custbody_promised'",
        "Field 'custbody_x' for record 'salesorder' was not found",
        "user hasn't approved this consumer",
        "You need the 'Lists -> Customers' permission to access this page",
        'No authorization to access Service "API_MATERIAL_STOCK_SRV"',
        "An unexpected error occurred. Error ID: l1t0xzf5uq4b7i6v1mk5",
        "include this ErrorId if you contact support: 1773828000-22013 (-1479853246)",
        "The request was blocked after 25 calls",
    ],
)
def test_stays(said: str) -> None:
    assert kept(f"{said}.\n") == said


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("unexpected token: 'Aubrival'", "unexpected token: …"),
        ("name = 'O\\'Brien' is wrong", "name = … is wrong"),
        ("name eq 'O''Brien'", "name eq ……"),
        ("field 'Anna Brien' unknown", "field … unknown"),
        ("no user anna@example.org there", "no user … there"),
        ("call +33 6 12 34 56 78 or 4000043", "call … or …"),
        (f"bearer {TOKEN} expired", "bearer … expired"),
        ("at https://10.0.0.1:8443/sap?x=y", "at …"),
        ("left open 'Aubrival", "left open …"),
        ("said “Aubrival” twice", "said … twice"),
        ("'only'", ""),
        ("", ""),
    ],
)
def test_goes(said: str, told: str) -> None:
    assert kept(said) == told


@given(st.text(max_size=2_000))
def test_one_short_line(said: str) -> None:
    told = kept(said)
    assert len(told) <= LONGEST
    assert len(told.splitlines()) <= 1


@given(st.text(st.characters(exclude_characters="'\\"), min_size=1, max_size=20), st.sampled_from(["\\'", "''", ""]))
def test_nothing_breaks_out_of_quotes(value: str, quote: str) -> None:
    """A literal's own quotes are doubled or escaped; it never shows."""
    assert "zqz" not in kept(f"x = 'zqz{value}{quote}{value}zqz' is wrong")
