"""Items, their prices and what lies of them where."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from backends.records import PriceEntry, Stock, StockPosition, Variant
from backends.sandbox.netsuite.directory import Directory, major

BASE_LEVEL: Final = "Base Price"
REGULAR_LEVEL: Final = "Regular Price"
_ZERO: Final = Decimal(0)


def store_level(store: str) -> str:
    """The price level of a store."""
    return f"Store {store}"


def add_variant(directory: Directory, variant: Variant) -> None:
    """An item and its prices: a level has one in each currency, of several that which holds today."""
    item = directory.article(variant)
    for price in current(variant.prices or ()):
        level = BASE_LEVEL if price.store is None else store_level(price.store.key)
        _add_price(directory, item, level, price)
        if price.regular is not None and price.store is None:
            _add_price(directory, item, REGULAR_LEVEL, PriceEntry(current=price.regular, tax_included=True))


def current(prices: Iterable[PriceEntry]) -> list[PriceEntry]:
    """The first of each store and currency: it holds until it ends, the others only then."""
    first: dict[tuple[str, str], PriceEntry] = {}
    for price in prices:
        first.setdefault(("" if price.store is None else price.store.key, price.current.currency), price)
    return list(first.values())


def _add_price(directory: Directory, item: int, level: str, price: PriceEntry) -> None:
    directory.books.put(
        "itemprice",
        item=item,
        pricelevel=directory.price_level(level),
        pricelevelname=level,
        currencypage=directory.currency(price.current.currency),
        price=major(price.current),
    )


def add_stocks(directory: Directory, stocks: Iterable[Stock]) -> None:
    """Every item has a row for every place; where it never lay there are no figures."""
    known = list(stocks)
    places = {position.location for stock in known for position in stock.positions}
    for stock in known:
        item = directory.item(stock.key, stock.unit, counted=stock.tracked)
        lying = {position.location: position for position in stock.positions}
        for place in sorted(places) if stock.tracked else ():
            row = directory.location(place)
            _add_count(directory, item, row, lying.get(place))


def _add_count(directory: Directory, item: int, place: int | None, position: StockPosition | None) -> None:
    if position is None:
        directory.books.put("aggregateitemlocation", item=item, location=place)
        return
    committed = None if position.committed is None else position.committed + (position.held or _ZERO)
    taken = (position.unavailable or _ZERO) + (committed or _ZERO)
    directory.books.put(
        "aggregateitemlocation",
        item=item,
        location=place,
        quantityonhand=position.on_hand,
        quantitycommitted=committed,
        quantityavailable=None if position.on_hand is None else max(_ZERO, position.on_hand - taken),
        quantityonorder=_ZERO,
        quantitybackordered=_ZERO,
        lastquantityavailablechange=position.updated_at,
    )
