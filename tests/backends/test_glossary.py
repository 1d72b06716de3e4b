"""Other systems' words in ours."""

from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backends.glossary import Gaps, Glossary, Lists


class Colour(StrEnum):
    RED = "RED"
    SEA_GREEN = "SEA_GREEN"
    UNKNOWN = "UNKNOWN"


LISTS = Lists(
    vocabularies={"colour": Colour},
    free=("unit",),
    standard={"colour": {"R": "RED", "": "SEA_GREEN"}, "unit": {"Each": "EA"}},
)


def spaced(own: dict[str, dict[str, str]]) -> Glossary:
    """Words of ours with spaces, in any case."""
    return Glossary(
        LISTS, own, spelt=lambda word: (word.replace("_", " "), word), plain=lambda word: word.casefold().strip()
    )


def test_a_code_means_what_the_tables_say() -> None:
    words = Glossary(LISTS, {"colour": {"V": "SEA_GREEN"}})
    assert [words.read("colour", Colour, code) for code in ("R", "V", "", None)] == [
        *(Colour.RED, Colour.SEA_GREEN),
        *(Colour.SEA_GREEN, Colour.SEA_GREEN),
    ]
    assert words.gaps == 0
    assert words.read("colour", Colour, "RED") is Colour.UNKNOWN
    assert words.gaps == 1


def test_a_retailers_table_goes_before_what_the_system_comes_with() -> None:
    words = Glossary(LISTS, {"colour": {"R": "SEA_GREEN"}})
    assert words.read("colour", Colour, "R") is Colour.SEA_GREEN
    assert words.written("colour", Colour.RED) == []
    assert words.written("colour", Colour.SEA_GREEN) == ["R", ""]


@pytest.mark.parametrize("word", ["sea green", "Sea Green ", "SEA_GREEN"])
def test_a_word_of_ours_as_it_may_be_spelt(word: str) -> None:
    assert spaced({}).read("colour", Colour, word) is Colour.SEA_GREEN


def test_a_translated_word_is_no_spelling_any_more() -> None:
    words = spaced({"colour": {"sea green": "RED"}})
    assert words.read("colour", Colour, "Sea Green") is Colour.RED
    assert words.written("colour", Colour.RED) == ["R", "sea green", "RED"]
    assert words.written("colour", Colour.SEA_GREEN) == ["", "SEA GREEN", "SEA_GREEN"]


def test_words_without_a_vocabulary_stay_as_they_are() -> None:
    words = Glossary(LISTS, {"unit": {"Pr": "PR"}})
    assert [words.free("unit", word) for word in ("Each", "Pr", "Bag")] == ["EA", "PR", "Bag"]
    assert words.gaps == 0


def test_what_means_some_members() -> None:
    words = Glossary(LISTS, {"colour": {"old": "UNKNOWN"}})
    assert words.meaning("colour", [Colour.RED]) == (["R"], None)
    assert words.meaning("colour", [Colour.UNKNOWN]) == ([], ["R", ""])
    assert words.meaning("colour", [Colour.UNKNOWN, Colour.RED]) == (["R"], ["R", ""])


@given(st.dictionaries(st.text(max_size=3), st.sampled_from(sorted(Colour)), max_size=6), st.text(max_size=3))
def test_reading_and_meaning_agree(own: dict[str, str], word: str) -> None:
    """A filter finds what would be read so."""
    words = Glossary(LISTS, {"colour": own})
    read = words.read("colour", Colour, word)
    for members in ([Colour.RED], [Colour.SEA_GREEN], [Colour.UNKNOWN], [Colour.RED, Colour.UNKNOWN]):
        found, known = words.meaning("colour", members)
        assert (word in found or (known is not None and word not in known)) == (read in members)


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ({"shoe": {}}, "words.shoe is none of colour, unit"),
        ({"colour": {"B": "BLUE"}}, "words.colour: BLUE is none of RED, SEA_GREEN, UNKNOWN"),
    ],
)
def test_tables_that_are_wrong(own: dict[str, dict[str, str]], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        LISTS.checked(own)


def test_gaps_are_counted_up_to_a_limit() -> None:
    gaps = Gaps(limit=2)
    for word in ("a", "a", "b", "c"):
        gaps.add("colour", word)
    assert len(gaps) == 2
