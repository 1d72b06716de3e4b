"""The demo retailer on the vendors' pretend servers, over real HTTP: the same answers, in as few requests as told."""

import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from backends.sandbox import stories
from backends.sandbox.faults import WELL, parse
from backends.sandbox.pretending import cast, found
from gateway.cli.staging import Stage, staged
from tests.stories.comparing import differences, without
from tests.stories.retailer import CLEMENCE, THREE_SIXTY, Counter, key, served

TIMES = ("fetchedAt", "freshness", "endCursor")  # differ from one answer to the next
RESERVED = "customer.orders.nodes[].lines[].variant.stock.positions.nodes[].committed"
PAGE = Path(__file__).parents[2] / "docs" / "vendors" / "index.md"
MARGAUX = {**CLEMENCE, "key": key(stories.MERGED)}
PLAYED = sorted(cast(found()))


@pytest.fixture(scope="session")
def stage(written: Path) -> Iterator[Stage]:
    with staged(0, (), written) as one:
        yield one


@pytest.fixture
async def vendors(stage: Stage) -> AsyncIterator[Counter]:
    """A gateway on the vendors, which behave again when the test is over."""
    async with served(stage.file) as one:
        yield one
    for server in stage.servers.values():
        server.does = WELL


async def test_three_sixty(counter: Counter, vendors: Counter) -> None:
    """The only difference: what an org holds for a basket is reserved there."""
    told = without(await counter.data(THREE_SIXTY, **CLEMENCE), *TIMES)
    found = differences(told, without(await vendors.data(THREE_SIXTY, **CLEMENCE), *TIMES))
    assert set(found) <= {RESERVED}
    assert all(after > before for before, after in found.get(RESERVED, ()))


async def test_requests(stage: Stage, vendors: Counter) -> None:
    """As many as the page of the vendors says."""
    await vendors.data(THREE_SIXTY, **CLEMENCE)  # signs in
    for server in stage.servers.values():
        server.does = WELL  # counts anew
    await vendors.data(THREE_SIXTY, **CLEMENCE)
    rows = re.findall(r"^\| (\w+) \| (\w+) \| (\d+) \| .+ \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    said = {system: (backend, int(requests)) for system, backend, requests in rows}
    backends = {each.system.name: each.backend for each in stage.played}
    assert said == {name: (backends[name], server.seen) for name, server in stage.servers.items()}


@pytest.mark.parametrize("fault", ["reset", "503", "garbage", "401"])
@pytest.mark.parametrize("silent", PLAYED)
async def test_one_that_fails_costs_its_own_part(stage: Stage, vendors: Counter, silent: str, fault: str) -> None:
    """Of somebody whose card at the till names the entry in the CRM, so that she is found without it."""
    stage.servers[silent].does = parse(f"{silent}:{fault}")[1]
    answer = await vendors.ask(THREE_SIXTY, **MARGAUX)
    told = {each["system"]: each["errorCode"] for each in answer["extensions"]["freshness"]}
    assert [name for name, code in told.items() if code is not None] == [silent]
    assert answer["data"]["customer"]["orders"]["nodes"]
    stage.servers[silent].does = WELL
    if fault != "401":  # a refused sign-in is not tried again for some seconds: it may lock the account
        assert "errors" not in await vendors.ask(THREE_SIXTY, **MARGAUX)
