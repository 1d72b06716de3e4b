"""What lies where, what is coming, and what is wanted but not there yet.

What is committed is not invented: it is what the open sales have had allocated to them, counted while they are told.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Final

from msgspec import Struct

from backends.sandbox.world.assortment import Article
from backends.sandbox.world.chance import below, between, often, pick, stream
from backends.sandbox.world.moments import COUNTED, ago, at
from backends.sandbox.world.places import PLACES, STORES, WAREHOUSES, Place, warehouse_of
from backends.sandbox.world.sales import Line, Progress, Sale, amount
from backends.vocabulary import Channel, LocationKind, SupplyStage

Allocations = Counter[tuple[str, str]]
"""Thousandths allocated, by SKU and ERP key of the place."""

_DAY: Final = 86_400
_ALLOCATED: Final = (Progress.ALLOCATED, Progress.READY)
_WANTED: Final = (Progress.PLACED, Progress.BACKORDERED)


class Shelf(Struct, frozen=True, kw_only=True):
    """One article at one place, in thousandths of its unit; `safety` by channel, None for every other channel."""

    article: Article
    place: Place
    on_hand: int
    unavailable: int = 0
    committed: int = 0
    held: int = 0
    safety: tuple[tuple[Channel | None, int], ...] = ()
    counted_at: datetime
    version: int = 1


class Stocked(Struct, frozen=True):
    """One article's shelves; `unrouted` is reserved for the web, in thousandths, at no place yet."""

    shelves: tuple[Shelf, ...]
    unrouted: int = 0


class Supply(Struct, frozen=True, kw_only=True):
    """One line of a purchase order, in thousandths; `counted` so far at the dock, if the goods are there already.

    `country` is where the goods come from; a transfer between places of the house has an `origin` and no supplier.
    """

    number: int
    article: Article
    stage: SupplyStage
    destination: Place
    country: str
    supplier: str | None = None
    origin: Place | None = None
    ordered: int
    confirmed: int | None
    expected: int
    eta: datetime | None
    counted: int | None = None


class Want(Struct, frozen=True, kw_only=True):
    """A line that no stock is allocated to yet."""

    sale: Sale
    position: int
    line: Line
    due: datetime


def allocations(sale: Sale) -> Iterator[tuple[tuple[str, str], int]]:
    """What a sale keeps others from buying, and where: nothing over the counter."""
    for line in sale.lines:
        if line.progress in _ALLOCATED:
            yield (line.article.sku, sale.source.key), line.thousandths


def wants(sale: Sale) -> Iterator[Want]:
    """The lines of a sale that are promised, and neither allocated nor gone."""
    if sale.promise is not None:
        for position, line in enumerate(sale.lines, start=1):
            if line.progress in _WANTED:
                yield Want(sale=sale, position=position, line=line, due=sale.promise.ends)


def stocked(seed: int, articles: Iterable[Article], allocated: Allocations) -> Iterator[Stocked]:
    """Each article's shelves: in both warehouses, and in most stores."""
    for article in articles:
        chance = stream(seed, "shelf", article.sku)
        shelves = tuple(
            _shelf(chance, article, place, allocated[article.sku, place.key])
            for place in PLACES
            if place in WAREHOUSES or often(chance, 0.75) or allocated[article.sku, place.key]
        )
        yield Stocked(shelves, 1000 if often(chance, 0.03) else 0)


def supplies(seed: int, articles: Sequence[Article]) -> Iterator[Supply]:
    """Purchase orders for every seventh article or so."""
    chance = stream(seed, "supply")
    ordered = [article for article in articles if often(chance, 0.15)]
    yield from (_supply(chance, number, article) for number, article in enumerate(ordered, start=_FIRST_RANDOM))


_FIRST_RANDOM: Final = 101
_SUPPLIERS: Final = (
    ("Fiação Serra Alva", "PT"),
    ("Bozdağ İplik", "TR"),
    ("Filatura Monte Chiaro", "IT"),
    ("Tissages du Haut-Ruisseau", "FR"),
    ("Nilgiri Looms", "IN"),
)
_STAGES: Final = (
    SupplyStage.ORDERED,
    SupplyStage.CONFIRMED,
    SupplyStage.IN_PRODUCTION,
    SupplyStage.READY_TO_SHIP,
    SupplyStage.IN_TRANSIT,
    SupplyStage.AT_HUB,
)


def _shelf(chance: Random, article: Article, place: Place, committed: int) -> Shelf:
    """Never oversold by chance: that is a story of its own."""
    store = place.kind is LocationKind.STORE
    free = below(chance, 9_000 if store else 90_000)
    free -= 0 if article.by_weight else free % 1000
    broken = 1000 if often(chance, 0.04) else 0
    held = 1000 if often(chance, 0.03) and free >= 1000 else 0
    safety = (Channel.ECOMMERCE, between(chance, 1, 2) * 1000) if store else (None, 2000)
    return Shelf(
        article=article,
        place=place,
        on_hand=free + committed + broken,
        unavailable=broken,
        committed=committed,
        held=held,
        safety=(safety,),
        counted_at=ago(between(chance, 3600, 60 * _DAY)),
        version=between(chance, 1, 500),
    )


def _supply(chance: Random, number: int, article: Article) -> Supply:
    if often(chance, 0.1):
        return _transfer(chance, number, article)
    stage = pick(chance, _STAGES)
    ordered = between(chance, 2, 12) * 10_000
    confirmed = None if stage is SupplyStage.ORDERED else ordered - 5_000 * below(chance, 3)
    expected = ordered if confirmed is None else confirmed
    supplier, country = pick(chance, _SUPPLIERS)
    return Supply(
        number=number,
        article=article,
        stage=stage,
        destination=pick(chance, WAREHOUSES),
        country=country,
        supplier=supplier,
        ordered=ordered,
        confirmed=confirmed,
        expected=expected,
        eta=at(days=between(chance, 2, 45), hours=-2),
        counted=expected // 3000 * 1000 if stage is SupplyStage.AT_HUB else None,
    )


def _transfer(chance: Random, number: int, article: Article) -> Supply:
    """From a warehouse to one of its stores."""
    store = pick(chance, STORES)
    origin = warehouse_of(store.country)
    pieces = between(chance, 1, 6) * 1000
    return Supply(
        number=number,
        article=article,
        stage=SupplyStage.IN_TRANSIT,
        destination=store,
        country=origin.country.code,
        origin=origin,
        ordered=pieces,
        confirmed=pieces,
        expected=pieces,
        eta=at(days=between(chance, 1, 3), hours=-3),
    )


def decimal(thousandths: int | None) -> Decimal | None:
    """A quantity that may be unknown."""
    return None if thousandths is None else amount(thousandths)


def updated(shelf: Shelf) -> datetime:
    """When the shelf's figures last changed: some minutes before they were told."""
    return COUNTED - timedelta(minutes=shelf.version % 240)
