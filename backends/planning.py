"""Which system is asked for which facets of a noun.

HEAD and the other facets are answered by one system: the one that is asked for the thing, if it serves the facet, else
the first in the order of authority that does. Additive facets are asked of every system that serves them.
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from backends.manifest import Served
from backends.ports import Facets
from backends.registry import ServedPort
from backends.vocabulary import ADDITIVE, Facet, Noun

HEAD: Facets = frozenset({Facet.HEAD})
NAMES: Facets = frozenset({Facet.IDENTITIES, Facet.CONTACTS})  # by which records are known to be of one thing


class Plan(Struct, frozen=True):
    """The systems that serve a noun, in the order of authority."""

    noun: Noun
    ports: Sequence[ServedPort]

    def additive(self, facets: Facets) -> Facets:
        """Those to which every system contributes."""
        return facets & ADDITIVE.get(self.noun, frozenset())

    def rank(self, system: str) -> int:
        """The place in the order of authority; past the last for a system that does not serve the noun."""
        names = [port.served.name for port in self.ports]
        return names.index(system) if system in names else len(names)

    def serves(self, system: Served, facets: Facets) -> Facets:
        """Those of the facets that a system serves, HEAD always."""
        return (facets & system.facets[self.noun]) | HEAD

    def naming(self, system: Served, facets: Facets) -> Facets:
        """Those of the facets that a system serves, and whose copy its record is: an id is the same whatever is asked.

        The first system in the order of authority names the thing itself.
        """
        copies = frozenset() if self.rank(system.name) == 0 else NAMES & system.facets[self.noun]
        return self.serves(system, facets) | copies

    def added(self, owner: str | None, system: Served, facets: Facets) -> Facets:
        """What a system adds to a thing that `owner` answers for: facets that the owner lacks, and additive ones."""
        lacking = facets - self._served_by(owner)
        return frozenset(facet for facet in facets - HEAD if self._adds(system, facet, lacking, facets))

    def holders(self, facet: Facet) -> Iterator[str]:
        """The systems that serve a facet."""
        return (port.served.name for port in self.ports if facet in port.served.facets[self.noun])

    def _served_by(self, owner: str | None) -> Facets:
        found = (port.served.facets[self.noun] for port in self.ports if port.served.name == owner)
        return next(found, frozenset()) | HEAD

    def _adds(self, system: Served, facet: Facet, lacking: Facets, facets: Facets) -> bool:
        if facet not in system.facets[self.noun]:
            return False
        return facet in self.additive(facets) or (facet in lacking and self._first(facet) == system.name)

    def _first(self, facet: Facet) -> str | None:
        return next(self.holders(facet), None)
