"""The words of the views are those of our vocabulary; any other word is read as UNKNOWN and remembered as a gap."""

from backends.glossary import Gaps, WordT


class Words:
    """Reads words, and counts the different ones that the vocabulary does not have."""

    def __init__(self) -> None:
        self._gaps = Gaps()

    @property
    def gaps(self) -> int:
        """How many different words were not understood."""
        return len(self._gaps)

    def read(self, vocabulary: type[WordT], word: str) -> WordT:
        """The member that is this word, or UNKNOWN; the vocabulary must have UNKNOWN."""
        try:
            return vocabulary(word)
        except ValueError:
            self._gaps.add(vocabulary, word)
            return vocabulary["UNKNOWN"]
