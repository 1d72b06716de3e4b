"""The graph, assembled: one class of root fields for each noun."""

import strawberry
from strawberry.schema.config import StrawberryConfig

from resolvers.assortment import AssortmentQuery
from resolvers.locations import LocationQuery
from resolvers.order_lists import OrderQuery
from resolvers.orders import OrderLine, Payment, Return
from resolvers.people import PeopleQuery
from resolvers.refetch import NodeQuery
from resolvers.scalars import SCALARS
from resolvers.shipments import ShipmentQuery
from resolvers.stock import StockPosition, StockQuery, StockSummary
from resolvers.supply import InboundQuery, InboundSupply
from resolvers.systems import SystemsQuery


@strawberry.type(
    description="What can be asked. One dead system costs only its own part; `extensions.freshness` names it."
)
class Query(
    NodeQuery,
    PeopleQuery,
    OrderQuery,
    ShipmentQuery,
    AssortmentQuery,
    StockQuery,
    InboundQuery,
    LocationQuery,
    SystemsQuery,
):
    pass


def build_schema() -> strawberry.Schema:
    """The schema with our scalars and words."""
    return strawberry.Schema(
        query=Query,
        types=[OrderLine, Payment, Return, StockSummary, StockPosition, InboundSupply],
        config=StrawberryConfig(scalar_map=dict(SCALARS)),
    )
