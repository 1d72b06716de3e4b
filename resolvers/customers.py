"""Persons: who she is, how to reach her, what she allowed, what she is worth to the house."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated

import strawberry
from strawberry import Parent

from backends import records
from backends.vocabulary import Facet, Noun
from resolvers import ids, masking
from resolvers.asking import records_of
from resolvers.associates import Associate
from resolvers.context import REVEAL
from resolvers.edges import Info, edge, part
from resolvers.locations import Location
from resolvers.nodes import Node
from resolvers.order_filters import SORT, WHERE
from resolvers.order_lists import OrderConnection, orders_of
from resolvers.pages import AFTER, FIRST, Connection
from resolvers.problems import Forbidden, given, had
from resolvers.values import Address, Money, Sourced
from resolvers.words import ConsentPurpose, ConsentState, ContactKind, PreferenceOrigin, SystemRole


@strawberry.type(description="One way to reach a person.")
class ContactPoint:
    kind: ContactKind = part("What kind of way.")
    value: str = part("Phone in E.164, e-mail in lower case; masked unless revealed.")
    masked: bool = part("Whether `value` is masked.")
    verified: bool = part("Whether the owning system verified it.")
    source: str = part("The configured name of the system that holds it.")


def identity_role(identity: Parent[records.CustomerIdentity], info: Info) -> SystemRole:
    return info.context.federation.roles[identity.system]


def is_primary(identity: Parent[records.CustomerIdentity]) -> bool:
    return identity.matched_by == "key"


@strawberry.type(description="Under which key a system knows the person, and why it is believed to be the same one.")
class CustomerIdentity:
    system: str = part("The configured name of the system.")
    role: SystemRole = part("What the system is to the business.", of=identity_role)
    external_id: str = part("The system's key.")
    matched_by: str = part("`key`, `reference`, `loyalty-number`, `email` or `phone`.")
    confidence: float = part("From 0 to 1; 1 where a system says so itself.")
    linked_at: datetime | None = part(
        "When a system linked them, UTC. Null on the primary, and when the gateway links them by rule."
    )
    primary: bool = part("Whether this is the identity that names the person.", of=is_primary)


@strawberry.type(description="What the person answered for one purpose; of contradicting answers the most restrictive.")
class Consent:
    purpose: ConsentPurpose = part("For what.")
    state: ConsentState = part("The answer; UNKNOWN when a system that may hold a refusal is silent.")
    legal_basis: str | None = part("As the system has it. Null when it has none.")
    captured_at: datetime | None = part("When it was given, UTC. Null when the system does not say.")
    system: str = part("The configured name of the system whose answer this is.", name="source")
    expires_at: datetime | None = part("When it ends, UTC. Null for never.")


@strawberry.type(description="A voucher of the loyalty programme.")
class Voucher:
    code: str = part("The code to enter at the till.")
    value: Money | None = part("What it is worth. Null when it is not an amount of money.")
    expires_at: datetime | None = part("When it ends, UTC. Null for never.")


@strawberry.type(description="Membership of the loyalty programme. Owner: CRM.")
class Loyalty:
    program: str = part("The programme's name.")
    number: str | None = part("The membership number. Null when the programme has none.")
    tier: str | None = part("The tier. Null when the programme has none.")
    points: int | None = part("Points to spend. Null when the programme counts none.")
    points_expire_on: date | None = part("When points expire next. Null for never.")
    vouchers: list[Voucher] = part("Vouchers not yet spent.")


@strawberry.type(description="Figures as the system that computes them gives them; the gateway computes none.")
class CustomerMetrics:
    lifetime_value: list[Money] = part("All she bought, one amount for each currency.")
    order_count: int | None = part("Number of orders. Null when the system does not count them.")
    average_order: Money | None = part("Average order. Null when the system does not compute it.")
    last_order_at: datetime | None = part("Time of the last order, UTC. Null for none or when not computed.")
    return_rate: float | None = part("Share of lines returned, from 0 to 1. Null when not computed.")
    recency: int | None = part("RFM quintile, 1 to 5. Null when not computed.")
    frequency: int | None = part("RFM quintile, 1 to 5. Null when not computed.")
    monetary: int | None = part("RFM quintile, 1 to 5. Null when not computed.")
    rfm_segment: str | None = part("The segment's label. Null when not computed.")
    churn_risk: float | None = part("From 0 to 1. Null when not computed.")
    computed_at: datetime = part("When the system computed them, UTC.")


@strawberry.type(description="Something the person likes or needs.")
class Preference:
    key: str = part("What it is about, e.g. `size.shoe`.")
    value: str = part("The preference.")
    origin: PreferenceOrigin = part("How it came to be known.")
    at: datetime | None = part("When, UTC. Null when the system does not say.")


@strawberry.type(description="A day worth remembering.")
class ImportantDate:
    kind: str = part("What is remembered, e.g. `anniversary`.")
    on: date | None = part("The day. Null unless the asker may reveal it.")


def customer_id(customer: Parent[records.Customer]) -> strawberry.ID:
    return ids.of("Customer", customer.ref)


def home_store_id(customer: Parent[records.Customer]) -> strawberry.ID | None:
    return ids.maybe("Location", customer.home_store)


def merged_ids(customer: Parent[records.Customer]) -> list[strawberry.ID]:
    return [ids.encode("Customer", customer.ref.system, key) for key in customer.merged]


def contacts(
    customer: Parent[records.Customer],
    info: Info,
    reveal: Annotated[bool, strawberry.argument(description="Unmasked; needs the right `customer:reveal`.")] = False,
) -> list[masking.Contact] | None:
    if reveal and not info.context.asker.may(REVEAL):
        raise Forbidden(REVEAL)
    found = given(customer, customer.contacts, Facet.CONTACTS)
    return masking.contacts(found or (), reveal)


def addresses(customer: Parent[records.Customer], info: Info) -> list[records.Address] | None:
    found = given(customer, customer.addresses, Facet.CONTACTS)
    return masking.addresses(found or (), info.context.asker.may(REVEAL))


def birthday(customer: Parent[records.Customer], info: Info) -> date | None:
    return customer.birthday if info.context.asker.may(REVEAL) else None


def important_dates(customer: Parent[records.Customer], info: Info) -> list[masking.Day] | None:
    found = given(customer, customer.important_dates, Facet.PROFILE)
    return masking.days(found or (), info.context.asker.may(REVEAL))


@strawberry.type(
    description="A person, as all the systems together know her. Owner: CRM; other systems enrich her. A field is null "
    "because no system knows it, or, with an entry in `errors`, because the system that knows it failed."
)
class Customer(Node, Sourced):
    id: strawberry.ID = part(
        "Opaque; ids of copies and of customers merged into this one resolve to it.", of=customer_id
    )
    display_name: str = part("How to address her.")
    given_name: str | None = part("Given name. Null when unknown.")
    family_name: str | None = part("Family name. Null when unknown.")
    contacts: list[ContactPoint] | None = part(
        "How to reach her; masked unless revealed. Owner: CRM and POS. Null when both failed.",
        Facet.CONTACTS,
        of=contacts,
    )
    addresses: list[Address] | None = part(
        "Postal addresses, masked unless the asker may reveal them. Owner: CRM. Null when its system failed.",
        Facet.CONTACTS,
        of=addresses,
    )
    locale: str | None = part("The language she prefers, BCP 47. Null when unknown.")
    birthday: date | None = part("Null when unknown, or when the asker lacks the right `customer:reveal`.", of=birthday)
    identities: list[CustomerIdentity] = part("Under which keys the systems know her.", Facet.IDENTITIES)
    merged_ids: list[strawberry.ID] = part(
        "Ids of customers that were merged into this one.", Facet.IDENTITIES, of=merged_ids
    )
    consents: list[Consent] | None = part(
        "What she allowed: one answer for each purpose, the most restrictive. Owner: CRM, POS. Null when both failed.",
        Facet.CONSENTS,
        of=had("consents", Facet.CONSENTS),
    )
    loyalty: Loyalty | None = part(
        "Membership. Owner: CRM. Null when she is no member, or when its system failed.",
        Facet.LOYALTY,
        of=had("loyalty", Facet.LOYALTY),
    )
    segments: list[str] | None = part(
        "Segments she is in. Owner: CRM. Null when its system failed.",
        Facet.PROFILE,
        of=had("segments", Facet.PROFILE),
    )
    metrics: CustomerMetrics | None = part(
        "Figures as their system computes them. Null when none does, or when it failed.",
        Facet.METRICS,
        of=had("metrics", Facet.METRICS),
    )
    preferences: list[Preference] | None = part(
        "What she likes and needs. Owner: CRM. Null when its system failed.",
        Facet.PROFILE,
        of=had("preferences", Facet.PROFILE),
    )
    important_dates: list[ImportantDate] | None = part(
        "Days worth remembering. Owner: CRM. Null when its system failed.", Facet.PROFILE, of=important_dates
    )
    primary_associate: Associate | None = part("Who looks after her. Owner: CRM. Null for nobody.")
    home_store_id: strawberry.ID | None = part("Whose client book she is in. Null for none.", of=home_store_id)
    created_at: datetime | None = part("When she was first recorded, UTC. Null when the system does not say.")
    updated_at: datetime | None = part("When she was last changed, UTC. Null when the system does not say.")

    @edge(Location | None, "Whose client book she is in. Owner: ERP. Null for none, or when its system failed.")
    async def home_store(
        customers: Sequence[records.Customer], info: Info
    ) -> Sequence[records.Location | Exception | None]:
        return await records_of(info, Noun.LOCATION, [customer.home_store for customer in customers])

    @edge(
        OrderConnection | None,
        "Her orders on every channel, copies dropped. Owner: OMS and POS. Null when every system that serves orders "
        "failed.",
        facets=[Facet.IDENTITIES],
    )
    async def orders(
        customers: Sequence[records.Customer],
        info: Info,
        *,
        first: FIRST = None,
        after: AFTER = None,
        where: WHERE = None,
        sort: SORT = None,
    ) -> Sequence[Connection | Exception]:
        return await orders_of(customers, info, first=first, after=after, where=where, sort=sort)

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        return isinstance(value, records.Customer)
