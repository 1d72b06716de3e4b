"""The people of the stories."""

from datetime import date

from msgspec import Struct

from backends.records import Address
from backends.sandbox.world.countries import DE, FR, GB, Country
from backends.sandbox.world.moments import at
from backends.sandbox.world.people import Link, Person, mailbox
from backends.sandbox.world.places import BERLIN, HAMBURG, LONDON, LYON, PARIS, Place
from backends.vocabulary import ConsentPurpose, ConsentState

_AGREED = ((ConsentPurpose.EMAIL_MARKETING, ConsentState.GRANTED), (ConsentPurpose.PROFILING, ConsentState.GRANTED))
_TAKEN_BACK = ((ConsentPurpose.EMAIL_MARKETING, ConsentState.WITHDRAWN),)


class Cast(Struct, frozen=True, kw_only=True):
    """Who plays in which story is told in `sandbox.stories`."""

    clemence: Person
    hugo: Person
    annika: Person
    imogen: Person
    rupert: Person
    jasper: Person
    margaux: Person
    greta: Person
    hotels: Person


def cast() -> Cast:
    """The people of the stories, the same in every world."""
    shared = str(GB.phone(3))
    row = Address(lines=("9 Weavers Row",), postal_code="N1 7AA", city="London", country="GB")
    return Cast(
        clemence=_person(1, "Clémence", "Aubrival", FR, PARIS, Link.NAMED_BY_CRM, loyal=True),
        hugo=_person(2, "Hugo", "Morvanne", FR, LYON, Link.LOYALTY, loyal=True),
        annika=_person(3, "Annika", "Eichenroth", DE, BERLIN, Link.EMAIL),
        imogen=_person(4, "Imogen", "Ashcombery", GB, LONDON, Link.NO_CARD, phone=shared, address=row),
        rupert=_person(5, "Rupert", "Ashcombery", GB, LONDON, Link.NO_CARD, phone=shared, address=row),
        jasper=_person(6, "Jasper", "Quillbrook", GB, LONDON, Link.NO_ENTRY, phone=shared, reachable_by_mail=False),
        margaux=_person(7, "Margaux", "Delcastre", FR, PARIS, Link.MADE_FROM_CRM, loyal=True, merged=("C-00008",)),
        greta=_person(9, "Greta", "Falkenried", DE, HAMBURG, Link.NAMED_BY_CRM, withdrew_at_till=True),
        hotels=_company(10, "Groupe Hôtelier Rochemarne", FR, PARIS),
    )


def _person(
    number: int,
    given: str,
    family: str,
    country: Country,
    store: Place,
    link: Link,
    *,
    phone: str | None = None,
    address: Address | None = None,
    loyal: bool = False,
    merged: tuple[str, ...] = (),
    reachable_by_mail: bool = True,
    withdrew_at_till: bool = False,
) -> Person:
    return Person(
        number=number,
        country=country,
        given=given,
        family=family,
        email=mailbox(given, family, number, country) if reachable_by_mail else None,
        phone=phone or country.phone(number),
        birthday=date(1984, number, 10 + number),
        address=address or _home(number, country),
        loyal=loyal,
        store=store,
        link=link,
        crm_consents=_AGREED,
        card_consents=_TAKEN_BACK if withdrew_at_till else _AGREED,
        since=at(days=-1400 - number),
        seen=at(days=-number),
        merged=merged,
    )


def _company(number: int, name: str, country: Country, store: Place) -> Person:
    return Person(
        number=number,
        country=country,
        given=None,
        family=name,
        email=f"achats@{country.mail_domain}",
        phone=country.phone(number),
        birthday=None,
        address=_home(number, country),
        loyal=False,
        store=store,
        link=Link.NO_CARD,
        crm_consents=(),
        card_consents=(),
        since=at(days=-900),
        seen=at(days=-2),
        organisation=True,
    )


def _home(number: int, country: Country) -> Address:
    postal_code, city = country.cities[number % len(country.cities)]
    street = country.streets[number % len(country.streets)]
    line = f"{number} {street}" if country.number_first else f"{street} {number}"
    return Address(lines=(line,), postal_code=postal_code, city=city, country=country.code)
