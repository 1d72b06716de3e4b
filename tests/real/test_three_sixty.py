"""The whole question through the whole gateway, with a real Tryton for all that it serves."""

from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from backends.records import LocalText, Location, Product, Record, Ref, Variant
from backends.sandbox.sqlite.files import GrowingFile
from backends.sandbox.sqlite.rows import rows
from backends.sandbox.systems import PretendSystem, file_name
from backends.vocabulary import FACETS, LocationKind, Noun, SystemRole
from tests.real.conftest import FIELDS
from tests.real.installation import DATABASE, PASSWORD, USER, Tryton
from tests.stories.retailer import THREE_SIXTY, Counter, id_of, served

GOODS = (Noun.PRODUCT, Noun.VARIANT, Noun.LOCATION, Noun.INBOUND, Noun.DEMAND)
PIM = PretendSystem("pim", SystemRole.PIM, {noun: FACETS[noun] for noun in GOODS})
ANY_TIME = datetime(2026, 1, 1, tzinfo=UTC)
CONFIGURATION = """
[retailer]
name = "Dunder Mifflin"
time_zone = "UTC"
default_country = "FR"

[systems.erp]
backend = "tryton"
role = "ERP"
serves = ["customer", "order", "shipment", "stock"]
timeout = 60.0
base_url = "{url}"
database = "{database}"
username = "{user}"
password = "{password}"
keys_of.location = "pim"
{fields}

[systems.pim]
backend = "sql"
role = "PIM"
serves = ["product", "variant", "location", "inbound", "demand"]
url = "sqlite:///{pim}"
"""
WHOLE = THREE_SIXTY.replace("            carrier\n", "            carrier\n            sourceStatus\n")
WELL = ("LIVE", None)
COMPLETE = {"complete": True, "missing": []}
ENVIRON = {"COMPTOIR_CACHE__ENABLED": "false", "COMPTOIR_SERVER__REQUEST_TIMEOUT": "60"}


def assortment(truth: Any) -> Iterator[Record]:
    """What Tryton is not asked for: names of goods and places, of the same keys."""
    titles = {line["sku"]: line["title"] for sale in truth["sales"] for line in sale["lines"]}
    for place in truth["quantities"]:
        yield Location(ref=Ref("pim", place), kind=LocationKind.WAREHOUSE, name=f"At {place}", sort_name=place)
    for sku, title in titles.items():
        told = {"default_locale": "fr", "updated_at": ANY_TIME, "titles": (LocalText(locale="fr", text=title),)}
        yield Product(ref=Ref("pim", f"P-{sku}"), **told)
        yield Variant(ref=Ref("pim", sku), product=Ref("pim", f"P-{sku}"), unit="EA", **told)


def configuration(tryton: Tryton, folder: Path) -> Path:
    with closing(GrowingFile(folder, PIM)) as file:
        for record in assortment(tryton.truth):
            for view, row in rows(record):
                file.add(view, row)
        file.finish()
    fields = (f'fields.{row}.{word} = "{path}"' for row, paths in FIELDS.items() for word, path in paths.items())
    told = CONFIGURATION.format(
        url=tryton.url,
        database=DATABASE,
        user=USER,
        password=PASSWORD,
        fields="\n".join(fields),
        pim=folder / file_name(PIM),
    )
    written = folder / "comptoir.toml"
    written.write_text(told, encoding="utf-8")
    return written


@pytest.fixture
async def counter(tryton: Tryton, tmp_path: Path) -> AsyncIterator[Counter]:
    async with served(configuration(tryton, tmp_path), ENVIRON) as one:
        yield one


@pytest.fixture
async def told(counter: Counter, tryton: Tryton) -> dict[str, Any]:
    """What is told of each customer, by her code."""
    return {party["code"]: await asked(counter, party["code"]) for party in tryton.truth["parties"]}


async def asked(counter: Counter, code: str) -> Any:
    """What is told of somebody: whole, by systems none of which failed."""
    today = datetime.now(UTC).date()  # noqa: TID251 - Tryton's own clock runs too
    key = {"externalId": {"system": "erp", "value": code}}
    answer = await counter.ask(WHOLE, key=key, scope={"channel": "ECOMMERCE"}, on=today.isoformat())
    assert "errors" not in answer, answer["errors"]
    customer, systems = answer["data"]["customer"], answer["extensions"]["freshness"]
    nodes = customer["orders"]["nodes"]
    asked_of = ("erp", "pim") if nodes else ("erp",)
    assert {each["system"]: (each["state"], each["errorCode"]) for each in systems} == dict.fromkeys(asked_of, WELL)
    stocks = [line["variant"]["stock"] for order in nodes for line in order["lines"]]
    assert all(each["completeness"] == COMPLETE for each in (customer["orders"], *stocks))
    return customer


async def test_who_she_is(counter: Counter, told: dict[str, Any], tryton: Tryton) -> None:
    for party in tryton.truth["parties"]:
        customer = told[party["code"]]
        assert customer["displayName"] == party["name"]
        assert sorted(way["kind"].lower() for way in customer["contacts"]) == sorted(
            kind for kind, _ in party["contacts"]
        )
        assert {each["externalId"] for each in customer["identities"]} == {party["code"]}
        for old in party["merged"]:
            assert (await asked(counter, old))["id"] == customer["id"]


async def test_orders_and_their_lines(told: dict[str, Any], tryton: Tryton) -> None:
    """Each order is told of with the customer who placed it, the latest first."""
    for code, customer in told.items():
        theirs = [sale for sale in tryton.truth["sales"] if sale["party"] == code]
        found = customer["orders"]["nodes"]
        assert [each["id"] for each in found] == [
            id_of("Order", Ref("erp", str(sale["id"])))
            for sale in sorted(theirs, key=lambda sale: sale["created_at"], reverse=True)
        ]
        orders = {each["id"]: each for each in found}
        for sale in theirs:
            order = orders[id_of("Order", Ref("erp", str(sale["id"])))]
            assert order["number"] == (sale["number"] or str(sale["id"]))
            assert (order["total"]["amount"], order["total"]["currency"]) == (sale["total"], sale["currency"])
            assert [(line["sku"], line["title"], line["ordered"], line["shipped"]) for line in order["lines"]] == [
                (line["sku"], line["title"], line["quantity"], line["done"]) for line in sale["lines"]
            ]


async def test_states_of_shipments(told: dict[str, Any], tryton: Tryton) -> None:
    """No carrier's events are there, so where each is is UNKNOWN, and what its state is called is told."""
    found = {
        shipment["id"]: shipment
        for customer in told.values()
        for order in customer["orders"]["nodes"]
        for shipment in order["shipments"]
    }
    shipments = {id_of("Shipment", Ref("erp", each["number"])): each for each in tryton.truth["shipments"]}
    assert {key: each["sourceStatus"] for key, each in found.items()} == {
        key: each["state"] for key, each in shipments.items()
    }
    assert {key: [parcel["trackingNumber"] for parcel in each["packages"]] for key, each in found.items()} == {
        key: each["packages"] for key, each in shipments.items()
    }
    assert {each["status"] for each in found.values()} == {"UNKNOWN"}


async def test_quantities_of_each_warehouse(told: dict[str, Any], tryton: Tryton) -> None:
    """Nothing is on its way and nothing is wanted, so what there is can be promised."""
    lines = [line for customer in told.values() for order in customer["orders"]["nodes"] for line in order["lines"]]
    counts = tryton.truth["quantities"]
    assert {line["sku"] for line in lines} == {sku for quantities in counts.values() for sku in quantities}
    for line in lines:
        stock = line["variant"]["stock"]
        expected = {id_of("Location", Ref("pim", place)): counts[place][line["sku"]] for place in counts}
        assert {each["location"]["id"]: each["onHand"] for each in stock["positions"]["nodes"]} == expected
        assert stock["onHand"] == stock["availableToPromise"] == sum(expected.values())
