"""The stories of the demo once more, told by the vendors' pretend servers over real HTTP."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from backends.sandbox import stories
from gateway.cli.staging import Stage, staged
from tests.stories.retailer import Counter, id_of, served
from tests.stories.test_stories import *  # noqa: F403  # the very same stories
from tests.stories.test_stories import goods


@pytest.fixture(scope="session")
def stage(written: Path) -> Iterator[Stage]:
    with staged(0, (), written) as one:
        yield one


@pytest.fixture
async def counter(stage: Stage) -> AsyncIterator[Counter]:
    """In the place of the one on SQLite."""
    async with served(stage.file) as one:
        yield one


async def test_one_supply_in_two_systems(counter: Counter) -> None:
    """As SQLite tells it, but for the warehouse's own name: SAP's stock services list nothing that is on its way."""
    stock = (await goods(counter, stories.RECEIVING_SKU))["stock"]
    ours, copy = (id_of("InboundSupply", ref) for ref in stories.RECEIVING)
    assert [(one["id"], one["expectedQuantity"]) for one in stock["inbound"]] == [(ours, 60)]
    assert (stock["signal"], stock["d10"]) == ("INBOUND_ONLY", 60)
    found = await counter.data("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=[ours, copy])
    assert found["nodes"] == [{"id": ours}, None]
