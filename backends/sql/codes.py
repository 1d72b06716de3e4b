"""The words of the views are those of our vocabulary; any other word is read as UNKNOWN and remembered as a gap."""

from enum import StrEnum
from typing import TypeVar

WordT = TypeVar("WordT", bound=StrEnum)

_LIMIT = 1000  # a column of free text must not fill the memory


class Words:
    """Reads words, and counts the different ones that the vocabulary does not have, up to `limit`."""

    def __init__(self, limit: int = _LIMIT) -> None:
        self._limit = limit
        self._unknown: set[tuple[type[StrEnum], str]] = set()

    @property
    def gaps(self) -> int:
        """How many different words were not understood."""
        return len(self._unknown)

    def read(self, vocabulary: type[WordT], word: str) -> WordT:
        """The member that is this word, or UNKNOWN; the vocabulary must have UNKNOWN."""
        try:
            return vocabulary(word)
        except ValueError:
            if len(self._unknown) < self._limit:
                self._unknown.add((vocabulary, word))
            return vocabulary["UNKNOWN"]
