"""Rows to stock, variants and locations."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from backends.netsuite.codes import UNTRACKED
from backends.netsuite.translate.source import Hung, Source, address, decimal, flag, money, quantity, text
from backends.netsuite.wire import Row
from backends.records import GeoPoint, Location, PriceEntry, Stock, StockPosition, Variant
from backends.vocabulary import Channel, Facet, LocationKind, Noun

_ZERO: Final = Decimal(0)


def stock(rows: Sequence[Row], hung: Hung, source: Source) -> Stock:
    """An item's rows, one for each place; a place without any figure never had it."""
    first = rows[0]
    positions = [found for row in rows if (found := _position(row, source)) is not None]
    updates = [moment for row in rows if (moment := source.instant(row, "updated_at")) is not None]
    return Stock(
        ref=source.own(first["key"]),
        stamps=source.stamps,
        facets=source.facets,
        updated_at=max(updates, default=None),
        unit=source.unit(first),
        tracked=first.get("w_type") not in UNTRACKED,
        positions=tuple(sorted(positions, key=lambda position: position.location)),
    )


def _position(row: Row, source: Source) -> StockPosition | None:
    """What is on hand and neither committed nor available is not for sale: a status, or a bin, keeps it back."""
    location = source.perhaps("location", row.get("w_location"))
    on_hand, available = quantity(row, "on_hand"), quantity(row, "available")
    committed = quantity(row, "committed")
    if location is None or (on_hand is None and available is None and committed is None):
        return None
    unavailable = None
    if on_hand is not None and available is not None:
        unavailable = max(_ZERO, on_hand - (committed or _ZERO) - available)
    return StockPosition(
        location=location,
        on_hand=on_hand,
        unavailable=unavailable,
        committed=committed if Facet.RESERVATIONS in source.facets else None,
        last_counted_at=source.instant(row, "counted_at"),
        updated_at=source.instant(row, "updated_at"),
        stamps=source.stamps,
    )


def variant(rows: Sequence[Row], hung: Hung, source: Source) -> Variant:
    """An item; one without a parent is a product of its own."""
    row, settings = rows[0], source.mapped.settings
    product = source.perhaps("product", row.get("w_product", row["key"]))
    assert product is not None  # noqa: S101  # it has a key
    category = row.get("w_category")
    return Variant(
        ref=source.own(row["key"]),
        stamps=source.stamps,
        facets=source.facets,
        gtin=_gtin(row),
        product=product,
        unit=source.unit(row) or settings.unit,
        category_path=() if category is None else tuple(part.strip() for part in category.split(" : ")),
        default_locale=row.get("w_locale", settings.locale),
        updated_at=source.changed(row),
        prices=tuple(_prices(hung.rows(Facet.PRICES), source)) if Facet.PRICES in source.facets else None,
    )


def _gtin(row: Row) -> str | None:
    """In the fourteen digits that all GTINs are kept in."""
    code = row.get("w_gtin", "")
    return code.zfill(14) if code.isascii() and code.isdigit() and 8 <= len(code) <= 14 else None


def _prices(rows: Sequence[Row], source: Source) -> Iterator[PriceEntry]:
    """The prices of the levels that the settings name."""
    settings = source.mapped.settings
    known = {(row.get("w_level", ""), text(row, "currency")): row for row in rows}
    for (name, currency), row in known.items():
        level = settings.price_levels.get(name)
        current = money(row, "amount", currency)
        if level is None or current is None:
            continue
        before = known.get((level.regular or "", currency))
        yield PriceEntry(
            channel=None if level.channel is None else source.words.read("channel", Channel, level.channel),
            store=source.perhaps("location", level.store),
            current=current,
            regular=None if before is None else money(before, "amount", currency),
            tax_included=settings.prices_include_tax,
        )


def location(rows: Sequence[Row], hung: Hung, source: Source) -> Location:
    """A place that holds or moves goods."""
    row = rows[0]
    name = text(row, "name")
    latitude, longitude = decimal(row, "latitude"), decimal(row, "longitude")
    known = latitude is not None and longitude is not None
    return Location(
        ref=source.own(row["key"]),
        refs=source.refs(Noun.LOCATION, row),
        stamps=source.stamps,
        facets=source.facets,
        updated_at=source.instant(row, "updated_at"),
        kind=source.words.read("location_kind", LocationKind, row.get("w_kind")),
        name=name,
        sort_name=row.get("sort_name", name.casefold()),
        address=address(row),
        geo=GeoPoint(latitude=float(latitude or 0), longitude=float(longitude or 0)) if known else None,
        time_zone=row.get("w_time_zone"),
        pick_up_enabled=flag(row, "pick_up"),
        ship_from_enabled=flag(row, "ship_from"),
    )
