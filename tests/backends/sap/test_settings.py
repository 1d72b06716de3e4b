"""Settings that are wrong are told which, and what would be right."""

from typing import Any

import pytest
from pydantic import ValidationError

from backends.sap import MANIFEST, SapSettings
from backends.sap.codes import LISTS
from backends.sap.paths import Path, path
from backends.sap.services import SERVICES
from backends.vocabulary import FACETS

RIGHT: dict[str, Any] = {"base_url": "https://sap.example", "username": "COMPTOIR", "password": "shh-1"}

WRONG = [
    ({"password": None}, "expected username with password, or client_id with client_secret"),
    ({"client_id": "app"}, "expected username with password, or client_id with client_secret"),
    ({"client_id": "app", "client_secret": "shh-2"}, "expected username with password, or client_id"),
    ({"username": None, "password": None}, "expected username with password, or client_id"),
    ({"client": "1"}, "client"),
    ({"token_url": "https://me:shh-3@sap.example/token"}, "token_url"),
    ({"stock": "everything"}, "stock"),
    ({"time_zone": "Mars/Olympus"}, "expected the IANA name of a time zone"),
    ({"fields": {"person": {}}}, "fields.person is none of address, customer, email"),
    ({"fields": {"order": {"shoe_size": "Shoe"}}}, "fields.order.shoe_size is none of blocked, channel"),
    ({"fields": {"order": {"key": "SalesOrder eq ''"}}}, "order.key is no path of a property"),
    ({"fields": {"stock": {"quantity": ""}}}, "fields.stock.quantity needs a property"),
    ({"names": {"customer": {"pos": "a b"}}}, "customer.pos is no path of a property"),
    ({"names": {"shipment": {"tms": "YY1"}}}, "names.shipment"),
    ({"services": {"API_NOPE": "/x"}}, "services.API_NOPE is none of API_MATERIAL_STOCK_SRV"),
    ({"services": {"API_SALES_ORDER_SRV": "/x?y"}}, "services.API_SALES_ORDER_SRV: expected a path, such as /sap/opu"),
    ({"words": {"colour": {}}}, "words.colour is none of"),
    ({"words": {"channel": {"10": "WEB"}}}, "words.channel: WEB is none of STORE, ECOMMERCE"),
    ({"keys_of": {"shoe": "crm"}}, "keys_of.shoe"),
    ({"lengths": {"YY1": 0}}, "lengths.YY1"),
    ({"longest_url": 100}, "longest_url"),
    ({"batch": 1}, "batch"),
]


def test_right() -> None:
    settings = SapSettings.model_validate(RIGHT)
    assert (settings.stock, settings.client, settings.time_zone) == ("material", None, "UTC")
    assert "shh" not in repr(settings)


@pytest.mark.parametrize(("change", "says"), WRONG, ids=lambda value: value if isinstance(value, str) else "")
def test_wrong(change: dict[str, Any], says: str) -> None:
    given = {key: value for key, value in (RIGHT | change).items() if value is not None}
    with pytest.raises(ValidationError) as raised:
        SapSettings.model_validate(given)
    assert says in str(raised.value)
    assert "shh" not in str(raised.value)


def test_the_manifest_promises_what_is_known() -> None:
    assert all(facets <= FACETS[noun] for noun, facets in MANIFEST.facets.items())
    assert all(vocabulary["UNKNOWN"] for vocabulary in LISTS.vocabularies.values())
    assert all(not service.path.endswith("/") for service in SERVICES.values())


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("SoldToParty", Path((), ("SoldToParty",))),
        ("CreationDate+CreationTime", Path((), ("CreationDate", "CreationTime"))),
        ("to_Address2/CityName", Path(("to_Address2",), ("CityName",))),
        (
            "to_BuPaIdentification[ZPOS]",
            Path(("to_BuPaIdentification",), ("BPIdentificationType", "BPIdentificationNumber"), "ZPOS"),
        ),
    ],
)
def test_paths(text: str, meant: Path) -> None:
    assert path(text) == meant


@pytest.mark.parametrize("text", ["", "a b", "a/", "/a", "a+b+c", "a[b]c", "a,b", "1a", "a'b", "a[]"])
def test_what_is_no_path(text: str) -> None:
    with pytest.raises(ValueError, match="is no path"):
        path(text)
