"""GS1 Digital Link URIs: the rules of its path (4.9 of the standard) as tables, then anything at all."""

from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backends.identifiers import InvalidIdentifier
from backends.identifiers.digital_link import DigitalLink, digital_link
from tests.examples import EXAMPLES

MANY = settings(max_examples=EXAMPLES, deadline=None)
GTIN = "09506000134352"
KEY = f"https://id.gs1.org/01/{GTIN}"
CSET_82 = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        (KEY, DigitalLink(gtin=GTIN)),
        (f"{KEY}/", DigitalLink(gtin=GTIN)),
        (f" {KEY}\n", DigitalLink(gtin=GTIN)),
        (f"HTTP://brand.example:8080/01/{GTIN}#x", DigitalLink(gtin=GTIN)),
        (f"https://[2001:db8::1]/01/{GTIN}", DigitalLink(gtin=GTIN)),
        ("https://id.gs1.org/01/9506000134352", DigitalLink(gtin=GTIN)),
        (f"https://brand.example/fr/resolve/01/{GTIN}/21/7", DigitalLink(gtin=GTIN, serial="7")),
        (f"https://brand.example/01/shop/01/{GTIN}/10/A", DigitalLink(gtin=GTIN, lot="A")),
        (f"{KEY}/10/01/21/01", DigitalLink(gtin=GTIN, lot="01", serial="01")),
        (f"{KEY}/22/2A", DigitalLink(gtin=GTIN, variant="2A")),
        (f"{KEY}/22/2A/10/LOT/21/S", DigitalLink(gtin=GTIN, variant="2A", lot="LOT", serial="S")),
        (f"{KEY}/22/2A/21/S", DigitalLink(gtin=GTIN, variant="2A", serial="S")),
        (f"{KEY}/235/THIRD", DigitalLink(gtin=GTIN)),
        (f"{KEY}/10/ABC%2F123%25", DigitalLink(gtin=GTIN, lot="ABC/123%")),
        (f"{KEY}/10/A+B", DigitalLink(gtin=GTIN, lot="A+B")),
        (f"{KEY}/21/{'A' * 20}", DigitalLink(gtin=GTIN, serial="A" * 20)),
        (f"{KEY}/21/S?17=261231&3103=000195&linkType=gs1:pip", DigitalLink(gtin=GTIN, serial="S")),
        (f"{KEY}?10=LOT", DigitalLink(gtin=GTIN)),
    ],
)
def test_read(uri: str, expected: DigitalLink) -> None:
    assert digital_link(uri) == expected


@pytest.mark.parametrize(
    ("uri", "found"),
    [
        ("", "characters that a URI cannot have"),
        (f"ftp://id.gs1.org/01/{GTIN}", "no http or https"),
        (f"id.gs1.org/01/{GTIN}", "no http or https"),
        (f"https:///01/{GTIN}", "no host"),
        (f"https://me@id.gs1.org/01/{GTIN}", "a user name"),
        (f"https://id.gs1.org:80a/01/{GTIN}", "a host or a port that cannot be"),
        (f"https://[::1/01/{GTIN}", "a host or a port that cannot be"),
        (f"https://brand.example/a b/01/{GTIN}", "characters that a URI cannot have"),
        (f"https://brand.example/é/01/{GTIN}", "characters that a URI cannot have"),
        (f"https://brand.example/%zz/01/{GTIN}", "a % without two hexadecimal digits"),
        ("https://brand.example/", "no /01/ with a GTIN"),
        (f"https://id.gs1.org/gtin/{GTIN}", "no /01/ with a GTIN"),
        (f"{KEY}/10", "a key without a value after the GTIN"),
        (f"{KEY}/10/", "a key without a value after the GTIN"),
        (f"{KEY}/10//21/S", "nothing, or characters that GS1 does not allow, for 10"),
        (f"{KEY}/10/B/22/A", "keys in another order"),
        (f"{KEY}/21/C/10/B", "keys in another order"),
        (f"{KEY}/10/A/10/B", "a key twice"),
        (f"{KEY}/21/C/235/T", "/235/ beside other keys"),
        (f"{KEY}/17/261231", "another key after the GTIN"),
        (f"{KEY}/10/{'A' * 21}", "more than 20 characters for 10"),
        (f"{KEY}/10/caf%C3%A9", "nothing, or characters that GS1 does not allow, for 10"),
        (f"{KEY}/10/A%40B", "nothing, or characters that GS1 does not allow, for 10"),
        (f"{KEY}/10/A%FF", "nothing, or characters that GS1 does not allow, for 10"),
        (f"{KEY}?17=", "nothing, or characters that GS1 does not allow, for 17"),
        (f"{KEY}?17={'1' * 91}", "more than 90 characters for 17"),
        (f"https://id.gs1.org/{'a' * 2048}", "2067"),
        ("https://id.gs1.org/01/09506000134353", "3"),
        ("https://id.gs1.org/01/0950600013435A", "other characters"),
        ("https://id.gs1.org/01/095060001343522", "15 digits"),
    ],
)
def test_refused(uri: str, found: str) -> None:
    with pytest.raises(InvalidIdentifier) as refused:
        digital_link(uri)
    assert refused.value.found == found


values = st.none() | st.text(CSET_82, min_size=1, max_size=20)
prefixes = st.lists(st.sampled_from(["", "01", "10", "21", "shop", "%C3%A9", GTIN]), max_size=4)


@MANY
@given(values, values, values, prefixes, st.sampled_from(["", "?17=261231", "?linkType=all", "#top"]))
def test_reads_what_was_written(
    variant: str | None, lot: str | None, serial: str | None, prefix: list[str], rest: str
) -> None:
    """Whatever stands before the key, even half a key."""
    written = DigitalLink(gtin=GTIN, variant=variant, lot=lot, serial=serial)
    parts = [(ai, value) for ai, value in (("22", variant), ("10", lot), ("21", serial)) if value is not None]
    path = "/".join(
        ["https://brand.example", *prefix, "01", GTIN, *(quote(each, safe="") for pair in parts for each in pair)]
    )
    assert digital_link(path + rest) == written


MARKS = ("?", "&", "=", "%", "%2F", "[", "]", "@", ":", "#", "\x00", "é", "\ud800", "/")
pieces = st.sampled_from(
    ("https://", "http:", "id.gs1.org", "/01/", GTIN, "/10/", "/21/", "/22/", "/235/", "17", "01", *MARKS)
)


@MANY
@given(st.text(st.characters(exclude_categories=()), max_size=60) | st.lists(pieces, max_size=16).map("".join))
def test_any_text(text: str) -> None:
    """It is a link, or it is refused: nothing else happens."""
    try:
        found = digital_link(text)
    except InvalidIdentifier as refused:
        assert len(str(refused)) < 220
    else:
        assert found.gtin == GTIN
