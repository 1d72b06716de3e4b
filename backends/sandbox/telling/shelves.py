"""What the systems that count goods say alike."""

from collections.abc import Sequence

from backends.records import Ref, Stock, StockPosition
from backends.sandbox.systems import PretendSystem
from backends.sandbox.world.assortment import Article
from backends.sandbox.world.keys import place_ref
from backends.sandbox.world.sales import amount
from backends.sandbox.world.supply import Shelf, updated
from backends.vocabulary import Noun


def counted(system: PretendSystem, shelves: Sequence[Shelf]) -> Stock | None:
    """One article's physical stock, reservations included; nothing if it lies nowhere that the system counts."""
    if not shelves:
        return None
    article = shelves[0].article
    return Stock(
        ref=Ref(system.name, article.sku),
        facets=system.serves[Noun.STOCK],
        unit=article.unit,
        updated_at=max(map(updated, shelves)),
        positions=tuple(_position(shelf) for shelf in shelves),
    )


def uncounted(system: PretendSystem, article: Article) -> Stock:
    """An article that is sold without being counted."""
    return Stock(ref=Ref(system.name, article.sku), facets=system.serves[Noun.STOCK], tracked=False)


def _position(shelf: Shelf) -> StockPosition:
    return StockPosition(
        location=place_ref(shelf.place),
        on_hand=amount(shelf.on_hand),
        unavailable=amount(shelf.unavailable),
        last_counted_at=shelf.counted_at,
        updated_at=updated(shelf),
        version=shelf.version,
    )
