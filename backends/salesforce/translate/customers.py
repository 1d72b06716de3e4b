"""Accounts and contacts to customers."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from backends.records import (
    Consent,
    ContactPoint,
    Customer,
    CustomerMetrics,
    ImportantDate,
    Loyalty,
    Preference,
    Voucher,
)
from backends.salesforce.translate.source import Source, address
from backends.salesforce.wire import CustomerRow
from backends.sources import refs
from backends.vocabulary import ConsentPurpose, ConsentState, ContactKind, Facet, Noun, PreferenceOrigin

_SIGNS: Final = re.compile(r"\(0\)|[\s()./-]")
_E164: Final = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)


def customer(row: CustomerRow, source: Source) -> Customer:
    """A person or a company, with the facets that were asked; what was merged into her is added later."""
    asked = source.facets
    profile = Facet.PROFILE in asked
    where = address(row) if Facet.CONTACTS in asked else None
    return Customer(
        ref=source.own(row.key),
        refs=refs(Noun.CUSTOMER.value, row.names) if Facet.IDENTITIES in asked else (),
        stamps=source.stamps,
        facets=asked,
        updated_at=row.updated_at,
        display_name=row.display_name,
        sort_name=row.sort_name or _filed(row),
        given_name=row.given_name,
        family_name=row.family_name,
        locale=row.locale,
        birthday=row.birthday,
        loyalty_number=row.loyalty_number,
        primary_associate=source.associate(row),
        home_store=source.perhaps("store", row.store),
        created_at=row.created_at,
        contacts=tuple(_contacts(row, source)) if Facet.CONTACTS in asked else None,
        addresses=(() if where is None else (where,)) if Facet.CONTACTS in asked else None,
        consents=tuple(_consents(row, source)) if Facet.CONSENTS in asked else None,
        loyalty=_loyalty(row, source) if Facet.LOYALTY in asked else None,
        segments=tuple(filter(None, (row.segments or "").split(";"))) if profile else None,
        preferences=tuple(_preferences(row, source)) if profile else None,
        important_dates=tuple(_dates(row)) if profile else None,
        metrics=_metrics(row, source) if Facet.METRICS in asked else None,
    )


def _filed(row: CustomerRow) -> str:
    names = [name for name in (row.family_name, row.given_name) if name]
    return (" ".join(names) or row.display_name).casefold()


def _contacts(row: CustomerRow, source: Source) -> Iterator[ContactPoint]:
    """Phones and e-mails are verified only where a field says so; a phone that says no country is nobody's for sure."""
    given = (
        (ContactKind.EMAIL, row.email, row.email_verified),
        (ContactKind.EMAIL, row.other_email, row.email_verified),
        (ContactKind.PHONE, row.mobile, row.mobile_verified),
        (ContactKind.PHONE, row.phone, row.phone_verified),
    )
    seen: set[str] = set()
    for kind, value, verified in given:
        written = _email(value) if kind is ContactKind.EMAIL else _phone(value)
        if written and written not in seen:
            seen.add(written)
            yield ContactPoint(kind=kind, value=written, verified=bool(verified), system=source.system)


def _email(value: str | None) -> str:
    return (value or "").strip().lower()


def _phone(value: str | None) -> str:
    """In E.164: people type signs between the digits, and the org keeps them."""
    number = _SIGNS.sub("", value or "")
    return number if _E164.fullmatch(number) else ""


def _dates(row: CustomerRow) -> Iterator[ImportantDate]:
    for date in row.dates:
        if date.kind is not None and date.on is not None:
            yield ImportantDate(kind=date.kind, on=date.on)


def _consents(row: CustomerRow, source: Source) -> Iterator[Consent]:
    for consent in row.consents:
        yield Consent(
            purpose=source.words.read("consent_purpose", ConsentPurpose, consent.purpose),
            state=source.words.read("consent_state", ConsentState, consent.state),
            legal_basis=consent.legal_basis,
            captured_at=consent.captured_at,
            expires_at=consent.expires_at,
            system=source.system,
        )


def _loyalty(row: CustomerRow, source: Source) -> Loyalty | None:
    if row.program is None:
        return None
    return Loyalty(
        program=row.program,
        number=row.loyalty_number,
        tier=row.tier,
        points=_count(row.points),
        points_expire_on=row.points_expire_on,
        vouchers=tuple(
            Voucher(
                code=voucher.code,
                value=source.money(voucher.value, voucher.currency),
                expires_at=voucher.expires_at,
            )
            for voucher in row.vouchers
            if voucher.code is not None
        ),
    )


def _preferences(row: CustomerRow, source: Source) -> Iterator[Preference]:
    for preference in row.preferences:
        if preference.key is None or preference.value is None:
            continue
        origin = source.words.read("preference_origin", PreferenceOrigin, preference.origin)
        yield Preference(key=preference.key, value=preference.value, origin=origin, at=preference.at)


def _metrics(row: CustomerRow, source: Source) -> CustomerMetrics | None:
    if row.computed_at is None:
        return None
    worth = (source.money(each.amount, each.currency) for each in row.worth)
    return CustomerMetrics(
        lifetime_value=tuple(money for money in worth if money is not None),
        order_count=_count(row.order_count),
        average_order=source.money(row.average_order, row.average_currency),
        last_order_at=row.last_order_at,
        return_rate=source.rate(row.return_rate),
        recency=_count(row.recency),
        frequency=_count(row.frequency),
        monetary=_count(row.monetary),
        rfm_segment=row.rfm_segment,
        churn_risk=source.rate(row.churn_risk),
        computed_at=row.computed_at,
    )


def _count(number: Decimal | None) -> int | None:
    return None if number is None else int(number)
