"""A customer, or nobody in particular, with all that was bought and all that was sent."""

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct

from backends.records import Shipment
from backends.sandbox.world import parcels, people, shopping
from backends.sandbox.world.assortment import Article
from backends.sandbox.world.chance import stream
from backends.sandbox.world.people import Person
from backends.sandbox.world.sales import Sale

FIRST_RANDOM_SALE: Final = 1001
"""Sales below this number belong to the stories."""

_PEOPLE_AT_SCALE_ONE: Final = 300
_PURCHASES: Final = (2, 3, 4, 5, 6, 7, 9, 12, 18, 26)  # of ten people: 92 together, and eight strangers make 100
_STRIDE: Final = max(_PURCHASES) + 1  # numbers kept for one person and the stranger after her


class Household(Struct, frozen=True):
    """`person` is nobody for what guests and passers-by bought."""

    person: Person | None
    sales: tuple[Sale, ...]
    shipments: tuple[Shipment, ...] = ()


def count(scale: int) -> int:
    """How many people live in a world of that scale; they and the strangers buy ten times as often."""
    return _PEOPLE_AT_SCALE_ONE * scale


def invent(seed: int, index: int, articles: Sequence[Article]) -> Iterator[Household]:
    """One person with her purchases, then four times in five a stranger with one; `index` counts from 0."""
    person = people.invent(seed, people.FIRST_RANDOM + index)
    first, bought = FIRST_RANDOM_SALE + index * _STRIDE, _PURCHASES[(index * 7 + index // 10) % len(_PURCHASES)]
    yield _household(seed, person, range(first, first + bought), articles)
    if index % 5:
        yield _household(seed, None, range(first + bought, first + bought + 1), articles)


def _household(seed: int, person: Person | None, numbers: range, articles: Sequence[Article]) -> Household:
    chance = stream(seed, "sales", numbers.start)
    sales = tuple(shopping.sale(chance, number, person, articles) for number in numbers)
    return Household(person, sales, tuple(parcel for sale in sales for parcel in parcels.consign(chance, sale)))
