"""The catalogue: texts in three languages, gaps included, and pictures."""

from typing import Final

from backends.records import Media, Product, Ref, Variant
from backends.sandbox.systems import PIM
from backends.sandbox.world import assortment
from backends.sandbox.world.assortment import LANGUAGE, Article, title
from backends.sandbox.world.moments import at
from backends.vocabulary import MediaKind, Noun

BRAND: Final = "Vaudrelle"

_UPDATED_AT: Final = at(days=-40)
_MEDIA: Final = "https://media.example.com"


def product(design: assortment.Product) -> Product:
    """A design and its texts."""
    return Product(
        ref=Ref(PIM.name, design.key),
        facets=PIM.serves[Noun.PRODUCT],
        brand=BRAND,
        category_path=design.category_path,
        default_locale=LANGUAGE,
        updated_at=_UPDATED_AT,
        titles=design.titles,
        media=_media(design),
    )


def variant(article: Article) -> Variant:
    """An article and its texts; its prices are the ERP's."""
    return Variant(
        ref=Ref(PIM.name, article.sku),
        facets=PIM.serves[Noun.VARIANT],
        gtin=article.gtin,
        product=Ref(PIM.name, article.product.key),
        unit=article.unit,
        category_path=article.product.category_path,
        default_locale=LANGUAGE,
        updated_at=_UPDATED_AT,
        titles=article.titles,
        options=article.options,
        image=_picture(article.sku, article.title(LANGUAGE)),
    )


def _media(design: assortment.Product) -> tuple[Media, ...]:
    picture = _picture(design.key, title(design.titles, LANGUAGE))
    if not design.film:
        return (picture,)
    return picture, Media(kind=MediaKind.VIDEO, url=f"{_MEDIA}/{design.key}/workshop.mp4", duration_seconds=48)


def _picture(name: str, alt_text: str) -> Media:
    return Media(kind=MediaKind.IMAGE, url=f"{_MEDIA}/{name}/front.jpg", alt_text=alt_text, width=1600, height=2000)
