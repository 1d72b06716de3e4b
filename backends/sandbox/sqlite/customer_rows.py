"""A customer in rows."""

from backends.records import Customer, CustomerMetrics, Loyalty
from backends.sandbox.sqlite.values import Row, Rows, address, day, instant, minor, reference, refs


def customer(record: Customer) -> Rows:
    """A person, and what hangs below her."""
    key = record.key
    yield "comptoir_customers", _head(record)
    yield from refs("comptoir_customer_refs", key, record.refs)
    yield from (("comptoir_customer_merges", (old, key)) for old in record.merged)
    for contact in record.contacts or ():
        yield "comptoir_customer_contacts", (key, contact.kind.value, contact.value, int(contact.verified))
    for position, place in enumerate(record.addresses or ()):
        yield "comptoir_customer_addresses", (key, position, *address(place))
    for consent in record.consents or ():
        yield (
            "comptoir_customer_consents",
            (
                *(key, consent.purpose.value, consent.state.value, consent.legal_basis),
                *(instant(consent.captured_at), instant(consent.expires_at)),
            ),
        )
    yield from _loyalty(key, record.loyalty)
    yield from _profile(record)
    yield from _metrics(key, record.metrics)


def _head(record: Customer) -> Row:
    associate, own = record.primary_associate, record.ref.system
    return (
        *(record.key, record.display_name, record.sort_name, record.given_name, record.family_name, record.locale),
        *(day(record.birthday), record.loyalty_number),
        *((None, None) if associate is None else (associate.ref.key, associate.display_name)),
        *reference(associate.store if associate else None, own),
        *reference(record.home_store, own),
        *(instant(record.created_at), instant(record.updated_at)),
    )


def _loyalty(key: str, loyalty: Loyalty | None) -> Rows:
    if loyalty is None:
        return
    expire_on = day(loyalty.points_expire_on)
    yield "comptoir_customer_loyalty", (key, loyalty.program, loyalty.number, loyalty.tier, loyalty.points, expire_on)
    for voucher in loyalty.vouchers:
        currency = None if voucher.value is None else voucher.value.currency
        row = (key, voucher.code, minor(voucher.value), currency, instant(voucher.expires_at))
        yield "comptoir_customer_vouchers", row


def _profile(record: Customer) -> Rows:
    key = record.key
    yield from (("comptoir_customer_segments", (key, segment)) for segment in record.segments or ())
    for preference in record.preferences or ():
        row = (key, preference.key, preference.value, preference.origin.value, instant(preference.at))
        yield "comptoir_customer_preferences", row
    for date in record.important_dates or ():
        yield "comptoir_customer_dates", (key, date.kind, day(date.on))


def _metrics(key: str, metrics: CustomerMetrics | None) -> Rows:
    if metrics is None:
        return
    average = metrics.average_order
    yield (
        "comptoir_customer_metrics",
        (
            *(key, metrics.order_count, minor(average), None if average is None else average.currency),
            *(instant(metrics.last_order_at), metrics.return_rate),
            *(metrics.recency, metrics.frequency, metrics.monetary, metrics.rfm_segment),
            *(metrics.churn_risk, instant(metrics.computed_at)),
        ),
    )
    for value in metrics.lifetime_value:
        yield "comptoir_customer_lifetime_values", (key, value.amount_minor, value.currency)
