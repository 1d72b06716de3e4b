"""Looking things up over several systems: who is asked, for what, and what comes of it when one is silent."""

from collections.abc import Mapping
from typing import Any

import pytest
from msgspec import structs

from backends.errors import ABSENT, Failure
from backends.records import Order, Record, Ref, Variant
from backends.vocabulary import Facet, FreshnessState, Noun
from tests.backends.routed_toy import House, Member, brief, told
from tests.backends.samples import order, stock
from tests.backends.toy import ANCHOR, HEAD

LINES, PAYMENTS, RETURNS, NAMES = Facet.LINES, Facet.PAYMENTS, Facet.RETURNS, Facet.IDENTITIES
OMS, POS, ERP = Ref("oms", "1"), Ref("pos", "T1"), Ref("erp", "E1")


def orders(*, oms_names_copies: bool = False, copies_name_oms: bool = True) -> House:
    """An order of the OMS with a copy in the ERP, which alone serves returns, and a ticket of the till."""
    refs = (told("erp", "E1"),) if oms_names_copies else ()
    copy = (told("oms", "1"),) if copies_name_oms else ()
    return House(
        Noun.ORDER,
        Member(name="oms", records=(order("1", "oms", refs=refs),), facets=frozenset({NAMES, LINES, PAYMENTS})),
        Member(name="pos", records=(order("T1", "pos", refs=()),), facets=frozenset({LINES, PAYMENTS})),
        Member(name="erp", records=(order("E1", "erp", refs=copy),), facets=frozenset({NAMES, LINES, RETURNS})),
    )


def stamps(answer: object) -> dict[str, FreshnessState]:
    assert isinstance(answer, Record)
    return {stamp.system: stamp.state for stamp in answer.stamps}


def gaps(answer: object) -> dict[Facet, list[str]]:
    assert isinstance(answer, Record)
    return {facet: [failure.system for failure in failures] for facet, failures in answer.gaps.items()}


async def test_only_the_owner_is_asked_for_what_it_serves() -> None:
    house = orders()
    answers = await house.look(OMS, facets=[LINES, PAYMENTS])
    assert (brief(answers[OMS]), house.calls) == (OMS, {"oms": 1})


async def test_what_the_owner_does_not_serve_comes_from_the_first_that_does() -> None:
    house = orders()
    answers = await house.look(OMS, facets=[LINES, RETURNS])
    found = answers[OMS]
    assert house.calls == {"oms": 1, "erp": 1}
    assert house.facets_asked("erp") >= {RETURNS}
    assert not house.facets_asked("erp") & {LINES, PAYMENTS}
    assert isinstance(found, Order)
    assert (found.ref, found.facets) == (OMS, HEAD | {LINES, RETURNS} | (found.facets & {NAMES}))
    assert [(one.key, one.order) for one in found.returns or ()] == [("r1", OMS)]


async def test_systems_are_asked_at_once() -> None:
    house = orders()
    for toy in house.toys.values():
        toy.delay = 0.01
    await house.look(OMS, POS, facets=[RETURNS])
    assert {name: toy.most_in_flight for name, toy in house.toys.items()} == {"oms": 1, "pos": 1, "erp": 1}


async def test_each_system_is_asked_once_for_many() -> None:
    many = [order(str(number), "oms", refs=()) for number in range(20)]
    copies = [order(f"E{number}", "erp", refs=(told("oms", str(number)),)) for number in range(20)]
    house = House(
        Noun.ORDER,
        Member(name="oms", records=tuple(many), facets=frozenset({NAMES, LINES})),
        Member(name="erp", records=tuple(copies), facets=frozenset({NAMES, RETURNS})),
    )
    answers = await house.look(*(one.ref for one in many), facets=[LINES, RETURNS])
    assert {key: brief(answer) for key, answer in answers.items()} == {one.ref: one.ref for one in many}
    assert house.calls == {"oms": 1, "erp": 1}
    house.fail("oms")
    answers = await house.look(*(one.ref for one in many), facets=[LINES])
    assert {key: brief(answer) for key, answer in answers.items()} == {one.ref: one.ref for one in many}
    assert house.calls == {"oms": 1, "erp": 1}


@pytest.mark.parametrize("oms_names_copies", [True, False])
@pytest.mark.parametrize("facets", [[], [LINES], [LINES, RETURNS, NAMES]])
async def test_a_copys_name_leads_to_the_original(oms_names_copies: bool, facets: list[Facet]) -> None:
    """The id of a thing is the same whatever is asked of it, and by whichever name."""
    house = orders(oms_names_copies=oms_names_copies, copies_name_oms=not oms_names_copies)
    answers = await house.look(ERP, facets=facets)
    assert brief(answers[ERP]) == OMS
    assert all(count <= 2 for count in house.calls.values())


async def test_a_ticket_of_the_till_is_its_own() -> None:
    house = orders()
    answers = await house.look(POS, facets=[LINES])
    assert brief(answers[POS]) == POS
    assert house.calls == {"oms": 1, "pos": 1}


@pytest.mark.parametrize("facets", [[], [LINES, PAYMENTS]])
async def test_a_copy_stands_in_under_the_originals_name(facets: list[Facet]) -> None:
    house = orders()
    house.fail("oms")
    found = (await house.look(OMS, facets=facets))[OMS]
    assert brief(found) == OMS
    assert stamps(found) == {"erp": FreshnessState.LIVE, "oms": FreshnessState.UNAVAILABLE}
    assert gaps(found) == ({PAYMENTS: ["oms"]} if facets else {})
    assert brief((await house.look(ERP, facets=facets))[ERP]) == OMS


async def test_a_silent_system_leaves_a_gap_only_where_it_was_needed() -> None:
    house = orders()
    house.fail("erp")
    found = (await house.look(OMS, facets=[LINES, RETURNS]))[OMS]
    assert (brief(found), gaps(found)) == (OMS, {RETURNS: ["erp"]})
    assert [stamp.error_code for stamp in found.stamps] == [None, "SYSTEM_UNAVAILABLE"]  # type: ignore[union-attr]  # a record
    found = (await house.look(OMS, facets=[LINES]))[OMS]
    assert (gaps(found), stamps(found)) == ({}, {"oms": FreshnessState.LIVE})


async def test_absent_when_all_who_could_know_say_so() -> None:
    house, nobody = orders(), Ref("oms", "9")
    assert await house.look(nobody) == {nobody: ABSENT}


async def test_not_absent_when_one_who_could_know_is_silent() -> None:
    house = orders()
    house.fail("oms")
    for name in (Ref("oms", "9"), Ref("erp", "E9"), POS):
        answer = (await house.look(name))[name]
        assert brief(answer) == (POS if name == POS else "oms")
        assert isinstance(answer, Failure | Record)
    house.fail("oms", "pos", "erp")
    assert brief((await house.look(ERP))[ERP]) in house.toys


async def test_one_bad_name_costs_the_others_nothing() -> None:
    house = orders()
    house.fail("pos")
    lost = Ref("pos", "T9")
    answers = await house.look(OMS, lost, ERP)
    assert {name: brief(answer) for name, answer in answers.items()} == {OMS: OMS, lost: "pos", ERP: OMS}


async def test_a_name_that_no_system_gave_is_asked_of_all() -> None:
    known = order("1", "oms", refs=(told("legacy", "L1"),))
    house = House(Noun.ORDER, Member(name="oms", records=(known,)), Member(name="erp"))
    answers = await house.look(Ref("legacy", "L1"), Ref("legacy", "L2"))
    assert [brief(answer) for answer in answers.values()] == [OMS, "absent"]


async def test_nothing_asked_is_nothing_answered() -> None:
    house = orders()
    assert (await house.look(), house.calls) == ({}, {})


async def test_the_ledger_knows_who_did_what() -> None:
    house = orders()
    house.fail("erp")
    await house.look(OMS, facets=[RETURNS])
    touches = house.asked.ledger.touches
    assert {name: touch.state for name, touch in touches.items()} == {
        "oms": FreshnessState.LIVE,
        "erp": FreshnessState.UNAVAILABLE,
    }
    assert house.asked.ledger.calls == {"oms": 1, "erp": 1}
    house.fail()
    await house.look(Ref("oms", "9"))
    touches = house.asked.ledger.touches
    assert {name: touch.state for name, touch in touches.items()} == dict.fromkeys(house.toys, FreshnessState.LIVE)


# ------------------------------------------------------------ by SKU


def variant(sku: str, system: str, **known: Any) -> Variant:
    return Variant(
        ref=Ref(system, sku), product=Ref("pim", "P1"), unit="C62", default_locale="fr", updated_at=ANCHOR, **known
    )


def assortment() -> House:
    return House(
        Noun.VARIANT,
        Member(name="pim", records=(variant("s1", "pim", gtin="1", titles=()),), facets=frozenset({Facet.TEXTS})),
        Member(name="erp", records=(variant("s1", "erp", prices=()),), facets=frozenset({Facet.PRICES})),
    )


async def test_a_sku_is_asked_of_all_and_named_by_the_first() -> None:
    house, names = assortment(), [Ref("", "s1"), Ref("pim", "s1"), Ref("erp", "s1")]
    answers: Mapping[Ref, Any] = await house.look(*names, facets=[Facet.TEXTS, Facet.PRICES])
    assert [brief(answer) for answer in answers.values()] == [Ref("pim", "s1")] * 3
    assert {(answer.gtin, answer.titles, answer.prices) for answer in answers.values()} == {("1", (), ())}
    assert house.calls == {"pim": 1, "erp": 1}
    assert (await house.look(Ref("", "s9")))[Ref("", "s9")] is ABSENT


async def test_no_prices_without_the_erp_but_the_rest() -> None:
    house = assortment()
    house.fail("erp")
    found = (await house.look(Ref("", "s1"), facets=[Facet.TEXTS, Facet.PRICES]))[Ref("", "s1")]
    assert (brief(found), gaps(found)) == (Ref("pim", "s1"), {Facet.PRICES: ["erp"]})


async def test_stock_comes_from_all_who_count_or_reserve() -> None:
    counts, reserves = frozenset({Facet.COUNTS}), frozenset({Facet.RESERVATIONS})
    house = House(
        Noun.STOCK,
        Member(name="wms", records=(stock("s1", "wms"),), facets=counts),
        Member(name="pos", records=(stock("s1", "pos"),), facets=counts),
        Member(name="oms", records=(stock("s1", "oms"),), facets=reserves),
    )
    key = Ref("", "s1")
    found = (await house.look(key, facets=[Facet.COUNTS, Facet.RESERVATIONS]))[key]
    assert (brief(found), list(stamps(found))) == (Ref("wms", "s1"), ["wms", "pos", "oms"])
    assert house.calls == {"wms": 1, "pos": 1, "oms": 1}
    house.fail("pos")
    found = (await house.look(key, facets=[Facet.COUNTS, Facet.RESERVATIONS]))[key]
    assert gaps(found) == {Facet.COUNTS: ["pos"]}
    house.fail("wms")
    found = (await house.look(key, facets=[Facet.COUNTS]))[key]
    assert (brief(found), gaps(found)) == (Ref("wms", "s1"), {Facet.COUNTS: ["wms"]})
    house.fail("oms")
    assert gaps((await house.look(key, facets=[Facet.COUNTS]))[key]) == {}
    house.fail("wms", "pos", "oms")
    assert isinstance((await house.look(key, facets=[Facet.COUNTS]))[key], Failure)


async def test_a_sku_that_only_the_till_stocks_is_found() -> None:
    house = House(Noun.STOCK, Member(name="wms"), Member(name="pos", records=(stock("s1", "pos"),)))
    key = Ref("", "s1")
    assert brief((await house.look(key, facets=[Facet.COUNTS]))[key]) == Ref("wms", "s1")


# ------------------------------------------------------------ facets of the cache


async def test_gaps_that_a_system_told_itself_are_kept() -> None:
    failure = Failure(system="oms", role=orders().ports[0].served.role, code="X", message="half", retryable=True)
    house = orders()
    house.toys["oms"].put(structs.replace(order("1", "oms", refs=()), gaps={PAYMENTS: (failure,)}))
    house.fail("erp")
    found = (await house.look(OMS, facets=[PAYMENTS, RETURNS]))[OMS]
    assert gaps(found) == {PAYMENTS: ["oms"], RETURNS: ["erp"]}
