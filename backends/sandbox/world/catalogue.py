"""The words of the assortment: models, colours, and the names of the collections."""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct


class Colour(Struct, frozen=True):
    """A colour: three letters for the SKU, and its name in each language."""

    code: str
    words: Mapping[str, str]


class Model(Struct, frozen=True, kw_only=True):
    """A kind of garment: what it is called in each language, what it costs at least (cents), how it is cut."""

    category_path: tuple[str, ...]
    nouns: Mapping[str, str]
    euros: int
    sizes: tuple[str, ...]
    colours: int = 1
    unit: str = "EA"


def _colour(code: str, fr: str, en: str, de: str) -> Colour:
    return Colour(code, {"de": de, "en": en, "fr": fr})


def _model(path: str, fr: str, en: str, de: str, euros: int, sizes: str, colours: int = 1, unit: str = "EA") -> Model:
    return Model(
        category_path=tuple(path.split(" > ")),
        nouns={"de": de, "en": en, "fr": fr},
        euros=euros,
        sizes=tuple(sizes.split()),
        colours=colours,
        unit=unit,
    )


ECRU: Final = _colour("ECR", "écru", "ecru", "wollweiß")
MIDNIGHT: Final = _colour("NUI", "bleu nuit", "midnight blue", "nachtblau")
BLACK: Final = _colour("NOI", "noir", "black", "schwarz")

COLOURS: Final = (
    ECRU,
    MIDNIGHT,
    BLACK,
    _colour("CAM", "camel", "camel", "kamel"),
    _colour("OLI", "olive", "olive", "oliv"),
    _colour("BRI", "brique", "brick", "ziegelrot"),
    _colour("CIE", "bleu ciel", "sky blue", "himmelblau"),
    _colour("PRU", "prune", "plum", "pflaume"),
)

LINES: Final = (
    *("Aurore", "Brume", "Cendre", "Dune", "Écume", "Flanelle", "Garance", "Houle"),
    *("Ivoire", "Jade", "Lande", "Mistral", "Nacre", "Ombre", "Pollen", "Rivage"),
)

_LETTERS: Final = "S M L XL"
_DRESS: Final = "36 38 40 42"
_SHOE: Final = "37 38 39 40 41"
_ONE: Final = "U"

MODELS: Final = (
    _model("Women > Knitwear > Jumpers", "Pull", "Jumper", "Pullover", 8900, _LETTERS),
    _model("Women > Knitwear > Cardigans", "Gilet", "Cardigan", "Strickjacke", 10900, _LETTERS),
    _model("Women > Dresses > Day", "Robe", "Dress", "Kleid", 12900, _DRESS),
    _model("Women > Dresses > Evening", "Robe du soir", "Evening dress", "Abendkleid", 24900, _DRESS),
    _model("Women > Outerwear > Coats", "Manteau", "Coat", "Mantel", 29900, _DRESS),
    _model("Women > Outerwear > Jackets", "Veste", "Jacket", "Jacke", 18900, _DRESS),
    _model("Women > Tops > Shirts", "Chemisier", "Blouse", "Bluse", 7900, _DRESS),
    _model("Women > Tops > T-shirts", "T-shirt", "T-shirt", "T-Shirt", 3500, _LETTERS),
    _model("Women > Bottoms > Skirts", "Jupe", "Skirt", "Rock", 8500, _DRESS),
    _model("Women > Bottoms > Trousers", "Pantalon", "Trousers", "Hose", 9900, _DRESS),
    _model("Women > Shoes > Boots", "Bottines", "Ankle boots", "Stiefeletten", 16900, _SHOE),
    _model("Women > Shoes > Loafers", "Mocassins", "Loafers", "Loafer", 13900, _SHOE),
    _model("Men > Knitwear > Jumpers", "Pull marin", "Sailor jumper", "Seemannspullover", 9900, _LETTERS),
    _model("Men > Outerwear > Coats", "Caban", "Pea coat", "Cabanjacke", 31900, _LETTERS),
    _model("Men > Outerwear > Jackets", "Blouson", "Bomber jacket", "Blouson", 21900, _LETTERS),
    _model("Men > Tops > Shirts", "Chemise", "Shirt", "Hemd", 7500, _LETTERS),
    _model("Men > Tops > Polo shirts", "Polo", "Polo shirt", "Poloshirt", 5900, _LETTERS),
    _model("Men > Bottoms > Trousers", "Chino", "Chinos", "Chino", 8900, _LETTERS),
    _model("Men > Shoes > Derbies", "Derbies", "Derby shoes", "Derbyschuhe", 17900, "41 42 43 44"),
    _model("Accessories > Scarves", "Écharpe", "Scarf", "Schal", 5500, _ONE, 3),
    _model("Accessories > Bags", "Sac", "Bag", "Tasche", 19900, _ONE, 3),
    _model("Accessories > Belts", "Ceinture", "Belt", "Gürtel", 4900, "85 95"),
    _model("Accessories > Hats", "Bonnet", "Beanie", "Mütze", 3900, _ONE, 3),
    _model("Haberdashery > Wool", "Laine au poids", "Wool by weight", "Wolle nach Gewicht", 6400, _ONE, 2, "KGM"),
)
