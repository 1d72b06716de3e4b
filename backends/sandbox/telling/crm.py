"""The CRM: everything about a person, and what it has worked out from her purchases."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

from backends.records import (
    Customer,
    CustomerMetrics,
    ExternalRef,
    ImportantDate,
    Loyalty,
    Money,
    Preference,
    Ref,
    Voucher,
)
from backends.sandbox.systems import CRM, POS
from backends.sandbox.telling.metrics import metrics, spent
from backends.sandbox.telling.persons import associate, consents, contacts
from backends.sandbox.world.keys import place_ref
from backends.sandbox.world.moments import ANCHOR, at
from backends.sandbox.world.people import Link, Person
from backends.sandbox.world.places import seller
from backends.sandbox.world.sales import Sale
from backends.vocabulary import Noun, PreferenceOrigin

PROGRAM: Final = "Cercle Vaudrelle"

_TIERS: Final = ((500_000, "OR"), (150_000, "ARGENT"), (0, "BRONZE"))


def customer(person: Person, sales: Sequence[Sale]) -> Customer:
    """A person, with what her purchases say of her."""
    figures = metrics(sales)
    return Customer(
        ref=Ref(CRM.name, person.crm_key),
        refs=_card(person),
        facets=CRM.serves[Noun.CUSTOMER],
        display_name=person.display_name,
        sort_name=person.sort_name,
        given_name=person.given,
        family_name=None if person.organisation else person.family,
        locale=person.country.locale,
        birthday=person.birthday,
        loyalty_number=person.loyalty_number,
        primary_associate=associate(CRM.name, seller(person.store, person.number)),
        home_store=place_ref(person.store),
        created_at=person.since,
        updated_at=person.seen,
        merged=person.merged,
        contacts=tuple(
            contacts(
                CRM.name,
                email=person.email,
                email_verified=person.email_verified,
                phone=person.phone,
                phone_verified=person.phone_verified,
            )
        ),
        addresses=(person.address,),
        consents=consents(CRM.name, person.crm_consents, person.seen),
        loyalty=_loyalty(person, sales),
        segments=tuple(_segments(person, figures)),
        preferences=tuple(_preferences(person, sales)),
        important_dates=() if person.birthday is None else (ImportantDate(kind="BIRTHDAY", on=person.birthday),),
        metrics=figures,
    )


def _card(person: Person) -> tuple[ExternalRef, ...]:
    """The card at the tills, when the CRM was told of it."""
    if person.link is not Link.NAMED_BY_CRM:
        return ()
    return (ExternalRef(system=POS.name, kind=Noun.CUSTOMER.value, value=person.card_key, synced_at=person.seen),)


def _loyalty(person: Person, sales: Sequence[Sale]) -> Loyalty | None:
    if person.loyalty_number is None:
        return None
    minor = sum(spent(sales).values())
    return Loyalty(
        program=PROGRAM,
        number=person.loyalty_number,
        tier=next(tier for least, tier in _TIERS if minor >= least),
        points=minor // 1000,
        points_expire_on=(ANCHOR + timedelta(days=288)).date(),
        vouchers=tuple(_vouchers(person)),
    )


def _vouchers(person: Person) -> Iterator[Voucher]:
    if person.number % 5 == 1:
        value = Money(1000, person.country.currency)
        yield Voucher(code=f"MERCI-{person.number:05d}", value=value, expires_at=at(days=60))


def _segments(person: Person, figures: CustomerMetrics) -> Iterator[str]:
    if person.organisation:
        yield "COMPANY"
    if figures.rfm_segment is not None:
        yield figures.rfm_segment


def _preferences(person: Person, sales: Sequence[Sale]) -> Iterator[Preference]:
    """What her latest purchase shows, and what she said."""
    if sales:
        latest = max(sales, key=lambda sale: sale.placed_at)
        for option in latest.lines[0].article.options:
            yield Preference(
                key=f"latest-{option.name.lower()}",
                value=option.value,
                origin=PreferenceOrigin.OBSERVED,
                at=latest.placed_at,
            )
    yield Preference(
        key="preferred-locale", value=person.country.locale, origin=PreferenceOrigin.DECLARED, at=person.since
    )
