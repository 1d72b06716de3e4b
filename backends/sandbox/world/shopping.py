"""How people shop by chance: at a till, on the web, or on the web to collect in a store."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Final

from msgspec.structs import replace

from backends.sandbox.world.assortment import Article, quantity
from backends.sandbox.world.chance import below, between, often, pick
from backends.sandbox.world.countries import DE, FR, GB, Country
from backends.sandbox.world.moments import ANCHOR, ago, evening
from backends.sandbox.world.people import Link, Person
from backends.sandbox.world.places import STORES, seller, stores_of, warehouse_of
from backends.sandbox.world.sales import Line, Progress, Promise, Sale, Takeback, line
from backends.vocabulary import Channel, FulfilmentMethod, ReturnStatus

_DAY: Final = 86_400
_HOUR: Final = 3_600
_RECENT_DAYS: Final = 20
_OLDEST_DAYS: Final = 730
_FREE_SHIPPING: Final = 10_000
_REASONS: Final = ("SIZE", "COLOUR", "CHANGED_MIND", "DEFECT")
_WEB: Final = (Channel.ECOMMERCE,) * 7 + (Channel.MOBILE_APP,) * 2 + (Channel.CALL_CENTER, Channel.MARKETPLACE)
_COUNTRIES: Final = (FR, FR, FR, DE, GB)


def sale(chance: Random, number: int, buyer: Person | None, articles: Sequence[Article]) -> Sale:
    """One sale, where such a buyer shops; nobody in particular is a passer-by, or a guest on the web."""
    draw = chance.random()
    if draw < _till_share(buyer):
        return ticket(chance, number, buyer, articles)
    return collected(chance, number, buyer, articles) if draw > 0.85 else shipped(chance, number, buyer, articles)


def _till_share(buyer: Person | None) -> float:
    if buyer is None or not buyer.has_card:
        return 0.5 if buyer is None else 0.0
    return 1.0 if buyer.link is Link.NO_ENTRY else 0.55


def ticket(chance: Random, number: int, buyer: Person | None, articles: Sequence[Article]) -> Sale:
    """Bought at a till and taken away."""
    store = pick(chance, STORES) if buyer is None or often(chance, 0.1) else buyer.store
    placed = _in_opening_hours(chance, ago(_age(chance) + _DAY))
    lines = _lines(chance, store.country, articles, FulfilmentMethod.TAKE_NOW, Progress.DELIVERED)
    bought = Sale(
        number=number,
        buyer=buyer,
        country=store.country,
        channel=Channel.STORE,
        over_the_counter=True,
        store=store,
        seller=seller(store, below(chance, 3)),
        source=store,
        placed_at=placed,
        progress=Progress.DELIVERED,
        lines=lines,
        discount=_discount(chance, lines),
        delivered_at=placed,
    )
    return _maybe_returned(chance, bought, 0.06)


def shipped(chance: Random, number: int, buyer: Person | None, articles: Sequence[Article]) -> Sale:
    """Ordered from afar, sent home from the country's warehouse."""
    country = pick(chance, _COUNTRIES) if buyer is None else buyer.country
    placed = ago(_age(chance))
    arrival = placed + timedelta(seconds=_transit(chance))
    progress = _shipped_progress(chance, placed, arrival)
    lines = _lines(chance, country, articles, FulfilmentMethod.SHIP_FROM_WAREHOUSE, progress)
    promise = Promise(evening(placed, 2), evening(placed, 4), placed)
    if progress is Progress.ALLOCATED and len(lines) > 1 and often(chance, 0.4):
        lines = (*lines[:-1], replace(lines[-1], progress=Progress.BACKORDERED))
        promise = Promise(evening(placed, 7), evening(placed, between(chance, 8, 16)), placed)
    goods = sum(one.total for one in lines)
    ordered = Sale(
        number=number,
        buyer=buyer,
        country=country,
        channel=pick(chance, _WEB),
        source=warehouse_of(country),
        placed_at=placed,
        progress=progress,
        lines=lines,
        shipping=0 if goods >= _FREE_SHIPPING else 490,
        discount=_discount(chance, lines),
        promise=promise,
        expected_at=arrival if progress is Progress.SHIPPED else None,
        delivered_at=arrival if progress is Progress.DELIVERED else None,
    )
    return _maybe_returned(chance, ordered, 0.12)


def collected(chance: Random, number: int, buyer: Person | None, articles: Sequence[Article]) -> Sale:
    """Ordered from afar, collected in a store: from its own shelf, or sent there from the warehouse."""
    country = pick(chance, _COUNTRIES) if buyer is None else buyer.country
    store = pick(chance, stores_of(country))
    from_shelf = often(chance, 0.7)
    placed = ago(_age(chance))
    ready = placed + timedelta(seconds=3 * _HOUR if from_shelf else _transit(chance))
    arrival = _in_opening_hours(chance, ready + timedelta(days=between(chance, 1, 3)))
    progress = _collected_progress(chance, placed, arrival, from_shelf)
    method = FulfilmentMethod.CLICK_AND_COLLECT if from_shelf else FulfilmentMethod.SHIP_TO_STORE
    lines = _lines(chance, country, articles, method, progress)
    ordered = Sale(
        number=number,
        buyer=buyer,
        country=country,
        channel=Channel.ECOMMERCE if often(chance, 0.6) else Channel.MOBILE_APP,
        store=store,
        source=store if from_shelf else warehouse_of(country),
        placed_at=placed,
        progress=progress,
        lines=lines,
        discount=_discount(chance, lines),
        promise=Promise(placed, evening(placed, 5 if from_shelf else 8), placed),
        delivered_at=arrival if progress is Progress.DELIVERED else None,
    )
    return _maybe_returned(chance, ordered, 0.05)


def _age(chance: Random) -> int:
    """Seconds since it was placed: a fifth of all sales are recent, so that much is under way."""
    if often(chance, 0.2):
        return between(chance, 300, _RECENT_DAYS * _DAY)
    return between(chance, _RECENT_DAYS * _DAY, _OLDEST_DAYS * _DAY)


def _in_opening_hours(chance: Random, day: datetime) -> datetime:
    """The same day, between nine and six."""
    return day.replace(hour=9, minute=0, second=0) + timedelta(seconds=below(chance, 9 * _HOUR))


def _transit(chance: Random) -> int:
    """Seconds from order to door: four in a hundred take much too long."""
    if often(chance, 0.04):
        return between(chance, 130, 210) * _HOUR
    return between(chance, 40, 92) * _HOUR


def _shipped_progress(chance: Random, placed: datetime, arrival: datetime) -> Progress:
    if placed > ANCHOR - timedelta(hours=2):
        return Progress.PLACED
    if often(chance, 0.03):
        return Progress.CANCELLED
    if placed > ANCHOR - timedelta(hours=26):
        return Progress.ALLOCATED
    return Progress.DELIVERED if arrival <= ANCHOR else Progress.SHIPPED


def _collected_progress(chance: Random, placed: datetime, arrival: datetime, from_shelf: bool) -> Progress:
    if placed > ANCHOR - timedelta(hours=1):
        return Progress.PLACED
    if often(chance, 0.05):
        return Progress.CANCELLED
    if arrival <= ANCHOR:
        return Progress.DELIVERED
    if from_shelf:
        return Progress.READY if placed < ANCHOR - timedelta(hours=4) else Progress.ALLOCATED
    return Progress.SHIPPED if placed < ANCHOR - timedelta(hours=26) else Progress.ALLOCATED


def _lines(
    chance: Random, country: Country, articles: Sequence[Article], method: FulfilmentMethod, progress: Progress
) -> tuple[Line, ...]:
    count = (1, 1, 1, 2, 2, 3, 4)[below(chance, 7)]
    picked = [pick(chance, articles) for _ in range(count)]
    return tuple(line(it, quantity(chance, it), country.currency, method, progress) for it in picked)


def _discount(chance: Random, lines: Sequence[Line]) -> int:
    return sum(one.total for one in lines) // 10 if often(chance, 0.1) else 0


def _maybe_returned(chance: Random, sold: Sale, share: float) -> Sale:
    """The same sale, or with one line coming back; what was asked for lately is still on its way."""
    if sold.progress is not Progress.DELIVERED or sold.delivered_at is None or not often(chance, share):
        return sold
    asked = sold.delivered_at + timedelta(seconds=between(chance, _DAY, 12 * _DAY))
    return sold if asked > ANCHOR else replace(sold, takebacks=(_takeback(chance, sold, asked),))


def _takeback(chance: Random, sold: Sale, asked: datetime) -> Takeback:
    index = below(chance, len(sold.lines))
    return Takeback(
        line=index,
        thousandths=sold.lines[index].thousandths,
        status=ReturnStatus.RETURNED if sold.over_the_counter else _way_back(ANCHOR - asked),
        reason=pick(chance, _REASONS),
        at=asked,
        place=sold.source,
    )


def _way_back(since: timedelta) -> ReturnStatus:
    for days, status in _WAY_BACK:
        if since < timedelta(days=days):
            return status
    return ReturnStatus.RETURNED


_WAY_BACK: Final = ((2, ReturnStatus.REQUESTED), (5, ReturnStatus.IN_TRANSIT), (8, ReturnStatus.RECEIVED))
