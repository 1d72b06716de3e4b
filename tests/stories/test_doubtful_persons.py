"""Who is meant by a key while a system that knows customers is silent: nobody is taken for somebody else."""

from pathlib import Path
from typing import Any

import pytest

from backends.records import Ref
from backends.sandbox import stories
from tests.stories.retailer import id_of, serving

WHO = """query($key: CustomerKey!) { customer(key: $key) { __typename
    ... on Customer { id freshness { system state } }
    ... on AmbiguousCustomer {
        candidates { confidence matchedOn customer { id } }
        completeness { complete missing { system role reason } } } } }"""


async def who(folder: Path, silent: str, **key: str) -> Any:
    """What is answered, errors and all, without one system."""
    (folder / f"{silent}.sqlite").unlink()
    async with serving(folder) as counter:
        return await counter.ask(WHO, key=key)


@pytest.mark.parametrize(
    ("silent", "key", "her", "confidence"),
    [
        ("crm", {"phone": stories.SHARED_PHONE}, stories.SHARING_CARD, 0.45),
        ("crm", {"email": stories.EMAIL}, stories.BY_EMAIL_CARD, 0.475),
    ],
)
async def test_the_only_holder_is_a_candidate(
    silent: str, key: dict[str, str], her: Ref, confidence: float, folder: Path
) -> None:
    """Of the phone the till knows Jasper alone, and the CRM two others: he must not be given as the one."""
    answer = await who(folder, silent, **key)
    assert "errors" not in answer
    [matched_on] = key
    assert answer["data"]["customer"] == {
        "__typename": "AmbiguousCustomer",
        "candidates": [
            {"confidence": confidence, "matchedOn": [matched_on], "customer": {"id": id_of("Customer", her)}}
        ],
        "completeness": {
            "complete": False,
            "missing": [{"system": silent, "role": silent.upper(), "reason": "SYSTEM_UNAVAILABLE"}],
        },
    }


async def test_a_silent_till_costs_only_its_own_part(folder: Path) -> None:
    """The CRM, who is believed before it, knows one person by the e-mail: she is the one."""
    found = (await who(folder, "pos", email=stories.EMAIL))["data"]["customer"]
    assert (found["__typename"], found["id"]) == ("Customer", id_of("Customer", stories.BY_EMAIL))
    assert {"system": "pos", "state": "UNAVAILABLE"} in found["freshness"]


async def test_several_are_candidates_whoever_is_silent(folder: Path) -> None:
    """Imogen and Rupert, whom the CRM knows."""
    found = (await who(folder, "pos", phone=stories.SHARED_PHONE))["data"]["customer"]
    assert [one["confidence"] for one in found["candidates"]] == [0.45, 0.45]
    assert [one["system"] for one in found["completeness"]["missing"]] == ["pos"]


async def test_a_loyalty_number_is_one_persons(folder: Path) -> None:
    """It still gives the person, who tells what was silent about her."""
    found = (await who(folder, "crm", loyaltyNumber=stories.LOYALTY_NUMBER))["data"]["customer"]
    assert (found["__typename"], found["id"]) == ("Customer", id_of("Customer", stories.BY_LOYALTY_CARD))
    assert {"system": "crm", "state": "UNAVAILABLE"} in found["freshness"]


async def test_nobody_is_not_sure_either(folder: Path) -> None:
    answer = await who(folder, "crm", phone="+442079460999")
    assert answer["data"] == {"customer": None}
    assert [error["extensions"]["system"] for error in answer["errors"]] == ["crm"]


async def test_systems_that_know_no_customers_leave_no_doubt(folder: Path) -> None:
    found = (await who(folder, "oms", email=stories.EMAIL))["data"]["customer"]
    assert (found["__typename"], found["id"]) == ("Customer", id_of("Customer", stories.BY_EMAIL))
