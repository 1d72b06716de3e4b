"""Chance that repeats itself: everything random follows from the seed and from what it is for.

Only `Random.random()` is used, whose sequence Python promises to keep from version to version.
"""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


def stream(seed: int, *purpose: str | int) -> Random:
    """A source of chance for one purpose, independent of all the others."""
    return Random("/".join(map(str, (seed, *purpose))))  # noqa: S311 - a demo wants to be repeated, not to be secret


def below(chance: Random, limit: int) -> int:
    """A whole number from 0 up to, not including, the limit."""
    return int(chance.random() * limit)


def between(chance: Random, low: int, high: int) -> int:
    """A whole number from low to high, both included."""
    return low + int(chance.random() * (high - low + 1))


def often(chance: Random, share: float) -> bool:
    """True so often."""
    return chance.random() < share


def pick(chance: Random, options: Sequence[T]) -> T:
    """One of the options."""
    return options[int(chance.random() * len(options))]
