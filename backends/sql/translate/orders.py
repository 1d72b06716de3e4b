"""Rows to orders."""

from backends.records import Money, Order, OrderLine, Payment, Ref, Return, ReturnLine
from backends.sql.translate.source import Hung, Source
from backends.sql.translate.values import amount, money, refs
from backends.sql.wire import (
    OrderLineRow,
    OrderPaymentRow,
    OrderRefRow,
    OrderReturnLineRow,
    OrderReturnRow,
    OrderRow,
)
from backends.vocabulary import Channel, Facet, FulfilmentMethod, PaymentStatus, ReturnStatus


def order(row: OrderRow, hung: Hung, source: Source) -> Order:
    """An order or a till ticket, with the facets that were asked."""
    ref, asked = source.own(row.key), source.facets
    return Order(
        ref=ref,
        refs=refs(hung.of(OrderRefRow, row.key)),
        stamps=source.stamps(row.as_of),
        facets=asked,
        number=row.number,
        channel=source.words.read(Channel, row.channel),
        store=source.perhaps(row.store_system, row.store_key),
        customer=source.perhaps(row.customer_system, row.customer_key),
        sold_by=source.associate(row),
        source_status=row.source_status,
        draft=bool(row.draft),
        confirmed=bool(row.confirmed),
        held=bool(row.held),
        managed=row.managed is None or bool(row.managed),
        total=Money(row.total_minor, row.currency),
        tax_total=money(row.tax_minor, row.currency),
        shipping_total=money(row.shipping_minor, row.currency),
        discount_total=money(row.discount_minor, row.currency),
        promised_from=row.promised_from,
        promised_by=row.promised_by,
        promise_made_at=row.promise_made_at,
        expected_at=row.expected_at,
        delivered_at=row.delivered_at,
        placed_at=row.placed_at,
        updated_at=row.updated_at,
        version=row.version,
        lines=tuple(_line(line, ref, source) for line in hung.of(OrderLineRow, row.key))
        if Facet.LINES in asked
        else None,
        payments=tuple(_payment(paid, ref, source) for paid in hung.of(OrderPaymentRow, row.key))
        if Facet.PAYMENTS in asked
        else None,
        returns=_returns(row, ref, hung, source) if Facet.RETURNS in asked else None,
    )


def _line(row: OrderLineRow, order: Ref, source: Source) -> OrderLine:
    return OrderLine(
        key=row.line_key,
        order=order,
        sku=row.sku,
        title=row.title,
        unit=row.unit,
        method=source.words.read(FulfilmentMethod, row.method),
        unit_price=row.unit_price,
        total=Money(row.total_minor, row.currency),
        ordered=amount(row, "ordered"),
        allocated=amount(row, "allocated"),
        ready=amount(row, "ready"),
        shipped=amount(row, "shipped"),
        delivered=amount(row, "delivered"),
        cancelled=amount(row, "cancelled"),
        backordered=amount(row, "backordered"),
        return_requested=amount(row, "return_requested"),
        returned=amount(row, "returned"),
    )


def _payment(row: OrderPaymentRow, order: Ref, source: Source) -> Payment:
    return Payment(
        key=row.payment_key,
        order=order,
        kind=row.kind,
        method_label=row.method_label,
        amount=Money(row.amount_minor, row.currency),
        captured=Money(row.captured_minor, row.currency),
        refunded=Money(row.refunded_minor, row.currency),
        status=source.words.read(PaymentStatus, row.status),
        at=row.at,
    )


def _returns(row: OrderRow, order: Ref, hung: Hung, source: Source) -> tuple[Return, ...]:
    lines: dict[str, list[ReturnLine]] = {}
    for line in hung.of(OrderReturnLineRow, row.key):
        lines.setdefault(line.return_key, []).append(_return_line(line))
    return tuple(
        Return(
            key=each.return_key,
            order=order,
            status=source.words.read(ReturnStatus, each.status),
            reason=each.reason,
            lines=tuple(lines.get(each.return_key, ())),
            refund=money(each.refund_minor, each.currency or row.currency),
            location=source.perhaps(each.location_system, each.location_key),
            at=each.at,
        )
        for each in hung.of(OrderReturnRow, row.key)
    )


def _return_line(row: OrderReturnLineRow) -> ReturnLine:
    return ReturnLine(
        order_line_key=row.line_key,
        quantity=amount(row, "quantity"),
        condition=row.condition,
        restocked=None if row.restocked is None else bool(row.restocked),
    )
