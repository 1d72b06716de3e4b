"""What the people of the stories bought, and how it travelled. The numbers are those of `sandbox.stories`."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from backends.records import Address, Shipment, TrackingEvent
from backends.sandbox.world import parcels, shopping
from backends.sandbox.world.assortment import Article
from backends.sandbox.world.chance import stream
from backends.sandbox.world.countries import FR
from backends.sandbox.world.household import Household
from backends.sandbox.world.moments import at, evening
from backends.sandbox.world.people import Person
from backends.sandbox.world.places import LYON, NORTH, PARIS, Place, seller
from backends.sandbox.world.plot import roads
from backends.sandbox.world.plot.cast import cast
from backends.sandbox.world.plot.goods import Goods
from backends.sandbox.world.sales import Line, Progress, Promise, Sale, Takeback, line
from backends.vocabulary import Channel, FulfilmentMethod, ReturnStatus

_SHIPPED: Final = FulfilmentMethod.SHIP_FROM_WAREHOUSE
_COLLECTED: Final = FulfilmentMethod.CLICK_AND_COLLECT
_TO_STORE: Final = FulfilmentMethod.SHIP_TO_STORE
_PIECE: Final = 1000


def households(goods: Goods, season: Sequence[Article]) -> Iterator[Household]:
    """Everybody of the stories with all their purchases, then the guest."""
    people = cast()
    yield _clemence(people.clemence, season)
    yield _hugo(people.hugo, goods, season)
    yield _annika(people.annika, goods, season)
    yield _imogen(people.imogen, season)
    yield Household(people.rupert, ())
    yield Household(people.jasper, ())
    yield _margaux(people.margaux, goods, season)
    yield _greta(people.greta, goods, season)
    yield _hotels(people.hotels, goods)
    yield _guest(season)


def _clemence(buyer: Person, season: Sequence[Article]) -> Household:
    """Fourteen parcels, three collections, seven tickets: the customer of the 360° question."""
    chance = stream(0, "faithful")
    sales = (
        *(shopping.shipped(chance, number, buyer, season) for number in range(1, 15)),
        *(shopping.collected(chance, number, buyer, season) for number in range(15, 18)),
        *(shopping.ticket(chance, number, buyer, season) for number in range(18, 25)),
    )
    return Household(buyer, sales, tuple(parcel for sale in sales for parcel in parcels.consign(chance, sale)))


def _hugo(buyer: Person, goods: Goods, season: Sequence[Article]) -> Household:
    two = (_line(season[0], Progress.DELIVERED), _line(season[5], Progress.DELIVERED))
    web = _order(31, buyer, at(days=-5), two, delivered_at=at(hours=-49))
    one = (_line(season[9], Progress.DELIVERED, method=_COLLECTED),)
    collected = _order(32, buyer, at(days=-9), one, store=LYON, source=LYON, delivered_at=at(days=-8, hours=2))
    return Household(buyer, (web, collected, _wanted(42, buyer, goods)), (_sent(web, roads.DELIVERED),))


def _annika(buyer: Person, goods: Goods, season: Sequence[Article]) -> Household:
    pair, tomorrow = (_line(season[20], Progress.SHIPPED, 2 * _PIECE),), at(days=1, hours=5)
    two_parcels = _order(33, buyer, at(days=-2), pair, expected_at=tomorrow)
    parts = (_line(season[30], Progress.DELIVERED), _line(season[40], Progress.SHIPPED))
    two_shipments = _order(34, buyer, at(days=-5), parts, within=8, expected_at=tomorrow)
    shipments = (
        _sent(two_parcels, roads.ON_THE_ROAD, packages=2, eta=tomorrow),
        _sent(two_shipments, roads.DELIVERED, lines=parts[:1]),
        _sent(two_shipments, roads.ON_THE_ROAD, index=1, lines=parts[1:], eta=tomorrow),
    )
    return Household(buyer, (two_parcels, two_shipments, _wanted(43, buyer, goods)), shipments)


def _imogen(buyer: Person, season: Sequence[Article]) -> Household:
    eta, one = at(days=2, hours=3), (_line(season[50], Progress.SHIPPED, currency="GBP"),)
    at_risk = _order(36, buyer, at(days=-2), one, within=3, expected_at=eta)
    return Household(buyer, (at_risk,), (_sent(at_risk, roads.AT_THE_BORDER, eta=eta),))


def _margaux(buyer: Person, goods: Goods, season: Sequence[Article]) -> Household:
    one = (_line(season[60], Progress.DELIVERED),)
    jumbled = _order(37, buyer, at(days=-4), one, delivered_at=at(hours=-30))
    pair = (_line(season[70], Progress.DELIVERED, 2 * _PIECE), _line(season[80], Progress.DELIVERED))
    back = Takeback(
        line=0, thousandths=_PIECE, status=ReturnStatus.IN_TRANSIT, reason="SIZE", at=at(days=-3), place=NORTH
    )
    returning = _order(38, buyer, at(days=-12), pair, delivered_at=at(days=-9), takebacks=(back,))
    wool = (_line(goods.weighed, Progress.DELIVERED, 1275, method=FulfilmentMethod.TAKE_NOW),)
    old = _order(47, buyer, at(days=-300), one, delivered_at=at(days=-297), buyer_key=buyer.merged[0])
    shipments = (
        _shipment(jumbled, roads.told_out_of_order(FR.code)),
        _sent(returning, roads.LONG_AGO),
        parcels.sent_back(returning, back),
    )
    return Household(buyer, (jumbled, returning, _ticket(40, buyer, wool), old), shipments)


def _greta(buyer: Person, goods: Goods, season: Sequence[Article]) -> Household:
    late = _order(35, buyer, at(days=-8), (_line(season[90], Progress.SHIPPED),), expected_at=at(days=1))
    committed = _order(45, buyer, at(hours=-20), (_line(goods.promise, Progress.ALLOCATED, 4 * _PIECE),))
    three = (_line(goods.oversold, Progress.ALLOCATED, 3 * _PIECE, method=_COLLECTED),)
    oversold = _order(46, buyer, at(hours=-3), three, store=PARIS, source=PARIS)
    held_up = _sent(late, roads.HELD_UP, eta=at(days=1))
    return Household(buyer, (late, committed, oversold, _wanted(44, buyer, goods)), (held_up,))


def _hotels(buyer: Person, goods: Goods) -> Household:
    uniforms = (_line(goods.uniform, Progress.ALLOCATED, 100_000 * _PIECE),)
    return Household(buyer, (_order(41, buyer, at(days=-2), uniforms, channel=Channel.CALL_CENTER, within=60),))


def _guest(season: Sequence[Article]) -> Household:
    one = (_line(season[100], Progress.DELIVERED),)
    order = _order(39, None, at(days=-5), one, delivered_at=at(hours=-49))
    return Household(None, (order,), (_sent(order, roads.DELIVERED),))


def _wanted(number: int, buyer: Person, goods: Goods) -> Sale:
    """Five of the promised article, to be collected in a week: not allocated yet."""
    five = (_line(goods.promise, Progress.PLACED, 5 * _PIECE, method=_TO_STORE),)
    return _order(number, buyer, at(hours=-7), five, store=PARIS, within=7)


def _line(
    article: Article,
    progress: Progress,
    thousandths: int = _PIECE,
    *,
    method: FulfilmentMethod = _SHIPPED,
    currency: str = "EUR",
) -> Line:
    return line(article, thousandths, currency, method, progress)


def _order(
    number: int,
    buyer: Person | None,
    placed_at: datetime,
    lines: tuple[Line, ...],
    *,
    within: int = 4,
    channel: Channel = Channel.ECOMMERCE,
    store: Place | None = None,
    source: Place = NORTH,
    expected_at: datetime | None = None,
    delivered_at: datetime | None = None,
    takebacks: tuple[Takeback, ...] = (),
    buyer_key: str | None = None,
) -> Sale:
    """An order from afar, promised for the evening so many days later; it has come as far as its slowest line."""
    return Sale(
        number=number,
        buyer=buyer,
        buyer_key=buyer_key,
        country=FR if buyer is None else buyer.country,
        channel=channel,
        store=store,
        source=source,
        placed_at=placed_at,
        progress=min(line.progress for line in lines),
        lines=lines,
        promise=Promise(evening(placed_at, 1), evening(placed_at, within), placed_at),
        expected_at=expected_at,
        delivered_at=delivered_at,
        takebacks=takebacks,
    )


def _ticket(number: int, buyer: Person, lines: tuple[Line, ...]) -> Sale:
    """Bought in Paris two weeks ago."""
    placed_at = at(days=-14, hours=5)
    return Sale(
        number=number,
        buyer=buyer,
        country=FR,
        channel=Channel.STORE,
        over_the_counter=True,
        store=PARIS,
        seller=seller(PARIS, 0),
        source=PARIS,
        placed_at=placed_at,
        progress=Progress.DELIVERED,
        lines=lines,
        delivered_at=placed_at,
    )


def _sent(
    sale: Sale,
    road: Sequence[roads.Step],
    *,
    index: int = 0,
    lines: tuple[Line, ...] | None = None,
    packages: int = 1,
    eta: datetime | None = None,
) -> Shipment:
    """A shipment that was told as it went."""
    events = roads.told(sale.country.code, road)
    return _shipment(sale, events, index=index, lines=lines, packages=packages, eta=eta)


def _shipment(
    sale: Sale,
    events: Sequence[TrackingEvent],
    *,
    index: int = 0,
    lines: tuple[Line, ...] | None = None,
    packages: int = 1,
    eta: datetime | None = None,
) -> Shipment:
    return parcels.shipment(
        sale,
        index,
        to=sale.buyer.address if sale.buyer else _GUESTS_HOME,
        lines=lines or sale.lines,
        events=events,
        packages=packages,
        eta=eta,
    )


_GUESTS_HOME: Final = Address(lines=("3 allée des Bleuets",), postal_code="44000", city="Nantes", country="FR")
