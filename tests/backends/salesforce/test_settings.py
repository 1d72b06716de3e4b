"""Settings that are wrong are told which, and what would be right."""

from typing import Any

import pytest
from pydantic import ValidationError

from backends.salesforce import MANIFEST, SalesforceSettings
from backends.salesforce.codes import LISTS
from backends.vocabulary import FACETS

RIGHT: dict[str, Any] = {"base_url": "https://example.my.salesforce.com", "client_id": "app", "client_secret": "shh-1"}

WRONG = [
    ({"client_secret": None}, "expected client_secret, or private_key with username"),
    ({"private_key": "shh-2"}, "expected client_secret, or private_key with username"),
    ({"client_secret": None, "private_key": "shh-2"}, "private_key needs username"),
    ({"fields": {"person": {}}}, "fields.person is none of consent, customer"),
    ({"fields": {"customer": {"shoe_size": "Shoe__c"}}}, "fields.customer.shoe_size is none of key, display_name"),
    ({"fields": {"customer": {"key": "Id FROM User --"}}}, "customer.key is no path of a field"),
    ({"names": {"customer": {"pos": "a b"}}}, "customer.pos is no path of a field"),
    ({"sources": {"consent": "Consents__r WHERE"}}, "consent is no name of an object or a relationship"),
    ({"sources": {"people": "Account"}}, "people is none of consent, customer"),
    ({"where": {"people": "Id != null"}}, "people is none of consent, customer"),
    ({"words": {"colour": {}}}, "words.colour is none of"),
    ({"words": {"channel": {"Web": "WEB"}}}, "words.channel: WEB is none of STORE, ECOMMERCE"),
    ({"keys_of": {"shoe": "crm"}}, "keys_of.shoe"),
    ({"api_version": "66"}, "api_version"),
    ({"api_version": "57.0"}, "58.0 or newer"),
    ({"currency": "euro"}, "currency"),
    ({"batch": 1}, "batch"),
]


def test_right() -> None:
    settings = SalesforceSettings.model_validate(RIGHT)
    assert settings.audience == "https://login.salesforce.com"
    assert "shh" not in repr(settings)


@pytest.mark.parametrize(("change", "says"), WRONG, ids=lambda value: value if isinstance(value, str) else "")
def test_wrong(change: dict[str, Any], says: str) -> None:
    given = {key: value for key, value in (RIGHT | change).items() if value is not None}
    with pytest.raises(ValidationError) as raised:
        SalesforceSettings.model_validate(given)
    assert says in str(raised.value)
    assert "shh" not in str(raised.value)


def test_the_manifest_promises_what_is_known() -> None:
    assert all(facets <= FACETS[noun] for noun, facets in MANIFEST.facets.items())
    assert all(vocabulary["UNKNOWN"] for vocabulary in LISTS.vocabularies.values())
