"""Rows to records. Pure."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from backends.records import Record
from backends.sap.translate.customers import customer
from backends.sap.translate.orders import order
from backends.sap.translate.shipments import shipment
from backends.sap.translate.source import Source as Source
from backends.sap.translate.stock import stocks as stocks
from backends.sap.wire import KeyedRow
from backends.vocabulary import Noun

_RECORDS: Final[Mapping[Noun, Callable[[Any, Source], Record]]] = {
    Noun.CUSTOMER: customer,
    Noun.ORDER: order,
    Noun.SHIPMENT: shipment,
}


def record(noun: Noun, row: KeyedRow, source: Source) -> Record:
    """The record that a row of a noun is."""
    return _RECORDS[noun](row, source)
