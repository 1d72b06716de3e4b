"""Business partners to customers."""

from collections.abc import Iterator

from backends.records import Associate, ContactPoint, Customer
from backends.sap.shapes import CUSTOMER
from backends.sap.translate.source import Source, address
from backends.sap.wire import ContactRow, CustomerRow
from backends.sources import refs
from backends.vocabulary import ContactKind, Facet, Noun


def customer(row: CustomerRow, source: Source) -> Customer:
    """A person or a company, with the facets that were asked."""
    asked = source.facets
    reached = Facet.CONTACTS in asked
    places = [found for place in row.places if (found := address(place)) is not None]
    return Customer(
        ref=source.own(row.key),
        refs=refs(Noun.CUSTOMER.value, row.names) if Facet.IDENTITIES in asked else (),
        stamps=source.stamps,
        facets=asked,
        updated_at=row.updated_at or row.created_at,
        display_name=row.display_name,
        sort_name=_filed(row) if source.mapped.path(CUSTOMER, "sort_name") is None else row.sort_name or "",
        given_name=row.given_name,
        family_name=row.family_name,
        locale=_locale(row.locale),
        birthday=row.birthday,
        loyalty_number=row.loyalty_number,
        primary_associate=_associate(row, source),
        home_store=source.perhaps("store", row.store),
        created_at=row.created_at,
        contacts=tuple(_contacts(row, source)) if reached else None,
        addresses=tuple(places) if reached else None,
    )


def _filed(row: CustomerRow) -> str:
    names = [name for name in (row.family_name, row.given_name) if name]
    return (" ".join(names) or row.display_name).casefold()


def _locale(told: str | None) -> str | None:
    """A locale, or a language by its two letters, which SAP writes in upper case."""
    return told.lower() if told is not None and len(told) == 2 else told


def _associate(row: CustomerRow, source: Source) -> Associate | None:
    """A member of the sales force; one without a name goes by her key."""
    if row.associate_key is None:
        return None
    return Associate(
        ref=source.own(row.associate_key),
        display_name=row.associate_name or row.associate_key,
        store=source.perhaps("associate_store", row.associate_store),
    )


def _contacts(row: CustomerRow, source: Source) -> Iterator[ContactPoint]:
    """E-mails and phones of all addresses, each once."""
    emails = ((ContactKind.EMAIL, each) for place in row.places for each in place.emails)
    phones = ((ContactKind.PHONE, each) for place in row.places for each in (*place.mobiles, *place.phones))
    seen: set[str] = set()
    for kind, contact in (*emails, *phones):
        value = _written(kind, contact)
        if value is not None and value not in seen:
            seen.add(value)
            remark = source.mapped.settings.verified_remark
            verified = remark is not None and contact.remark == remark
            yield ContactPoint(kind=kind, value=value, verified=verified, system=source.system)


def _written(kind: ContactKind, contact: ContactRow) -> str | None:
    """An e-mail in lower case, a phone as it is dialled from abroad."""
    if contact.value is None:
        return None
    return contact.value.lower() if kind is ContactKind.EMAIL else contact.value.replace(" ", "")
