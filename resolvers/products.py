"""What is designed, described and sold."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import Parent

from backends import records
from backends.filters import NO_FILTER
from backends.ports import PageSpec, ParentKind, Sort
from backends.ports import Parent as PageParent
from backends.vocabulary import Facet, Noun, SortField
from resolvers import ids
from resolvers.asking import everything, records_of
from resolvers.edges import Info, edge, part
from resolvers.nodes import Node
from resolvers.problems import BadInput, given, had
from resolvers.scalars import GTIN, URL, UnitCode
from resolvers.stock import StockSummary, summaries_of
from resolvers.stock_scope import SCOPE, scope_of
from resolvers.values import Money, Sourced
from resolvers.words import Channel, MediaKind

if TYPE_CHECKING:
    from resolvers.assortment import VariantConnection

LOCALE = Annotated[
    str | None,
    strawberry.argument(description="BCP 47; falls back to the language alone, then to the default language."),
]


def localised(texts: Iterable[records.LocalText], wanted: str | None, default: str) -> str | None:
    """The text in the wanted language, in its base language, in the default one, or in any."""
    by_locale = {text.locale.lower(): text.text for text in texts}
    language = (wanted or default).lower()
    candidates = (language, language.split("-")[0], default.lower(), default.split("-")[0].lower())
    return next((by_locale[name] for name in candidates if name in by_locale), next(iter(by_locale.values()), None))


@strawberry.type(description="A picture, film or document.")
class Media:
    kind: MediaKind = part("What it is.")
    url: URL = part("Where it is.")
    alt_text: str | None = part("What it shows, in words. Null when nobody wrote it.")
    width: int | None = part("Width in pixels. Null when not known.")
    height: int | None = part("Height in pixels. Null when not known.")
    duration_seconds: int | None = part("Length in seconds. Null for what has none.")


def product_id(product: Parent[records.Product]) -> strawberry.ID:
    return ids.of("Product", product.ref)


def product_title(product: Parent[records.Product], locale: LOCALE = None) -> str | None:
    titles = given(product, product.titles, Facet.TEXTS)
    return localised(titles or (), locale, product.default_locale)


def product_media(
    product: Parent[records.Product],
    info: Info,
    first: Annotated[int, strawberry.argument(description="How many at most.")] = 10,
) -> list[records.Media] | None:
    limit = info.context.policy.page_limit
    if not 0 <= first <= limit:
        raise BadInput(f"media(first:): expected 0 to {limit}, found {first}.", code="BAD_PAGE_SIZE")
    found = given(product, product.media, Facet.MEDIA)
    return list(found or ())[:first]


LazyVariantConnection = Annotated["VariantConnection", strawberry.lazy("resolvers.assortment")]


@strawberry.type(description="What is designed and described; its variants are what is sold. Owner: PIM.")
class Product(Node, Sourced):
    id: strawberry.ID = part("Opaque and stable.", of=product_id)
    title: str | None = part(
        "Its title. Null when nobody wrote one in any language, or its system failed.", Facet.TEXTS, of=product_title
    )
    brand: str | None = part("The brand. Null when it has none.")
    category_path: list[str] = part("Its place in the assortment, broadest first.")
    media: list[Media] | None = part(
        "Pictures and films. Null when the system that serves them failed.", Facet.MEDIA, of=product_media
    )
    updated_at: datetime = part("When it was last changed, UTC.")

    @edge(
        list[Annotated["Variant", strawberry.lazy("resolvers.products")]] | None,
        "What is sold of it, by SKU, up to a limit of the house. Owner: PIM. Null when the PIM failed.",
    )
    async def variants(
        products: Sequence[records.Product], info: Info
    ) -> Sequence[Sequence[records.Variant] | Exception]:
        spec = PageSpec(filter=NO_FILTER, sort=Sort(SortField.KEY), size=info.context.policy.page_limit)
        return await everything(
            info, Noun.VARIANT, [PageParent(ParentKind.PRODUCT, (product.ref,)) for product in products], spec
        )

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        return isinstance(value, records.Product)


@strawberry.type(description="One way in which a variant differs from its siblings.")
class OptionValue:
    name: str = part("In what, e.g. `size`.")
    value: str = part("How, e.g. `M`.")


@strawberry.type(description="What it costs on a channel, in a store. Owner: ERP.")
class Price:
    current: Money = part("The price now.")
    regular: Money | None = part("The price before a reduction. Null when it is not reduced.")
    tax_included: bool = part("Whether taxes are in it.")
    valid_until: datetime | None = part(
        "Until when, UTC, exclusive; a price that has ended is not told. Null for until further notice."
    )


def variant_id(variant: Parent[records.Variant]) -> strawberry.ID:
    return ids.of("Variant", variant.ref)


def variant_title(variant: Parent[records.Variant], locale: LOCALE = None) -> str | None:
    titles = given(variant, variant.titles, Facet.TEXTS)
    return localised(titles or (), locale, variant.default_locale)


def variant_product_id(variant: Parent[records.Variant]) -> strawberry.ID:
    return ids.of("Product", variant.product)


def price(
    variant: Parent[records.Variant],
    info: Info,
    channel: Annotated[Channel, strawberry.argument(description="On which channel it is sold.")],
    store_id: Annotated[strawberry.ID | None, strawberry.argument(description="In which store, if in one.")] = None,
) -> records.PriceEntry | None:
    store = None if store_id is None else ids.ref(store_id, "Location", "price(storeId:)")
    entries = given(variant, variant.prices, Facet.PRICES) or ()
    fitting = [entry for entry in entries if entry.channel in (None, channel) and entry.store in (None, store)]
    valid = [entry for entry in fitting if entry.valid_until is None or info.context.now < entry.valid_until]
    return max(valid, key=_precedence, default=None)


def _precedence(entry: records.PriceEntry) -> tuple[bool, bool, bool]:
    """A store's price goes before a channel's, one for a time before one until further notice."""
    return entry.store is not None, entry.channel is not None, entry.valid_until is not None


@strawberry.type(description="What is sold: one SKU. Owner: PIM; prices from the ERP.")
class Variant(Node, Sourced):
    id: strawberry.ID = part("Opaque and stable.", of=variant_id)
    sku: str = part("The stock keeping unit, shared by all systems.")
    gtin: GTIN | None = part("The GTIN on its label. Null when it has none.")
    title: str | None = part(
        "Its title. Null when nobody wrote one in any language, or its system failed.", Facet.TEXTS, of=variant_title
    )
    product_id: strawberry.ID = part("The product's id.", of=variant_product_id)
    options: list[OptionValue] | None = part(
        "How it differs from its siblings. Null when its system failed.",
        Facet.TEXTS,
        of=had("options", Facet.TEXTS),
    )
    unit: UnitCode = part("The unit in which it is counted or weighed.")
    image: Media | None = part(
        "Its picture. Null when it has none, or its system failed.", Facet.MEDIA, of=had("image", Facet.MEDIA)
    )
    price: Price | None = part(
        "What it costs. Owner: ERP. Null when it has no price there, or its system failed.", Facet.PRICES, of=price
    )
    updated_at: datetime = part("When it was last changed, UTC.")

    @edge(Product | None, "What it is a variant of. Owner: PIM. Null when not known, or the PIM failed.")
    async def product(variants: Sequence[records.Variant], info: Info) -> Sequence[records.Product | Exception | None]:
        return await records_of(info, Noun.PRODUCT, [variant.product for variant in variants])

    @edge(
        StockSummary | None,
        "What there is of it in a scope. Owner: WMS and POS, reservations OMS. Null when no system that counts stock "
        "answered.",
        asks=[Noun.STOCK],
    )
    async def stock(variants: Sequence[records.Variant], info: Info, *, scope: SCOPE) -> Sequence[object]:
        return await summaries_of(info, [variant.sku for variant in variants], scope_of(scope))

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        return isinstance(value, records.Variant)
