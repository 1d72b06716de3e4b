"""The pretend org's inventory over HTTP: what there is, and what is reserved of it."""

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import httpx
import pytest
from msgspec.structs import replace

from backends.records import NetworkHold
from backends.sandbox.salesforce.app import server
from backends.sandbox.salesforce.words import group_name
from backends.vocabulary import Channel
from tests.backends.sandbox.salesforce_asking import KEYS, ROOT, Client, Clock, people, signed_in

AVAILABILITY = f"{ROOT}/commerce/oci/availability/availability-records/actions/get-availability"
RESERVATION = f"{ROOT}/commerce/oci/reservation/actions"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def client(clock: Clock) -> AsyncIterator[Client]:
    async with signed_in(clock) as made:
        yield made


async def test_inventory(client: Client) -> None:
    """What is damaged is not counted, what is held is reserved."""
    body = {"locationIdentifiers": ["PAR", "LYO"], "stockKeepingUnits": ["S1", "S2"], "useCache": False}
    found = (await client.http.post(AVAILABILITY, json=body)).json()
    paris, lyon = found["locations"]
    assert paris["inventoryRecords"] == [
        {
            "stockKeepingUnit": "S1",
            "onHand": 8.0,
            "reserved": 3.0,
            "safetyStockCount": 2.0,
            "availableToFulfill": 3.0,
            "availableToOrder": 3.0,
            "futures": [],
            "exists": True,
            "effectiveDate": "2026-03-18T10:00:00.000+0000",
        },
        {"stockKeepingUnit": "S2", "exists": False},
    ]
    assert [record["exists"] for record in lyon["inventoryRecords"]] == [False, False]
    everywhere = (await client.http.post(AVAILABILITY, json={"stockKeepingUnit": "S1"})).json()
    assert [place["locationIdentifier"] for place in everywhere["locations"]] == ["PAR"]


async def test_what_exists_is_told_since_62(client: Client) -> None:
    body = {"locationIdentifiers": ["PAR"], "stockKeepingUnits": ["S1", "S2"]}
    (place,) = (await client.http.post(AVAILABILITY.replace("v66", "v61"), json=body)).json()["locations"]
    kept, unknown = place["inventoryRecords"]
    assert "exists" not in kept
    assert unknown == {"stockKeepingUnit": "S2"}


@pytest.mark.parametrize(
    "body",
    [
        {"locationIdentifiers": ["PAR"] * 101, "stockKeepingUnits": ["S1"]},
        {"locationIdentifiers": ["PAR"], "stockKeepingUnits": ["S1"] * 101},
        {"locationIdentifiers": ["PAR"], "locationGroupIdentifiers": ["EU"], "stockKeepingUnits": ["S1"]},
        {"stockKeepingUnits": ["S1", "S2"]},
        {"locationIdentifiers": "PAR", "stockKeepingUnits": ["S1"]},
        {"places": ["PAR"], "stockKeepingUnits": ["S1"]},
        {"locationIdentifiers": ["PAR"], "stockKeepingUnits": ["S1"], "stockKeepingUnit": "S1"},
        {"locationGroupIdentifiers": ["EU"], "locationGroupIdentifier": "EU", "stockKeepingUnits": ["S1"]},
        {"locationIdentifiers": ["PAR"], "stockKeepingUnits": ["S1"], "useCache": "no"},
        [],
    ],
)
async def test_inventory_questions_that_are_refused(client: Client, body: object) -> None:
    assert (await client.http.post(AVAILABILITY, json=body)).status_code == 400


async def test_what_is_reserved_is_so_once(client: Client) -> None:
    """The same request sent again changes nothing; another takes what is left, and no more."""
    record = {"quantity": 2, "stockKeepingUnit": "S1", "locationIdentifier": "PAR"}
    for action, success, reserved in (("a", True, 5.0), ("a", True, 5.0), ("b", False, 5.0)):
        body = {"actionRequestId": action, "createRecords": [record]}
        reply = (await client.http.post(f"{RESERVATION}/reservations", json=body)).json()
        assert (reply["success"], reply["actionRequestId"]) == (success, action)
        assert bool(reply["errors"]) is not success
        assert (await counted(client))["reserved"] == reserved


@pytest.mark.parametrize(
    ("path", "name", "expected"),
    [("releases", "releaseRecords", (8.0, 2.0)), ("fulfillments", "fulfillmentRecords", (7.0, 2.0))],
)
async def test_what_was_reserved_ends(client: Client, path: str, name: str, expected: tuple[float, float]) -> None:
    record = {"actionRequestId": "r1", "quantity": 1, "stockKeepingUnit": "S1", "locationIdentifier": "PAR"}
    more = record | {"actionRequestId": "r2", "quantity": 99}
    for _ in range(2):
        reply = (await client.http.post(f"{RESERVATION}/{path}", json={name: [record, more]})).json()
        assert (reply["success"], [error["errorCode"] for error in reply["errors"]]) == (False, ["NOT_RESERVED"])
    found = await counted(client)
    assert (found["onHand"], found["reserved"]) == expected


async def test_reserved_before_a_place_is_chosen(clock: Clock) -> None:
    held = people(0)
    stock = held.stocks[0]
    hold = NetworkHold(channel=Channel.ECOMMERCE, quantity=Decimal(1))
    app = server(replace(held, stocks=(replace(stock, network_holds=(hold,)),)), KEYS, clock)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://org.test") as http:
        client = Client(http)
        await client.sign_in()
        group = {"stockKeepingUnit": "S1", "locationGroupIdentifier": group_name(Channel.ECOMMERCE)}
        for action, quantity, success in (("a", 3, False), ("b", 2, True)):
            body = {"actionRequestId": action, "createRecords": [group | {"quantity": quantity}]}
            assert (await http.post(f"{RESERVATION}/reservations", json=body)).json()["success"] is success
        question = {"locationGroupIdentifiers": [group["locationGroupIdentifier"]], "stockKeepingUnits": ["S1"]}
        several = (await http.post(AVAILABILITY, json=question)).json()
        (found,) = several["locationGroups"][0]["inventoryRecords"]
        alone = {"locationGroupIdentifier": group["locationGroupIdentifier"], "stockKeepingUnit": "S1"}
        with_places = (await http.post(AVAILABILITY, json=alone)).json()
        assert with_places["locationGroups"] == several["locationGroups"]
        assert ([place["locationIdentifier"] for place in with_places["locations"]], several["locations"]) == (
            ["PAR"],
            [],
        )
        assert (found["reserved"], found["availableToFulfill"]) == (6.0, 0.0)
        body = {"fulfillmentRecords": [group | {"actionRequestId": "c", "quantity": 1}]}
        assert (await http.post(f"{RESERVATION}/fulfillments", json=body)).status_code == 400


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"actionRequestId": "x"},
        {"actionRequestId": "x", "createRecords": []},
        {"actionRequestId": "x", "createRecords": [{"quantity": 1, "stockKeepingUnit": "S1"}]},
        {
            "actionRequestId": "x",
            "createRecords": [{"quantity": 0, "stockKeepingUnit": "S1", "locationIdentifier": "PAR"}],
        },
        {
            "actionRequestId": "x",
            "createRecords": [{"quantity": 1, "stockKeepingUnit": "S1", "locationIdentifier": "PAR"}] * 101,
        },
    ],
)
async def test_reservations_that_are_refused(client: Client, body: object) -> None:
    assert (await client.http.post(f"{RESERVATION}/reservations", json=body)).status_code == 400


async def counted(client: Client) -> Any:
    """What is said of the one SKU at the one place."""
    question = {"locationIdentifiers": ["PAR"], "stockKeepingUnits": ["S1"]}
    (place,) = (await client.http.post(AVAILABILITY, json=question)).json()["locations"]
    return place["inventoryRecords"][0]
