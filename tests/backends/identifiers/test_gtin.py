"""GTINs and SSCCs, with numbers that GS1 prints in its own examples."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backends.identifiers import InvalidIdentifier
from backends.identifiers.gtin import gtin, sscc
from tests.examples import EXAMPLES

MANY = settings(max_examples=EXAMPLES, deadline=None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("73513537", "00000073513537"),
        ("614141123452", "00614141123452"),
        ("4006381333931", "04006381333931"),
        ("09506000134352", "09506000134352"),
        (" 978-0-471-11709-4\n", "09780471117094"),
    ],
)
def test_fourteen_digits(text: str, expected: str) -> None:
    assert gtin(text) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("4006381333932", "GTIN: expected check digit 1, found 2."),
        ("40063813339", "GTIN: expected 8, 12, 13 or 14 digits, found 11 digits."),
        ("", "GTIN: expected 8, 12, 13 or 14 digits, found nothing."),
        ("400638133393X", "GTIN: expected 8, 12, 13 or 14 digits, found other characters."),
        ("٤٠٠٦٣٨١٣٣٣٩٣١", "GTIN: expected 8, 12, 13 or 14 digits, found other characters."),
        ("1" * 65, "GTIN: expected at most 64 characters, found 65."),
    ],
)
def test_refused(text: str, message: str) -> None:
    with pytest.raises(InvalidIdentifier) as refused:
        gtin(text)
    assert str(refused.value) == message


def test_sscc() -> None:
    assert sscc("106141411234567897") == "106141411234567897"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("106141411234567898", "SSCC: expected check digit 7, found 8."),
        ("4006381333931", "SSCC: expected 18 digits, found 13 digits."),
    ],
)
def test_refused_sscc(text: str, message: str) -> None:
    with pytest.raises(InvalidIdentifier) as refused:
        sscc(text)
    assert str(refused.value) == message


@MANY
@given(st.text(st.characters(), max_size=80) | st.from_regex(r"[0-9 \-]{0,20}"))
def test_any_text(text: str) -> None:
    """It is a GTIN that stays itself, or it is refused: nothing else happens."""
    try:
        found = gtin(text)
    except InvalidIdentifier as refused:
        assert len(str(refused)) < 120
    else:
        assert gtin(found) == found
        assert len(found) == 14


@MANY
@given(st.sampled_from([7, 11, 12, 13]).flatmap(lambda size: st.text("0123456789", min_size=size, max_size=size)))
def test_one_check_digit_of_ten(body: str) -> None:
    """Weights 3 and 1 from the right (GS1 General Specifications, 7.9), worked out another way."""
    total = sum(int(digit) * (3, 1)[place % 2] for place, digit in enumerate(reversed(body)))
    right = f"{body}{-total % 10}"
    assert gtin(right) == right.zfill(14)
    for digit in set("0123456789") - {right[-1]}:
        with pytest.raises(InvalidIdentifier):
            gtin(body + digit)
