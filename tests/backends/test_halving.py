"""Who asked for a record that cannot be read is told apart from the others."""

from collections.abc import Mapping, Sequence
from math import ceil, log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backends.errors import Failure, Unavailable, UnreadableRecord
from backends.guard import failure_of
from backends.halving import Halving
from tests.backends.toy import served

PROBLEM = UnreadableRecord("a record is broken")


def explained(error: Exception) -> Failure:
    assert isinstance(error, UnreadableRecord | Unavailable)
    return failure_of(error, served())


class Book:
    """Answers for numbers, unless there is a broken one among them; after `well` calls it is gone."""

    def __init__(self, broken: set[int], well: int = 1_000) -> None:
        self.broken = broken
        self.well = well
        self.calls: list[Sequence[int]] = []

    async def answer(self, names: Sequence[int]) -> Mapping[int, str]:
        self.calls.append(names)
        if len(self.calls) > self.well:
            raise Unavailable("gone")
        if not self.broken.isdisjoint(names):
            raise UnreadableRecord("a record is broken")
        return {name: str(name) for name in names}


async def told_apart(book: Book, size: int, most: int) -> Halving[int, str]:
    halving = Halving(book.answer, explained, most)
    await halving.tell_apart(range(size), explained(PROBLEM))
    return halving


@given(st.integers(1, 60).flatmap(lambda size: st.tuples(st.just(size), st.sets(st.integers(0, size - 1), min_size=1))))
async def test_only_the_broken_are_unread(case: tuple[int, set[int]]) -> None:
    size, broken = case
    book = Book(broken)
    halving = await told_apart(book, size, most=1_000)
    assert halving.unread == dict.fromkeys(sorted(broken), explained(PROBLEM))
    assert halving.read == {name: str(name) for name in range(size) if name not in broken}
    assert len(book.calls) <= 2 * len(broken) * ceil(log2(size) or 1)


@given(st.integers(2, 60), st.data(), st.integers(0, 12), st.integers(0, 12))
async def test_everybody_is_answered_once_whatever_may_be_asked(
    size: int, data: st.DataObject, most: int, well: int
) -> None:
    broken = data.draw(st.sets(st.integers(0, size - 1), min_size=1))
    book = Book(broken, well)
    halving = await told_apart(book, size, most)
    assert sorted([*halving.read, *halving.unread]) == list(range(size))
    assert broken.isdisjoint(halving.read)
    assert len(book.calls) <= min(most, well + 1)


@pytest.mark.parametrize("broken", range(100))
async def test_one_of_a_hundred(broken: int) -> None:
    book = Book({broken})
    halving = await told_apart(book, 100, most=14)
    assert list(halving.unread) == [broken]


async def test_who_has_nobody_beside_is_not_asked_again() -> None:
    book = Book({0})
    assert list((await told_apart(book, 1, most=14)).unread) == [0]
    assert book.calls == []


async def test_a_system_that_is_gone_is_asked_no_more() -> None:
    book = Book({9}, well=1)
    halving = await told_apart(book, 10, most=14)
    assert list(halving.read) == [0, 1, 2, 3, 4]
    assert len(book.calls) == 2
    assert {name: failure.code for name, failure in halving.unread.items()} == {
        5: "SYSTEM_UNAVAILABLE",
        6: "SYSTEM_UNAVAILABLE",
        **dict.fromkeys((7, 8, 9), "SYSTEM_UNREADABLE"),
    }
