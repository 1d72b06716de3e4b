"""Merging goods on their way: the furthest stage, what is expected by who saw it, what is counted by who counts."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from backends.merging import merge
from backends.promise import certainty
from backends.records import Inbound, Ref
from backends.vocabulary import FACETS, Noun, SupplyStage
from tests.backends.routed_toy import told
from tests.backends.toy import ANCHOR
from tests.examples import EXAMPLES

LINE = Ref("erp", "1")
stages = st.sampled_from(SupplyStage)


def supply(system: str, stage: SupplyStage, **known: Any) -> Inbound:
    head: dict[str, Any] = {"ordered": Decimal(60), "expected": Decimal(60), "updated_at": ANCHOR}
    return Inbound(
        ref=Ref(system, "1"),
        facets=FACETS[Noun.INBOUND],
        sku="S1",
        unit="C62",
        stage=stage,
        destination=Ref("erp", "depot"),
        **head | known,
    )


def together(*supplies: Inbound) -> Inbound:
    found = merge(Noun.INBOUND, LINE, supplies, {})
    assert isinstance(found, Inbound)
    return found


def test_what_is_being_received_is_not_at_the_hub_any_more() -> None:
    erp = supply(
        "erp", SupplyStage.AT_HUB, confirmed=Decimal(60), allocated=Decimal(5), eta=ANCHOR, refs=(told("wms", "1"),)
    )
    wms = supply(
        "wms",
        SupplyStage.RECEIVING,
        expected=Decimal(58),
        received=Decimal(42),
        eta=ANCHOR + timedelta(days=1),
        origin_country="IT",
        updated_at=ANCHOR + timedelta(hours=1),
    )
    found = together(erp, wms)
    assert (found.ref, found.stage, found.updated_at) == (LINE, SupplyStage.RECEIVING, wms.updated_at)
    assert (found.ordered, found.confirmed, found.allocated, found.expected, found.received) == (60, 60, 5, 58, 42)
    assert (found.eta, found.origin_country) == (ANCHOR, "IT")


def test_a_copy_that_lags_behind_takes_nothing_back() -> None:
    erp = supply("erp", SupplyStage.RECEIVING, expected=Decimal(58))
    found = together(erp, supply("wms", SupplyStage.ORDERED, expected=Decimal(60)))
    assert (found.stage, found.expected) == (SupplyStage.RECEIVING, 58)


def test_one_system_alone_is_believed() -> None:
    alone = supply("erp", SupplyStage.AT_HUB)
    assert together(alone) is alone


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.lists(stages, min_size=1, max_size=4))
def test_no_stage_is_further_than_the_one_told(seen: list[SupplyStage]) -> None:
    found = together(*(supply(f"s{place}", stage) for place, stage in enumerate(seen)))
    assert certainty(found.stage) == max(map(certainty, seen))
