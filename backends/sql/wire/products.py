"""The views below the nouns product, variant and location."""

from collections.abc import Mapping
from typing import ClassVar

from backends.sql.wire.base import AddressRow, Flag, Instant, RefRow, Row
from backends.vocabulary import Facet


class ProductRow(Row, frozen=True):
    view: ClassVar[str] = "comptoir_products"
    of: ClassVar[str] = "key"

    key: str
    brand: str | None
    category_path: str
    default_locale: str
    updated_at: Instant
    as_of: Instant | None


class ProductTitleRow(Row, frozen=True):
    view: ClassVar[str] = "comptoir_product_titles"
    of: ClassVar[str] = "product_key"
    order: ClassVar[tuple[str, ...]] = ("locale", "title")

    product_key: str
    locale: str
    title: str


class ProductMediaRow(Row, frozen=True):
    view: ClassVar[str] = "comptoir_product_media"
    of: ClassVar[str] = "product_key"
    order: ClassVar[tuple[str, ...]] = ("position",)

    product_key: str
    position: int
    kind: str
    url: str
    alt_text: str | None
    width: int | None
    height: int | None
    duration_seconds: int | None


class VariantRow(Row, frozen=True):
    view: ClassVar[str] = "comptoir_variants"
    of: ClassVar[str] = "sku"
    by_facet: ClassVar[Mapping[Facet, frozenset[str]]] = {
        Facet.MEDIA: frozenset({"image_url", "image_alt_text", "image_width", "image_height"})
    }

    sku: str
    gtin: str | None
    product_system: str | None
    product_key: str
    unit: str
    category_path: str
    default_locale: str
    image_url: str | None
    image_alt_text: str | None
    image_width: int | None
    image_height: int | None
    updated_at: Instant
    as_of: Instant | None


class VariantTitleRow(Row, frozen=True):
    view: ClassVar[str] = "comptoir_variant_titles"
    of: ClassVar[str] = "sku"
    order: ClassVar[tuple[str, ...]] = ("locale", "title")

    sku: str
    locale: str
    title: str


class VariantOptionRow(Row, frozen=True):
    view: ClassVar[str] = "comptoir_variant_options"
    of: ClassVar[str] = "sku"
    order: ClassVar[tuple[str, ...]] = ("position",)

    sku: str
    position: int
    name: str
    value: str


class PriceRow(Row, frozen=True):
    view: ClassVar[str] = "comptoir_prices"
    of: ClassVar[str] = "sku"
    order: ClassVar[tuple[str, ...]] = ("currency", "channel", "store_key", "current_minor")

    sku: str
    channel: str | None
    store_system: str | None
    store_key: str | None
    current_minor: int
    regular_minor: int | None
    currency: str
    tax_included: Flag
    valid_until: Instant | None


class LocationRow(AddressRow, frozen=True):
    view: ClassVar[str] = "comptoir_locations"
    of: ClassVar[str] = "key"

    key: str
    kind: str
    name: str
    sort_name: str
    latitude: float | None
    longitude: float | None
    time_zone: str | None
    pick_up_enabled: Flag
    ship_from_enabled: Flag
    updated_at: Instant | None
    as_of: Instant | None


class LocationRefRow(RefRow, frozen=True):
    view: ClassVar[str] = "comptoir_location_refs"
    of: ClassVar[str] = "location_key"

    location_key: str
