"""Customers as accounts: persons and companies, and what hangs on them."""

from decimal import Decimal

from backends.records import ContactPoint, Customer
from backends.sandbox.salesforce.masters import Masters
from backends.sandbox.salesforce.org import Org, Value
from backends.sandbox.salesforce.schema import key_field
from backends.sandbox.salesforce.words import address, instant, label, major
from backends.vocabulary import ContactKind, Noun


class People:
    """Adds customers; a person is an account and a contact in one, as orgs with person accounts keep her."""

    def __init__(self, org: Org, masters: Masters) -> None:
        self._org = org
        self._masters = masters
        self._accounts: dict[str, str] = {}

    def add(self, customer: Customer) -> None:
        """One customer, her facets, and what is left of those that were merged into her."""
        values = {**_head(customer), **_contacts(customer), **_loyalty(customer), **_figures(customer)}
        key = self._org.add("Account", OwnerId=self._masters.user(customer.primary_associate), **values)
        self._accounts[customer.key] = key
        for old in customer.merged:
            self._org.add(
                "Account",
                Name=customer.display_name,
                Customer_Key__c=old,
                IsDeleted=True,
                MasterRecordId=key,
            )
        self._add_contact(customer, key)
        self._add_below(customer, key)

    def account(self, key: str | None) -> str | None:
        """The account with a customer's key; one of which only the key is known is added."""
        if key is None:
            return None
        if key not in self._accounts:
            self._accounts[key] = self._org.add("Account", Name=f"Customer {key}", Customer_Key__c=key)
        return self._accounts[key]

    def _add_contact(self, customer: Customer, account: str) -> None:
        email, phone = _first(customer, ContactKind.EMAIL), _first(customer, ContactKind.PHONE)
        self._org.add(
            "Contact",
            AccountId=account,
            Name=customer.display_name,
            FirstName=customer.given_name,
            LastName=customer.family_name or customer.display_name,
            Email=None if email is None else email.value,
            MobilePhone=None if phone is None else phone.value,
            Birthdate=customer.birthday,
            OwnerId=self._masters.user(customer.primary_associate),
            LastModifiedDate=instant(customer.updated_at),
            CreatedDate=instant(customer.created_at),
            **address("Mailing", next(iter(customer.addresses or ()), None)),
        )

    def _add_below(self, customer: Customer, account: str) -> None:
        for consent in customer.consents or ():
            self._org.add(
                "Consent__c",
                Account__c=account,
                Purpose__c=label(consent.purpose),
                Status__c=label(consent.state),
                Legal_Basis__c=consent.legal_basis,
                Captured_At__c=instant(consent.captured_at),
                Expires_At__c=instant(consent.expires_at),
            )
        for voucher in customer.loyalty.vouchers if customer.loyalty else ():
            self._org.add(
                "Voucher__c",
                Account__c=account,
                Code__c=voucher.code,
                Value__c=major(voucher.value),
                CurrencyIsoCode=None if voucher.value is None else voucher.value.currency,
                Expires_At__c=instant(voucher.expires_at),
            )
        for preference in customer.preferences or ():
            self._org.add(
                "Preference__c",
                Account__c=account,
                Key__c=preference.key,
                Value__c=preference.value,
                Origin__c=label(preference.origin),
                Observed_At__c=instant(preference.at),
            )
        for date in customer.important_dates or ():
            self._org.add("Important_Date__c", Account__c=account, Kind__c=date.kind, Date__c=date.on)
        for value in customer.metrics.lifetime_value if customer.metrics else ():
            self._org.add(
                "Lifetime_Value__c", Account__c=account, Amount__c=major(value), CurrencyIsoCode=value.currency
            )


def _head(customer: Customer) -> dict[str, Value]:
    is_person = customer.given_name is not None or customer.family_name is not None
    others = {key_field(ref.system): ref.value for ref in customer.refs if ref.kind == Noun.CUSTOMER}
    return {
        "Customer_Key__c": customer.key,
        "Name": customer.display_name,
        "Sort_Name__c": customer.sort_name,
        "IsPersonAccount": is_person,
        "FirstName": customer.given_name,
        "LastName": customer.family_name,
        "Language__c": customer.locale,
        "PersonBirthdate": customer.birthday,
        "Loyalty_Number__c": customer.loyalty_number,
        "Home_Store_Key__c": None if customer.home_store is None else customer.home_store.key,
        "CreatedDate": instant(customer.created_at),
        "LastModifiedDate": instant(customer.updated_at),
        "Segments__c": ";".join(customer.segments or ()) or None,
        **others,
    }


def _contacts(customer: Customer) -> dict[str, Value]:
    """Companies have no fields of persons: their e-mail is in a field of its own."""
    is_person = customer.given_name is not None or customer.family_name is not None
    email, phone = _first(customer, ContactKind.EMAIL), _first(customer, ContactKind.PHONE)
    return {
        "PersonEmail" if is_person else "Email__c": None if email is None else email.value,
        "PersonMobilePhone" if is_person else "Phone": None if phone is None else phone.value,
        "Email_Verified__c": email is not None and email.verified,
        "Phone_Verified__c": phone is not None and phone.verified,
        **address("Billing", next(iter(customer.addresses or ()), None)),
    }


def _first(customer: Customer, kind: ContactKind) -> ContactPoint | None:
    return next((point for point in customer.contacts or () if point.kind is kind), None)


def _loyalty(customer: Customer) -> dict[str, Value]:
    loyalty = customer.loyalty
    if loyalty is None:
        return {}
    return {
        "Loyalty_Program__c": loyalty.program,
        "Loyalty_Tier__c": loyalty.tier,
        "Loyalty_Points__c": _number(loyalty.points),
        "Points_Expire_On__c": loyalty.points_expire_on,
    }


def _figures(customer: Customer) -> dict[str, Value]:
    metrics = customer.metrics
    if metrics is None:
        return {}
    average = metrics.average_order
    return {
        "Order_Count__c": _number(metrics.order_count),
        "Average_Order__c": major(average),
        "Average_Order_Currency__c": None if average is None else average.currency,
        "Last_Order_At__c": instant(metrics.last_order_at),
        "Return_Rate__c": _percent(metrics.return_rate),
        "Recency__c": _number(metrics.recency),
        "Frequency__c": _number(metrics.frequency),
        "Monetary__c": _number(metrics.monetary),
        "RFM_Segment__c": metrics.rfm_segment,
        "Churn_Risk__c": _percent(metrics.churn_risk),
        "Metrics_Computed_At__c": instant(metrics.computed_at),
    }


def _percent(share: float | None) -> Decimal | None:
    """Percent fields hold 12.5 for 12.5 %, and so does the API tell them."""
    return None if share is None else Decimal(str(share)).scaleb(2)


def _number(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))
