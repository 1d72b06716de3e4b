"""The tills: cards, tickets, and what the stores count."""

from backends.records import Customer, ExternalRef, Order, Ref, Stock
from backends.sandbox.systems import CRM, POS
from backends.sandbox.telling.orders import Voice, order
from backends.sandbox.telling.persons import associate, consents, contacts
from backends.sandbox.telling.shelves import counted
from backends.sandbox.world.keys import oms_order, place_ref, pos_ticket, ticket_number
from backends.sandbox.world.people import Link, Person
from backends.sandbox.world.places import PARIS
from backends.sandbox.world.sales import Sale
from backends.sandbox.world.supply import Stocked
from backends.vocabulary import LocationKind, Noun


def customer(person: Person) -> Customer:
    """A card: how much is on it depends on how it was made."""
    by_email, by_loyalty = person.link is Link.EMAIL, person.link is Link.LOYALTY
    own = person.link is Link.NO_ENTRY
    return Customer(
        ref=Ref(POS.name, person.card_key),
        refs=_entry(person),
        facets=POS.serves[Noun.CUSTOMER],
        display_name=person.display_name,
        sort_name=person.sort_name,
        given_name=person.given,
        family_name=person.family,
        locale=person.country.locale,
        loyalty_number=person.loyalty_number if by_loyalty else None,
        home_store=place_ref(person.store),
        created_at=person.since,
        updated_at=person.seen,
        contacts=tuple(
            contacts(
                POS.name,
                email=None if by_loyalty else person.email,
                email_verified=by_email or own,
                phone=None if by_loyalty or by_email else person.phone,
                phone_verified=own and person.phone_verified,
            )
        ),
        addresses=(),
        consents=consents(POS.name, person.card_consents, person.seen),
    )


def ticket(sale: Sale) -> Order:
    """A sale at a till."""
    return order(sale, _voice(sale, "SOLD"))


def handover(sale: Sale) -> Order:
    """The ticket printed when an order was collected: a copy of the order system's."""
    original = oms_order(sale.number)
    copy = ExternalRef(system=original.system, kind=Noun.ORDER.value, value=original.key, synced_at=sale.delivered_at)
    return order(sale, _voice(sale, "HANDED_OVER", copy))


def stock(stocked: Stocked) -> Stock | None:
    """What the stores counted of one article."""
    return counted(POS, [shelf for shelf in stocked.shelves if shelf.place.kind is LocationKind.STORE])


def _voice(sale: Sale, status: str, *refs: ExternalRef) -> Voice:
    return Voice(
        system=POS,
        key=pos_ticket(sale.number).key,
        number=ticket_number(sale.number, sale.store or PARIS),
        source_status=status,
        placed_at=sale.delivered_at or sale.placed_at,
        customer=_card(sale.buyer),
        sold_by=None if sale.seller is None else associate(POS.name, sale.seller),
        refs=refs,
    )


def _card(buyer: Person | None) -> Ref | None:
    """The card shown at the till; one that was made from the CRM's entry is booked on that entry."""
    if buyer is None:
        return None
    if buyer.link in (Link.MADE_FROM_CRM, Link.NO_CARD):
        return Ref(CRM.name, buyer.crm_key)
    return Ref(POS.name, buyer.card_key)


def _entry(person: Person) -> tuple[ExternalRef, ...]:
    """The CRM's entry that the card was made from."""
    if person.link is not Link.MADE_FROM_CRM:
        return ()
    return (ExternalRef(system=CRM.name, kind=Noun.CUSTOMER.value, value=person.crm_key, synced_at=person.since),)
