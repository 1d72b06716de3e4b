"""A copy of the project, to add a backend to, or to take one away from."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PARTS = ("backends", "gateway", "resolvers", "tests")


def copied(folder: Path) -> Path:
    """The project's code and tests, without what running them left behind."""
    for part in PARTS:
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("pyproject.toml", "schema.graphql"):
        shutil.copy(ROOT / file, folder)
    return folder


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A Python command in the copy, where the copy's modules come first."""
    return subprocess.run([sys.executable, *words], cwd=folder, capture_output=True, text=True, check=False)


def pytest(folder: Path, *words: str) -> str:
    """What pytest says in the copy; it has to find all well."""
    done = run(folder, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *words)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
