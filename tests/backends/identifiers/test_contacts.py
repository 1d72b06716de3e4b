"""Phones and e-mails, as customers are looked up by them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backends.identifiers import InvalidIdentifier
from backends.identifiers.email import email
from backends.identifiers.phone import phone
from tests.examples import EXAMPLES

MANY = settings(max_examples=EXAMPLES, deadline=None)
REGIONS = st.sampled_from(["FR", "GB", "DE", "US", None, "XX"])


@pytest.mark.parametrize(
    ("text", "region", "expected"),
    [
        ("+33 6 12 34 56 78", None, "+33612345678"),
        ("06.12.34.56.78", "FR", "+33612345678"),
        ("0033 6 12 34 56 78", "FR", "+33612345678"),
        ("+33 (0)6 12 34 56 78", "GB", "+33612345678"),
        ("07700 900123", "GB", "+447700900123"),
        ("+44 7700 900123", "FR", "+447700900123"),
        ("+1 650-253-0000 ext. 12", None, "+16502530000"),
    ],
)
def test_phone(text: str, region: str | None, expected: str) -> None:
    assert phone(text, region) == expected


@pytest.mark.parametrize(
    ("text", "region", "found"),
    [
        ("", "FR", "something else"),
        ("not a phone", "FR", "something else"),
        ("12345", "FR", "too few digits"),
        ("06 12 34 56 78", None, "no country calling code that exists"),
        ("06 12 34 56 78", "XX", "no country calling code that exists"),
        ("+999 123456", None, "no country calling code that exists"),
        ("+33 6 12 34 56 78 90", None, "too many digits"),
        ("000001", "DE", "digits that make no number"),
        ("253-0000", "US", "a local number without its area code"),
        ("+" + "3" * 64, None, "65"),
    ],
)
def test_no_phone(text: str, region: str | None, found: str) -> None:
    with pytest.raises(InvalidIdentifier) as refused:
        phone(text, region)
    assert refused.value.found == found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" Camille.Aubert@Example.COM ", "camille.aubert@example.com"),
        ("camille+shop@example.org", "camille+shop@example.org"),
        ("Étienne@Exämple.fr", "étienne@exämple.fr"),
        ("e\u0301tienne@example.com", "étienne@example.com"),
    ],
)
def test_email(text: str, expected: str) -> None:
    assert email(text) == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("camille", "An email address must have an @-sign"),
        ("camille@", "There must be something after the @-sign"),
        ("@example.com", "There must be something before the @-sign"),
        ("camille@example", "It should have a period"),
        ("Camille <camille@example.com>", "A display name and angle brackets"),
        ("cam ille@example.com", "invalid characters before the @-sign: SPACE"),
    ],
)
def test_no_email(text: str, reason: str) -> None:
    with pytest.raises(InvalidIdentifier, match=reason):
        email(text)


def test_too_long_for_an_email() -> None:
    with pytest.raises(InvalidIdentifier, match="expected at most 254 characters, found 260"):
        email("a" * 248 + "@example.com")


@pytest.mark.parametrize(
    "text", ["secretname@@example.com", "secretname@exa_mple..com", "secretname@" + "secretname" * 7]
)
def test_a_refusal_quotes_nobody(text: str) -> None:
    with pytest.raises(InvalidIdentifier) as refused:
        email(text)
    assert "secretname" not in str(refused.value)


anything = st.text(st.characters(exclude_categories=()), max_size=80)


@MANY
@given(anything | st.from_regex(r"[+0-9 ()./\-]{0,24}"), REGIONS)
def test_any_text_as_a_phone(text: str, region: str | None) -> None:
    """It is a number that stays itself, or it is refused: nothing else happens."""
    try:
        found = phone(text, region)
    except InvalidIdentifier as refused:
        assert len(str(refused)) < 200
    else:
        assert phone(found) == found


@MANY
@given(anything | st.builds("{}@{}".format, anything, anything) | st.emails() | st.emails().map(str.swapcase))
def test_any_text_as_an_email(text: str) -> None:
    """It is an address that stays itself, or it is refused: nothing else happens."""
    try:
        found = email(text)
    except InvalidIdentifier as refused:
        assert len(str(refused)) < 300
    else:
        assert email(found) == found
