"""What there is to sell: the formulas for one SKU, at a place and over a scope.

    net(place, channel)       on hand - unavailable - committed - held - safety stock of the channel; signed
    available to sell         max(0, net)
    available over a scope    max(0, sum of what each place has available - network holds)

Each place is clamped before the sum: an oversold shop eats nothing of another shop's stock. A component that no
system knows counts as zero and is shown as None; a component whose system failed makes what depends on it None,
because the rest of the formula would be too much to promise. Quantities are in the variant's unit.
"""

from collections.abc import Iterable, Sequence, Set
from decimal import Decimal
from typing import Final

from msgspec import Struct, structs

from backends.records import Ref, SafetyStock, Stock, StockPosition
from backends.vocabulary import Channel, Facet, StockConvention, StockSignal

ZERO: Final = Decimal(0)
LOW_STOCK: Final = Decimal(3)

_COMPONENTS: Final = ("on_hand", "unavailable", "committed", "held")
NOTHING: Final[Set[Facet]] = frozenset()
_SUBTRACTED: Final = frozenset({Facet.RESERVATIONS, Facet.SAFETY})
_READ: Final = _SUBTRACTED | {Facet.COUNTS}


class Scope(Struct, frozen=True, kw_only=True):
    """For which channel and at which places; `places` None is the whole network."""

    channel: Channel
    places: frozenset[Ref] | None = None

    def covers(self, place: Ref | None) -> bool:
        """Whether it counts here; what is not routed to a place yet (None) counts in the whole network only."""
        return self.places is None or place in self.places


class Gross(Struct, frozen=True):
    """A position whose `on_hand` is gross, and the components that had to be raised to zero."""

    position: StockPosition
    clamped: tuple[str, ...] = ()


class Figures(Struct, frozen=True, kw_only=True):
    """What there is for one channel, at a place or over a scope; None is not known.

    `net` is signed, negative means oversold. `tracked`: the SKU is counted at all. `stocked`: some system keeps a
    record of it here. `complete`: nothing is missing; otherwise what is known is a lower bound.
    """

    on_hand: Decimal | None
    unavailable: Decimal | None
    committed: Decimal | None
    held: Decimal | None
    safety_stock: Decimal | None
    net: Decimal | None
    available_to_sell: Decimal | None
    tracked: bool
    stocked: bool
    complete: bool


def gross(position: StockPosition, convention: StockConvention) -> Gross:
    """The position with a gross `on_hand`, whatever its system means by that number.

    `convention` is that of the system which counts. NET needs the reservations of all systems in the position
    first: they are what it left out. AVAILABLE knows nothing but `available`, which is final.
    A component below zero is a fault in a system's data: it becomes zero and is told, to be shown as a gap.
    """
    said = meant(position, convention)
    safety = said.safety and tuple(map(_kept, said.safety))
    raised = structs.replace(said, safety=safety, **{name: _floor(getattr(said, name)) for name in _COMPONENTS})
    changed = (name for name in (*_COMPONENTS, "safety") if getattr(said, name) != getattr(raised, name))
    return Gross(raised, tuple(changed))


def meant(position: StockPosition, convention: StockConvention) -> StockPosition:
    """The position with the numbers that a convention changes as we mean them, faults and all."""
    return structs.replace(position, **_counts(position, convention))


def safety_for(position: StockPosition, channel: Channel) -> Decimal | None:
    """What is kept back for a channel: its own figure, else the one for all channels, else zero.

    None when no system knows. Where several systems give a figure, the greatest holds.
    """
    if not position.safety:
        return None if position.safety is None else ZERO
    figures = [safety.quantity for safety in position.safety if safety.channel is channel]
    figures = figures or [safety.quantity for safety in position.safety if safety.channel is None]
    return max(figures) if figures else ZERO


def net(position: StockPosition, channel: Channel, failed: Set[Facet] = NOTHING) -> Decimal | None:
    """What is left at a place, signed; None when it cannot be known.

    `failed`: the facets that some system could not be asked for. Where only `available` is known it is taken as it
    is: its system has already subtracted what it keeps back.
    """
    return _net(position, safety_for(position, channel), failed)


def available_to_sell(position: StockPosition, channel: Channel, failed: Set[Facet] = NOTHING) -> Decimal | None:
    """What a place can sell on a channel: never below zero; None when it cannot be known."""
    return _floor(net(position, channel, failed))


def network_holds(stock: Stock, scope: Scope) -> Decimal:
    """What is reserved for the scope's channel, or for any, and not routed to a place yet.

    Zero unless the scope is the whole network: nobody knows yet which part of it will have to give the goods.
    """
    if scope.places is not None:
        return ZERO
    channels = (None, scope.channel)
    return sum((max(ZERO, hold.quantity) for hold in stock.network_holds if hold.channel in channels), ZERO)


def place_figures(stock: Stock, position: StockPosition, channel: Channel) -> Figures:
    """What one place has of a gross stock, for a channel; `stock.gaps` says what failed."""
    failed = stock.gaps.keys()
    safety = safety_for(position, channel)
    left = _net(position, safety, failed) if stock.tracked else None
    reserved = Facet.RESERVATIONS not in failed
    stocked = _stocked(position)
    return Figures(
        on_hand=position.on_hand,
        unavailable=position.unavailable,
        committed=position.committed if reserved else None,
        held=position.held if reserved else None,
        safety_stock=safety if Facet.SAFETY not in failed else None,
        net=left,
        available_to_sell=_floor(left),
        tracked=stock.tracked,
        stocked=stocked,
        complete=_whole(stock, stocked, left),
    )


def scope_figures(stock: Stock, scope: Scope, places: Sequence[Figures] | None = None) -> Figures:
    """What a scope has of a gross stock; `stock.gaps` says what failed.

    `places`: the figures of the places that it covers, for who has them already.

    A place whose counts are not known is left out, which makes the sum a lower bound. When reservations or safety
    stocks could not be had, or when no place at all is known, `net` and `available_to_sell` are None: zero would
    read as sold out. Network holds are part of `held` and are off `net`: the components add up.
    """
    if places is None:
        places = [place_figures(stock, at, scope.channel) for at in stock.positions if scope.covers(at.location)]
    holds = None if Facet.RESERVATIONS in stock.gaps else network_holds(stock, scope)
    left, sellable = _left(stock, places, holds)
    return Figures(
        on_hand=_total([place.on_hand for place in places]),
        unavailable=_total([place.unavailable for place in places]),
        committed=_total([place.committed for place in places]),
        held=_total([*(place.held for place in places), holds or None]),
        safety_stock=_total([place.safety_stock for place in places]),
        net=left,
        available_to_sell=sellable,
        tracked=stock.tracked,
        stocked=any(place.stocked for place in places),
        complete=_READ.isdisjoint(stock.gaps) and all(place.complete for place in places),
    )


def signal(figures: Figures, *, inbound: bool | None = None, low: Decimal = LOW_STOCK) -> StockSignal:
    """The stock in one word; up to `low`, in the variant's unit, is little.

    `inbound`: whether goods are coming, None when nobody looked. Nothing known to be there, while a system is
    silent, is UNKNOWN rather than out of stock.
    """
    if not figures.tracked:
        return StockSignal.NOT_TRACKED
    if figures.available_to_sell:
        return StockSignal.IN_STOCK if figures.available_to_sell > low else StockSignal.LOW_STOCK
    if not figures.complete:
        return StockSignal.UNKNOWN
    if inbound:
        return StockSignal.INBOUND_ONLY
    return StockSignal.OUT_OF_STOCK if figures.stocked else StockSignal.NOT_STOCKED


def _counts(position: StockPosition, convention: StockConvention) -> dict[str, Decimal | None]:
    """The numbers that a convention changes, as we mean them."""
    on_hand = position.on_hand
    if convention is StockConvention.AVAILABLE:
        available = on_hand if position.available is None else position.available
        return {"on_hand": None, "unavailable": None, "available": available}
    if convention is StockConvention.NET and on_hand is not None:
        reserved = (_floor(position.committed), _floor(position.held))
        return {"on_hand": on_hand + sum((part for part in reserved if part is not None), ZERO)}
    return {}


def _net(position: StockPosition, safety: Decimal | None, failed: Set[Facet]) -> Decimal | None:
    if position.on_hand is None:
        return position.available
    if failed and not _SUBTRACTED.isdisjoint(failed):
        return None
    left = position.on_hand
    for taken in (position.unavailable, position.committed, position.held, safety):
        if taken:
            left -= taken
    return left


def _left(stock: Stock, places: Sequence[Figures], holds: Decimal | None) -> tuple[Decimal | None, Decimal | None]:
    """Net and available to sell over the places."""
    if holds is None or not stock.tracked or Facet.SAFETY in stock.gaps:
        return None, None
    known = [place.net for place in places if place.net is not None]
    if not known and (Facet.COUNTS in stock.gaps or any(place.stocked for place in places)):
        return None, None
    sellable = sum([left for left in known if left > ZERO], ZERO)
    return sum(known, ZERO) - holds, _floor(sellable - holds)


def _whole(stock: Stock, stocked: bool, left: Decimal | None) -> bool:
    """Whether a place's figures lack nothing: they are known, or no system was silent and none keeps it there."""
    return not stock.tracked or left is not None or not (stocked or Facet.COUNTS in stock.gaps)


def _stocked(position: StockPosition) -> bool:
    """Whether a system counts or reserves it here: a safety stock alone is a wish."""
    if position.on_hand is not None or position.available is not None:
        return True
    return position.committed is not None or position.held is not None


def _kept(safety: SafetyStock) -> SafetyStock:
    return safety if safety.quantity >= 0 else structs.replace(safety, quantity=ZERO)


def _floor(quantity: Decimal | None) -> Decimal | None:
    return quantity if quantity is None or quantity >= ZERO else ZERO


def _total(parts: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of what is known; None when nothing is."""
    known = [part for part in parts if part is not None]
    return sum(known, ZERO) if known else None
