from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pages.reader import Reader, reader


@pytest.fixture
def one(tmp_path: Path) -> Iterator[Reader]:
    """Somebody who reads a page at an empty folder."""
    with reader(tmp_path) as one:
        yield one
