"""Rows to customers."""

from backends.records import (
    Address,
    Consent,
    ContactPoint,
    Customer,
    CustomerMetrics,
    ImportantDate,
    Loyalty,
    Money,
    Preference,
    Voucher,
)
from backends.sql.translate.source import Hung, Source
from backends.sql.translate.values import address, money, refs
from backends.sql.wire import (
    CustomerAddressRow,
    CustomerConsentRow,
    CustomerContactRow,
    CustomerDateRow,
    CustomerLifetimeValueRow,
    CustomerLoyaltyRow,
    CustomerMergeRow,
    CustomerMetricsRow,
    CustomerPreferenceRow,
    CustomerRefRow,
    CustomerRow,
    CustomerSegmentRow,
    CustomerVoucherRow,
)
from backends.vocabulary import ConsentPurpose, ConsentState, ContactKind, Facet, PreferenceOrigin


def customer(row: CustomerRow, hung: Hung, source: Source) -> Customer:
    """A person, with the facets that were asked."""
    key, asked = row.key, source.facets
    profile = Facet.PROFILE in asked
    return Customer(
        ref=source.own(key),
        refs=refs(hung.of(CustomerRefRow, key)),
        stamps=source.stamps(row.as_of),
        facets=asked,
        updated_at=row.updated_at,
        display_name=row.display_name,
        sort_name=row.sort_name,
        given_name=row.given_name,
        family_name=row.family_name,
        locale=row.locale,
        birthday=row.birthday,
        loyalty_number=row.loyalty_number,
        primary_associate=source.associate(row),
        home_store=source.perhaps(row.store_system, row.store_key),
        created_at=row.created_at,
        merged=tuple(merge.old_key for merge in hung.of(CustomerMergeRow, key)),
        contacts=_contacts(key, hung, source) if Facet.CONTACTS in asked else None,
        addresses=_addresses(key, hung) if Facet.CONTACTS in asked else None,
        consents=_consents(key, hung, source) if Facet.CONSENTS in asked else None,
        loyalty=_loyalty(key, hung),
        segments=tuple(each.segment for each in hung.of(CustomerSegmentRow, key)) if profile else None,
        preferences=_preferences(key, hung, source) if profile else None,
        important_dates=_dates(key, hung) if profile else None,
        metrics=_metrics(key, hung),
    )


def _contacts(key: str, hung: Hung, source: Source) -> tuple[ContactPoint, ...]:
    return tuple(
        ContactPoint(
            kind=source.words.read(ContactKind, row.kind),
            value=row.value,
            verified=bool(row.verified),
            system=source.system,
        )
        for row in hung.of(CustomerContactRow, key)
    )


def _addresses(key: str, hung: Hung) -> tuple[Address, ...]:
    known = (address(row) for row in hung.of(CustomerAddressRow, key))
    return tuple(each for each in known if each)


def _consents(key: str, hung: Hung, source: Source) -> tuple[Consent, ...]:
    return tuple(
        Consent(
            purpose=source.words.read(ConsentPurpose, row.purpose),
            state=source.words.read(ConsentState, row.state),
            legal_basis=row.legal_basis,
            captured_at=row.captured_at,
            expires_at=row.expires_at,
            system=source.system,
        )
        for row in hung.of(CustomerConsentRow, key)
    )


def _loyalty(key: str, hung: Hung) -> Loyalty | None:
    """The first programme; vouchers without a programme have no place in the model."""
    for row in hung.of(CustomerLoyaltyRow, key):
        return Loyalty(
            program=row.program,
            number=row.number,
            tier=row.tier,
            points=row.points,
            points_expire_on=row.points_expire_on,
            vouchers=tuple(
                Voucher(code=each.code, value=money(each.amount_minor, each.currency), expires_at=each.expires_at)
                for each in hung.of(CustomerVoucherRow, key)
            ),
        )
    return None


def _preferences(key: str, hung: Hung, source: Source) -> tuple[Preference, ...]:
    return tuple(
        Preference(key=row.key, value=row.value, origin=source.words.read(PreferenceOrigin, row.origin), at=row.at)
        for row in hung.of(CustomerPreferenceRow, key)
    )


def _dates(key: str, hung: Hung) -> tuple[ImportantDate, ...]:
    return tuple(ImportantDate(kind=row.kind, on=row.on_day) for row in hung.of(CustomerDateRow, key))


def _metrics(key: str, hung: Hung) -> CustomerMetrics | None:
    for row in hung.of(CustomerMetricsRow, key):
        return CustomerMetrics(
            lifetime_value=tuple(
                Money(each.amount_minor, each.currency) for each in hung.of(CustomerLifetimeValueRow, key)
            ),
            order_count=row.order_count,
            average_order=money(row.average_minor, row.average_currency),
            last_order_at=row.last_order_at,
            return_rate=row.return_rate,
            recency=row.recency,
            frequency=row.frequency,
            monetary=row.monetary,
            rfm_segment=row.rfm_segment,
            churn_risk=row.churn_risk,
            computed_at=row.computed_at,
        )
    return None
