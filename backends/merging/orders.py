"""Merging an order and its copies: its parts are known by its own name, whichever system tells of them.

All systems use the owner's keys for the lines, payments and returns of an order (`docs/views.sql` wants it so): an id
made of the order's name and the part's key stays the same when a copy stands in for the original.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

from msgspec import structs

from backends.merging.plain import merge_plain
from backends.records import Order, OrderLine, Payment, Record, Ref, Return

PartT = TypeVar("PartT", OrderLine, Payment, Return)


def merge_orders(ref: Ref, records: Sequence[Record]) -> Record:
    """One order of what all systems say of it; the first has authority."""
    whole = merge_plain(ref, records)
    if not isinstance(whole, Order) or whole is records[0]:
        return whole
    changes: dict[str, Any] = {
        "lines": _within(ref, whole.lines),
        "payments": _within(ref, whole.payments),
        "returns": _within(ref, whole.returns),
    }
    if records[0].ref.system != ref.system:
        changes["version"] = None  # a copy counts its own changes
    return structs.replace(whole, **changes)


def _within(order: Ref, parts: tuple[PartT, ...] | None) -> tuple[PartT, ...] | None:
    """An order's parts under its name."""
    if not parts or parts[0].order == order:  # they come whole from one system
        return parts
    return tuple(structs.replace(part, order=order) for part in parts)
