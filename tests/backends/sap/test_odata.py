"""Nothing breaks out of a literal; queries as URLs."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backends.sap.odata import Query, Service, Version, equal, every, literal, some, v2, v4

SERVICE = Service(name="API", path="/sap/api", version=Version.V2)
TEXTS = st.text(max_size=40) | st.text(alphabet="'\\\"() eqor%&;#", max_size=40)
ONE_TEXT = re.compile(r"'((?:[^']|'')*)'", re.DOTALL)


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.sampled_from(Version))
def test_nothing_breaks_out(text: str, version: Version) -> None:
    """Both dialects read a literal to its closing quote, and two quotes as one."""
    found = ONE_TEXT.fullmatch(literal(version, text))
    assert found is not None
    assert found[1].replace("''", "'") == text


@settings(max_examples=200, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=4), st.sampled_from(Version))
def test_a_list_compares_each_text_and_nothing_else(texts: list[str], version: Version) -> None:
    """What is left without the literals is what we wrote."""
    left = ONE_TEXT.sub("?", equal(version, "Key", texts))
    assert left == " or ".join("Key eq ?" for _ in texts)


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_a_url_holds_one_filter(text: str) -> None:
    query = Query(service=SERVICE, entity="A_Thing", select=("Key",), where=equal(Version.V2, "Key", [text]), top=3)
    parts = urlsplit(query.url)
    assert parts.path == "A_Thing"
    assert not parts.fragment
    options = parse_qs(parts.query, keep_blank_values=True)
    assert options == {"$filter": [equal(Version.V2, "Key", [text])], "$select": ["Key"], "$top": ["3"]}


PARIS = timezone(timedelta(hours=1))


@pytest.mark.parametrize(
    ("value", "in_v2", "in_v4"),
    [
        (date(2026, 3, 18), "datetime'2026-03-18T00:00:00'", "2026-03-18"),
        (datetime(2026, 3, 18, 10, tzinfo=UTC), "datetimeoffset'2026-03-18T10:00:00.000Z'", "2026-03-18T10:00:00.000Z"),
        (
            datetime(2026, 3, 18, 10, 0, 0, 5_900, tzinfo=PARIS),
            "datetimeoffset'2026-03-18T09:00:00.005Z'",
            "2026-03-18T09:00:00.005Z",
        ),
        (time(9, 5, 7), "time'PT09H05M07S'", "09:05:07"),
    ],
)
def test_days_and_times(value: date | datetime | time, in_v2: str, in_v4: str) -> None:
    assert (v2(value), v4(value)) == (in_v2, in_v4)


def test_conditions() -> None:
    assert every(["", "A eq 'x'", ""]) == "A eq 'x'"
    assert every(["A eq 'x'", some(["B eq 'y'", "C eq 'z'"])]) == "A eq 'x' and (B eq 'y' or C eq 'z')"
    assert every([]) == ""


def test_links_on_the_way_are_followed() -> None:
    select = ("Key", "to_Item/Material", "to_Item/to_ScheduleLine/Quantity", "to_Partner/Customer")
    query = Query(service=SERVICE, entity="A_Thing", select=select, order=("Key desc",))
    assert parse_qs(query.url.partition("?")[2]) == {
        "$select": [",".join(select)],
        "$expand": ["to_Item/to_ScheduleLine,to_Partner"],
        "$orderby": ["Key desc"],
    }
