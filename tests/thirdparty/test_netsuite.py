"""The client `netsuite`, as it comes from PyPI, drives the pretend account over TLS with signed requests."""

from collections.abc import Mapping

from backends.sandbox.holdings import Holdings
from backends.sandbox.hosting import Certificate, hosted
from backends.sandbox.netsuite.app import server
from backends.sandbox.netsuite.credentials import made_up
from tests.thirdparty.certificates import the_time
from tests.thirdparty.running import seen_by


def test_sign_in_query_pages_batch_and_errors(world: Mapping[str, Holdings], tls: Certificate) -> None:
    keys, held = made_up(), world["crm"]
    told = {
        "account": keys.account,
        "consumer_key": keys.consumer_key,
        "consumer_secret": keys.consumer_secret,
        "token_id": keys.token_id,
        "token_secret": keys.token_secret,
    }
    with hosted(server(held, keys, the_time), certificate=tls) as url:
        told["host"] = url.removeprefix("https://")
        seen = seen_by("netsuite", "drive_netsuite.py", told, tls.chain)
    people = sorted(customer.key for customer in held.customers)
    assert sorted(seen.pop("all")) == people
    assert seen == {
        "batch": people[:3],
        "one": people[0],
        "links": True,
        "listed": [2, True],
        "described": True,
        "at once": 1,
        "malformed": [400, "INVALID_PARAMETER"],
        "unknown": [400, "INVALID_PARAMETER"],
        "refused": [401, "INVALID_LOGIN"],
    }
