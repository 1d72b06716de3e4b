"""The image's first stage, performed once for all the tests."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.image.containerfile import Context, Performance, Stage, stages

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def dockerfile() -> list[Stage]:
    """Its stages."""
    return stages((ROOT / "Dockerfile").read_text())


@pytest.fixture(scope="session")
def built(dockerfile: list[Stage], tmp_path_factory: pytest.TempPathFactory) -> Performance:
    """An empty folder outside the checkout in which the first stage was performed by a Python with nothing but pip."""
    base = tmp_path_factory.mktemp("python")
    subprocess.run([sys.executable, "-m", "venv", base], check=True)
    home = tmp_path_factory.mktemp("image")
    performance = Performance(Context(ROOT), home, dockerfile[0].last("WORKDIR"), path=str(base / "bin"))
    performance.perform(dockerfile[0])
    return performance
