"""Parties to customers."""

from collections.abc import Iterator
from typing import Final

from backends.records import Address, ContactPoint, Customer
from backends.sources import refs
from backends.tryton.codes import CONTACTS
from backends.tryton.translate.source import Source, address
from backends.tryton.wire import ContactRow, CustomerRow
from backends.vocabulary import ContactKind, Facet, Noun

_BETWEEN_DIGITS: Final = str.maketrans("", "", " ()-./\u00a0")


def customer(row: CustomerRow, source: Source) -> Customer:
    """A person or a company, with the facets that were asked; what was merged into her is added later."""
    asked = source.facets
    contacts = Facet.CONTACTS in asked
    return Customer(
        ref=source.own(row.key),
        refs=refs(Noun.CUSTOMER.value, row.names) if Facet.IDENTITIES in asked else (),
        stamps=source.stamps,
        facets=asked,
        updated_at=row.updated_at,
        display_name=row.display_name or row.key,
        sort_name=row.sort_name or row.display_name or row.key,
        given_name=row.given_name,
        family_name=row.family_name,
        locale=None if row.locale is None else row.locale.replace("_", "-"),
        birthday=row.birthday,
        loyalty_number=row.loyalty_number,
        primary_associate=source.associate(row),
        home_store=source.perhaps("store", row.store),
        created_at=row.created_at,
        contacts=tuple(_contacts(row, source)) if contacts else None,
        addresses=tuple(_addresses(row)) if contacts else None,
    )


def _addresses(row: CustomerRow) -> Iterator[Address]:
    for each in row.addresses:
        found = address(each)
        if found is not None and each.active:
            yield found


def _contacts(row: CustomerRow, source: Source) -> Iterator[ContactPoint]:
    """Nothing there says that one was verified."""
    for contact in row.contacts:
        kind = CONTACTS.get(contact.type)
        if kind is not None and contact.value and contact.active:
            yield ContactPoint(kind=kind, value=_written(kind, contact), verified=False, system=source.system)


def _written(kind: ContactKind, contact: ContactRow) -> str:
    """Phones are compacted there only where its library for them is installed."""
    value = contact.value or ""
    if kind is ContactKind.EMAIL:
        return value.lower()
    if kind is ContactKind.PHONE:
        return (contact.compact or value).translate(_BETWEEN_DIGITS)
    return value
