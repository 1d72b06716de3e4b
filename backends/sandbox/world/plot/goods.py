"""The articles of the stories, where they lie and what of them is coming. Nothing random ever touches them."""

from collections.abc import Iterator
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from backends.records import LocalText
from backends.sandbox.world.assortment import KILOGRAM, Article, Product, article
from backends.sandbox.world.catalogue import BLACK, ECRU, MIDNIGHT
from backends.sandbox.world.moments import at
from backends.sandbox.world.places import LYON, NORTH, PARIS, Place
from backends.sandbox.world.supply import Allocations, Shelf, Stocked, Supply
from backends.vocabulary import Channel, SupplyStage

_PIECE: Final = 1000  # all quantities here are in thousandths
_WEB: Final = Channel.ECOMMERCE


class Goods(Struct, frozen=True, kw_only=True):
    """One article for each story; what each shows is told in `sandbox.stories`."""

    promise: Article
    oversold: Article
    arriving: Article
    receiving: Article
    weighed: Article
    without_gtin: Article
    untranslated: Article
    uniform: Article
    wrapping: Article

    @property
    def articles(self) -> tuple[Article, ...]:
        """All of them."""
        return (
            *(self.promise, self.oversold, self.arriving, self.receiving, self.weighed),
            *(self.without_gtin, self.untranslated, self.uniform, self.wrapping),
        )

    def stocked(self, allocated: Allocations) -> Iterator[Stocked]:
        """Where they lie, with what the stories' own orders have had allocated."""
        for shelves in self._shelves():
            yield Stocked(
                tuple(
                    replace(shelf, committed=allocated[shelf.article.sku, shelf.place.key], version=number)
                    for number, shelf in enumerate(shelves, start=1)
                )
            )

    def _shelves(self) -> Iterator[tuple[Shelf, ...]]:
        yield (_shelf(self.promise, NORTH, 10, unavailable=1, held=1, web_safety=2),)
        yield _shelf(self.oversold, PARIS, 1), _shelf(self.oversold, LYON, 5, web_safety=1)
        yield _shelf(self.arriving, PARIS, 0), _shelf(self.arriving, NORTH, 3)
        yield (_shelf(self.receiving, NORTH, 0),)
        yield _shelf(self.weighed, PARIS, 42.35), _shelf(self.weighed, NORTH, 85.5)
        yield (_shelf(self.without_gtin, PARIS, 6),)
        yield _shelf(self.untranslated, LYON, 4), _shelf(self.untranslated, NORTH, 40)
        yield (_shelf(self.uniform, NORTH, 120_000),)

    def supplies(self) -> Iterator[Supply]:
        """What is coming: of the promised article, and of the one seen at every stage."""
        yield _supply(1, self.promise, SupplyStage.CONFIRMED, 3, 20, "PT", "Fiação Serra Alva")
        yield _supply(2, self.promise, SupplyStage.IN_TRANSIT, 10, 30, "TR", "Bozdağ İplik")
        yield _supply(3, self.arriving, SupplyStage.CONFIRMED, 6, 40, "PT", "Fiação Serra Alva")
        yield _supply(4, self.arriving, SupplyStage.IN_TRANSIT, 4, 25, "TR", "Bozdağ İplik")
        yield _supply(5, self.arriving, SupplyStage.CUSTOMS, 2, 60, "IN", "Nilgiri Looms", expected=58)
        yield _supply(6, self.arriving, SupplyStage.ORDERED, 20, 100, "MA", "Ateliers de l'Atlas Clair")
        yield _supply(7, self.receiving, SupplyStage.AT_HUB, 0, 60, "IT", "Filatura Monte Chiaro", counted=42)


def goods() -> Goods:
    """The articles of the stories, the same in every world."""
    women, men = ("Women", "Outerwear", "Coats"), ("Men", "Knitwear", "Jumpers")
    return Goods(
        promise=article(_design(1, women, "Manteau Solène", "Solène coat", "Mantel Solène"), ECRU, "38", 10, 34900),
        oversold=article(_design(2, women, "Trench Averse", "Averse trench", "Trench Averse"), BLACK, "40", 20, 27900),
        arriving=article(_design(3, men, "Pull Étrave", "Étrave jumper", "Pullover Étrave"), MIDNIGHT, "M", 30, 11900),
        receiving=article(_design(4, men, "Gilet Amarre", "Amarre cardigan", "Weste Amarre"), ECRU, "L", 40, 12900),
        weighed=article(
            _design(5, ("Haberdashery", "Wool"), "Laine Toison au poids", "Toison wool by weight", "Wolle Toison"),
            *(ECRU, "U", 50, 6400),
            unit=KILOGRAM,
        ),
        without_gtin=replace(
            article(
                _design(6, ("Accessories", "Bags"), "Sac Pièce unique", "One-off bag", "Einzelstück-Tasche"),
                *(BLACK, "U", 60, 45000),
            ),
            gtin=None,
        ),
        untranslated=article(_design(7, women, "Cape Bruine", "Bruine cape", None), MIDNIGHT, "U", 70, 25900),
        uniform=article(
            _design(8, ("Workwear", "Hotels"), "Uniforme Palace", "Palace uniform", "Uniform Palace"),
            *(BLACK, "M", 80, 25000),
        ),
        wrapping=replace(
            article(
                _design(9, ("Services",), "Papier cadeau", "Gift wrapping", "Geschenkverpackung"),
                *(ECRU, "U", 90, 300),
            ),
            counted=False,
        ),
    )


def _design(number: int, path: tuple[str, ...], fr: str, en: str, de: str | None) -> Product:
    titles = {"de": de, "en": en, "fr": fr}
    return Product(
        key=f"P-9{number:03d}",
        category_path=path,
        titles=tuple(LocalText(locale=locale, text=text) for locale, text in titles.items() if text is not None),
        film=True,
    )


def _shelf(
    article: Article, place: Place, on_hand: float, *, unavailable: int = 0, held: int = 0, web_safety: int = 0
) -> Shelf:
    return Shelf(
        article=article,
        place=place,
        on_hand=round(on_hand * _PIECE),
        unavailable=unavailable * _PIECE,
        held=held * _PIECE,
        safety=((_WEB, web_safety * _PIECE),) if web_safety else (),
        counted_at=at(days=-3),
    )


def _supply(
    number: int,
    article: Article,
    stage: SupplyStage,
    days: int,
    ordered: int,
    country: str,
    supplier: str,
    *,
    expected: int | None = None,
    counted: int | None = None,
) -> Supply:
    known = stage is not SupplyStage.ORDERED
    return Supply(
        number=number,
        article=article,
        stage=stage,
        destination=NORTH,
        country=country,
        supplier=supplier,
        ordered=ordered * _PIECE,
        confirmed=ordered * _PIECE if known else None,
        expected=(ordered if expected is None else expected) * _PIECE,
        eta=at(days=days, hours=-2),
        counted=None if counted is None else counted * _PIECE,
    )
