"""Rows to records. Pure."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from backends.records import Record
from backends.salesforce.translate.customers import customer
from backends.salesforce.translate.orders import demand, order
from backends.salesforce.translate.shipments import shipment
from backends.salesforce.translate.source import Source as Source
from backends.salesforce.translate.stock import Places as Places
from backends.salesforce.translate.stock import stocks as stocks
from backends.salesforce.wire import Row
from backends.vocabulary import Noun

_RECORDS: Final[Mapping[Noun, Callable[[Any, Source], Record]]] = {
    Noun.CUSTOMER: customer,
    Noun.ORDER: order,
    Noun.SHIPMENT: shipment,
    Noun.DEMAND: demand,
}


def record(noun: Noun, row: Row, source: Source) -> Record:
    """The record that a row of a noun is."""
    return _RECORDS[noun](row, source)
