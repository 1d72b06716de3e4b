"""An order in rows."""

from backends.records import Order, OrderLine, Payment, Return
from backends.sandbox.sqlite.values import Row, Rows, instant, minor, quantity, reference, refs


def order(record: Order) -> Rows:
    """An order, and what hangs below it."""
    key = record.key
    yield "comptoir_orders", _head(record)
    yield from refs("comptoir_order_refs", key, record.refs)
    for position, line in enumerate(record.lines or (), start=1):
        yield "comptoir_order_lines", _line(key, position, line)
    for payment in record.payments or ():
        yield "comptoir_order_payments", _payment(key, payment)
    for returned in record.returns or ():
        yield from _return(key, returned)


def _head(record: Order) -> Row:
    seller, own = record.sold_by, record.ref.system
    return (
        *(record.key, record.number, record.channel.value),
        *reference(record.store, own),
        *reference(record.customer, own),
        *((None, None) if seller is None else (seller.ref.key, seller.display_name)),
        *reference(seller.store if seller else None, own),
        *(record.source_status, int(record.draft), int(record.confirmed), int(record.held), int(record.managed)),
        *(record.total.currency, record.total.amount_minor),
        *(minor(record.tax_total), minor(record.shipping_total), minor(record.discount_total)),
        *(instant(record.promised_from), instant(record.promised_by), instant(record.promise_made_at)),
        *(instant(record.expected_at), instant(record.delivered_at)),
        *(instant(record.placed_at), instant(record.updated_at), record.version),
    )


def _line(order_key: str, position: int, line: OrderLine) -> Row:
    return (
        *(order_key, line.key, position, line.sku, line.title, line.unit, line.method.value),
        None if line.unit_price is None else str(line.unit_price),
        *(line.total.amount_minor, line.total.currency, quantity(line.ordered)),
        *(quantity(line.allocated), quantity(line.ready), quantity(line.shipped), quantity(line.delivered)),
        *(quantity(line.cancelled), quantity(line.backordered)),
        *(quantity(line.return_requested), quantity(line.returned)),
    )


def _payment(order_key: str, payment: Payment) -> Row:
    return (
        *(order_key, payment.key, payment.kind, payment.method_label),
        *(payment.amount.amount_minor, payment.captured.amount_minor, payment.refunded.amount_minor),
        *(payment.amount.currency, payment.status.value, instant(payment.at)),
    )


def _return(order_key: str, returned: Return) -> Rows:
    refund, where = returned.refund, returned.location
    yield (
        "comptoir_order_returns",
        (
            *(order_key, returned.key, returned.status.value, returned.reason),
            *(minor(refund), None if refund is None else refund.currency),
            *reference(where, returned.order.system),
            instant(returned.at),
        ),
    )
    for line in returned.lines:
        row = (order_key, returned.key, line.order_line_key, quantity(line.quantity), line.condition, line.restocked)
        yield "comptoir_order_return_lines", row
