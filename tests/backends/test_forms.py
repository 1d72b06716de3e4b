"""A form takes what it wants from a document, and nothing else; what it cannot take is read whole."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from backends.forms import Forms, covers


class Part(Struct):
    at: str
    size: int


class Paper(Struct, rename="camel"):
    id: str
    unit_price: float
    parts: tuple[Part, ...]
    first: Part | None = None


class Size(Struct):
    size: int


class Wanted(Struct, rename={"unit_price": "unitPrice"}):
    unit_price: float
    parts: list[Size]


class Renamed(Struct, rename={"unit_price": "price"}):
    unit_price: float


class Foreign(Struct):
    id: str
    colour: str


class Strict(Struct):
    id: int


PARTS = st.builds(Part, st.text(max_size=3), st.integers(0, 9))
PAPERS = st.lists(st.builds(Paper, st.text(), st.floats(0, 9), st.lists(PARTS).map(tuple), st.none() | PARTS))


@given(PAPERS)
def test_a_form_is_the_document_without_the_rest(papers: list[Paper]) -> None:
    rows = Forms(Paper).decoded(msgspec.json.encode(papers), Wanted)
    assert rows == msgspec.convert(papers, list[Wanted], from_attributes=True)


@given(PAPERS, st.sampled_from([None, Renamed, Foreign, Strict]))
def test_whole_documents_where_the_form_cannot_be_had(papers: list[Paper], form: type[Struct] | None) -> None:
    assert Forms(Paper).decoded(msgspec.json.encode(papers), form) == papers


def test_one_document() -> None:
    assert Forms(Size, many=False).decoded(b'{"size": 3}', None) == Size(3)


@pytest.mark.parametrize("form", [None, Wanted])
def test_something_else_is_an_error(form: type[Struct] | None) -> None:
    with pytest.raises(msgspec.ValidationError):
        Forms(Paper).decoded(b'{"error": "gone"}', form)


def test_below() -> None:
    class Flat(Struct):
        parts: str

    class Deep(Struct):
        parts: list[Wanted]

    assert covers(Paper, Wanted)
    assert not covers(Paper, Deep)
    assert not covers(Paper, Flat)


def test_remembers_so_many_forms() -> None:
    forms = Forms(Size, entries=2)
    for _ in range(5):
        forms.decoded(b"[]", msgspec.defstruct("One", [("size", int)]))
    assert forms._of.cache_info().currsize == 2
