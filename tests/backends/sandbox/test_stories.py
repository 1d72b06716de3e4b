"""Each story is told by the systems that it takes place in; what a gateway makes of it is tested over HTTP."""

from datetime import timedelta
from decimal import Decimal
from itertools import islice
from zoneinfo import ZoneInfo

import pytest

from backends.records import (
    Customer,
    Demand,
    ExternalRef,
    Inbound,
    Money,
    Order,
    Product,
    Ref,
    Shipment,
    Stock,
    StockPosition,
    Variant,
)
from backends.sandbox import chronicle, stories
from backends.vocabulary import (
    Channel,
    ConsentPurpose,
    ConsentState,
    FulfilmentMethod,
    ReturnStatus,
    ShipmentDirection,
    ShipmentStatus,
    SupplyStage,
)


def test_every_name_is_told(told) -> None:
    """Only the merged key is no record's own, and the SKUs are everybody's."""
    refs = {ref for value in vars(stories).values() for ref in _refs(value)}
    assert [ref for ref in refs if ref not in told.by_ref] == [stories.MERGED_OLD]


def test_stories_are_the_same_in_every_world(told) -> None:
    """Another seed, another scale: the same keys, and the same parcels."""
    refs = {ref for value in vars(stories).values() for ref in _refs(value)} - {stories.MERGED_OLD}
    other = {record.ref: record for _, record in islice(chronicle.tell(11, 2), 5000) if record.ref in refs}
    assert {ref for ref in refs - other.keys() if ref.system not in ("erp", "wms")} == set()
    parcels = [ref for ref in refs if ref.system == "tms"]
    assert [other[ref].events for ref in parcels] == [told.one(Shipment, ref).events for ref in parcels]


def test_regular(told) -> None:
    names = {stories.REGULAR, stories.REGULAR_CARD}
    orders = [order for order in told.all(Order) if order.customer in names and not order.refs]
    assert len(orders) >= 20
    assert {Channel.STORE, Channel.ECOMMERCE} <= {order.channel for order in orders}
    sent = [shipment for shipment in told.all(Shipment) if shipment.order in {order.ref for order in orders}]
    assert len(sent) > 10
    assert _names(told.one(Customer, stories.REGULAR), stories.REGULAR_CARD)
    assert not told.one(Customer, stories.REGULAR_CARD).refs


def test_linked_by_loyalty_alone(told) -> None:
    entry, card = told.one(Customer, stories.BY_LOYALTY), told.one(Customer, stories.BY_LOYALTY_CARD)
    assert entry.loyalty_number == card.loyalty_number == stories.LOYALTY_NUMBER
    assert not entry.refs and not card.refs and not card.contacts


def test_linked_by_email_alone(told) -> None:
    entry, card = told.one(Customer, stories.BY_EMAIL), told.one(Customer, stories.BY_EMAIL_CARD)
    assert [(point.value, point.verified) for point in card.contacts] == [(stories.EMAIL, True)]
    assert (stories.EMAIL, True) in [(point.value, point.verified) for point in entry.contacts]
    assert not entry.refs and not card.refs and card.loyalty_number is None


def test_shared_phone(told) -> None:
    holders = {
        customer.ref: point.verified
        for customer in told.all(Customer)
        for point in customer.contacts
        if point.value == stories.SHARED_PHONE
    }
    assert holders == dict.fromkeys((*stories.SHARING, stories.SHARING_CARD), True)
    assert len({told.one(Customer, ref).display_name for ref in holders}) == 3
    assert len(told.one(Customer, stories.SHARING_CARD).contacts) == 1


def test_merged(told) -> None:
    survivor = told.one(Customer, stories.MERGED)
    assert survivor.merged == (stories.MERGED_OLD.key,)
    assert stories.MERGED_OLD not in told.by_ref
    assert told.one(Order, stories.OLD_KEY_ORDER).customer == stories.MERGED_OLD
    assert _names(told.one(Customer, stories.MERGED_CARD), stories.MERGED)


def test_conflicting_consents(told) -> None:
    entry = told.one(Customer, stories.CONFLICTING_CONSENTS)
    card = told.one(Customer, stories.CONFLICTING_CONSENTS_CARD)
    assert _mail(entry) is ConsentState.GRANTED
    assert _mail(card) is ConsentState.WITHDRAWN
    assert _names(entry, card.ref)


def test_company(told) -> None:
    company = told.one(Customer, stories.COMPANY)
    assert company.given_name is None and company.birthday is None


def test_web_order_in_two_systems(told) -> None:
    original, copy = told.one(Order, stories.WEB_ORDER), told.one(Order, stories.WEB_ORDER_IN_ERP)
    assert not original.refs and _names(copy, original.ref)
    assert copy.total == original.total and copy.number != original.number
    assert all(line.delivered == line.ordered for line in original.lines)
    assert all(line.shipped == line.ordered and not line.delivered for line in copy.lines)
    assert [order.ref for order in told.all(Order) if _names(order, original.ref)] == [copy.ref]


def test_collected_order_in_three_systems(told) -> None:
    original = told.one(Order, stories.COLLECTED_ORDER)
    copies = {order.ref for order in told.all(Order) if _names(order, original.ref)}
    assert copies == {stories.COLLECTED_ORDER_IN_POS, stories.COLLECTED_ORDER_IN_ERP}
    assert original.store == stories.LYON
    assert {line.method for line in original.lines} == {FulfilmentMethod.CLICK_AND_COLLECT}


def test_two_parcels(told) -> None:
    (shipment,) = _shipments(told, stories.TWO_PARCELS_ORDER)
    assert shipment.ref == stories.TWO_PARCELS
    assert len({package.tracking_number for package in shipment.packages}) == 2


def test_two_shipments(told) -> None:
    shipments = _shipments(told, stories.TWO_SHIPMENTS_ORDER)
    assert tuple(shipment.ref for shipment in shipments) == stories.TWO_SHIPMENTS
    assert [shipment.events[-1].status for shipment in shipments] == [
        ShipmentStatus.DELIVERED,
        ShipmentStatus.IN_TRANSIT,
    ]


def test_late(told) -> None:
    shipment = told.one(Shipment, stories.LATE)
    assert shipment.promised_by < stories.ANCHOR < shipment.eta
    assert ShipmentStatus.DELIVERED not in {event.status for event in shipment.events}
    assert told.one(Order, stories.LATE_ORDER).promised_by == shipment.promised_by


def test_at_risk(told) -> None:
    shipment = told.one(Shipment, stories.AT_RISK)
    assert stories.ANCHOR < shipment.promised_by < shipment.eta
    assert shipment.ref in {one.ref for one in _shipments(told, stories.AT_RISK_ORDER)}


def test_out_of_order(told) -> None:
    events = told.one(Shipment, stories.OUT_OF_ORDER).events
    assert [event.recorded_at for event in events] == sorted(event.recorded_at for event in events)
    assert [event.at for event in events] != sorted(event.at for event in events)
    delivered = next(event for event in events if event.status is ShipmentStatus.DELIVERED)
    after = [event.at < delivered.at for event in events[events.index(delivered) + 1 :]]
    assert sorted(after) == [False, True]
    assert {event.status for event in events[events.index(delivered) + 1 :]} == {ShipmentStatus.IN_TRANSIT}


def test_return_under_way(told) -> None:
    order = told.one(Order, stories.RETURN_ORDER)
    (back,) = order.returns
    assert back.status is ReturnStatus.IN_TRANSIT and back.refund is None
    line = next(line for line in order.lines if line.key == back.lines[0].order_line_key)
    assert (line.ordered, line.delivered, line.return_requested, line.returned) == (2, 2, 1, 0)
    assert told.one(Shipment, stories.RETURN_SHIPMENT).direction is ShipmentDirection.RETURN


def test_guest(told) -> None:
    assert told.one(Order, stories.GUEST_ORDER).customer is None


def test_weighed(told) -> None:
    (line,) = told.one(Order, stories.WEIGHED_TICKET).lines
    assert (line.unit, line.ordered, line.unit_price) == ("KGM", Decimal("1.275"), Decimal("64.00"))
    assert line.total == Money(8160, "EUR")
    assert _position(told, stories.WEIGHED_SKU, stories.PARIS, "pos").on_hand == Decimal("42.35")


def test_beyond_32_bits(told) -> None:
    order = told.one(Order, stories.LARGE_ORDER)
    assert order.total == Money(stories.LARGE_ORDER_MINOR, "EUR")
    assert order.total.amount_minor > 2**31


def test_oversold_beside_stocked(told) -> None:
    net = {place: _net(told, stories.OVERSOLD_SKU, place, "pos") for place in (stories.PARIS, stories.LYON)}
    assert net == {stories.PARIS: -2, stories.LYON: 4}
    assert [line.sku for line in told.one(Order, stories.OVERSOLD_ORDER).lines] == [stories.OVERSOLD_SKU]


def test_supply_stages(told) -> None:
    lines = [line for line in told.all(Inbound) if line.sku == stories.ARRIVING_SKU]
    assert {
        line.stage: (line.origin_country, line.expected, (line.eta - stories.ANCHOR).days + 1) for line in lines
    } == {
        SupplyStage.CUSTOMS: ("IN", 58, 2),
        SupplyStage.IN_TRANSIT: ("TR", 25, 4),
        SupplyStage.CONFIRMED: ("PT", 40, 6),
        SupplyStage.ORDERED: ("MA", 100, 20),
    }


def test_receiving(told) -> None:
    line, copy = (told.one(Inbound, ref) for ref in stories.RECEIVING)
    assert _names(copy, line.ref) and not line.refs
    assert (copy.stage, copy.confirmed, copy.expected, copy.received) == (SupplyStage.RECEIVING, None, 60, 42)


def test_promise(told) -> None:
    """The worked example of section 2.4, from what the systems say and nothing else."""
    sku, zone = stories.PROMISE_SKU, ZoneInfo("Europe/Paris")
    (shelf,) = _positions(told, sku, "wms")
    (reserved,) = _positions(told, sku, "oms")
    assert not _positions(told, sku, "pos") and not told.one(Stock, Ref("oms", sku)).network_holds
    (safety,) = reserved.safety
    assert safety.channel is Channel.ECOMMERCE
    assert (shelf.on_hand, shelf.unavailable, reserved.committed, reserved.held, safety.quantity) == (10, 1, 4, 1, 2)
    sellable = shelf.on_hand - shelf.unavailable - reserved.committed - reserved.held - safety.quantity
    moves = [(line.eta, line.expected - line.allocated) for line in told.all(Inbound) if line.sku == sku]
    moves += [(want.due, -want.quantity) for want in told.all(Demand) if want.sku == sku]
    today = stories.ANCHOR.astimezone(zone).date()

    def level(days: int) -> Decimal:
        end = today + timedelta(days=days)
        return sellable + sum(quantity for at, quantity in moves if at.astimezone(zone).date() <= end)

    promised = tuple((days, min(level(later) for later in range(days, 60))) for days, _ in stories.PROMISE_SCHEDULE)
    assert promised == stories.PROMISE_SCHEDULE
    assert {Ref("oms", want.key.split("/")[0]) for want in told.all(Demand) if want.sku == sku} == set(
        stories.PROMISE_DEMAND
    )


def test_no_gtin(told) -> None:
    assert told.one(Variant, Ref("pim", stories.NO_GTIN_SKU)).gtin is None
    assert [variant.key for variant in told.all(Variant, "pim") if variant.gtin is None] == [stories.NO_GTIN_SKU]


def test_titles_with_a_gap(told) -> None:
    for record in (
        told.one(Product, stories.UNTRANSLATED_PRODUCT),
        told.one(Variant, Ref("pim", stories.UNTRANSLATED_SKU)),
    ):
        assert {text.locale for text in record.titles} == {"fr", "en"}
    assert {text.locale for text in told.one(Variant, Ref("pim", stories.PROMISE_SKU)).titles} == {"fr", "en", "de"}


def test_untracked(told) -> None:
    assert {stock.ref for stock in told.all(Stock) if not stock.tracked} == {
        Ref("wms", stories.UNTRACKED_SKU),
        Ref("pos", stories.UNTRACKED_SKU),
    }


@pytest.mark.parametrize("sku", [stories.PROMISE_SKU, stories.OVERSOLD_SKU, stories.ARRIVING_SKU, stories.UNIFORM_SKU])
def test_chance_leaves_story_goods_alone(told, sku: str) -> None:
    """Only the stories' own orders, whose numbers are below a hundred, hold them."""
    holders = [order for order in told.all(Order, "oms") if any(line.sku == sku for line in order.lines)]
    assert all(int(order.key[1:]) < 100 for order in holders)
    assert not [order for order in told.all(Order, "pos") if any(line.sku == sku for line in order.lines)]


def _refs(value: object) -> tuple[Ref, ...]:
    if isinstance(value, Ref):
        return (value,)
    return tuple(item for item in value if isinstance(item, Ref)) if isinstance(value, tuple) else ()


def _names(record: Customer | Order | Inbound, original: Ref) -> bool:
    """Whether a record says that it is a copy of, or the same as, another system's."""
    return any(isinstance(ref, ExternalRef) and Ref(ref.system, ref.value) == original for ref in record.refs)


def _mail(customer: Customer) -> ConsentState:
    return {one.purpose: one.state for one in customer.consents}[ConsentPurpose.EMAIL_MARKETING]


def _shipments(told, order: Ref) -> list[Shipment]:
    return [shipment for shipment in told.all(Shipment) if shipment.order == order]


def _positions(told, sku: str, system: str) -> tuple[StockPosition, ...]:
    return tuple(position for stock in told.all(Stock, system) if stock.key == sku for position in stock.positions)


def _position(told, sku: str, place: Ref, system: str) -> StockPosition:
    (found,) = (position for position in _positions(told, sku, system) if position.location == place)
    return found


def _net(told, sku: str, place: Ref, counts: str) -> Decimal:
    shelf, reserved = _position(told, sku, place, counts), _position(told, sku, place, "oms")
    safety = sum(kept.quantity for kept in reserved.safety if kept.channel in (None, Channel.ECOMMERCE))
    return shelf.on_hand - shelf.unavailable - reserved.committed - reserved.held - safety
