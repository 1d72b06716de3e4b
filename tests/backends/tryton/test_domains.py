"""Domains hold values, and nothing that somebody types becomes part of them."""

import json
import re
from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as some_

from backends.tryton.domains import NOTHING, askable, instant, is_id, literal, one_of

ANY_TEXT = some_.text(alphabet=some_.characters(codec=None, exclude_categories=()), max_size=60)


@given(some_.lists(ANY_TEXT, max_size=8))
def test_keys_stay_values(keys: list[str]) -> None:
    clause = one_of("code", keys)
    back = json.loads(msgspec.json.encode(clause))
    if clause is NOTHING:
        assert not any(map(askable, keys))
    else:
        path, operator, values = back
        assert (path, operator) == ("code", "in")
        assert values == list(dict.fromkeys(filter(askable, keys)))


@given(some_.lists(ANY_TEXT | some_.integers().map(str), max_size=8))
def test_where_numbers_are_meant_only_numbers_are_sent(keys: list[str]) -> None:
    clause = one_of("party.id", keys)
    for value in clause[2]:
        assert type(value) is int
        assert 0 < value < 2**31
        assert str(value) in keys


@given(some_.text(alphabet="ab%_\\", max_size=12), some_.text(alphabet="ab%_\\", max_size=12))
def test_a_pattern_matches_its_text_only(wanted: str, other: str) -> None:
    assert (re.fullmatch(_meaning(literal(wanted)), other) is not None) == (wanted == other)


def _meaning(pattern: str) -> str:
    """What LIKE with a backslash as escape means by it."""
    parts = re.findall(r"\\.|.", pattern, re.DOTALL)
    return "".join({"%": ".*", "_": "."}.get(part, re.escape(part[-1])) for part in parts)


@pytest.mark.parametrize("text", ["", "0", "01", "-1", "1.0", " 1", "\u0661", "2147483648", "9" * 5_000])
def test_no_number_of_a_record(text: str) -> None:
    assert not is_id(text)


def test_an_instant_is_utc() -> None:
    at = datetime(2026, 3, 2, 1, 30, 5, 7, timezone(timedelta(hours=2)))
    assert instant(at) == instant(datetime(2026, 3, 1, 23, 30, 5, 7, UTC))
    assert instant(at)["hour"] == 23
