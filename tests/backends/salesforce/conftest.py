"""The demo's orgs, each hosted once for all tests."""

from collections.abc import Iterator

import pytest

from backends.sandbox.holdings import holdings
from tests.backends.salesforce.orgs import Hosted, hosted


@pytest.fixture(scope="session")
def crm() -> Iterator[Hosted]:
    with hosted(holdings(1, 7, "crm")) as org:
        yield org


@pytest.fixture(scope="session")
def oms() -> Iterator[Hosted]:
    with hosted(holdings(1, 7, "oms")) as org:
        yield org


@pytest.fixture(scope="session")
def tms() -> Iterator[Hosted]:
    with hosted(holdings(1, 7, "tms")) as org:
        yield org


@pytest.fixture
def org(request: pytest.FixtureRequest) -> Hosted:
    """The org whose name a test is given."""
    found: Hosted = request.getfixturevalue(request.param)
    return found
