"""Customers as business partners with addresses, ways to reach them, and the numbers that others know them by."""

from collections.abc import Iterator
from typing import Final

from backends.records import Address, ContactPoint, Customer
from backends.sandbox.sap.edm import Value
from backends.sandbox.sap.store import Store
from backends.sandbox.sap.words import VERIFIED, address, clock, day
from backends.vocabulary import ContactKind, Noun

LOYALTY: Final = "ZLOYAL"
_FIRST: Final = 20_000
_MOBILE: Final = "3"


def number_type(system: str) -> str:
    """The identification type of the numbers that another system gives."""
    return f"Z{system.upper()}"[:6]


class Partners:
    """Adds business partners, whose addresses are numbered as they come."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._address = _FIRST

    def add(self, customer: Customer) -> None:
        """One person or company; whoever can be reached has an address, if an empty one."""
        self._store.add("A_BusinessPartner", **_head(customer), **_own(customer))
        for kind, number in _numbers(customer):
            self._store.add(
                "A_BuPaIdentification",
                BusinessPartner=customer.key,
                BPIdentificationType=kind,
                BPIdentificationNumber=number,
            )
        contacts = customer.contacts or ()
        addresses = customer.addresses or ((Address(),) if contacts else ())
        for place, known in enumerate(addresses):
            self._add_address(customer, known, contacts if place == 0 else ())

    def _add_address(self, customer: Customer, known: Address, contacts: tuple[ContactPoint, ...]) -> None:
        self._address += 1
        number = str(self._address)
        self._store.add("A_BusinessPartnerAddress", BusinessPartner=customer.key, AddressID=number, **address(known))
        for place, contact in enumerate(contacts, start=1):
            common: dict[str, Value] = {
                "AddressID": number,
                "OrdinalNumber": str(place),
                "AddressCommunicationRemarkText": VERIFIED if contact.verified else "",
            }
            if contact.kind is ContactKind.EMAIL:
                search = contact.value.upper()
                email = {"EmailAddress": contact.value, "SearchEmailAddress": search}
                self._store.add("A_AddressEmailAddress", **common, **email)
            elif contact.kind is ContactKind.PHONE:
                phone = {"InternationalPhoneNumber": contact.value, "PhoneNumberType": _MOBILE}
                self._store.add("A_AddressPhoneNumber", **common, **phone)


def _numbers(customer: Customer) -> Iterator[tuple[str, str]]:
    if customer.loyalty_number is not None:
        yield LOYALTY, customer.loyalty_number
    for ref in customer.refs:
        if ref.kind == Noun.CUSTOMER:
            yield number_type(ref.system), ref.value


def _head(customer: Customer) -> dict[str, Value]:
    company = customer.family_name is None
    return {
        "BusinessPartner": customer.key,
        "Customer": customer.key,
        "BusinessPartnerCategory": "2" if company else "1",
        "BusinessPartnerFullName": customer.display_name,
        "FirstName": customer.given_name,
        "LastName": customer.family_name,
        "OrganizationBPName1": customer.display_name if company else None,
        "BirthDate": customer.birthday,
        "CorrespondenceLanguage": None if customer.locale is None else customer.locale[:2].upper(),
        "CreationDate": day(customer.created_at),
        "CreationTime": clock(customer.created_at),
        "LastChangeDate": day(customer.updated_at),
        "LastChangeTime": clock(customer.updated_at),
    }


def _own(customer: Customer) -> dict[str, Value]:
    """The retailer's own fields."""
    seller = customer.primary_associate
    store = None if seller is None or seller.store is None else seller.store.key
    return {
        "YY1_SortName_bus": customer.sort_name,
        "YY1_Locale_bus": customer.locale,
        "YY1_HomeStore_bus": None if customer.home_store is None else customer.home_store.key,
        "YY1_Seller_bus": None if seller is None else seller.ref.key,
        "YY1_SellerName_bus": None if seller is None else seller.display_name,
        "YY1_SellerStore_bus": store,
    }
