"""Rows to orders."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from backends.netsuite.codes import PENDING_APPROVAL, letter
from backends.netsuite.translate.source import Hung, Source, amount, decimal, flag, money, needed, text
from backends.netsuite.wire import Row
from backends.records import Order, OrderLine, Ref
from backends.vocabulary import Channel, Facet, FulfilmentMethod, Noun

_ZERO: Final = Decimal(0)


def order(rows: Sequence[Row], hung: Hung, source: Source) -> Order:
    """A sales order; one that still waits for approval is not confirmed."""
    row, asked = rows[0], source.facets
    ref, currency = source.own(row["key"]), text(row, "currency")
    status = row.get("w_status", "")
    return Order(
        ref=ref,
        refs=source.refs(Noun.ORDER, row),
        stamps=source.stamps,
        facets=asked,
        number=row.get("w_number", row["key"]),
        channel=source.words.read("channel", Channel, row.get("w_channel")),
        store=source.perhaps("location", row.get("w_store")),
        customer=source.perhaps("customer", row.get("w_customer")),
        sold_by=source.associate(row),
        source_status=row.get("w_source_status", status),
        confirmed=letter(status) != PENDING_APPROVAL,
        held=flag(row, "held"),
        managed=source.mapped.settings.manages_orders,
        total=needed(money(row, "total", currency), "total"),
        tax_total=money(row, "tax", currency),
        shipping_total=money(row, "shipping", currency),
        discount_total=money(row, "discount", currency),
        promised_from=source.instant(row, "promised_from"),
        promised_by=source.instant(row, "promised_by"),
        promise_made_at=source.instant(row, "promise_made_at"),
        expected_at=source.instant(row, "expected_at"),
        delivered_at=source.instant(row, "delivered_at"),
        placed_at=needed(source.instant(row, "placed_at"), "placed_at"),
        updated_at=source.changed(row),
        version=source.version(row),
        lines=tuple(_line(line, ref, currency, source) for line in hung.rows(Facet.LINES))
        if Facet.LINES in asked
        else None,
    )


def _line(row: Row, order: Ref, currency: str, source: Source) -> OrderLine:
    """A line that is closed gets no more than it got: the rest is cancelled."""
    sku, ordered, shipped = text(row, "sku"), amount(row, "ordered"), amount(row, "shipped")
    return OrderLine(
        key=row.get("w_key", row.get("below", "")),
        order=order,
        sku=sku,
        title=row.get("w_title") or row.get("w_item_title") or sku,
        unit=source.unit(row) or source.mapped.settings.unit,
        method=source.words.read("method", FulfilmentMethod, row.get("w_method")),
        unit_price=decimal(row, "unit_price"),
        total=needed(money(row, "total", currency), "total"),
        ordered=ordered,
        allocated=amount(row, "allocated"),
        ready=amount(row, "ready"),
        shipped=shipped,
        delivered=amount(row, "delivered"),
        cancelled=max(_ZERO, ordered - shipped) if flag(row, "closed") else _ZERO,
        backordered=amount(row, "backordered"),
    )
