"""Merging stock: place by place and component by component, gross whatever the systems' conventions."""

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from backends.ledger import Stamp
from backends.merging import merge
from backends.records import NetworkHold, Ref, SafetyStock, Stock, StockPosition
from backends.stock import available_to_sell
from backends.vocabulary import FACETS, Channel, Facet, Noun, StockConvention, SystemRole
from tests.backends.toy import ANCHOR

EXAMPLES = 1000
MANY = settings(max_examples=EXAMPLES, deadline=None)
GROSS, NET, AVAILABLE = StockConvention
SKU = Ref("wms", "S1")
SHOP, DEPOT = Ref("erp", "shop"), Ref("erp", "depot")
COMPONENTS = ("on_hand", "unavailable", "committed", "held")


def at(place: Ref, **parts: Any) -> StockPosition:
    numbers = {
        name: Decimal(part) if isinstance(part, int) else part for name, part in parts.items() if name != "version"
    }
    return StockPosition(location=place, **numbers)


def stock(system: str, *positions: StockPosition, **parts: Any) -> Stock:
    return Stock(ref=Ref(system, "S1"), positions=positions, facets=FACETS[Noun.STOCK], **parts)


def together(*stocks: Stock, **conventions: StockConvention) -> Stock:
    found = merge(Noun.STOCK, SKU, stocks, {one.ref.system: GROSS for one in stocks} | conventions)
    assert isinstance(found, Stock)
    return found


def only(found: Stock) -> StockPosition:
    (position,) = found.positions
    return position


def test_the_first_system_that_knows_a_component_says_it() -> None:
    wms = stock("wms", at(SHOP, on_hand=5, committed=None))
    oms = stock("oms", at(SHOP, on_hand=9, committed=2, held=1))
    found = only(together(wms, oms))
    assert [getattr(found, name) for name in COMPONENTS] == [5, None, 2, 1]


def test_places_of_all_systems_are_there_once_in_order() -> None:
    found = together(stock("wms", at(SHOP, on_hand=1)), stock("pos", at(DEPOT, on_hand=2), at(SHOP, on_hand=3)))
    assert [(position.location, position.on_hand) for position in found.positions] == [(DEPOT, 2), (SHOP, 1)]
    assert found.ref == SKU


def test_safety_stocks_are_put_together() -> None:
    till, web = (SafetyStock(channel=channel, quantity=Decimal(2)) for channel in (Channel.STORE, Channel.ECOMMERCE))
    found = only(together(stock("wms", at(SHOP, on_hand=5, safety=(till,))), stock("oms", at(SHOP, safety=(web,)))))
    assert found.safety == (till, web)
    assert only(together(stock("wms", at(SHOP, on_hand=5)), stock("oms", at(SHOP, committed=1)))).safety is None


def test_a_net_count_gets_back_what_another_system_reserved() -> None:
    wms, oms = stock("wms", at(SHOP, on_hand=5)), stock("oms", at(SHOP, committed=2, held=1))
    for stocks in ((wms, oms), (oms, wms)):
        assert only(together(*stocks, wms=NET)).on_hand == 8


def test_the_convention_is_that_of_the_system_which_counts() -> None:
    pos, wms = stock("pos", at(SHOP, on_hand=5, committed=1)), stock("wms", at(DEPOT, on_hand=5, committed=1))
    found = {position.location: position.on_hand for position in together(pos, wms, pos=NET).positions}
    assert found == {SHOP: 6, DEPOT: 5}


def test_who_only_knows_what_can_be_sold_hides_nobody_elses_count() -> None:
    shop, wms = stock("pos", at(SHOP, on_hand=3)), stock("wms", at(SHOP, on_hand=5, unavailable=1, committed=2))
    assert available_to_sell(only(together(shop, pos=AVAILABLE)), Channel.STORE) == 3
    for stocks in ((shop, wms), (wms, shop)):
        found = only(together(*stocks, pos=AVAILABLE))
        assert (found.on_hand, found.unavailable, found.available) == (5, 1, 3)


def test_everybody_who_took_part_in_a_place_is_told() -> None:
    stamps = {name: Stamp(system=name, role=SystemRole(name.upper())) for name in ("wms", "oms", "pos")}
    stocks = [
        stock("wms", at(SHOP, on_hand=5, stamps=(stamps["wms"],)), stamps=(stamps["wms"],)),
        stock("oms", at(SHOP, held=1, stamps=(stamps["oms"],)), stamps=(stamps["oms"],)),
        stock("pos", at(DEPOT, on_hand=5, stamps=(stamps["pos"],)), stamps=(stamps["pos"],)),
    ]
    found = together(*stocks)
    assert found.stamps == tuple(stamps.values())
    assert [position.stamps for position in found.positions] == [(stamps["pos"],), (stamps["wms"], stamps["oms"])]


def test_the_rest_is_what_all_systems_know() -> None:
    hold = NetworkHold(quantity=Decimal(1))
    counted = structs.replace(stock("wms", unit=None), facets=frozenset({Facet.COUNTS}))
    reserved = structs.replace(stock("oms", unit="KGM", network_holds=(hold,)), facets=frozenset({Facet.RESERVATIONS}))
    found = together(counted, reserved)
    assert (found.unit, found.network_holds, found.facets) == ("KGM", (hold,), {Facet.COUNTS, Facet.RESERVATIONS})
    assert not together(structs.replace(counted, tracked=False), reserved).tracked


def test_the_latest_change_counts() -> None:
    old, new = at(SHOP, on_hand=1, updated_at=None), at(SHOP, held=1, updated_at=ANCHOR)
    assert only(together(stock("wms", old), stock("oms", new))).updated_at == ANCHOR


quantities = st.none() | st.integers(0, 9).map(Decimal)
components = st.fixed_dictionaries(
    dict.fromkeys(COMPONENTS, quantities),
    optional={"safety": st.just((SafetyStock(quantity=Decimal(1)),)), "available": st.integers(0, 9).map(Decimal)},
)
counted = st.dictionaries(st.sampled_from([SHOP, DEPOT]), components)
SYSTEMS = ("wms", "pos", "oms")


@MANY
@given(
    st.fixed_dictionaries(dict.fromkeys(SYSTEMS, counted)),
    st.permutations(SYSTEMS),
    st.randoms(use_true_random=False),
)
def test_no_component_is_lost_and_the_first_who_knows_it_says_it(
    known: dict[str, dict[Ref, dict[str, Any]]], authority: list[str], dice: Any
) -> None:
    stocks = [stock(name, *(at(place, **parts) for place, parts in known[name].items())) for name in authority]
    found = together(*stocks)
    assert [position.location for position in found.positions] == sorted(set().union(*known.values()))
    for position in found.positions:
        parts = [known[name][position.location] for name in authority if position.location in known[name]]
        for name in (*COMPONENTS, "available"):
            said = [part[name] for part in parts if part.get(name) is not None]
            assert getattr(position, name) == next(iter(said), None)
        assert len(position.safety or ()) == sum("safety" in part for part in parts)
    assert together(found).positions == found.positions, "what was merged stays as it is"
    for one in known.values():
        dice.shuffle(places := list(one))
        one |= {place: one.pop(place) for place in places}
    assert (
        together(*(stock(name, *(at(place, **parts) for place, parts in known[name].items())) for name in authority))
        == found
    )


@MANY
@given(counted, counted, st.sampled_from(StockConvention), st.booleans())
def test_no_goods_are_reserved_twice(
    counts: dict[Ref, dict[str, Any]], reservations: dict[Ref, dict[str, Any]], convention: StockConvention, first: bool
) -> None:
    """Whatever the convention of the system that counts, all that it left out is in the gross count, once."""
    wms = stock("wms", *(at(place, on_hand=parts["on_hand"]) for place, parts in counts.items()))
    oms = stock(
        "oms", *(at(place, committed=parts["committed"], held=parts["held"]) for place, parts in reservations.items())
    )
    found = {
        position.location: position
        for position in together(*([wms, oms] if first else [oms, wms]), wms=convention).positions
    }
    for place, parts in counts.items():
        told = reservations.get(place, {})
        reserved = (told.get("committed") or 0) + (told.get("held") or 0)
        counted_there = parts["on_hand"]
        if counted_there is not None and convention is NET:
            assert found[place].on_hand == counted_there + reserved
        elif convention is AVAILABLE:
            assert (found[place].on_hand, found[place].available) == (None, counted_there)
        else:
            assert found[place].on_hand == counted_there
