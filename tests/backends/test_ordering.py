"""The four status axes as truth tables, the order's promise, and the line ledger."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backends.ordering import (
    fulfilment_status,
    ledger_gaps,
    order_promise,
    order_status,
    payment_status,
    return_status,
)
from backends.records import Money, Order, OrderLine, Payment, Ref, Return, ReturnLine
from backends.vocabulary import Channel, FulfilmentMethod, PaymentStatus, ReturnStatus
from backends.vocabulary import FulfilmentStatus as F
from backends.vocabulary import OrderStatus as O
from backends.vocabulary import PaymentStatus as P
from backends.vocabulary import ReturnStatus as R
from tests.examples import EXAMPLES

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
REF = Ref("oms", "1")
LEDGER = ("allocated", "ready", "shipped", "delivered", "cancelled", "backordered", "return_requested", "returned")


def line(ordered: float = 2, key: str = "1", **parts: float) -> OrderLine:
    return OrderLine(
        key=key,
        order=REF,
        sku="S",
        title="Jumper",
        unit="C62",
        method=FulfilmentMethod.SHIP_FROM_WAREHOUSE,
        total=Money(10_000, "EUR"),
        ordered=Decimal(str(ordered)),
        **{name: Decimal(str(amount)) for name, amount in parts.items()},
    )


def order(*lines: OrderLine, **parts: object) -> Order:
    facts = {"lines": lines, "payments": (), "returns": (), "total": Money(10_000, "EUR")} | parts
    return Order(
        ref=REF,
        number="1",
        channel=Channel.ECOMMERCE,
        source_status="x",
        placed_at=NOW,
        updated_at=NOW,
        version=1,
        **facts,
    )


def payment(captured: int, refunded: int = 0, word: PaymentStatus = P.PAID, currency: str = "EUR") -> Payment:
    return Payment(
        key="p",
        order=REF,
        kind="card",
        method_label="Card",
        amount=Money(10_000, currency),
        captured=Money(captured, currency),
        refunded=Money(refunded, currency),
        status=word,
    )


def back(word: ReturnStatus, quantity: float = 0, key: str = "1") -> Return:
    lines = (ReturnLine(order_line_key=key, quantity=Decimal(str(quantity))),) if quantity else ()
    return Return(key="r", order=REF, status=word, lines=lines, at=NOW)


DONE = line(shipped=2, delivered=2)
GONE = line(cancelled=2)
OPEN = line()


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (order(lines=None), O.UNKNOWN),
        (order(lines=None, draft=True), O.UNKNOWN),
        (order(GONE, GONE), O.CANCELLED),
        (order(GONE, draft=True), O.CANCELLED),
        (order(OPEN, draft=True), O.DRAFT),
        (order(DONE, held=True), O.ON_HOLD),
        (order(DONE), O.COMPLETED),
        (order(DONE, GONE), O.COMPLETED),
        (order(line(cancelled=1, shipped=1, delivered=1)), O.COMPLETED),
        (order(DONE, OPEN), O.IN_PROGRESS),
        (order(line(allocated=1), confirmed=True), O.IN_PROGRESS),
        (order(line(backordered=2), confirmed=True), O.CONFIRMED),
        (order(OPEN, GONE), O.PLACED),
        (order(OPEN, confirmed=True), O.CONFIRMED),
        (order(), O.PLACED),
        (order(line(0)), O.PLACED),
        (order(line(0.350, shipped=0.350, delivered=0.349)), O.IN_PROGRESS),
    ],
)
def test_order_status(found: Order, expected: O) -> None:
    assert order_status(found) is expected


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (order(lines=None), F.UNKNOWN),
        (order(), F.UNFULFILLED),
        (order(GONE), F.UNFULFILLED),
        (order(DONE, GONE), F.DELIVERED),
        (order(DONE, line(shipped=2)), F.FULFILLED),
        (order(line(shipped=1, cancelled=1)), F.FULFILLED),
        (order(line(allocated=2, ready=2)), F.READY_FOR_PICKUP),
        (order(DONE, line(allocated=2, ready=2)), F.READY_FOR_PICKUP),
        (order(line(allocated=2, ready=1)), F.ALLOCATED),
        (order(DONE, line(allocated=2)), F.PARTIALLY_FULFILLED),
        (order(line(shipped=1, backordered=1)), F.PARTIALLY_FULFILLED),
        (order(line(allocated=2), line(allocated=1, cancelled=1)), F.ALLOCATED),
        (order(line(allocated=2), line(backordered=2)), F.BACKORDERED),
        (order(line(allocated=1)), F.UNFULFILLED),
        (order(OPEN), F.UNFULFILLED),
    ],
)
def test_fulfilment_status(found: Order, expected: F) -> None:
    assert fulfilment_status(found) is expected


@pytest.mark.parametrize(
    ("payments", "total", "expected"),
    [
        (None, 100, P.UNKNOWN),
        ((), 0, P.NONE),
        ((), 100, P.PENDING),
        ([payment(0, word=P.PENDING)], 100, P.PENDING),
        ([payment(0, word=P.AUTHORIZED), payment(0, word=P.FAILED)], 100, P.AUTHORIZED),
        ([payment(0, word=P.FAILED), payment(0, word=P.PENDING)], 100, P.PENDING),
        ([payment(0, word=P.FAILED)], 100, P.FAILED),
        ([payment(0, word=P.UNKNOWN)], 100, P.UNKNOWN),
        ([payment(0, word=P.PAID)], 100, P.UNKNOWN),
        ([payment(40)], 100, P.PARTIALLY_PAID),
        ([payment(40), payment(60)], 100, P.PAID),
        ([payment(100, word=P.UNKNOWN)], 100, P.PAID),
        ([payment(120)], 100, P.PAID),
        ([payment(100, 1)], 100, P.PARTIALLY_REFUNDED),
        ([payment(40, 10)], 100, P.PARTIALLY_REFUNDED),
        ([payment(60, 60), payment(40)], 100, P.PARTIALLY_REFUNDED),
        ([payment(60, 60), payment(40, 40)], 100, P.REFUNDED),
        ([payment(2**40)], 2**40, P.PAID),
        ([payment(100), payment(0, currency="GBP")], 100, P.UNKNOWN),
    ],
)
def test_payment_status(payments: list[Payment] | None, total: int, expected: P) -> None:
    found = order(payments=payments if payments is None else tuple(payments), total=Money(total, "EUR"))
    assert payment_status(found) is expected


@pytest.mark.parametrize(
    ("lines", "returns", "expected"),
    [
        (None, [], R.UNKNOWN),
        ([DONE], None, R.UNKNOWN),
        ([DONE], [], R.NONE),
        ([DONE], [back(R.REQUESTED)], R.REQUESTED),
        ([line(shipped=2, delivered=2, return_requested=1)], [], R.REQUESTED),
        ([line(shipped=2, delivered=2, return_requested=1)], [back(R.IN_TRANSIT)], R.IN_TRANSIT),
        ([DONE], [back(R.REQUESTED), back(R.IN_TRANSIT)], R.IN_TRANSIT),
        ([DONE], [back(R.REJECTED)], R.REJECTED),
        ([DONE], [back(R.REJECTED), back(R.REQUESTED)], R.REQUESTED),
        ([DONE], [back(R.UNKNOWN)], R.UNKNOWN),
        ([line(shipped=2, delivered=2, returned=2)], [back(R.RECEIVED, 2)], R.RECEIVED),
        ([line(shipped=2, delivered=2, returned=1)], [], R.PARTIALLY_RETURNED),
        ([line(shipped=2, delivered=2, returned=2), DONE], [], R.PARTIALLY_RETURNED),
        ([line(shipped=2, delivered=2, returned=2), GONE], [], R.RETURNED),
        ([DONE], [back(R.RETURNED, 2)], R.RETURNED),
        ([DONE], [back(R.RETURNED, 1), back(R.RETURNED, 1)], R.RETURNED),
        ([DONE], [back(R.RETURNED, 1), back(R.RECEIVED, 1)], R.PARTIALLY_RETURNED),
        ([DONE], [back(R.RETURNED, 2, key="another")], R.PARTIALLY_RETURNED),
        ([DONE], [back(R.RETURNED)], R.PARTIALLY_RETURNED),
    ],
)
def test_return_status(lines: list[OrderLine] | None, returns: list[Return] | None, expected: R) -> None:
    found = order(
        lines=lines if lines is None else tuple(lines), returns=returns if returns is None else tuple(returns)
    )
    assert return_status(found) is expected


BY = NOW + timedelta(hours=4)
LATER = NOW + timedelta(hours=5)


class TestPromise:
    @pytest.mark.parametrize(
        ("found", "now", "breached", "at_risk"),
        [
            (order(OPEN, promised_by=BY), NOW, False, False),
            (order(OPEN, promised_by=BY, expected_at=LATER), NOW, False, True),
            (order(OPEN, promised_by=BY), LATER, True, False),
            (order(DONE, promised_by=BY, delivered_at=NOW), LATER, False, False),
            (order(DONE, promised_by=BY, delivered_at=LATER), LATER, True, False),
            (order(DONE, promised_by=BY), LATER, False, False),
            (order(lines=None, promised_by=BY), NOW, False, False),
            (order(lines=None, promised_by=BY, delivered_at=LATER), LATER, True, False),
        ],
    )
    def test_table(self, found: Order, now: datetime, breached: bool, at_risk: bool) -> None:
        promise = order_promise(found, now)
        assert promise is not None
        assert (promise.breached, promise.at_risk) == (breached, at_risk)

    @pytest.mark.parametrize(
        ("found", "now"),
        [
            (order(OPEN), NOW),
            (order(GONE, promised_by=BY), LATER),
            (order(lines=None, promised_by=BY), LATER),
        ],
        ids=["nothing promised", "cancelled", "nobody knows"],
    )
    def test_none(self, found: Order, now: datetime) -> None:
        assert order_promise(found, now) is None


class TestLedger:
    @pytest.mark.parametrize(
        ("found", "expected"),
        [
            (OPEN, ()),
            (line(4, cancelled=1, backordered=1, allocated=1, ready=1, shipped=1, delivered=1, returned=1), ()),
            (
                line(cancelled=1, shipped=1, allocated=1),
                ("cancelled + backordered + allocated + shipped exceed ordered",),
            ),
            (line(shipped=1, delivered=2), ("delivered exceeds shipped",)),
            (line(shipped=1, delivered=1, returned=2), ("returned exceeds delivered",)),
            (line(allocated=1, ready=2), ("ready exceeds allocated",)),
            (line(allocated=-1), ("allocated is negative", "ready exceeds allocated")),
        ],
    )
    def test_table(self, found: OrderLine, expected: tuple[str, ...]) -> None:
        assert ledger_gaps(found) == expected

    @settings(max_examples=EXAMPLES, deadline=None)
    @given(st.integers(0, 6), st.fixed_dictionaries(dict.fromkeys(LEDGER, st.integers(0, 6))))
    def test_a_whole_ledger_reads_consistently(self, ordered: int, parts: dict[str, int]) -> None:
        """Goods that are delivered count as shipped, and an order that is done has nothing left to send."""
        one = line(ordered, **parts)
        if ledger_gaps(one):
            return
        found = order(one)
        assert (order_status(found) is O.COMPLETED) == (fulfilment_status(found) is F.DELIVERED)
        if fulfilment_status(found) is F.DELIVERED:
            assert one.allocated == one.backordered == 0
