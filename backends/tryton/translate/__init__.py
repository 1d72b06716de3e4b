"""Rows of what Tryton sends to records; nothing here asks anything."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from backends.records import Record
from backends.tryton.translate.customers import customer
from backends.tryton.translate.orders import order
from backends.tryton.translate.shipments import shipment
from backends.tryton.translate.source import Source
from backends.tryton.translate.stock import stocks
from backends.tryton.wire import KeyedRow
from backends.vocabulary import Noun

__all__ = ["Source", "record", "stocks"]

_RECORDS: Final[Mapping[Noun, Callable[[Any, Source], Record]]] = {
    Noun.CUSTOMER: customer,
    Noun.ORDER: order,
    Noun.SHIPMENT: shipment,
}


def record(noun: Noun, row: KeyedRow, source: Source) -> Record:
    """The record of a noun that a row tells of."""
    return _RECORDS[noun](row, source)
