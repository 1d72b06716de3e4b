"""Another system's words in ours: what it comes with, and what a retailer's settings add. No other word is guessed."""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Final, TypeAlias, TypeVar

from msgspec import Struct

WordT = TypeVar("WordT", bound=StrEnum)
Table: TypeAlias = Mapping[str, Mapping[str, str]]
"""Per list of words, their word and the value of ours that it means."""

_LIMIT: Final = 1000  # a field of free text must not fill the memory


class Lists(Struct, frozen=True, kw_only=True):
    """The lists of words that a system has.

    `vocabularies` are ours, by list; `free` lists have none; `standard` is what their words mean out of the box.
    """

    vocabularies: Mapping[str, type[StrEnum]]
    free: tuple[str, ...] = ()
    standard: Table = {}

    @property
    def names(self) -> tuple[str, ...]:
        """All of them."""
        return (*self.vocabularies, *self.free)

    def checked(self, own: Table) -> Table:
        """A retailer's tables; raises ValueError for a list that is not there, or a word that is none of ours."""
        for name, table in own.items():
            if name not in self.names:
                raise ValueError(f"words.{name} is none of {', '.join(self.names)}")
            ours = [member.value for member in self.vocabularies.get(name, ())]
            wrong = [word for word in table.values() if ours and word not in ours]
            if wrong:
                raise ValueError(f"words.{name}: {wrong[0]} is none of {', '.join(ours)}")
        return own


class Gaps:
    """The different words that nobody translated, by list, up to a limit."""

    def __init__(self, limit: int = _LIMIT) -> None:
        self._limit = limit
        self._words: set[tuple[object, str]] = set()

    def __len__(self) -> int:
        return len(self._words)

    def add(self, list_: object, word: str) -> None:
        """Remember a word that was not understood."""
        if len(self._words) < self._limit:
            self._words.add((list_, word))


class Glossary:
    """Reads words of another system, and counts the different ones that nobody has translated.

    `spelt` tells in which ways the other system may write a word of ours that nobody translated: by default in none,
    since what is a code there says nothing here. `plain` makes those words alike that differ in nothing but looks.
    """

    def __init__(
        self,
        lists: Lists,
        own: Table,
        *,
        spelt: Callable[[str], Iterable[str]] = lambda word: (),
        plain: Callable[[str], str] = lambda word: word,
    ) -> None:
        self._named = {name: {**lists.standard.get(name, {}), **own.get(name, {})} for name in lists.names}
        self._vocabularies = lists.vocabularies
        self._spelt, self._plain = spelt, plain
        self._meant = {
            name: {plain(theirs): ours for theirs, ours in table.items()} for name, table in self._named.items()
        }
        self._members = {name: self._understood(name, ours) for name, ours in lists.vocabularies.items()}
        self._gaps = Gaps()

    @property
    def gaps(self) -> int:
        """How many different words were not understood."""
        return len(self._gaps)

    def read(self, name: str, vocabulary: type[WordT], word: str | None) -> WordT:
        """The member that a word of a list means; UNKNOWN for none, or for one that nobody has translated."""
        found = self._members[name].get(self._plain(word or ""))
        if isinstance(found, vocabulary):
            return found
        if word:
            self._gaps.add(name, word)
        return vocabulary["UNKNOWN"]

    def known(self, name: str) -> Mapping[str, StrEnum]:
        """Every word of a list that is understood, and what it means."""
        return self._members[name]

    def free(self, name: str, word: str) -> str:
        """A word of a list without a vocabulary: as it is, unless it is translated."""
        return self._meant[name].get(self._plain(word), word)

    def written(self, name: str, member: StrEnum) -> list[str]:
        """How the other system may write a member of ours."""
        named = [theirs for theirs, ours in self._named[name].items() if ours == member.value]
        translated = self._meant[name].get(self._plain(member.value), member.value) != member.value
        return list(dict.fromkeys([*named, *(() if translated else self._spelt(member.value))]))

    def meaning(self, name: str, members: Iterable[StrEnum]) -> tuple[list[str], list[str] | None]:
        """The words that mean one of some members of ours, and all that mean any if UNKNOWN is among them, else None.

        What nobody has translated is UNKNOWN: whatever is none of all of them.
        """
        wanted = set(members)
        known = [each for each in self._vocabularies[name] if each.name != "UNKNOWN"]
        found = [word for each in known if each in wanted for word in self.written(name, each)]
        if wanted <= set(known):
            return found, None
        return found, [word for each in known for word in self.written(name, each)]

    def _understood(self, name: str, vocabulary: type[StrEnum]) -> Mapping[str, StrEnum]:
        """By plain word. A translation wins over a spelling, though it be to a word that is none of ours."""
        known = {self._plain(spelling): member for member in reversed(vocabulary) for spelling in self._spelt(member)}
        members = {member.value: member for member in vocabulary}
        meant = self._meant[name]
        return {
            **{word: member for word, member in known.items() if word not in meant},
            **{word: members[ours] for word, ours in meant.items() if ours in members},
        }
