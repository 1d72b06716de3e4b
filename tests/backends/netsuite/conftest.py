"""The demo's systems, each hosted once for all tests."""

from collections.abc import Iterator, Mapping

import pytest

from backends.sandbox.holdings import Holdings, everything
from tests.backends.netsuite.accounts import Hosted, hosted


@pytest.fixture(scope="session")
def told() -> Mapping[str, Holdings]:
    return everything(1, 7)


@pytest.fixture(scope="session")
def erp(told: Mapping[str, Holdings]) -> Iterator[Hosted]:
    with hosted(told["erp"]) as account:
        yield account


@pytest.fixture(scope="session")
def tms(told: Mapping[str, Holdings]) -> Iterator[Hosted]:
    with hosted(told["tms"]) as account:
        yield account
