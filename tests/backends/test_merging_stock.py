"""Merging stock: place by place and component by component, gross whatever the systems' conventions."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from backends.ledger import Stamp
from backends.merging import merge
from backends.records import NetworkHold, Ref, SafetyStock, Stock, StockPosition
from backends.stock import available_to_sell
from backends.vocabulary import FACETS, Channel, Facet, Noun, StockConvention, SystemRole
from tests.backends.toy import ANCHOR
from tests.examples import EXAMPLES

MANY = settings(max_examples=EXAMPLES, deadline=None)
GROSS, NET, AVAILABLE = StockConvention
SKU = Ref("wms", "S1")
SHOP, DEPOT = Ref("erp", "shop"), Ref("erp", "depot")
COMPONENTS = ("on_hand", "unavailable", "committed", "held")


def at(place: Ref, **parts: Any) -> StockPosition:
    version = parts.pop("version", None)
    numbers = {name: Decimal(part) if isinstance(part, int) else part for name, part in parts.items()}
    return StockPosition(location=place, version=version, **numbers)


def stock(system: str, *positions: StockPosition, **parts: Any) -> Stock:
    stamp = Stamp(system=system, role=SystemRole(system.upper()))
    whole = {"facets": FACETS[Noun.STOCK], "stamps": (stamp,), **parts}
    return Stock(ref=Ref(system, "S1"), positions=positions, **whole)


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


@pytest.mark.parametrize(
    ("stocks", "version"),
    [
        ([stock("wms", at(SHOP, on_hand=5, version=7)), stock("oms", at(SHOP, committed=1, version=900))], 7),
        ([stock("oms", at(SHOP, committed=1, version=900))], None),
        ([stock("pos", at(SHOP, available=5, version=3))], 3),
        ([stock("wms", at(SHOP, on_hand=5)), stock("oms", at(SHOP, committed=1, version=900))], None),
        ([stock("wms", at(SHOP, on_hand=5, version=7)), stock("pos", at(SHOP, on_hand=4, version=3))], None),
    ],
    ids=["counted", "only reserved", "only available", "not numbered", "counted twice"],
)
def test_a_version_is_that_of_the_system_which_counts(stocks: list[Stock], version: int | None) -> None:
    assert only(together(*stocks)).version == version


def faults(found: Stock) -> list[tuple[str, str, str]]:
    told = [fault for position in found.positions for fault in position.corrections]
    return [(fault.system, fault.code, fault.message) for fault in (*told, *found.corrections)]


def test_what_cannot_be_is_corrected_and_told() -> None:
    """By the system that said it: of a component the first that knows it, of a safety stock whoever gave it."""
    kept = SafetyStock(quantity=Decimal(-2))
    wms = stock("wms", at(SHOP, on_hand=-3, unavailable=1))
    oms = stock("oms", at(SHOP, on_hand=9, committed=-1, held=2, safety=(kept,)), network_holds=(kept_off(-4),))
    found = together(wms, oms)
    position = only(found)
    assert [getattr(position, name) for name in COMPONENTS] == [0, 1, 0, 2]
    assert position.safety == (SafetyStock(quantity=Decimal(0)),)
    told = "It says that {} is below zero; that counts as zero.".format
    assert faults(found) == [
        ("wms", "DATA_QUALITY", told("on hand at shop")),
        ("oms", "DATA_QUALITY", told("committed at shop")),
        ("oms", "DATA_QUALITY", told("safety at shop")),
        ("oms", "DATA_QUALITY", told("a hold")),
    ]


def kept_off(quantity: int) -> NetworkHold:
    return NetworkHold(quantity=Decimal(quantity))


def test_a_net_count_below_zero_is_no_fault() -> None:
    """It is oversold; only what is left when the reservations are added can be wrong."""
    oms = stock("oms", at(SHOP, committed=5))
    assert faults(together(stock("wms", at(SHOP, on_hand=-2)), oms, wms=NET)) == []
    assert [fault[0] for fault in faults(together(stock("wms", at(SHOP, on_hand=-7)), oms, wms=NET))] == ["wms"]


def test_who_only_knows_what_can_be_sold_may_be_wrong_too() -> None:
    found = together(stock("pos", at(SHOP, on_hand=3, committed=-1)), pos=AVAILABLE)
    assert (only(found).available, only(found).committed) == (3, 0)
    assert [fault[0] for fault in faults(found)] == ["pos"]


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
