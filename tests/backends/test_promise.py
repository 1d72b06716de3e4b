"""Promises by date, by the worked example, by property and against a brute-force oracle."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from backends.promise import (
    OVERDUE_ARRIVES_IN,
    OVERDUE_IS_LOST_AFTER,
    Step,
    arrival,
    atp_schedule,
    available_to_promise,
    certain,
    coming,
    end_of_day,
    levels,
    promise_view,
)
from backends.records import Demand, Inbound, Ref
from backends.vocabulary import Channel, SupplyStage
from tests.examples import EXAMPLES

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TODAY = NOW.date()
PARIS = ZoneInfo("Europe/Paris")
ZONES = [PARIS, ZoneInfo("Pacific/Kiritimati"), ZoneInfo("America/Los_Angeles"), ZoneInfo("UTC")]
FOR_GOOD = NOW + timedelta(days=3650)
GRID = timedelta(hours=3)
MANY = settings(max_examples=EXAMPLES, deadline=None)


def supply(
    quantity: float, eta: datetime | None, stage: SupplyStage = SupplyStage.CONFIRMED, **parts: object
) -> Inbound:
    amount = Decimal(str(quantity))
    facts = {"ordered": amount, "expected": amount, "eta": eta, "updated_at": NOW} | parts
    return Inbound(ref=Ref("erp", "PO-1"), sku="S", unit="C62", stage=stage, destination=Ref("erp", "north"), **facts)


def demand(quantity: float, due: datetime) -> Demand:
    return Demand(ref=Ref("oms", "1/1"), sku="S", quantity=Decimal(str(quantity)), due=due, channel=Channel.ECOMMERCE)


def days(number: float) -> datetime:
    return NOW + timedelta(days=number)


SUPPLIES = [supply(20, days(3)), supply(30, days(10))]
DEMANDS = [demand(15, days(7))]

amounts = st.integers(0, 60).map(lambda number: Decimal(number) / 2)
instants = st.integers(-9 * 8, 15 * 8).map(lambda steps: NOW + steps * GRID)
supplies = st.lists(
    st.builds(
        supply,
        amounts,
        st.none() | instants,
        st.sampled_from(SupplyStage),
        eta_latest=st.none() | instants,
        allocated=amounts,
    ),
    max_size=6,
)
demands = st.lists(st.builds(demand, amounts, instants), max_size=6)
worlds = st.tuples(amounts, supplies, demands)
stages = st.sampled_from(SupplyStage)
World = tuple[Decimal, Sequence[Inbound], Sequence[Demand]]


def oracle_level(world: World, at: datetime, counts_from: SupplyStage) -> Decimal:
    """The formula, term by term, at one instant."""
    ats, supplied, demanded = world
    order = [SupplyStage.UNKNOWN, *(stage for stage in SupplyStage if stage is not SupplyStage.UNKNOWN)]
    level = ats
    for one in supplied:
        eta = one.eta_latest or one.eta
        if eta is None or order.index(one.stage) < order.index(counts_from) or eta < NOW - timedelta(days=7):
            continue
        if (eta if eta > NOW else NOW + timedelta(days=1)) <= at:
            level += one.expected - one.allocated
    return level - sum(one.quantity for one in demanded if one.due <= at)


def oracle_atp(world: World, at: datetime, counts_from: SupplyStage) -> Decimal:
    """The least level at any point of the grid, from an instant to after the last change; never below zero."""
    points = (at + GRID * step for step in range(16 * 8))
    return max(Decimal(0), min(oracle_level(world, point, counts_from) for point in points))


class TestWorkedExample:
    def test_levels(self) -> None:
        assert levels(Decimal(2), SUPPLIES, DEMANDS, NOW) == [
            (NOW, 2),
            (days(3), 22),
            (days(7), 7),
            (days(10), 37),
        ]

    @pytest.mark.parametrize(("day", "expected"), [(0, 2), (1, 2), (2, 2), (3, 7), (7, 7), (9, 7), (10, 37), (400, 37)])
    def test_by_day(self, day: int, expected: int) -> None:
        on = TODAY + timedelta(days=day)
        assert available_to_promise(Decimal(2), SUPPLIES, DEMANDS, on=on, zone=PARIS, now=NOW) == expected

    def test_schedule(self) -> None:
        assert atp_schedule(Decimal(2), SUPPLIES, DEMANDS, NOW, FOR_GOOD) == [
            Step(NOW, days(3), Decimal(2)),
            Step(days(3), days(10), Decimal(7)),
            Step(days(10), None, Decimal(37)),
        ]

    def test_horizon_ends_the_steps_and_not_the_view(self) -> None:
        steps = atp_schedule(Decimal(2), SUPPLIES, [*DEMANDS, demand(5, days(30))], NOW, days(5))
        assert steps == [Step(NOW, days(3), Decimal(2)), Step(days(3), days(10), Decimal(7))]


class TestSupply:
    @pytest.mark.parametrize("stage", [SupplyStage.UNKNOWN, SupplyStage.PROPOSED, SupplyStage.ORDERED])
    def test_too_early_to_count(self, stage: SupplyStage) -> None:
        assert not certain(supply(1, days(1), stage))
        assert certain(supply(1, days(1), stage), SupplyStage.UNKNOWN)

    @pytest.mark.parametrize("stage", list(SupplyStage)[2:-1])
    def test_counts(self, stage: SupplyStage) -> None:
        assert certain(supply(1, days(1), stage))

    def test_from_a_configured_stage(self) -> None:
        assert not certain(supply(1, days(1)), SupplyStage.IN_TRANSIT)

    def test_the_latest_eta_counts(self) -> None:
        assert arrival(supply(1, days(1), eta_latest=days(2)), NOW) == days(2)

    def test_without_eta_it_never_comes(self) -> None:
        assert arrival(supply(1, None), NOW) is None

    def test_overdue_comes_tomorrow_or_never(self) -> None:
        assert arrival(supply(1, NOW), NOW) == NOW + OVERDUE_ARRIVES_IN
        assert arrival(supply(1, NOW - OVERDUE_IS_LOST_AFTER), NOW) == NOW + OVERDUE_ARRIVES_IN
        assert arrival(supply(1, NOW - OVERDUE_IS_LOST_AFTER - timedelta(seconds=1)), NOW) is None

    def test_what_is_promised_already_is_off(self) -> None:
        held = supply(20, days(3), allocated=Decimal(8))
        assert levels(Decimal(0), [held], [], NOW)[-1] == (days(3), 12)

    @pytest.mark.parametrize(
        ("found", "expected"),
        [([], False), ([supply(1, None)], True), ([supply(1, days(1), allocated=Decimal(1))], False)],
    )
    def test_coming(self, found: list[Inbound], expected: bool) -> None:
        assert coming(found) is expected


class TestDay:
    def test_goods_due_by_the_end_of_the_day_count(self) -> None:
        midnight = datetime(2026, 3, 5, 23, 0, tzinfo=UTC)  # in Paris
        for eta, expected in ((midnight - timedelta(seconds=1), 20), (midnight, 0)):
            on = date(2026, 3, 5)
            assert available_to_promise(Decimal(0), [supply(20, eta)], [], on=on, zone=PARIS, now=NOW) == expected

    def test_today_is_the_zone_s(self) -> None:
        late = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)  # the 3rd in Paris
        soon = [supply(20, late + timedelta(hours=1))]
        for zone, expected in ((PARIS, 0), (ZoneInfo("UTC"), 20)):
            found = available_to_promise(Decimal(0), soon, [], on=date(2026, 3, 3), zone=zone, now=late)
            assert found == expected

    def test_goods_of_later_today_are_not_promised_now(self) -> None:
        due = [supply(20, NOW + timedelta(hours=1))]
        assert available_to_promise(Decimal(2), due, [], on=TODAY, zone=PARIS, now=NOW) == 2

    def test_summer_time(self) -> None:
        assert end_of_day(date(2026, 3, 29), PARIS) - end_of_day(date(2026, 3, 28), PARIS) == timedelta(hours=23)

    @pytest.mark.parametrize("zone", ZONES)
    def test_the_last_day_there_is(self, zone: ZoneInfo) -> None:
        assert available_to_promise(Decimal(2), SUPPLIES, DEMANDS, on=date.max, zone=zone, now=NOW) == 37


class TestProperties:
    @MANY
    @given(worlds, stages)
    def test_never_falls_and_joins_up(self, world: World, counts_from: SupplyStage) -> None:
        steps = atp_schedule(*world, NOW, FOR_GOOD, counts_from)
        assert steps[0].from_ == NOW
        assert steps[-1].to is None
        for step, following in pairwise(steps):
            assert step.to == following.from_ > step.from_
            assert 0 <= step.quantity < following.quantity

    @MANY
    @given(worlds, stages, st.sampled_from(ZONES), st.integers(0, 20), st.integers(0, 20))
    def test_a_later_day_never_has_less(
        self, world: World, counts_from: SupplyStage, zone: ZoneInfo, one: int, more: int
    ) -> None:
        today = NOW.astimezone(zone).date()
        early, late = (
            available_to_promise(*world, on=today + timedelta(days=ahead), zone=zone, now=NOW, counts_from=counts_from)
            for ahead in (one, one + more)
        )
        assert early <= late

    @MANY
    @given(worlds, stages, st.sampled_from(ZONES))
    def test_today_never_exceeds_what_there_is(self, world: World, counts_from: SupplyStage, zone: ZoneInfo) -> None:
        today = NOW.astimezone(zone).date()
        promised = available_to_promise(*world, on=today, zone=zone, now=NOW, counts_from=counts_from)
        first = levels(*world, NOW, counts_from)[0][1]
        assert 0 <= promised <= max(Decimal(0), first) <= world[0]

    @MANY
    @given(worlds, stages, instants)
    @example((Decimal(2), SUPPLIES, DEMANDS), SupplyStage.CONFIRMED, days(3))
    def test_level_against_the_formula(self, world: World, counts_from: SupplyStage, at: datetime) -> None:
        at = max(at, NOW)
        found = [level for instant, level in levels(*world, NOW, counts_from) if instant <= at][-1]
        assert found == oracle_level(world, at, counts_from)

    @MANY
    @given(worlds, st.integers(0, 32))
    def test_promise_against_brute_force(self, world: World, half_days: int) -> None:
        at = NOW + timedelta(hours=12) * half_days
        steps = atp_schedule(*world, NOW, FOR_GOOD)
        found = [step.quantity for step in steps if step.from_ <= at][-1]
        assert found == oracle_atp(world, at, SupplyStage.CONFIRMED)


def test_long_lists_take_linear_time() -> None:
    """Ten thousand supplies and demands in far less than a second; quadratic would take minutes."""
    many = range(10_000)
    steps = atp_schedule(
        Decimal(0),
        [supply(1, NOW + timedelta(minutes=number + 1)) for number in many],
        [demand(1, NOW + timedelta(minutes=number + 20_000)) for number in many],
        NOW,
        FOR_GOOD,
    )
    assert steps[-1].quantity == 0


BY = days(1)


class TestPromise:
    @pytest.mark.parametrize(
        ("now", "current", "delivered", "breached", "at_risk", "late"),
        [
            (NOW, None, None, False, False, None),
            (NOW, BY, None, False, False, None),
            (NOW, BY + timedelta(hours=2), None, False, True, 7200),
            (BY, None, None, False, False, None),
            (BY + timedelta(seconds=1), None, None, True, False, 1),
            (days(2), days(3), None, True, False, 2 * 86_400),
            (days(3), days(2), None, True, False, 2 * 86_400),
            (days(9), days(9), BY, False, False, None),
            (days(9), None, days(2), True, False, 86_400),
            (days(9), None, BY + timedelta(milliseconds=1), True, False, 1),
        ],
    )
    def test_table(
        self,
        now: datetime,
        current: datetime | None,
        delivered: datetime | None,
        breached: bool,
        at_risk: bool,
        late: int | None,
    ) -> None:
        found = promise_view(
            promised_by=BY, promised_from=NOW, made_at=NOW, current=current, delivered_at=delivered, now=now
        )
        assert found is not None
        assert (found.breached, found.at_risk, found.late_by_seconds) == (breached, at_risk, late)
        assert (found.from_, found.by, found.made_at, found.current) == (NOW, BY, NOW, current)

    def test_none_was_made(self) -> None:
        assert (
            promise_view(promised_by=None, promised_from=NOW, made_at=NOW, current=NOW, delivered_at=None, now=NOW)
            is None
        )
