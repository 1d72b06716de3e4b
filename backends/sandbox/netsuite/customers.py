"""Customers as entities, with their address book."""

from backends.records import ContactPoint, Customer, Ref
from backends.sandbox.netsuite.directory import Directory
from backends.sandbox.netsuite.schema import key_field
from backends.vocabulary import ContactKind, Noun


class People:
    """Adds customers; merged ones leave nothing behind, as duplicates that were merged in NetSuite."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._books = directory.books
        self._rows: dict[str, int] = {}

    def add(self, customer: Customer) -> None:
        """One customer and her addresses."""
        is_person = customer.given_name is not None or customer.family_name is not None
        email, phone = _first(customer, ContactKind.EMAIL), _first(customer, ContactKind.PHONE)
        row = self._books.add(
            "customer",
            externalid=customer.key,
            entityid=f"CUST-{customer.key}",
            altname=customer.display_name,
            isperson=is_person,
            isinactive=False,
            companyname=None if is_person else customer.display_name,
            firstname=customer.given_name,
            lastname=customer.family_name,
            email=None if email is None else email.value,
            phone=None if phone is None else phone.value,
            custentity_email_verified=email is not None and email.verified,
            custentity_phone_verified=phone is not None and phone.verified,
            custentity_sort_name=customer.sort_name,
            custentity_locale=customer.locale,
            custentity_birthday=customer.birthday,
            custentity_loyalty_number=customer.loyalty_number,
            custentity_home_store=self._directory.location(customer.home_store),
            salesrep=self._directory.employee(customer.primary_associate),
            datecreated=customer.created_at,
            lastmodifieddate=customer.updated_at,
            **{key_field("customer", ref.system): ref.value for ref in customer.refs if ref.kind == Noun.CUSTOMER},
        )
        self._rows[customer.key] = row
        self._directory.entity(row, f"CUST-{customer.key}")
        self._add_addresses(customer, row)

    def row(self, ref: Ref | None) -> int:
        """The customer of a transaction: one of which only the key is known is added, and one for nobody."""
        key = "" if ref is None else ref.key
        if key not in self._rows:
            name = f"CUST-{key}" if key else "Web guest"
            values = {"externalid": key or None, "entityid": name, "altname": name}
            self._rows[key] = self._books.add("customer", isperson=bool(key), isinactive=False, **values)
            self._directory.entity(self._rows[key], name)
        return self._rows[key]

    def _add_addresses(self, customer: Customer, row: int) -> None:
        for place, address in enumerate(customer.addresses or ()):
            key = self._directory.address("customeraddressbookentityaddress", address)
            self._books.put(
                "customeraddressbook",
                internalid=key,
                entity=row,
                addressbookaddress=key,
                label=address.city,
                defaultshipping=place == 0,
                defaultbilling=place == 0,
            )


def _first(customer: Customer, kind: ContactKind) -> ContactPoint | None:
    return next((point for point in customer.contacts or () if point.kind is kind), None)
