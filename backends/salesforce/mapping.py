"""Where this org keeps what: the standard fields, with the retailer's own instead of them or besides."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from backends.ports import Facets
from backends.salesforce import SalesforceSettings
from backends.salesforce.shapes import (
    ACCOUNT,
    CONTACT,
    DEMAND,
    ORDER,
    SHIPMENT,
    Shape,
)
from backends.salesforce.soql import Statement, every
from backends.sources import Keyed
from backends.vocabulary import FACETS, Facet, Noun

_WITHOUT: Final[Mapping[Facet, str]] = {Facet.LOYALTY: "program", Facet.METRICS: "computed_at"}
"""Words without which a facet says nothing."""


class Mapped(Keyed):
    """The org of one system."""

    def __init__(self, settings: SalesforceSettings, own: str) -> None:
        super().__init__(own, settings.keys_of.items())
        self._settings = settings
        self.shapes: Mapping[Noun, Shape] = {
            Noun.CUSTOMER: ACCOUNT if settings.people == "accounts" else CONTACT,
            Noun.ORDER: ORDER,
            Noun.SHIPMENT: SHIPMENT,
            Noun.DEMAND: DEMAND,
        }

    def path(self, shape: Shape, word: str) -> str | None:
        """The field that a word of ours is read from."""
        own = self._settings.fields.get(shape.name, {})
        return (own[word] or None) if word in own else shape.words[word]

    def key(self, noun: Noun) -> str:
        """The field of a noun's key."""
        return self.path(self.shapes[noun], "key") or "Id"

    def paths(self, shape: Shape, words: Iterable[str]) -> list[str]:
        """The fields of those words that there are fields for."""
        return [path for path in (self.path(shape, word) for word in words) if path is not None]

    def source(self, shape: Shape) -> str | None:
        """The object or relationship that rows are read from."""
        return self._settings.sources.get(shape.name, shape.source)

    def where(self, shape: Shape) -> str:
        """What rows must be: ours, the retailer's own condition, and named: what has no key is nobody's."""
        conditions = [shape.where, self._settings.where.get(shape.name, ""), self._named(shape)]
        return every(conditions) if any(conditions) else ""

    def _named(self, shape: Shape) -> str:
        """Every record has an id; a field of the retailer's own may be empty."""
        key = self.path(shape, "key") if shape in self.shapes.values() else None
        return "" if key is None or key.casefold() == "id" else f"{key} != null"

    def names(self, noun: Noun) -> Mapping[str, str]:
        """The fields that hold a noun's keys in other systems, by system."""
        return self._settings.names.get(noun, {})

    def told(self, noun: Noun) -> Facets:
        """The facets that this org has fields for."""
        if noun is Noun.STOCK:
            return FACETS[noun]
        return frozenset({Facet.HEAD, *(facet for facet in FACETS[noun] if self._tells(noun, facet))})

    def _tells(self, noun: Noun, facet: Facet) -> bool:
        shape = self.shapes[noun]
        if facet is Facet.IDENTITIES:
            return True  # an org without fields for other systems' keys has none to tell
        if facet in _WITHOUT:
            return self.path(shape, _WITHOUT[facet]) is not None
        return bool(self.paths(shape, shape.paths.get(facet, ()))) or any(
            of is facet and self.source(below) is not None for of, below in shape.below.values()
        )

    def columns(self, noun: Noun, facets: Facets, besides: Iterable[str] = ()) -> Sequence[str]:
        """What to select for some facets, and for some words besides; rows below are queries in parentheses."""
        shape = self.shapes[noun]
        names = self.names(noun).values() if Facet.IDENTITIES in facets else ()
        columns = [*self._selected(shape, facets), *self.paths(shape, besides), *names]
        return [*once(columns), *self._below(shape, facets)]

    def _selected(self, shape: Shape, facets: Facets) -> list[str]:
        words = (word for facet, paths in shape.paths.items() if facet in facets for word in paths)
        return self.paths(shape, words)

    def _below(self, shape: Shape, facets: Facets) -> Iterator[str]:
        for facet, below in shape.below.values():
            source = self.source(below)
            if facet in facets and source is not None:
                yield f"({self._query(below, source)})"

    def _query(self, shape: Shape, source: str) -> str:
        columns = [*once(self._selected(shape, _HEAD)), *self._below(shape, _HEAD)]
        where = self.where(shape)
        return Statement(columns=columns, source=source, where=where).text


def once(columns: Iterable[str]) -> Sequence[str]:
    """Each column once, whatever its case: a query that names a field twice is refused."""
    found: dict[str, str] = {}
    for column in columns:
        found.setdefault(column.casefold(), column)
    return list(found.values())


_HEAD: Final[Facets] = frozenset({Facet.HEAD})
