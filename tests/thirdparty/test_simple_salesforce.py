"""simple-salesforce, as it comes from PyPI, drives the pretend org over TLS."""

from collections.abc import Mapping

from joserfc.jwk import RSAKey

from backends.sandbox.holdings import Holdings
from backends.sandbox.hosting import Certificate, hosted
from backends.sandbox.salesforce.app import server
from backends.sandbox.salesforce.credentials import Credentials, Limits
from tests.thirdparty.certificates import the_time
from tests.thirdparty.running import seen_by


def test_sign_in_query_pages_batch_and_errors(world: Mapping[str, Holdings], tls: Certificate) -> None:
    key, held = RSAKey.generate_key(2048), world["crm"]
    keys = Credentials(
        client_id="3MVG9.comptoir",
        client_secret="made-up",  # noqa: S106 - as is all of it
        username="gateway@vaudrelle.example",
        password="made-up-too",  # noqa: S106 - as is all of it
        public_key=key.as_pem(private=False).decode(),
    )
    told = {
        "app": keys.client_id,
        "secret": keys.client_secret,
        "username": keys.username,
        "password": keys.password,
        "key": key.as_pem(private=True).decode(),
    }
    with hosted(server(held, keys, the_time, Limits(page_rows=200)), certificate=tls) as url:
        seen = seen_by("simple-salesforce", "drive_simple_salesforce.py", {"base": url, **told}, tls.chain)
    people = sorted(customer.key for customer in held.customers)
    names = {customer.key: customer.display_name for customer in held.customers}
    assert seen.pop("fields") > 20
    assert seen == {
        "names": [names["C-00001"]] * 4,
        "refused": "invalid_client",
        "all": people,
        "iterated": len(people),
        "deleted": sum(len(customer.merged) for customer in held.customers),
        "batch": [*(names[person] for person in people[:3]), None],
        "one": people[0],
        "by external id": "C-00002",
        "limits": 15_000,
        "usage": 15_000,
        "malformed": ["SalesforceMalformedRequest", 400, "INVALID_FIELD"],
        "not found": ["SalesforceResourceNotFound", 404, "NOT_FOUND"],
        "expired": ["SalesforceExpiredSession", 401, "INVALID_SESSION_ID"],
    }
