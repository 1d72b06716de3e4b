"""The demo world repeats itself, holds together and stays small in memory."""

import gc
import tracemalloc
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from itertools import islice

import msgspec
import phonenumbers
import pytest
from stdnum import ean

from backends.records import Customer, Demand, Inbound, Location, Order, Ref, Shipment, Stock, Variant
from backends.sandbox import chronicle
from backends.sandbox.chronicle import Said
from backends.sandbox.systems import SYSTEMS
from backends.sandbox.world.moments import ANCHOR
from backends.vocabulary import ContactKind, FulfilmentMethod, Noun, PaymentStatus, ReturnStatus

NAMES = {system.name: system for system in SYSTEMS}


def test_same_seed_same_words() -> None:
    assert list(islice(chronicle.tell(3, 1), 4000)) == list(islice(chronicle.tell(3, 1), 4000))


def test_other_seed_other_words() -> None:
    assert list(islice(chronicle.tell(3, 1), 4000)) != list(islice(chronicle.tell(4, 1), 4000))


def test_size(told) -> None:
    """At scale 1: 300 people besides the stories', 3,000 sales, about 120 products and 450 articles."""
    originals = [order for order in told.all(Order) if not any(ref.kind == "order" for ref in order.refs)]
    assert 3000 <= len(originals) <= 3060
    assert 300 <= len(told.all(Customer, "crm")) + len(told.all(Customer, "pos")) <= 600
    assert 420 <= len(told.all(Variant, "pim")) <= 500


def test_every_system_says_only_what_it_serves(told) -> None:
    for name, record in told.said:
        served = NAMES[name].serves[Noun(type(record).__name__.lower())]
        assert record.ref.system == name
        assert record.facets == served


def test_keys_are_unique(told) -> None:
    names = Counter((type(record), record.ref) for _, record in told.said)
    assert [name for name, count in names.items() if count > 1] == []


def test_ledgers(told) -> None:
    """Section 2.6: what is cancelled, back-ordered, allocated or shipped was ordered; what is back had arrived."""
    for order in told.all(Order):
        for line in order.lines or ():
            assert line.cancelled + line.backordered + line.allocated + line.shipped <= line.ordered
            assert line.returned + line.return_requested <= line.delivered <= line.shipped
            assert line.ready <= line.allocated
            if line.method is FulfilmentMethod.TAKE_NOW:
                assert line.ordered == line.shipped == line.delivered


def test_totals(told) -> None:
    """The total is the lines, tax included, and the shipping, less the discount; the payments add up to it."""
    for order in told.all(Order):
        assert order.lines and order.payments and order.shipping_total and order.discount_total and order.tax_total
        goods = sum(line.total.amount_minor for line in order.lines)
        minor = order.total.amount_minor
        assert minor == goods + order.shipping_total.amount_minor - order.discount_total.amount_minor
        assert minor == sum(payment.amount.amount_minor for payment in order.payments)
        assert 0 < order.tax_total.amount_minor < minor / 5
        assert {line.total.currency for line in order.lines} == {order.total.currency}


def test_line_totals(told) -> None:
    """A line costs its quantity at its unit price, rounded half up."""
    for line in (line for order in told.all(Order) for line in order.lines or ()):
        assert abs(line.ordered * line.unit_price * 100 - line.total.amount_minor) <= 0.5


def test_payments(told) -> None:
    """No more is refunded than was taken, nor taken than was due; the status says the same as the amounts."""
    for payment in (payment for order in told.all(Order) for payment in order.payments or ()):
        amount, captured, refunded = (
            money.amount_minor for money in (payment.amount, payment.captured, payment.refunded)
        )
        assert 0 <= refunded <= captured <= amount
        assert (payment.status is PaymentStatus.PAID) == (captured == amount and refunded == 0)
        assert (payment.status is PaymentStatus.AUTHORIZED) == (captured == 0)


def test_returns(told) -> None:
    """A refund is in the payments, and in no return that has not come back."""
    for order in told.all(Order, "oms"):
        refunds = sum(back.refund.amount_minor for back in order.returns or () if back.refund)
        cancelled = any(line.cancelled for line in order.lines or ())
        assert cancelled or refunds == sum(payment.refunded.amount_minor for payment in order.payments or ())
        assert all((back.refund is not None) == (back.status is ReturnStatus.RETURNED) for back in order.returns or ())


def test_times(told) -> None:
    """Nothing that has happened happened after the anchor, and all is in whole seconds."""
    for order in told.all(Order):
        for moment in (order.placed_at, order.updated_at, order.delivered_at or ANCHOR):
            assert moment <= ANCHOR and moment.microsecond == 0
        assert order.placed_at <= order.updated_at
        assert order.promise_made_at is None or order.promise_made_at < order.promised_by
    for event in (event for shipment in told.all(Shipment) for event in shipment.events or ()):
        assert event.at <= ANCHOR and event.at.microsecond == 0


def test_copies_name_an_original(told) -> None:
    """What the ERP, the tills and the warehouses hold as a copy is told by the system that it is a copy of."""
    kinds = {Order: "order", Customer: "customer", Inbound: "inbound"}
    for kind, word in kinds.items():
        for record in told.all(kind):
            for ref in record.refs:
                assert ref.kind == word
                assert [one for one in told.by_ref[Ref(ref.system, ref.value)] if isinstance(one, kind)], record.ref


def test_shipments_belong_to_orders(told) -> None:
    for shipment in told.all(Shipment):
        order = told.one(Order, shipment.order)
        assert {line.sku for line in shipment.lines} <= {line.sku for line in order.lines}
        assert shipment.promised_by == order.promised_by or shipment.direction == "RETURN"


def test_customers_of_orders_are_known(told) -> None:
    merged = {old for customer in told.all(Customer) for old in customer.merged}
    for order in told.all(Order):
        assert order.customer is None or order.customer.key in merged or told.by_ref[order.customer], order.ref


def test_committed_is_what_open_orders_have_allocated(told) -> None:
    allocated: Counter[str] = Counter()
    for line in (line for order in told.all(Order, "oms") for line in order.lines or ()):
        allocated[line.sku] += line.allocated
    for stock in told.all(Stock, "oms"):
        assert sum(position.committed for position in stock.positions) == allocated[stock.key], stock.key


def test_demand_is_what_open_orders_want(told) -> None:
    wanted: Counter[str] = Counter()
    for line in (line for order in told.all(Order, "oms") for line in order.lines or ()):
        wanted[line.sku] += line.ordered - line.allocated - line.shipped - line.cancelled
    for demand in told.all(Demand):
        wanted[demand.sku] -= demand.quantity
    assert not any(wanted.values())


def test_places(told) -> None:
    places = told.all(Location)
    kinds = Counter(place.kind.value for place in places)
    assert kinds == {"STORE": 6, "WAREHOUSE": 2}
    assert {place.address.country for place in places} == {"FR", "DE", "GB"}


def test_metrics_agree_with_orders(told) -> None:
    """The CRM's count is that of the orders which name her, by the CRM's key or by the card that the CRM knows."""
    bought: Counter[str] = Counter()
    for order in (*told.all(Order, "oms"), *told.all(Order, "pos")):
        if order.customer and not order.refs and not any(line.cancelled for line in order.lines or ()):
            bought[order.customer.key] += 1
    linked = [customer for customer in told.all(Customer, "crm") if customer.refs]
    assert linked
    for customer in linked:
        names = (customer.key, *customer.merged, *(ref.value for ref in customer.refs))
        assert customer.metrics.order_count == sum(bought[name] for name in names)


def test_numbers_are_valid(told) -> None:
    """Phones that the library holds valid, GTINs with the right check digit."""
    for customer in told.all(Customer):
        for contact in customer.contacts or ():
            if contact.kind is ContactKind.PHONE:
                assert phonenumbers.is_valid_number(phonenumbers.parse(contact.value))
    for variant in told.all(Variant):
        assert variant.gtin is None or (len(variant.gtin) == 14 and ean.is_valid(variant.gtin))


def test_strangers_share_no_phone(told) -> None:
    """But for the story, a phone is one person's."""
    phones = Counter(
        contact.value
        for customer in told.all(Customer, "crm")
        for contact in customer.contacts or ()
        if contact.kind is ContactKind.PHONE
    )
    assert sorted(phones.values())[-2:] == [1, 2]


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.name)
def test_records_survive_a_wire(told, system) -> None:
    """Every word of every record is of its declared type."""
    for record in (record for name, record in told.said if name == system.name):
        assert msgspec.convert(msgspec.to_builtins(record), type(record)) == record


def test_memory_is_flat() -> None:
    """Nothing stays of a household that was told, though each takes tens of kilobytes to tell."""
    households = 500
    tracemalloc.start()
    try:
        chapters = chronicle.chapters(7, 5)
        _tell(chapters, 300)  # the assortment and the stories
        before = _in_use()
        _tell(chapters, households)
        assert _in_use() - before < 1000 * households
    finally:
        tracemalloc.stop()


def _tell(chapters: Iterator[Iterable[Said]], count: int) -> None:
    for chapter in islice(chapters, count):
        deque(chapter, maxlen=0)


def _in_use() -> int:
    """The memory that is in use, without what waits to be collected."""
    gc.collect()
    return tracemalloc.get_traced_memory()[0]
