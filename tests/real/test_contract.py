"""The contract suite's own tests, of a Tryton that none of us wrote: what the pretend server keeps, this one keeps."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from backends.sandbox.hosting import hosted
from backends.sandbox.world.moments import ANCHOR
from backends.tryton import MANIFEST, TrytonSettings
from backends.tryton.client import connect
from backends.vocabulary import Facet, Noun
from tests.backends.toy import ManualClock
from tests.contract import test_faults as faults
from tests.contract import test_lists as lists
from tests.contract import test_reading as reading
from tests.contract import test_signing_in as signing_in
from tests.contract.asking import Candidate, candidate, look_up
from tests.contract.cases import label
from tests.contract.conftest import behaved
from tests.contract.harness import Listing
from tests.real.conftest import served as describe
from tests.real.conftest import table
from tests.real.harness import LISTS, REFUSED, harness
from tests.real.installation import Tryton
from tests.real.relay import Relay
from tests.real.world import holdings, own

__all__ = ["behaved"]

NOUNS = tuple(MANIFEST.facets)
FACETS = [(noun, facet) for noun, facets in MANIFEST.facets.items() for facet in sorted(facets)]

LEAVE = {"id": 1, "method": "common.db.logout", "params": []}
PREFERENCES = {"id": 2, "method": "model.res.user.get_preferences", "params": [True, {}]}

Test = Callable[..., Awaitable[None]]


def name(test: Any) -> str:
    return str(getattr(test, "__name__", test)).removeprefix("test_")


@pytest.fixture(scope="module")
def served(tryton: Tryton, series: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Candidate]:
    told, clock = holdings(tryton.truth), ManualClock(datetime.now(UTC))  # noqa: TID251 - Tryton's own clock runs too
    before = harness(tryton, series)
    with before.serve(told, clock, tmp_path_factory.mktemp("relay")) as pretended:
        yield candidate(before, told, pretended)


@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize(
    "test",
    [
        reading.test_read_as_told,
        reading.test_many_cost_little_more_than_one,
        reading.test_unknown_and_repeated_keys,
        reading.test_by_the_names_that_others_give,
        reading.test_many_at_once,
    ],
    ids=name,
)
async def test_reading(served: Candidate, test: Test, noun: Noun) -> None:
    await test(served, noun)


@pytest.mark.parametrize(("noun", "facet"), FACETS)
async def test_only_what_is_asked(served: Candidate, noun: Noun, facet: Facet) -> None:
    await reading.test_only_what_is_asked(served, noun, facet)


@pytest.mark.parametrize("strangers", ["own", "foreign"])
@pytest.mark.parametrize("noun", NOUNS)
async def test_hostile_keys(served: Candidate, noun: Noun, strangers: str) -> None:
    await reading.test_hostile_keys_cost_the_others_nothing(served, noun, strangers)


@pytest.mark.parametrize("wanted", LISTS, ids=label)
@pytest.mark.parametrize(
    "test",
    [lists.test_many_parents_in_one_call, lists.test_copies_are_left_out_there, lists.test_hostile_parents],
    ids=name,
)
async def test_lists(served: Candidate, test: Test, wanted: Listing) -> None:
    await test(served, wanted)


@pytest.mark.parametrize("descending", [False, True], ids=["up", "down"])
@pytest.mark.parametrize("wanted", LISTS, ids=label)
async def test_a_walk(served: Candidate, wanted: Listing, descending: bool) -> None:
    await lists.test_a_walk_meets_every_row_once(served, wanted, descending)


@pytest.mark.parametrize(
    "test", [signing_in.test_the_probe_is_let_in, signing_in.test_many_questions_sign_in_once], ids=name
)
async def test_signing_in(served: Candidate, test: Test) -> None:
    await test(served)


async def test_a_session_that_was_ended(tryton: Tryton) -> None:
    """Several questions find out at once, by Tryton's own 401, that it is over: all are answered."""
    relay = Relay(tryton.url)
    with hosted(relay) as url:
        system = connect(describe(), TrytonSettings.model_validate(table(tryton, base_url=url)), lambda: ANCHOR)
        keys = [own(party["code"]) for party in tryton.truth["parties"]]
        before = await look_up(system, Noun.CUSTOMER, keys, reading.HEAD)
        async with httpx.AsyncClient(headers={"authorization": relay.authorization}) as other:
            assert (await other.post(relay.address, json=LEAVE)).status_code == 200
            assert (await other.post(relay.address, json=PREFERENCES)).status_code == 401
        after = await asyncio.gather(*(look_up(system, Noun.CUSTOMER, [key], reading.HEAD) for key in keys))
        await system.close()
    assert {ref: record for answer in after for ref, record in answer.items()} == before


@pytest.mark.parametrize("changes", REFUSED, ids=label)
async def test_who_is_not_let_in(served: Candidate, changes: dict[str, Any]) -> None:
    await signing_in.test_who_is_not_let_in(served, changes)


@pytest.mark.parametrize("warm", [False, True], ids=["cold", "warm"])
@pytest.mark.parametrize(("fault", "branch"), faults.BRANCHES)
async def test_what_goes_wrong(behaved: Candidate, fault: str, branch: type[Exception], warm: bool) -> None:
    await faults.test_the_right_branch(behaved, fault, branch, warm)


@pytest.mark.parametrize("fault", ["500*1", "reset*1", "429*1"])
async def test_it_is_asked_again_afterwards(behaved: Candidate, fault: str) -> None:
    await faults.test_it_is_asked_again_afterwards(behaved, fault)
