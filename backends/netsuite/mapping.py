"""What the settings say of an account: the column of each of our words, and whose keys they hold. Pure."""

from collections.abc import Iterator, Mapping
from typing import Final
from zoneinfo import ZoneInfo

from backends.netsuite.settings import NetSuiteSettings
from backends.netsuite.shapes import ALL, BELOW, SHAPES, Kind, Shape
from backends.netsuite.suiteql import Path, Statement, path
from backends.ports import Facets
from backends.sources import Keyed
from backends.vocabulary import Facet, Noun

REF: Final = "ref"
"""How the columns with other systems' keys begin; a place follows."""


class Mapped(Keyed):
    """One account as its settings describe it."""

    def __init__(self, settings: NetSuiteSettings, own: str) -> None:
        super().__init__(own, settings.keys_of.items())
        self.settings = settings
        self.zone = ZoneInfo(settings.time_zone)
        self._paths = {name: dict(_paths(shape, settings)) for name, shape in ALL.items()}
        self._names = {
            noun: {
                system: path(text, SHAPES[noun].alias) for system, text in settings.names.get(noun.value, {}).items()
            }
            for noun in SHAPES
        }

    def path(self, shape: Shape, word: str) -> Path | None:
        """Where a word is kept; None if nowhere."""
        return self._paths[shape.name].get(word)

    def names(self, noun: Noun) -> Mapping[str, Path]:
        """Where other systems' keys of a noun are kept, by system."""
        return self._names[noun]

    def condition(self, shape: Shape) -> str:
        """What all rows of a shape fulfil; the settings may add to it."""
        added = self.settings.where.get(shape.name)
        return " AND ".join(part for part in (shape.where, f"({added})" if added else "") if part)

    def told(self, noun: Noun) -> Facets:
        """The facets of which the account can tell something."""
        words = self._paths[SHAPES[noun].name]
        below = {facet for owner, facet in BELOW if owner is noun}
        columns = {facet for word in words for facet in SHAPES[noun].words[word].facets}
        return frozenset({Facet.HEAD, Facet.IDENTITIES, Facet.PACKAGES, *below, *columns})

    def select(self, statement: Statement, shape: Shape, facets: Facets) -> None:
        """The columns of a shape's words that any of the facets wants."""
        for word, found in self._paths[shape.name].items():
            known = shape.words[word]
            if known.facets & facets:
                instant = known.kind is Kind.INSTANT
                statement.select(_named(word), statement.told(found) if instant else statement.value(found))


def _paths(shape: Shape, settings: NetSuiteSettings) -> Iterator[tuple[str, Path]]:
    given = settings.fields.get(shape.name, {})
    for word, known in shape.words.items():
        text = given.get(word, known.column)
        if text:
            yield word, path(text, shape.alias)


def _named(word: str) -> str:
    """A word as a column is called: some are words of SQL."""
    return f"w_{word}"
