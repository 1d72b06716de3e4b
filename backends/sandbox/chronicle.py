"""The whole world, told as a stream: what each of the seven systems says, a chapter at a time.

Only the assortment is kept in memory, so that a million orders need no more of it than a thousand. A person's chapter
holds all her purchases: her metrics agree with them. The shelves come last, when it is known what is committed.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Final, TypeAlias

from backends.records import Record
from backends.sandbox.systems import CRM, ERP, OMS, PIM, POS, TMS, WMS
from backends.sandbox.telling import crm, erp, oms, pim, pos, wms
from backends.sandbox.telling.shelves import uncounted
from backends.sandbox.world import assortment, household, plot, supply
from backends.sandbox.world.assortment import Article
from backends.sandbox.world.household import Household
from backends.sandbox.world.places import PLACES
from backends.sandbox.world.sales import Sale
from backends.sandbox.world.supply import Allocations, Stocked, Supply

Said: TypeAlias = tuple[str, Record]
"""A system's name, and what it says."""

_OTHER_CHAPTERS: Final = 3


def length(scale: int) -> int:
    """How many chapters a world of that scale has."""
    return household.count(scale) + _OTHER_CHAPTERS


def tell(seed: int, scale: int) -> Iterator[Said]:
    """Everything that is said, in one stream."""
    return chain.from_iterable(chapters(seed, scale))


def chapters(seed: int, scale: int) -> Iterator[Iterable[Said]]:
    """The world; each chapter is to be read before the next is asked for."""
    season = assortment.invent(seed, scale)
    goods = plot.goods()
    allocated = Allocations()
    yield _house((*goods.articles, *season))
    yield _households(plot.households(goods, season), allocated)
    for index in range(household.count(scale)):
        yield _households(household.invent(seed, index, season), allocated)
    yield chain(
        _stocked(goods.stocked(allocated)),
        _stocked(supply.stocked(seed, season, allocated)),
        _uncounted(goods.wrapping),
        _supplied(goods.supplies()),
        _supplied(supply.supplies(seed, season)),
    )


def _house(articles: Sequence[Article]) -> Iterator[Said]:
    """Where things are sold, and what."""
    yield from ((ERP.name, erp.location(place)) for place in PLACES)
    for product, sorts in assortment.products(articles):
        yield PIM.name, pim.product(product)
        for article in sorts:
            yield PIM.name, pim.variant(article)
            yield ERP.name, erp.variant(article)


def _households(homes: Iterable[Household], allocated: Allocations) -> Iterator[Said]:
    for home in homes:
        yield from _person(home)
        for sale in home.sales:
            yield from _sale(sale)
            for shelf, thousandths in supply.allocations(sale):
                allocated[shelf] += thousandths
        yield from ((TMS.name, shipment) for shipment in home.shipments)


def _person(home: Household) -> Iterator[Said]:
    person = home.person
    if person is not None and person.in_crm:
        yield CRM.name, crm.customer(person, home.sales)
    if person is not None and person.has_card:
        yield POS.name, pos.customer(person)


def _sale(sale: Sale) -> Iterator[Said]:
    """The original, then the copies of it."""
    if sale.over_the_counter:
        yield POS.name, pos.ticket(sale)
    else:
        yield OMS.name, oms.placed(sale)
        yield from ((OMS.name, oms.demand(want)) for want in supply.wants(sale))
    if sale.handed_over:
        yield POS.name, pos.handover(sale)
    if sale.in_erp:
        yield ERP.name, erp.copy(sale)


def _stocked(articles: Iterable[Stocked]) -> Iterator[Said]:
    for stocked in articles:
        if (in_warehouses := wms.stock(stocked)) is not None:
            yield WMS.name, in_warehouses
        if (in_stores := pos.stock(stocked)) is not None:
            yield POS.name, in_stores
        yield OMS.name, oms.stock(stocked)


def _uncounted(article: Article) -> Iterator[Said]:
    yield from ((system.name, uncounted(system, article)) for system in (WMS, POS))


def _supplied(lines: Iterable[Supply]) -> Iterator[Said]:
    for line in lines:
        yield ERP.name, erp.inbound(line)
        if line.counted is not None:
            yield WMS.name, wms.receipt(line, line.counted)
