"""Rows to records. Pure: what was fetched goes in, what we mean comes out."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeAlias

from backends.netsuite.translate.customers import customer
from backends.netsuite.translate.goods import location, stock, variant
from backends.netsuite.translate.inbound import inbound
from backends.netsuite.translate.orders import order
from backends.netsuite.translate.shipments import shipment
from backends.netsuite.translate.source import Hung, Source
from backends.netsuite.wire import Row
from backends.records import Record
from backends.vocabulary import Facet, Noun

Translate: TypeAlias = Callable[[Sequence[Row], Hung, Source], Record]

_TRANSLATED: Final[Mapping[Noun, Translate]] = {
    Noun.CUSTOMER: customer,
    Noun.ORDER: order,
    Noun.SHIPMENT: shipment,
    Noun.STOCK: stock,
    Noun.INBOUND: inbound,
    Noun.LOCATION: location,
    Noun.VARIANT: variant,
}


def records(noun: Noun, rows: Sequence[Row], below: Mapping[Facet, Sequence[Row]], source: Source) -> dict[str, Record]:
    """The records by key, in the order of their first rows; rows that their account gave no key are left out."""
    hung = Hung(below)
    return {
        key: _TRANSLATED[noun](group, hung.of(group[0].get("head", "")), source)
        for key, group in grouped(rows, "key").items()
    }


def grouped(rows: Sequence[Row], column: str) -> dict[str, list[Row]]:
    """Rows by what a column says, without those in which it says nothing."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        if column in row:
            groups.setdefault(row[column], []).append(row)
    return groups


__all__ = ["Hung", "Source", "grouped", "records"]
