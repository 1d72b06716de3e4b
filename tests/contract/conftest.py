"""The demo world, told once, and in service behind each backend for as long as its tests run."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from backends.sandbox.holdings import Holdings, everything
from backends.sandbox.world.moments import ANCHOR
from tests.backends.toy import ManualClock
from tests.contract.asking import Candidate, candidate
from tests.contract.harness import found


@pytest.fixture(scope="session")
def world() -> Mapping[str, Holdings]:
    return everything(1, 7)


@pytest.fixture(scope="session")
def served(
    request: pytest.FixtureRequest, world: Mapping[str, Holdings], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Candidate]:
    """Asked for by the names of a harness and of a system of the demo."""
    name, system = request.param
    harness, holdings = found()[name], world[system]
    with harness.serve(holdings, ManualClock(ANCHOR), tmp_path_factory.mktemp(name)) as pretended:
        yield candidate(harness, holdings, pretended)


@pytest.fixture
def behaved(served: Candidate) -> Iterator[Any]:
    """A server over HTTP, which behaves again when the test is over."""
    assert served.pretended.faulty is not None
    well = served.pretended.faulty.does
    yield served
    served.pretended.faulty.does = well
