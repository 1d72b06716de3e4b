"""Rows to records. Pure: what was fetched goes in, what we mean comes out."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from backends.records import Record
from backends.sql.translate.customers import customer
from backends.sql.translate.orders import order
from backends.sql.translate.products import location, product, variant
from backends.sql.translate.shipments import shipment
from backends.sql.translate.source import Hung, Source
from backends.sql.translate.stock import demand, inbound, stock
from backends.sql.wire import Row
from backends.vocabulary import Noun

Translate = Callable[[Any, Hung, Source], Record]

_HEADED: Final[Mapping[Noun, Translate]] = {
    Noun.CUSTOMER: customer,
    Noun.ORDER: order,
    Noun.SHIPMENT: shipment,
    Noun.PRODUCT: product,
    Noun.VARIANT: variant,
    Noun.LOCATION: location,
    Noun.INBOUND: inbound,
    Noun.DEMAND: demand,
}


def records(noun: Noun, heads: Mapping[str, Row], hung: Hung, source: Source) -> dict[str, Record]:
    """The records by own key; raises UnreadableRecord for a row that breaks the contract. Stock has no head rows."""
    if noun is Noun.STOCK:
        return {sku: stock(sku, hung, source) for sku in hung.known()}
    return {key: _HEADED[noun](head, hung, source) for key, head in heads.items()}


__all__ = ["Hung", "Source", "records"]
