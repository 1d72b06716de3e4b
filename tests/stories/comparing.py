"""How one answer differs from another, place by place; things with ids are compared by id, wherever they stand."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

GONE = "gone"
"""Stands for a thing that the other answer does not have."""

Difference = tuple[Any, Any]


def differences(before: Any, after: Any) -> Mapping[str, list[Difference]]:
    """What was and what is, by the place in the answer: `customer.orders.nodes[].store`."""
    found: dict[str, list[Difference]] = defaultdict(list)
    for place, *values in _differing(before, after, ""):
        found[place].append((values[0], values[1]))
    return found


def without(answer: Any, *names: str) -> Any:
    """An answer without the fields of these names, at whatever place."""
    if isinstance(answer, dict):
        return {name: without(value, *names) for name, value in answer.items() if name not in names}
    return [without(one, *names) for one in answer] if isinstance(answer, list) else answer


def at(data: Any, path: list[str | int]) -> Any:
    """What stands at an error's path."""
    for step in path:
        data = data[step]
    return data


def _differing(before: Any, after: Any, place: str) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(before, dict) and isinstance(after, dict):
        for name in before.keys() | after.keys():
            yield from _differing(before.get(name, GONE), after.get(name, GONE), f"{place}.{name}".lstrip("."))
    elif isinstance(before, list) and isinstance(after, list):
        for one, other in _pairs(before, after):
            yield from _differing(one, other, f"{place}[]")
    elif before != after:
        yield place, before, after


def _pairs(before: list[Any], after: list[Any]) -> Iterator[tuple[Any, Any]]:
    left, right = _by_name(before), _by_name(after)
    for name in {**left, **right}:
        yield left.get(name, GONE), right.get(name, GONE)


def _by_name(things: list[Any]) -> dict[Any, Any]:
    named = {
        thing["id"] if isinstance(thing, dict) and "id" in thing else place: thing for place, thing in enumerate(things)
    }
    assert len(named) == len(things), "a list has something twice"
    return named
