"""Finding a person: by a key, of which several may be meant, or by search."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import strawberry

from backends.filters import CustomerFilter
from backends.identifiers import InvalidIdentifier
from backends.identifiers.contacts import email, phone
from backends.people import Candidate, matching
from backends.ports import Parent, ParentKind, Sort
from backends.records import Ref
from backends.vocabulary import Noun, SortField
from resolvers import ids
from resolvers.asking import SHARED, records_of
from resolvers.customers import Customer
from resolvers.edges import Info, edge, part
from resolvers.pages import AFTER, FIRST, Connection, Listing, PageInfo, connections
from resolvers.problems import BadInput, FieldFailure, NotServed
from resolvers.provenance import Completeness as Lacking
from resolvers.provenance import lacking
from resolvers.selection import facets
from resolvers.values import Completeness

MAX_SEARCH = 200


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Several persons match, or may."""

    candidates: Sequence[Candidate]
    completeness: Lacking


@strawberry.type(description="A person who matches, perhaps one of several.")
class CustomerCandidate:
    customer: Customer = part("The person.")
    confidence: float = part(
        "From 0 to 1: how surely the key is hers; the less, the more persons match and the more systems are silent."
    )
    matched_on: list[str] = part("On what she matches: `email`, `phone`, `loyalty-number`.")


@strawberry.type(
    description="The associate must choose or confirm: several persons match; or one does, by an e-mail or a phone "
    "that others may share whom only a silent system knows."
)
class AmbiguousCustomer:
    candidates: list[CustomerCandidate] = part("Who matches; just one where `completeness` names who was silent.")
    completeness: Completeness = part("Whether every system that knows customers answered.")

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        return isinstance(value, Ambiguous)


CustomerLookup = Annotated[
    Customer | AmbiguousCustomer,
    strawberry.union("CustomerLookup", description="One person beyond doubt, or candidates to choose from."),
]


@strawberry.input(description="A key of a system of the retailer.")
class ExternalKey:
    system: str = strawberry.field(description="The system's configured name.")
    value: str = strawberry.field(description="The system's key.")


@strawberry.input(one_of=True, description="One key of a person, exactly one field set.")
class CustomerKey:
    id: strawberry.ID | None = strawberry.field(default=strawberry.UNSET, description="An id.")
    email: str | None = strawberry.field(default=strawberry.UNSET, description="An e-mail address.")
    phone: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="A telephone number, international or as dialled in the retailer's country.",
    )
    loyalty_number: str | None = strawberry.field(default=strawberry.UNSET, description="A loyalty number.")
    external_id: ExternalKey | None = strawberry.field(default=strawberry.UNSET, description="A system's own key.")


@strawberry.type(description="A customer and her cursor.")
class CustomerEdge:
    cursor: str = part("Where to go on after this customer.")
    node: Customer = part("The customer.")


@strawberry.type(description="Customers, by name.")
class CustomerConnection:
    edges: list[CustomerEdge] = part("The customers with their cursors.")
    nodes: list[Customer] = part("The customers.")
    page_info: PageInfo = part("Where this page lies.")
    completeness: Completeness = part("Whether every system that serves customers answered.")


@strawberry.type
class PeopleQuery:
    @edge(
        CustomerLookup | None,
        "Who is meant by a key. Owner: CRM, then POS. While a system believed before those that answer is silent, an "
        "e-mail or a phone gives candidates only, be it a single one; an id or a loyalty number still gives the "
        "person. Null when nobody is meant, or, with an entry in `errors`, when nobody is found and a system that may "
        "know her failed.",
    )
    async def customer(
        roots: Sequence[None],
        info: Info,
        *,
        key: Annotated[CustomerKey, strawberry.argument(description="One key of hers.")],
    ) -> Sequence[Any]:
        name = _name(key, info)
        if name is not None:
            return await records_of(info, Noun.CUSTOMER, [name])
        return [await _meant(_contact(key, info), info)]

    @edge(
        CustomerConnection | None,
        "Customers by search, by name; the parts of a name as they begin, or a whole e-mail, phone or loyalty number. "
        "A page may hold fewer than asked though more follow: somebody whom two systems list is there once. "
        "Owner: CRM, then POS. Null when every system that serves customers failed.",
    )
    async def customers(
        roots: Sequence[None],
        info: Info,
        *,
        search: Annotated[str, strawberry.argument(description="What to look for.")],
        store_id: Annotated[
            strawberry.ID | None, strawberry.argument(description="Only in this store's client book.")
        ] = None,
        first: FIRST = None,
        after: AFTER = None,
    ) -> Sequence[Connection | Exception]:
        if not search.strip() or len(search) > MAX_SEARCH:
            raise BadInput(f"customers(search:): expected 1 to {MAX_SEARCH} characters.")
        stores = () if store_id is None else (ids.ref(store_id, "Location", "customers(storeId:)"),)
        wanted = CustomerFilter(search=search.strip(), stores=stores)
        listing = Listing(Noun.CUSTOMER, wanted, Sort(SortField.NAME), first, after)
        return await connections(info, [Parent(ParentKind.ROOT)], listing)


async def _meant(parent: Parent, info: Info) -> Any:
    """The person who holds a contact or a number, or those who do."""
    port = info.context.federation.port(Noun.CUSTOMER)
    if port is None:
        return NotServed(Noun.CUSTOMER)
    match = await matching(port, parent, facets(info, Noun.CUSTOMER), info.context.ask)
    if not match.candidates:
        return FieldFailure(match.failures[0]) if match.failures else None
    if match.meant is not None:
        return match.meant
    return Ambiguous(match.candidates, lacking(match.failures))


def _name(key: CustomerKey, info: Info) -> Ref | None:
    """The name that a key is, if it is one."""
    if key.id:
        return ids.ref(key.id, "Customer", "customer(key: {id:})")
    if key.external_id:
        if key.external_id.system not in info.context.federation.roles:
            raise BadInput("customer(key: {externalId:}): no system of this name is configured.")
        return Ref(key.external_id.system, key.external_id.value)
    return None


def _contact(key: CustomerKey, info: Info) -> Parent:
    """The contact or number that a key is, as it is stored; raises `BadInput`."""
    try:
        if key.email:
            return _held(ParentKind.EMAIL, email(key.email))
        if key.phone:
            return _held(ParentKind.PHONE, phone(key.phone, info.context.policy.country))
    except InvalidIdentifier as problem:
        raise BadInput(f"customer(key:): {problem}", code="INVALID_KEY") from None
    if key.loyalty_number:
        return _held(ParentKind.LOYALTY, key.loyalty_number)
    raise BadInput("customer(key:): the key is empty.", code="INVALID_KEY")


def _held(kind: ParentKind, value: str) -> Parent:
    return Parent(kind, (Ref(SHARED, value),))
