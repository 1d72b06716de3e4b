"""What was made of objects is remembered by which objects they are, and by nothing that two of them may share."""

import gc

from hypothesis import given
from hypothesis import strategies as st

from backends.identity import ByIdentity
from backends.records import Ref


def test_made_once_of_the_same_parts() -> None:
    made: list[int] = []
    remembered: ByIdentity[int] = ByIdentity(9)
    one, twin = Ref("erp", str(1)), Ref("erp", str(1))
    assert one == twin
    for parts in [(one,), (one,), (twin,), (one, twin), (twin, one), (one, twin)]:
        remembered.of(parts, "how", lambda: made.append(1) or len(made))
    assert len(made) == 4


def test_how_it_is_made_counts() -> None:
    remembered: ByIdentity[str] = ByIdentity(9)
    part = Ref("erp", "1")
    assert [remembered.of((part,), how, str.upper, how) for how in ("a", "b", "a")] == ["A", "B", "A"]


def test_nothing_is_remembered_without_room() -> None:
    remembered: ByIdentity[int] = ByIdentity()
    part = Ref("erp", "1")
    assert [remembered.of((part,), None, int, value) for value in ("1", "2")] == [1, 2]
    assert len(remembered) == 0


@given(st.lists(st.integers(0, 6), max_size=30))
def test_the_least_used_is_forgotten(asked: list[int]) -> None:
    parts = [Ref("erp", str(number)) for number in range(7)]
    remembered: ByIdentity[int] = ByIdentity(3)
    recent: list[int] = []
    for number in asked:
        made: list[int] = []
        remembered.of((parts[number],), None, made.append, number)
        assert bool(made) is (number not in recent[-3:])
        recent = [*(one for one in recent if one != number), number]
        assert len(remembered) <= 3


def test_no_other_object_takes_the_id_of_a_part() -> None:
    """Parts that nobody else holds would be freed at once, and their ids given to the next ones."""
    remembered: ByIdentity[str] = ByIdentity(1_000)
    for number in range(1_000):
        key = str(number)
        assert remembered.of((Ref("erp", key),), None, str, key) == key
        gc.collect(0)
