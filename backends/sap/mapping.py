"""Where this system keeps what: the standard properties, with the retailer's own instead of them or besides."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from backends.errors import NotSupported
from backends.ports import Facets
from backends.sap import SapSettings
from backends.sap.moments import Timed
from backends.sap.odata import Service
from backends.sap.paths import Path, path
from backends.sap.services import BY_NOUN, STOCKS, Counted
from backends.sap.shapes import CUSTOMER, DAYS, LENGTHS, LONGEST, ORDER, SHIPMENT, Shape
from backends.sources import Keyed
from backends.vocabulary import Facet, Noun

_NOUNS: Final[Mapping[Noun, Shape]] = {Noun.CUSTOMER: CUSTOMER, Noun.ORDER: ORDER, Noun.SHIPMENT: SHIPMENT}
_HEAD: Final[Facets] = frozenset({Facet.HEAD})


class Mapped(Keyed):
    """One system."""

    def __init__(self, settings: SapSettings, own: str) -> None:
        super().__init__(own, settings.keys_of.items())
        self.settings = settings
        self.zone = ZoneInfo(settings.time_zone)
        self._days = DAYS | frozenset(settings.days)

    def shape(self, noun: Noun) -> Shape:
        """What a noun's documents are."""
        return _NOUNS[noun]

    def service(self, noun: Noun) -> Service:
        """Where a noun is read from."""
        return self._placed(self.counted.service if noun is Noun.STOCK else BY_NOUN[noun])

    @property
    def counted(self) -> Counted:
        """Where stock is read from."""
        counted, own = STOCKS[self.settings.stock], self.settings.fields.get("stock", {})
        return replace(
            counted,
            service=self._placed(counted.service),
            entity=self.settings.stock_entity or counted.entity,
            words={word: name for word, name in {**counted.words, **own}.items() if name},
            free=self.settings.free_stock or counted.free,
        )

    def _placed(self, service: Service) -> Service:
        return replace(service, path=self.settings.services.get(service.name, service.path))

    def path(self, shape: Shape, word: str) -> Path | None:
        """Where a word of ours is read from."""
        own = self.settings.fields.get(shape.name, {})
        text = own.get(word, shape.words[word])
        return path(text) if text else None

    def names(self, noun: Noun) -> Mapping[str, Path]:
        """Where a noun's keys in other systems are, by system."""
        named = next((table for kind, table in self.settings.names.items() if kind == noun), {})
        return {system: path(text) for system, text in named.items() if text}

    def plain(self, noun: Noun, word: str) -> str:
        """The one property of a word; raises NotSupported if there is none."""
        found = self.path(self.shape(noun), word)
        if found is None or found.plain is None:
            raise NotSupported(f"no property of {noun} itself is named for {word}")
        return found.plain

    def timed(self, noun: Noun, word: str) -> Timed:
        """The moment of a word; raises NotSupported if there is none."""
        found = self.path(self.shape(noun), word)
        if found is None or found.links:
            raise NotSupported(f"no property of {noun} itself is named for {word}")
        whole = len(found.properties) > 1 or found.properties[0] in self._days
        return Timed(self.service(noun).version, found.properties, whole, self.zone)

    def fits(self, name: str, text: str) -> bool:
        """Whether a property can hold a text at all: what it cannot hold need not be asked for."""
        longest = self.settings.lengths.get(name, LENGTHS.get(name, LONGEST))
        return 0 < len(text) <= longest and text.isprintable() and text == text.strip()

    def selected(self, noun: Noun, facets: Facets, besides: Iterable[str] = ()) -> list[str]:
        """What to select for some facets, and for some paths besides."""
        shape = self.shape(noun)
        named = self.names(noun).values() if Facet.IDENTITIES in facets else ()
        names = (each for found in named for each in found.selected)
        return list(dict.fromkeys((*self._selected(shape, facets), *names, *besides)))

    def _selected(self, shape: Shape, facets: Facets, before: str = "") -> Iterator[str]:
        for facet, words in shape.paths.items():
            found = (self.path(shape, word) for word in words if facet in facets)
            yield from (f"{before}{each}" for known in found if known is not None for each in known.selected)
        for facet, below in shape.below.values():
            if facet in facets:
                yield from self._selected(below, _HEAD, f"{before}{below.source}/")
