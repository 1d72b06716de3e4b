"""Making one record of what several systems say of one thing; pure.

`merge` takes the records of one thing in the order of authority and answers one under its canonical name, with the
stamps of all who took part. What is missing is told by the caller, who knows what was asked.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from backends.merging.customers import merge_customers
from backends.merging.orders import merge_orders
from backends.merging.plain import merge_plain
from backends.merging.stock import merge_stock
from backends.merging.supply import merge_supply
from backends.records import Record, Ref
from backends.vocabulary import Noun, StockConvention

WHOLE: Final = frozenset(Noun) - {Noun.STOCK, Noun.CUSTOMER, Noun.INBOUND}
"""Of these nouns a record that comes from one system, and under its own name, is the merged record as it is."""


def merge(noun: Noun, ref: Ref, records: Sequence[Record], conventions: Mapping[str, StockConvention]) -> Record:
    """One record under `ref` of what these say; the first has authority.

    `conventions`: what each system means by the number that it calls on hand.
    """
    if noun is Noun.STOCK:
        return merge_stock(ref, records, conventions)
    if noun is Noun.CUSTOMER:
        return merge_customers(ref, records)
    if noun is Noun.ORDER:
        return merge_orders(ref, records)
    if noun is Noun.INBOUND:
        return merge_supply(ref, records)
    return merge_plain(ref, records)
