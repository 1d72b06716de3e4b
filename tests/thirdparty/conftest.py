"""What the clients are shown: the demo world, over TLS."""

from collections.abc import Mapping

import pytest

from backends.sandbox.holdings import Holdings, everything
from backends.sandbox.hosting import Certificate
from tests.thirdparty.certificates import made


@pytest.fixture(scope="session")
def world() -> Mapping[str, Holdings]:
    return everything(1, 7)


@pytest.fixture(scope="session")
def tls(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return made(tmp_path_factory.mktemp("tls"))
