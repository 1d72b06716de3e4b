"""The stock formulas, by table and by property (section 2.4 of the domain reference)."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from backends.errors import Failure
from backends.records import NetworkHold, Ref, SafetyStock, Stock, StockPosition
from backends.stock import (
    Gross,
    Scope,
    available_to_sell,
    gross,
    net,
    network_holds,
    place_figures,
    safety_for,
    scope_figures,
    signal,
)
from backends.vocabulary import Channel, Facet, StockConvention, StockSignal, SystemRole
from tests.examples import EXAMPLES

WEB, TILL = Channel.ECOMMERCE, Channel.STORE
EVERYWHERE = Scope(channel=WEB)
MANY = settings(max_examples=EXAMPLES, deadline=None)
COMPONENTS = ("on_hand", "unavailable", "committed", "held")


def thousandths(least: int, most: int) -> st.SearchStrategy[Decimal]:
    return st.integers(least * 1000, most * 1000).map(lambda number: Decimal(number).scaleb(-3))


quantities = thousandths(0, 5000)
wild = st.none() | thousandths(-500, 5000)
channels = st.sampled_from(Channel)
safeties = st.none() | st.lists(
    st.builds(SafetyStock, channel=st.none() | channels, quantity=thousandths(-50, 50)), max_size=3
).map(tuple)


def position(place: str = "paris", **parts: object) -> StockPosition:
    known = {name: Decimal(str(part)) if isinstance(part, int | float) else part for name, part in parts.items()}
    return StockPosition(location=Ref("erp", place), **known)


def kept(quantity: float, channel: Channel | None = None) -> SafetyStock:
    return SafetyStock(channel=channel, quantity=Decimal(str(quantity)))


def stock(*positions: StockPosition, failed: tuple[Facet, ...] = (), **parts: object) -> Stock:
    failure = Failure(system="oms", role=SystemRole.OMS, code="SYSTEM_TIMEOUT", message="late", retryable=True)
    return Stock(ref=Ref("wms", "SKU-1"), positions=positions, gaps=dict.fromkeys(failed, (failure,)), **parts)


@st.composite
def positions(draw: st.DrawFn, place: str = "paris") -> StockPosition:
    raw = StockPosition(
        location=Ref("erp", place), **{name: draw(wild) for name in (*COMPONENTS, "available")}, safety=draw(safeties)
    )
    return gross(raw, draw(st.sampled_from(StockConvention))).position


@st.composite
def stocks(draw: st.DrawFn) -> Stock:
    places = draw(st.lists(st.integers(0, 9), unique=True, max_size=3))
    holds = draw(st.lists(st.builds(NetworkHold, channel=st.none() | channels, quantity=quantities), max_size=2))
    return stock(*(draw(positions(str(place))) for place in places), network_holds=tuple(holds))


EXAMPLE = position(on_hand=10, unavailable=1, committed=4, held=1, safety=(kept(2, WEB),))


def test_worked_example() -> None:
    assert net(EXAMPLE, WEB) == 2
    assert available_to_sell(EXAMPLE, WEB) == 2


def test_the_till_may_sell_what_the_web_keeps_back() -> None:
    assert available_to_sell(EXAMPLE, TILL) == 4


def test_weighed_goods_are_exact() -> None:
    heap = position(on_hand=12.345, committed=0.1, held=0.2, safety=(kept(0.045),))
    assert net(heap, TILL) == Decimal("12.000")


class TestSafety:
    @pytest.mark.parametrize(
        ("safety", "expected"),
        [
            (None, None),
            ((), 0),
            ((kept(2),), 2),
            ((kept(2), kept(5, WEB)), 5),
            ((kept(5), kept(0, WEB)), 0),
            ((kept(5, TILL),), 0),
            ((kept(1, WEB), kept(3, WEB)), 3),
        ],
    )
    def test_for_a_channel(self, safety: tuple[SafetyStock, ...] | None, expected: int | None) -> None:
        assert safety_for(position(safety=safety), WEB) == expected


class TestGross:
    def test_gross_stays(self) -> None:
        assert gross(EXAMPLE, StockConvention.GROSS).position == EXAMPLE

    def test_net_gets_back_what_was_reserved(self) -> None:
        found = gross(position(on_hand=5, unavailable=1, committed=4, held=1), StockConvention.NET).position
        assert (found.on_hand, found.unavailable) == (10, 1)
        assert net(found, WEB) == 4

    def test_net_without_reservations_stays(self) -> None:
        assert gross(position(on_hand=5), StockConvention.NET).position.on_hand == 5

    def test_net_oversold_is_gross_zero_without_a_gap(self) -> None:
        found = gross(position(on_hand=-2, committed=2), StockConvention.NET)
        assert (found.position.on_hand, found.clamped) == (0, ())
        assert net(found.position, WEB) == -2

    def test_available_is_final(self) -> None:
        found = gross(position(available=5, committed=4, safety=(kept(2),)), StockConvention.AVAILABLE).position
        assert found.on_hand is None
        assert net(found, WEB) == 5

    def test_available_may_be_called_on_hand(self) -> None:
        found = gross(position(on_hand=5), StockConvention.AVAILABLE).position
        assert (found.on_hand, found.available) == (None, 5)

    def test_negative_reserved_is_zero_and_told(self) -> None:
        """As in medusa#12401: a reservation released twice must not make goods out of nothing."""
        found = gross(position(on_hand=3, committed=-2, held=1), StockConvention.NET)
        assert found.clamped == ("committed",)
        assert (found.position.on_hand, found.position.committed) == (4, 0)

    def test_every_component_is_told(self) -> None:
        raw = position(on_hand=-1, unavailable=-1, committed=-1, held=-1, safety=(kept(-1), kept(2, WEB)))
        found = gross(raw, StockConvention.GROSS)
        assert found.clamped == (*COMPONENTS, "safety")
        assert found.position.safety == (kept(0), kept(2, WEB))

    @MANY
    @given(positions())
    def test_no_component_is_negative(self, found: StockPosition) -> None:
        amounts = [getattr(found, name) for name in COMPONENTS] + [part.quantity for part in found.safety or ()]
        assert all(amount is None or amount >= 0 for amount in amounts)

    @MANY
    @given(positions())
    def test_gross_again_changes_nothing(self, found: StockPosition) -> None:
        assert gross(found, StockConvention.GROSS) == Gross(found)


class TestPlace:
    @MANY
    @given(positions(), channels)
    def test_never_below_zero(self, found: StockPosition, channel: Channel) -> None:
        sellable = available_to_sell(found, channel)
        assert sellable is None or sellable >= 0

    @MANY
    @given(positions(), channels, quantities)
    def test_a_hold_takes_what_is_there(self, found: StockPosition, channel: Channel, more: Decimal) -> None:
        before = available_to_sell(found, channel)
        held = structs.replace(found, held=(found.held or Decimal(0)) + more)
        after = available_to_sell(held, channel)
        if before is None or found.on_hand is None:
            assert after == before
        else:
            assert after == before - min(more, before)

    def test_unknown_counts_are_unknown(self) -> None:
        assert net(position(committed=1), WEB) is None

    @pytest.mark.parametrize("facet", [Facet.RESERVATIONS, Facet.SAFETY])
    def test_what_a_silent_system_would_subtract(self, facet: Facet) -> None:
        assert net(EXAMPLE, WEB, {facet}) is None

    def test_a_silent_counter_elsewhere_changes_nothing_here(self) -> None:
        assert net(EXAMPLE, WEB, {Facet.COUNTS}) == 2

    def test_figures_hide_what_may_be_partial(self) -> None:
        found = place_figures(stock(EXAMPLE, failed=(Facet.RESERVATIONS,)), EXAMPLE, WEB)
        assert (found.on_hand, found.committed, found.held, found.safety_stock) == (10, None, None, 2)
        assert (found.net, found.available_to_sell, found.complete) == (None, None, False)

    def test_what_nobody_knows_counts_as_zero_and_is_not_shown(self) -> None:
        bare = position(on_hand=7)
        found = place_figures(stock(bare), bare, WEB)
        assert (found.committed, found.safety_stock) == (None, None)
        assert (found.available_to_sell, found.complete) == (7, True)


class TestScope:
    def test_an_oversold_shop_eats_nothing_of_another(self) -> None:
        found = scope_figures(stock(position("a", on_hand=1, committed=3), position("b", on_hand=5)), EVERYWHERE)
        assert (found.net, found.available_to_sell) == (3, 5)

    def test_only_its_places(self) -> None:
        both = stock(position("a", on_hand=1), position("b", on_hand=5))
        found = scope_figures(both, Scope(channel=WEB, places=frozenset({Ref("erp", "b")})))
        assert (found.on_hand, found.available_to_sell) == (5, 5)

    def test_network_holds_once_in_the_whole_network(self) -> None:
        holds = (NetworkHold(quantity=Decimal(2)), NetworkHold(channel=WEB, quantity=Decimal(1)))
        both = stock(position("a", on_hand=4), position("b", on_hand=5, held=1), network_holds=holds)
        found = scope_figures(both, EVERYWHERE)
        assert (found.held, found.net, found.available_to_sell) == (4, 5, 5)
        some = Scope(channel=WEB, places=frozenset({Ref("erp", "a")}))
        assert (network_holds(both, some), scope_figures(both, some).available_to_sell) == (0, 4)

    def test_holds_are_their_channels(self) -> None:
        web = stock(EXAMPLE, network_holds=(NetworkHold(channel=WEB, quantity=Decimal(2)),))
        assert (network_holds(web, EVERYWHERE), network_holds(web, Scope(channel=TILL))) == (2, 0)

    def test_more_holds_than_goods(self) -> None:
        found = scope_figures(stock(EXAMPLE, network_holds=(NetworkHold(quantity=Decimal(9)),)), EVERYWHERE)
        assert (found.net, found.available_to_sell) == (-7, 0)

    @MANY
    @given(stocks(), channels)
    def test_never_more_than_its_places(self, found: Stock, channel: Channel) -> None:
        whole = scope_figures(found, Scope(channel=channel)).available_to_sell
        parts = [available_to_sell(place, channel) for place in found.positions]
        assert whole is None or 0 <= whole <= sum(part for part in parts if part is not None)

    @MANY
    @given(stocks(), channels)
    def test_formula(self, found: Stock, channel: Channel) -> None:
        """Against the formula written out naively."""
        known = [left for place in found.positions if (left := net(place, channel)) is not None]
        holds = sum(hold.quantity for hold in found.network_holds if hold.channel in (None, channel))
        whole = scope_figures(found, Scope(channel=channel))
        if whole.available_to_sell is not None:
            assert whole.available_to_sell == max(0, sum(max(0, left) for left in known) - holds)
            assert whole.net == sum(known) - holds
        else:
            assert not known and not whole.complete
        shown = [place_figures(found, place, channel) for place in found.positions]
        assert scope_figures(found, Scope(channel=channel), shown) == whole

    @MANY
    @given(stocks(), channels)
    def test_components_add_up_to_net(self, found: Stock, channel: Channel) -> None:
        counted = structs.replace(found, positions=tuple(at for at in found.positions if at.on_hand is not None))
        whole = scope_figures(counted, Scope(channel=channel))
        taken = (whole.unavailable, whole.committed, whole.held, whole.safety_stock)
        assert whole.net == (whole.on_hand or 0) - sum(part for part in taken if part is not None)

    def test_a_silent_counter_makes_a_lower_bound(self) -> None:
        found = scope_figures(stock(position(on_hand=5), failed=(Facet.COUNTS,)), EVERYWHERE)
        assert (found.available_to_sell, found.complete) == (5, False)

    def test_a_place_with_unknown_counts_makes_a_lower_bound(self) -> None:
        found = scope_figures(stock(position("a", on_hand=5), position("b", committed=1)), EVERYWHERE)
        assert (found.available_to_sell, found.complete) == (5, False)

    @pytest.mark.parametrize("facet", [Facet.RESERVATIONS, Facet.SAFETY])
    def test_an_unknown_subtrahend_makes_it_unknown(self, facet: Facet) -> None:
        found = scope_figures(stock(EXAMPLE, failed=(facet,)), EVERYWHERE)
        assert (found.on_hand, found.net, found.available_to_sell, found.complete) == (10, None, None, False)

    @pytest.mark.parametrize("left", [(), (position(safety=(kept(2),)),), (position(committed=1),)])
    def test_all_counters_silent_is_not_zero(self, left: tuple[StockPosition, ...]) -> None:
        assert scope_figures(stock(*left, failed=(Facet.COUNTS,)), EVERYWHERE).available_to_sell is None

    def test_nobody_keeps_it(self) -> None:
        found = scope_figures(stock(position(safety=(kept(2),))), EVERYWHERE)
        assert (found.available_to_sell, found.stocked, found.complete) == (0, False, True)


class TestSignal:
    @pytest.mark.parametrize(
        ("found", "inbound", "expected"),
        [
            (stock(position(on_hand=4)), None, StockSignal.IN_STOCK),
            (stock(position(on_hand=3)), None, StockSignal.LOW_STOCK),
            (stock(position(on_hand=0.001)), True, StockSignal.LOW_STOCK),
            (stock(position(on_hand=1, committed=1)), None, StockSignal.OUT_OF_STOCK),
            (stock(position(on_hand=1, committed=1)), False, StockSignal.OUT_OF_STOCK),
            (stock(position(on_hand=0)), True, StockSignal.INBOUND_ONLY),
            (stock(), False, StockSignal.NOT_STOCKED),
            (stock(), True, StockSignal.INBOUND_ONLY),
            (stock(tracked=False), True, StockSignal.NOT_TRACKED),
            (stock(EXAMPLE, tracked=False), None, StockSignal.NOT_TRACKED),
            (stock(failed=(Facet.COUNTS,)), True, StockSignal.UNKNOWN),
            (stock(position(on_hand=0), failed=(Facet.COUNTS,)), False, StockSignal.UNKNOWN),
            (stock(position(on_hand=9), failed=(Facet.COUNTS,)), None, StockSignal.IN_STOCK),
            (stock(EXAMPLE, failed=(Facet.RESERVATIONS,)), None, StockSignal.UNKNOWN),
        ],
    )
    def test_of_a_scope(self, found: Stock, inbound: bool | None, expected: StockSignal) -> None:
        assert signal(scope_figures(found, EVERYWHERE), inbound=inbound) is expected

    @pytest.mark.parametrize(
        ("at", "failed", "expected"),
        [
            (EXAMPLE, (), StockSignal.LOW_STOCK),
            (position(safety=(kept(2),)), (), StockSignal.NOT_STOCKED),
            (position(safety=(kept(2),)), (Facet.COUNTS,), StockSignal.UNKNOWN),
            (position(committed=1), (), StockSignal.UNKNOWN),
        ],
    )
    def test_of_a_place(self, at: StockPosition, failed: tuple[Facet, ...], expected: StockSignal) -> None:
        assert signal(place_figures(stock(at, failed=failed), at, WEB)) is expected

    def test_what_is_low_is_a_parameter(self) -> None:
        assert signal(scope_figures(stock(EXAMPLE), EVERYWHERE), low=Decimal(1)) is StockSignal.IN_STOCK
