"""Who buys: made-up people, and how much the CRM and the tills know of each of them."""

import unicodedata
from datetime import date, datetime, timedelta
from enum import Enum, auto
from random import Random
from typing import Final

from msgspec import Struct

from backends.records import Address
from backends.sandbox.world import numbers
from backends.sandbox.world.chance import below, between, often, pick, stream
from backends.sandbox.world.countries import DE, FR, GB, Country
from backends.sandbox.world.moments import ago
from backends.sandbox.world.places import STORES, Place, stores_of
from backends.vocabulary import ConsentPurpose, ConsentState

Consents = tuple[tuple[ConsentPurpose, ConsentState], ...]

FIRST_RANDOM: Final = 101
"""People below this number belong to the stories."""

_PURPOSES: Final = (ConsentPurpose.EMAIL_MARKETING, ConsentPurpose.PROFILING, ConsentPurpose.SMS_MARKETING)
_STATES: Final = (ConsentState.GRANTED, ConsentState.GRANTED, ConsentState.DENIED, ConsentState.WITHDRAWN)
_DAY: Final = 86_400


class Link(Enum):
    """How a person's entry in the CRM and her card at the tills know of each other."""

    NO_CARD = auto()  # only the CRM knows her
    NAMED_BY_CRM = auto()  # the CRM holds the card's key
    MADE_FROM_CRM = auto()  # the card was made from the CRM's entry and holds its key
    LOYALTY = auto()  # both hold her loyalty number, nothing else
    EMAIL = auto()  # both hold her verified e-mail, nothing else
    NO_ENTRY = auto()  # only the tills know her


class Person(Struct, frozen=True, kw_only=True):
    """A customer; an organisation has no given name. `merged` are CRM keys that were merged into hers."""

    number: int
    country: Country
    given: str | None
    family: str
    email: str | None
    email_verified: bool = True
    phone: str | None
    phone_verified: bool = True
    birthday: date | None
    address: Address
    loyal: bool
    store: Place
    link: Link
    crm_consents: Consents
    card_consents: Consents
    since: datetime
    seen: datetime
    merged: tuple[str, ...] = ()
    organisation: bool = False

    @property
    def crm_key(self) -> str:
        """Her key in the CRM."""
        return f"C-{self.number:05d}"

    @property
    def card_key(self) -> str:
        """Her key at the tills."""
        return f"K{numbers.scattered(self.number, 5_060_708):08d}"

    @property
    def loyalty_number(self) -> str | None:
        """What is printed on her loyalty card."""
        return f"LV{numbers.scattered(self.number, 70_809):08d}" if self.loyal else None

    @property
    def in_crm(self) -> bool:
        """Whether the CRM knows her."""
        return self.link is not Link.NO_ENTRY

    @property
    def has_card(self) -> bool:
        """Whether the tills know her."""
        return self.link is not Link.NO_CARD

    @property
    def display_name(self) -> str:
        """As she is addressed."""
        return self.family if self.given is None else f"{self.given} {self.family}"

    @property
    def sort_name(self) -> str:
        """As she is filed."""
        return (self.family if self.given is None else f"{self.family} {self.given}").casefold()


def invent(seed: int, number: int) -> Person:
    """The person of that number: of every ten, five live in France, three in Germany, two in Britain."""
    chance = stream(seed, "person", number)
    country, slot = _home(number)
    given, family = pick(chance, country.given), pick(chance, country.family)
    link = _link(chance)
    return Person(
        number=number,
        country=country,
        given=given,
        family=family,
        email=mailbox(given, family, number, country),
        email_verified=link is Link.EMAIL or often(chance, 0.8),
        phone=country.phone(slot),
        phone_verified=often(chance, 0.5),
        birthday=date(1950, 1, 1) + timedelta(days=below(chance, 20_000)),
        address=address(chance, country),
        loyal=link is Link.LOYALTY or often(chance, 0.6),
        store=pick(chance, stores_of(country)) if often(chance, 0.9) else pick(chance, STORES),
        link=link,
        crm_consents=_consents(chance),
        card_consents=_consents(chance)[:2],
        since=ago(_DAY * between(chance, 740, 2000)),
        seen=ago(between(chance, 3600, 300 * _DAY)),
    )


def address(chance: Random, country: Country) -> Address:
    """Somewhere to live."""
    number, street = between(chance, 1, 120), pick(chance, country.streets)
    postal_code, city = pick(chance, country.cities)
    line = f"{number} {street}" if country.number_first else f"{street} {number}"
    return Address(lines=(line,), postal_code=postal_code, city=city, country=country.code)


def mailbox(given: str, family: str, number: int, country: Country) -> str:
    """An address at a domain that is kept for examples (RFC 2606)."""
    return f"{_plain(given)}.{_plain(family)}.{number}@{country.mail_domain}"


def _home(number: int) -> tuple[Country, int]:
    """A country, and which of the numbers kept for fiction there is hers."""
    tens, rest = divmod(number, 10)
    if rest < 5:
        return FR, tens * 5 + rest
    if rest < 8:
        return DE, tens * 3 + rest - 5
    return GB, tens * 2 + rest - 8


def _link(chance: Random) -> Link:
    draw = chance.random()
    for share, link in _LINKS:
        if draw < share:
            return link
    return Link.NO_CARD


_LINKS: Final = (
    (0.25, Link.NAMED_BY_CRM),
    (0.42, Link.MADE_FROM_CRM),
    (0.55, Link.LOYALTY),
    (0.61, Link.EMAIL),
    (0.66, Link.NO_ENTRY),
)
"""Cumulated shares."""


def _consents(chance: Random) -> Consents:
    return tuple((purpose, pick(chance, _STATES)) for purpose in _PURPOSES)


def _plain(name: str) -> str:
    """The name without accents, in lower case, as a mailbox wants it."""
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
