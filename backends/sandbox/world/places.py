"""The house: six stores, two warehouses, and who sells in them."""

from typing import Final

from msgspec import Struct

from backends.records import Address, GeoPoint
from backends.sandbox.world.countries import DE, FR, GB, Country
from backends.vocabulary import LocationKind


class House(Struct, frozen=True):
    """The retailer."""

    name: str
    time_zone: str
    country: str


class Place(Struct, frozen=True, kw_only=True):
    """A store or a warehouse: `key` is the ERP's, `code` what the systems on the spot call it."""

    key: str
    code: str
    kind: LocationKind
    name: str
    country: Country
    address: Address
    geo: GeoPoint


class Seller(Struct, frozen=True):
    """A member of the sales force; `number` counts from 1 over the whole house."""

    number: int
    name: str
    store: Place


def _place(
    key: str, code: str, name: str, country: Country, line: str, town: tuple[str, str], geo: tuple[float, float]
) -> Place:
    return Place(
        key=key,
        code=code,
        kind=LocationKind.WAREHOUSE if key.startswith("9") else LocationKind.STORE,
        name=name,
        country=country,
        address=Address(lines=(line,), postal_code=town[0], city=town[1], country=country.code),
        geo=GeoPoint(latitude=geo[0], longitude=geo[1]),
    )


HOUSE: Final = House("Maison Vaudrelle", "Europe/Paris", "FR")

PARIS: Final = _place(
    "1010", "PAR", "Vaudrelle Paris Marais", FR, "18 rue des Lilas Blancs", ("75003", "Paris"), (48.8597, 2.3622)
)
LYON: Final = _place(
    "1020", "LYO", "Vaudrelle Lyon Presqu'île", FR, "7 quai des Tisserands", ("69002", "Lyon"), (45.7578, 4.8320)
)
BERLIN: Final = _place(
    "1030", "BER", "Vaudrelle Berlin Mitte", DE, "Am Alten Webstuhl 21", ("10119", "Berlin"), (52.5301, 13.4017)
)
HAMBURG: Final = _place(
    "1040", "HAM", "Vaudrelle Hamburg Neustadt", DE, "Fliedergasse 4", ("20354", "Hamburg"), (53.5533, 9.9887)
)
LONDON: Final = _place(
    "1050", "LON", "Vaudrelle London Soho", GB, "32 Weavers Row", ("W1F 9AA", "London"), (51.5136, -0.1365)
)
MANCHESTER: Final = _place(
    "1060", "MAN", "Vaudrelle Manchester", GB, "5 Old Loom Lane", ("M4 1HQ", "Manchester"), (53.4839, -2.2366)
)
NORTH: Final = _place(
    "9010", "NRD", "Entrepôt Nord", FR, "1 avenue du Grand Métier", ("59223", "Roncq"), (50.7536, 3.1203)
)
MIDLANDS: Final = _place(
    "9020", "MID", "Midlands Warehouse", GB, "Unit 6, Shuttle Park", ("CV3 4LF", "Coventry"), (52.3821, -1.4775)
)

STORES: Final = (PARIS, LYON, BERLIN, HAMBURG, LONDON, MANCHESTER)
WAREHOUSES: Final = (NORTH, MIDLANDS)
PLACES: Final = STORES + WAREHOUSES

_SELLERS_PER_STORE: Final = 3


def warehouse_of(country: Country) -> Place:
    """The warehouse that serves a country: Britain has its own since there is a customs border."""
    return MIDLANDS if country is GB else NORTH


def stores_of(country: Country) -> tuple[Place, ...]:
    """The stores in a country."""
    return tuple(store for store in STORES if store.country is country)


def seller(store: Place, index: int) -> Seller:
    """One of a store's sellers, whatever the index."""
    index %= _SELLERS_PER_STORE
    number = STORES.index(store) * _SELLERS_PER_STORE + index + 1
    words = store.country
    return Seller(
        number, f"{words.given[number % len(words.given)]} {words.family[-number % len(words.family)]}", store
    )
