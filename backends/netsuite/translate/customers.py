"""Rows to customers."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from backends.netsuite.translate.source import Hung, Source, address, broken, flag
from backends.netsuite.wire import Row
from backends.records import ContactPoint, Customer
from backends.vocabulary import ContactKind, Facet, Noun

_PHONES: Final = (("mobile", "mobile_verified"), ("phone", "phone_verified"))
_SIGNS: Final = re.compile(r"[\s()./-]")
_E164: Final = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)


def customer(rows: Sequence[Row], hung: Hung, source: Source) -> Customer:
    """A person or a company; NetSuite keeps nothing of those that were merged into her."""
    row, asked = rows[0], source.facets
    name = _name(row)
    contacts = Facet.CONTACTS in asked
    return Customer(
        ref=source.own(row["key"]),
        refs=source.refs(Noun.CUSTOMER, row),
        stamps=source.stamps,
        facets=asked,
        updated_at=source.instant(row, "updated_at"),
        display_name=name,
        sort_name=row.get("sort_name", name.casefold()),
        given_name=row.get("w_given_name"),
        family_name=row.get("w_family_name"),
        locale=row.get("w_locale"),
        birthday=_birthday(row),
        loyalty_number=row.get("w_loyalty_number"),
        primary_associate=source.associate(row),
        home_store=source.perhaps("location", row.get("w_store")),
        created_at=source.instant(row, "created_at"),
        contacts=tuple(_contacts(row, source)) if contacts else None,
        addresses=tuple(each for place in hung.rows(Facet.CONTACTS) if (each := address(place))) if contacts else None,
    )


def _name(row: Row) -> str:
    person = " ".join(row[word] for word in ("w_given_name", "w_family_name") if word in row)
    return person or row.get("w_company") or row["key"]


def _birthday(row: Row) -> date | None:
    told = row.get("w_birthday")
    if told is None:
        return None
    try:
        return date.fromisoformat(told[:10])
    except ValueError:
        raise broken("birthday") from None


def _contacts(row: Row, source: Source) -> Iterator[ContactPoint]:
    system = source.mapped.own
    email = row.get("w_email")
    if email is not None:
        verified = flag(row, "email_verified")
        yield ContactPoint(kind=ContactKind.EMAIL, value=email.strip().lower(), verified=verified, system=system)
    seen: set[str] = set()
    for word, verified_by in _PHONES:
        number = _SIGNS.sub("", row.get(f"w_{word}", ""))
        if _E164.fullmatch(number) and number not in seen:  # what says no country names nobody for sure
            seen.add(number)
            yield ContactPoint(kind=ContactKind.PHONE, value=number, verified=flag(row, verified_by), system=system)
