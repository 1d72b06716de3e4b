"""A backend for the REST API of the peers' benchmark.

A question becomes one GET (client), its bytes become structs (wire), and those are the answer: a record comes whole
from this one system, so nothing is translated.
"""

from typing import Final

from backends.manifest import Served
from backends.transport import HttpSettings
from backends.vocabulary import Facet, Noun, StockConvention, SystemRole

NAME: Final = "rest"
HEAD: Final = frozenset({Facet.HEAD})
NOUNS: Final = (Noun.CUSTOMER, Noun.ORDER, Noun.SHIPMENT, Noun.PRODUCT, Noun.STOCK)
SERVED: Final = Served(
    name=NAME,
    role=SystemRole.ERP,
    backend="rest",
    facets=dict.fromkeys(NOUNS, HEAD),
    timeout=10.0,
    stock_convention=StockConvention.GROSS,
)

RestSettings = HttpSettings
"""An address is all that it takes."""
