"""What the house sells: products, and the articles (a colour in a size) that a customer can buy."""

from collections.abc import Iterable, Iterator, Sequence
from random import Random
from typing import Final

from msgspec import Struct

from backends.records import LocalText, OptionValue
from backends.sandbox.world import numbers
from backends.sandbox.world.catalogue import COLOURS, LINES, MODELS, Colour, Model
from backends.sandbox.world.chance import below, often, stream

PIECE: Final = "EA"
KILOGRAM: Final = "KGM"
LANGUAGE: Final = "fr"
"""In which every product has a title."""

_AT_SCALE_ONE: Final = 120
_PER_DOUBLING: Final = 20
_FIRST_RANDOM_ITEM: Final = 1000
_POUND: Final = 87  # pence asked for a euro: the house's own rate for its price list


class Product(Struct, frozen=True, kw_only=True):
    """A design; `titles` by locale, the gaps in the translation included."""

    key: str
    category_path: tuple[str, ...]
    titles: tuple[LocalText, ...]
    film: bool = False


class Article(Struct, frozen=True, kw_only=True):
    """What is sold, under one SKU: prices in minor units, per `unit`, tax included; `regular` before a reduction."""

    sku: str
    gtin: str | None
    product: Product
    unit: str
    titles: tuple[LocalText, ...]
    options: tuple[OptionValue, ...]
    euros: int
    pounds: int
    regular: int | None = None
    counted: bool = True

    @property
    def by_weight(self) -> bool:
        """Whether a scale, not the eye, says how much of it is sold."""
        return self.unit == KILOGRAM

    def title(self, locale: str) -> str:
        """The title in a language, else in the house's own."""
        return title(self.titles, locale)

    def price(self, currency: str) -> int:
        """What one unit costs."""
        return self.pounds if currency == "GBP" else self.euros


def invent(seed: int, scale: int) -> tuple[Article, ...]:
    """The articles of the season: about 450 at scale 1, some more each time that the scale doubles."""
    count = _AT_SCALE_ONE + _PER_DOUBLING * (scale.bit_length() - 1)
    return tuple(article for index in range(count) for article in _articles(seed, index))


def title(titles: Iterable[LocalText], locale: str) -> str:
    """The title in a language, else in the house's own."""
    texts = {title.locale: title.text for title in titles}
    return texts.get(locale[:2], texts[LANGUAGE])


def products(articles: Sequence[Article]) -> Iterator[tuple[Product, Sequence[Article]]]:
    """Each product with its articles, which stand together."""
    start = 0
    for end in range(1, len(articles) + 1):
        if end == len(articles) or articles[end].product is not articles[start].product:
            yield articles[start].product, articles[start:end]
            start = end


def _articles(seed: int, index: int) -> Iterator[Article]:
    chance = stream(seed, "product", index)
    model, line = MODELS[index % len(MODELS)], index // len(MODELS)
    product = Product(
        key=f"P-{index + 1:04d}",
        category_path=model.category_path,
        titles=_titles(model, _line(line)),
        film=index % 9 == 0,
    )
    euros = model.euros + 100 * below(chance, model.euros // 500)
    regular = euros if often(chance, 0.2) else None
    first = below(chance, len(COLOURS))
    for place, (colour, size) in enumerate(_sorts(model, first)):
        item = _FIRST_RANDOM_ITEM + 10 * index + place
        yield article(product, colour, size, item, _asked(euros, regular), regular, model.unit)


def article(
    product: Product, colour: Colour, size: str, item: int, euros: int, regular: int | None = None, unit: str = PIECE
) -> Article:
    """One sort of a product; `item` numbers it in the house's GTINs."""
    return Article(
        sku=f"{item:05d}-{colour.code}-{size}",
        gtin=numbers.gtin(item),
        product=product,
        unit=unit,
        titles=tuple(_sort_title(text, colour, size) for text in product.titles),
        options=(OptionValue(name="Colour", value=colour.words["en"]), OptionValue(name="Size", value=size)),
        euros=euros,
        pounds=euros * _POUND // 10_000 * 100,
        regular=regular,
    )


def _sorts(model: Model, first: int) -> Iterator[tuple[Colour, str]]:
    for step in range(model.colours):
        colour = COLOURS[(first + step) % len(COLOURS)]
        yield from ((colour, size) for size in model.sizes)


def _asked(euros: int, regular: int | None) -> int:
    return euros if regular is None else euros * 7 // 1000 * 100


def _titles(model: Model, line: str) -> tuple[LocalText, ...]:
    return tuple(
        LocalText(locale=locale, text=f"{line} {noun.lower()}" if locale == "en" else f"{noun} {line}")
        for locale, noun in model.nouns.items()
    )


def _sort_title(text: LocalText, colour: Colour, size: str) -> LocalText:
    return LocalText(locale=text.locale, text=f"{text.text}, {colour.words[text.locale]}, {size}")


def _line(number: int) -> str:
    """The collection's name; when the names are used up they start again with a number."""
    turn, place = divmod(number, len(LINES))
    return LINES[place] if turn == 0 else f"{LINES[place]} {turn + 1}"


def quantity(chance: Random, article: Article) -> int:
    """How much of it somebody takes, in thousandths of its unit: mostly one piece, or some hundred grams."""
    if article.by_weight:
        return 100 + below(chance, 1900)
    return 2000 if often(chance, 0.12) else 1000
