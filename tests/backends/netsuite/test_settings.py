"""Settings that are wrong are told which, and what would be right."""

from collections.abc import Mapping
from typing import Any

import pytest
from pydantic import ValidationError

from backends.errors import Rejected
from backends.netsuite import MANIFEST, NetSuiteSettings
from backends.vocabulary import Noun
from tests.backends.netsuite.accounts import Hosted, connected

RIGHT: dict[str, Any] = {
    "base_url": "https://123456-sb1.suitetalk.api.netsuite.com",
    "time_zone": "Europe/Paris",
    "client_id": "app",
    "certificate_id": "cert",
    "private_key": "shh-1",
}
EITHER = "expected either client_id, certificate_id, private_key, or account, consumer_key, consumer_secret, token_id"

WRONG = [
    ({"private_key": None}, EITHER),
    ({"account": "123456"}, EITHER),
    ({"client_id": None, "certificate_id": None, "private_key": None}, EITHER),
    ({"time_zone": "CET+1"}, "expected the IANA name of a time zone, such as Europe/Paris"),
    ({"time_zone": None}, "time_zone"),
    ({"fields": {"person": {}}}, "fields.person is none of"),
    ({"fields": {"customer": {"shoe_size": "custentity_shoe"}}}, "fields.customer.shoe_size is none of"),
    ({"fields": {"customer": {"key": "id FROM employee --"}}}, "customer.key is no path to a column, such as tranid"),
    ({"names": {"customer": {"pos": "a b"}}}, "customer.pos is no path to a column"),
    ({"names": {"shoe": {"pos": "a"}}}, "names.shoe is no noun that is served"),
    ({"where": {"people": "1 = 1"}}, "where.people is none of"),
    ({"words": {"colour": {}}}, "words.colour is none of"),
    ({"keys_of": {"shoe": "crm"}}, "keys_of.shoe"),
    ({"page_rows": 1_001}, "page_rows"),
    ({"connections": 0}, "connections"),
    ({"price_levels": {"Base Price": {"shoe": "x"}}}, "price_levels"),
    ({"batch": 1}, "batch"),
]


def test_right() -> None:
    assert "shh" not in repr(NetSuiteSettings.model_validate(RIGHT))


@pytest.mark.parametrize(("page", "most", "rows"), [(1_000, 20_000, 20_000), (10, 20_000, 10_000), (1, 5, 5)])
def test_a_query_has_a_thousand_pages(page: int, most: int, rows: int) -> None:
    """Of the rows that the settings allow, NetSuite tells no more than fit into them."""
    settings = NetSuiteSettings.model_validate({**RIGHT, "page_rows": page, "most_rows": most})
    assert settings.rows_of_a_query == rows


@pytest.mark.parametrize(("change", "says"), WRONG, ids=lambda value: value if isinstance(value, str) else "")
def test_wrong(change: dict[str, Any], says: str) -> None:
    given = {key: value for key, value in (RIGHT | change).items() if value is not None}
    with pytest.raises(ValidationError) as raised:
        NetSuiteSettings.model_validate(given)
    assert says in str(raised.value)
    assert "shh" not in str(raised.value)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"fields": {"order": {"placed_at": "custbody_nope"}}}, "custbody_nope"),
        ({"where": {"order": "t.custbody_nope = 'x'"}}, "custbody_nope"),
        ({"names": {"order": {"pos": "custbody_nope"}}}, "custbody_nope"),
    ],
)
async def test_columns_that_the_account_has_not(erp: Hosted, changes: Mapping[str, Any], says: str) -> None:
    """The probe asks every column that may ever be asked, and NetSuite names the first that is missing."""
    async with connected(erp, {Noun.ORDER: MANIFEST.facets[Noun.ORDER]}, **changes) as system:
        with pytest.raises(Rejected, match=says):
            await system.probe()
