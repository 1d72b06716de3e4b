from collections.abc import Iterator

import pytest

from tests.cli.servers import serving
from tests.stories.retailer import PATIENT


@pytest.fixture(scope="session")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a gateway on the demo retailer serves, in a process of its own."""
    with serving(tmp_path_factory.mktemp("home"), "--port", "0", **PATIENT) as gateway:
        yield gateway.url
