import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from backends.sandbox.sqlite import write
from tests.stories.retailer import Counter, serving


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo retailer's files, written once; nobody changes them."""
    folder = tmp_path_factory.mktemp("stories") / "demo"
    write(folder)
    return folder


@pytest.fixture
async def counter(written: Path) -> AsyncIterator[Counter]:
    """A gateway on the demo retailer."""
    async with serving(written) as one:
        yield one


@pytest.fixture
def folder(written: Path, tmp_path: Path) -> Path:
    """A copy of the files, to do harm to."""
    return Path(shutil.copytree(written, tmp_path / "demo"))
