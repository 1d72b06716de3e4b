"""Which system is asked for which facets of a noun.

HEAD and the other facets are answered by one system: the one that is asked for the thing, if it serves the facet, else
the first in the order of authority that does. Additive facets are asked of every system that serves them.
"""

from collections.abc import Iterator, Mapping, Sequence

from backends.identity import ByIdentity
from backends.manifest import Served
from backends.ports import Facets
from backends.records import Record, Ref
from backends.registry import ServedPort
from backends.vocabulary import ADDITIVE, Facet, Noun

HEAD: Facets = frozenset({Facet.HEAD})
NAMES: Facets = frozenset({Facet.IDENTITIES, Facet.CONTACTS})  # by which records are known to be of one thing
SHARED = ""  # the system of names that all systems share: SKUs, GTINs
BY_SKU = frozenset({Noun.VARIANT, Noun.STOCK})


class Plan:
    """The systems that serve a noun, in the order of authority.

    `remembered`: of how many things the merged record is remembered. Worth it where the systems' records come again.
    """

    def __init__(self, noun: Noun, ports: Sequence[ServedPort], *, remembered: int = 0) -> None:
        self.noun = noun
        self.merged: ByIdentity[Record] = ByIdentity(remembered)
        self.ports = tuple(ports)
        self.names = tuple(port.served.name for port in ports)
        self.conventions = {port.served.name: port.served.stock_convention for port in ports}
        self._ranks = {name: rank for rank, name in enumerate(self.names)}

    def additive(self, facets: Facets) -> Facets:
        """Those to which every system contributes."""
        return facets & ADDITIVE.get(self.noun, frozenset())

    def rank(self, system: str) -> int:
        """The place in the order of authority; past the last for a system that does not serve the noun."""
        return self._ranks.get(system, len(self._ranks))

    def owner(self, key: Ref) -> str | None:
        """The system that a name belongs to, None if it does not serve the noun; of a SKU the first."""
        if self.noun in BY_SKU:
            return self.names[0]
        return key.system if key.system in self._ranks else None

    def serves(self, system: Served, facets: Facets) -> Facets:
        """Those of the facets that a system serves, HEAD always."""
        return (facets & system.facets[self.noun]) | HEAD

    def naming(self, system: Served, facets: Facets) -> Facets:
        """Those of the facets that a system serves, and whose copy its record is: an id is the same whatever is asked.

        The first system in the order of authority names the thing itself.
        """
        copies = frozenset() if self.rank(system.name) == 0 else NAMES & system.facets[self.noun]
        return self.serves(system, facets) | copies

    def partners(self, owner: str | None, facets: Facets) -> Mapping[str, Facets]:
        """What other systems add to a thing that `owner` answers for: facets that it lacks, and additive ones."""
        lacking = facets - HEAD - self._served_by(owner)
        asked = {name: self._added(name, lacking, facets) for name in self.names if name != owner}
        return {name: added for name, added in asked.items() if added}

    def holders(self, facet: Facet) -> Iterator[str]:
        """The systems that serve a facet."""
        return (port.served.name for port in self.ports if facet in port.served.facets[self.noun])

    def _served_by(self, system: str | None) -> Facets:
        found = (port.served.facets[self.noun] for port in self.ports if port.served.name == system)
        return next(found, frozenset())

    def _added(self, system: str, lacking: Facets, facets: Facets) -> Facets:
        alone = {facet for facet in lacking if next(self.holders(facet), None) == system}
        return (self.additive(facets) & self._served_by(system)) | alone
