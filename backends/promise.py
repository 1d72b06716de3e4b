"""What can be promised for a later day, and whether a promise holds.

    level(t)                  available to sell + (expected - allocated) of supply due by t - demand due by t
    available to promise(t)   max(0, the least level at t or at any time after)

It looks ahead: what a later demand will need is not promised, whatever lies there meanwhile. The level now is what
is available to sell, less demand that is overdue; so nothing is promised for today that could not be sold today.
Instants are aware; quantities are in the variant's unit.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import accumulate, groupby
from operator import itemgetter
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from msgspec import Struct

from backends.records import Demand, Inbound
from backends.vocabulary import SupplyStage

ZERO: Final = Decimal(0)

OVERDUE_ARRIVES_IN: Final = timedelta(days=1)
OVERDUE_IS_LOST_AFTER: Final = timedelta(days=7)

_CERTAINTY: Final = {stage: rank for rank, stage in enumerate(SupplyStage)} | {SupplyStage.UNKNOWN: -1}
_LAST_DAY: Final = date.max - timedelta(days=2)  # the end of a later one is beyond datetime in some zone

Level: TypeAlias = tuple[datetime, Decimal]


class Step(Struct, frozen=True):
    """The quantity that can be promised from an instant to another, exclusive; `to` None is for good."""

    from_: datetime
    to: datetime | None
    quantity: Decimal


class Promise(Struct, frozen=True, kw_only=True):
    """A promise to a customer and how it stands; `current` is the present belief, `by` never moves.

    `late_by_seconds` is None in time.
    """

    from_: datetime | None
    by: datetime
    made_at: datetime | None
    current: datetime | None
    breached: bool
    at_risk: bool
    late_by_seconds: int | None


def certainty(stage: SupplyStage) -> int:
    """How far a stage is along the way; UNKNOWN is less than any other."""
    return _CERTAINTY[stage]


def certain(supply: Inbound, counts_from: SupplyStage = SupplyStage.CONFIRMED) -> bool:
    """Whether a supply has come far enough to be promised."""
    return certainty(supply.stage) >= certainty(counts_from)


def coming(supplies: Iterable[Inbound], counts_from: SupplyStage = SupplyStage.CONFIRMED) -> bool:
    """Whether something is on its way that nobody has been promised yet."""
    return any(certain(supply, counts_from) and supply.expected > supply.allocated for supply in supplies)


def arrival(supply: Inbound, now: datetime) -> datetime | None:
    """When a supply may be counted on: at the latest ETA it has, None without one.

    What should be here by now is believed to come a day from now, and after a week not at all.
    """
    eta = supply.eta_latest or supply.eta
    if eta is None or eta < now - OVERDUE_IS_LOST_AFTER:
        return None
    return eta if eta > now else now + OVERDUE_ARRIVES_IN


def levels(
    ats: Decimal,
    supplies: Iterable[Inbound],
    demands: Iterable[Demand],
    now: datetime,
    counts_from: SupplyStage = SupplyStage.CONFIRMED,
) -> list[Level]:
    """The level now and after each change to come, in order of time; signed."""
    changes: defaultdict[datetime, Decimal] = defaultdict(Decimal, {now: ats})
    for supply in supplies:
        if certain(supply, counts_from) and (when := arrival(supply, now)) is not None:
            changes[when] += supply.expected - supply.allocated
    for demand in demands:
        changes[max(demand.due, now)] -= demand.quantity
    instants = sorted(changes)
    return list(zip(instants, accumulate(changes[instant] for instant in instants), strict=True))


def atp_schedule(
    ats: Decimal,
    supplies: Iterable[Inbound],
    demands: Iterable[Demand],
    now: datetime,
    horizon_end: datetime,
    counts_from: SupplyStage = SupplyStage.CONFIRMED,
) -> list[Step]:
    """What can be promised from now on, as steps that begin before the horizon ends; at least one, never falling.

    All that is given is looked at, beyond the horizon too. `supplies` and `demands` are those of the scope whose
    available to sell is `ats`.
    """
    known = levels(ats, supplies, demands, now, counts_from)
    least = list(accumulate((level for _, level in reversed(known)), min))
    promised = zip((instant for instant, _ in known), (max(ZERO, level) for level in reversed(least)), strict=True)
    starts = [next(same) for _, same in groupby(promised, key=itemgetter(1))]
    ends = [*(instant for instant, _ in starts[1:]), None]
    steps = [Step(instant, end, quantity) for (instant, quantity), end in zip(starts, ends, strict=True)]
    return [steps[0], *(step for step in steps[1:] if step.from_ < horizon_end)]


def available_to_promise(
    ats: Decimal,
    supplies: Iterable[Inbound],
    demands: Iterable[Demand],
    *,
    on: date,
    zone: ZoneInfo,
    now: datetime,
    counts_from: SupplyStage = SupplyStage.CONFIRMED,
) -> Decimal:
    """What can be promised for a day in a zone: goods due by the end of that day count, later demand is respected.

    For today it is what can be promised at this moment. A day in the past is for the caller to refuse.
    """
    steps = atp_schedule(ats, supplies, demands, now, end_of_day(on, zone), counts_from)
    return steps[0 if on <= now.astimezone(zone).date() else -1].quantity


def least(one: Sequence[Step], other: Sequence[Step]) -> list[Step]:
    """What both schedules allow: at each instant the lesser quantity; both begin at the same instant."""
    instants = sorted({step.from_ for step in (*one, *other)})
    quantities = ((instant, min(_at(one, instant), _at(other, instant))) for instant in instants)
    starts = [next(same) for _, same in groupby(quantities, key=itemgetter(1))]
    ends = [*(instant for instant, _ in starts[1:]), None]
    return [Step(instant, end, quantity) for (instant, quantity), end in zip(starts, ends, strict=True)]


def _at(steps: Sequence[Step], instant: datetime) -> Decimal:
    return next(step.quantity for step in reversed(steps) if step.from_ <= instant)


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The instant at which the next day begins in a zone, UTC; a day may have 23 or 25 hours."""
    return datetime.combine(min(day, _LAST_DAY) + timedelta(days=1), time.min, tzinfo=zone).astimezone(UTC)


def promise_view(
    *,
    promised_by: datetime | None,
    promised_from: datetime | None,
    made_at: datetime | None,
    current: datetime | None,
    delivered_at: datetime | None,
    now: datetime,
) -> Promise | None:
    """How a promise stands; None when nothing was promised.

    Breached: delivered after `by`, or `by` is past and it is not delivered. At risk: neither breached nor delivered,
    but believed to come after `by`. Late by: to delivery, or else to the later of now and the present belief.
    """
    if promised_by is None:
        return None
    end = delivered_at or max(now, current or now)
    return Promise(
        from_=promised_from,
        by=promised_by,
        made_at=made_at,
        current=current,
        breached=(delivered_at or now) > promised_by,
        at_risk=delivered_at is None and now <= promised_by < end,
        late_by_seconds=math.ceil((end - promised_by).total_seconds()) if end > promised_by else None,
    )
