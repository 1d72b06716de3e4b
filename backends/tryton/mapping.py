"""Where this database keeps what: the standard fields, with the retailer's own instead of them or besides."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final
from zoneinfo import ZoneInfo

from backends.ports import Facets
from backends.sources import Keyed
from backends.tryton import TrytonSettings
from backends.tryton.shapes import NOUNS, Shape
from backends.vocabulary import Facet, Noun

_HEAD: Final[Facets] = frozenset({Facet.HEAD})


class Mapped(Keyed):
    """The database of one system."""

    def __init__(self, settings: TrytonSettings, own: str) -> None:
        super().__init__(own, settings.keys_of.items())
        self._settings = settings
        self.zone = ZoneInfo(settings.time_zone)

    def path(self, shape: Shape, word: str) -> str | None:
        """The field that a word of ours is read from."""
        own = self._settings.fields.get(shape.name, {})
        return (own[word] or None) if word in own else shape.words[word]

    def key(self, noun: Noun) -> str:
        """The field of a noun's key."""
        return self.path(NOUNS[noun], "key") or "id"

    def names(self, noun: Noun) -> Mapping[str, str]:
        """The fields that hold a noun's keys in other systems, by system."""
        return self._settings.names.get(noun, {})

    def is_day(self, shape: Shape, word: str) -> bool:
        """Whether a word is read from a date rather than from an instant."""
        return f"{shape.name}.{word}" in self._settings.days

    def fields(self, noun: Noun, facets: Facets, besides: Iterable[str] = ()) -> Sequence[str]:
        """What to read for some facets, and for some words besides."""
        shape = NOUNS[noun]
        names = self.names(noun).values() if Facet.IDENTITIES in facets else ()
        more = (path for word in besides if (path := self.path(shape, word)) is not None)
        return [*dict.fromkeys((*self._read(shape, facets), *more, *names))]

    def _read(self, shape: Shape, facets: Facets) -> Iterator[str]:
        for facet, words in shape.paths.items():
            if facet in facets:
                yield from (path for word in words if (path := self.path(shape, word)) is not None)
        for facet, below in shape.below.values():
            if facet in facets:
                yield from (f"{below.source}.{path}" for path in self._read(below, _HEAD))
