"""Rows to products, variants and locations."""

from collections.abc import Sequence

import msgspec

from backends.records import LocalText, Location, Media, Money, OptionValue, PriceEntry, Product, Variant
from backends.sql.translate.source import Hung, Source
from backends.sql.translate.values import address, money, point, refs
from backends.sql.wire import (
    LocationRefRow,
    LocationRow,
    PriceRow,
    ProductMediaRow,
    ProductRow,
    ProductTitleRow,
    VariantOptionRow,
    VariantRow,
    VariantTitleRow,
    breach,
)
from backends.vocabulary import Channel, Facet, LocationKind, MediaKind


def product(row: ProductRow, hung: Hung, source: Source) -> Product:
    """What is designed and described, with the facets that were asked."""
    return Product(
        ref=source.own(row.key),
        stamps=source.stamps(row.as_of),
        facets=source.facets,
        brand=row.brand,
        category_path=_path(row, row.key),
        default_locale=row.default_locale,
        updated_at=row.updated_at,
        titles=_titles(hung.of(ProductTitleRow, row.key)) if Facet.TEXTS in source.facets else None,
        media=_media(hung.of(ProductMediaRow, row.key), source) if Facet.MEDIA in source.facets else None,
    )


def variant(row: VariantRow, hung: Hung, source: Source) -> Variant:
    """What is sold, with the facets that were asked."""
    sku, asked = row.sku, source.facets
    return Variant(
        ref=source.own(sku),
        stamps=source.stamps(row.as_of),
        facets=asked,
        gtin=row.gtin,
        product=source.named(row.product_system, row.product_key),
        unit=row.unit,
        category_path=_path(row, sku),
        default_locale=row.default_locale,
        updated_at=row.updated_at,
        titles=_titles(hung.of(VariantTitleRow, sku)) if Facet.TEXTS in asked else None,
        options=_options(hung.of(VariantOptionRow, sku)) if Facet.TEXTS in asked else None,
        image=_image(row),
        prices=_prices(hung.of(PriceRow, sku), source) if Facet.PRICES in asked else None,
    )


def location(row: LocationRow, hung: Hung, source: Source) -> Location:
    """A place that holds or moves goods."""
    return Location(
        ref=source.own(row.key),
        refs=refs(hung.of(LocationRefRow, row.key)),
        stamps=source.stamps(row.as_of),
        facets=source.facets,
        updated_at=row.updated_at,
        kind=source.words.read(LocationKind, row.kind),
        name=row.name,
        sort_name=row.sort_name,
        address=address(row),
        geo=point(row.latitude, row.longitude),
        time_zone=row.time_zone,
        pick_up_enabled=bool(row.pick_up_enabled),
        ship_from_enabled=bool(row.ship_from_enabled),
    )


def _path(row: ProductRow | VariantRow, key: str) -> tuple[str, ...]:
    try:
        return msgspec.json.decode(row.category_path, type=tuple[str, ...])
    except msgspec.DecodeError:
        raise breach(type(row), "category_path", key) from None


def _titles(rows: Sequence[ProductTitleRow] | Sequence[VariantTitleRow]) -> tuple[LocalText, ...]:
    return tuple(LocalText(locale=row.locale, text=row.title) for row in rows)


def _options(rows: Sequence[VariantOptionRow]) -> tuple[OptionValue, ...]:
    return tuple(OptionValue(name=row.name, value=row.value) for row in rows)


def _media(rows: Sequence[ProductMediaRow], source: Source) -> tuple[Media, ...]:
    return tuple(
        Media(
            kind=source.words.read(MediaKind, row.kind),
            url=row.url,
            alt_text=row.alt_text,
            width=row.width,
            height=row.height,
            duration_seconds=row.duration_seconds,
        )
        for row in rows
    )


def _image(row: VariantRow) -> Media | None:
    """Its columns are read only when MEDIA is asked."""
    if row.image_url is None:
        return None
    return Media(
        kind=MediaKind.IMAGE,
        url=row.image_url,
        alt_text=row.image_alt_text,
        width=row.image_width,
        height=row.image_height,
    )


def _prices(rows: Sequence[PriceRow], source: Source) -> tuple[PriceEntry, ...]:
    return tuple(
        PriceEntry(
            channel=None if row.channel is None else source.words.read(Channel, row.channel),
            store=source.perhaps(row.store_system, row.store_key),
            current=Money(row.current_minor, row.currency),
            regular=money(row.regular_minor, row.currency),
            tax_included=bool(row.tax_included),
            valid_until=row.valid_until,
        )
        for row in rows
    )
