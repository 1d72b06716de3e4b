"""The demo world, told once and written once for all tests."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import pytest

from backends.records import Record, Ref
from backends.sandbox import chronicle
from backends.sandbox.sqlite import write

R = TypeVar("R", bound=Record)


class Told:
    """All that the systems said, by system and by name."""

    def __init__(self, seed: int = 7) -> None:
        self.said = list(chronicle.tell(seed, 1))
        self.by_ref: dict[Ref, list[Record]] = defaultdict(list)
        for _, record in self.said:
            self.by_ref[record.ref].append(record)

    def all(self, kind: type[R], system: str | None = None) -> Sequence[R]:
        """Every record of a kind, of one system or of all."""
        return [one for name, one in self.said if isinstance(one, kind) and system in (None, name)]

    def one(self, kind: type[R], ref: Ref) -> R:
        """The one record of a kind under a name."""
        (found,) = (one for one in self.by_ref[ref] if isinstance(one, kind))
        return found


@pytest.fixture(scope="session")
def told() -> Told:
    return Told()


class Demo:
    """A folder that was there and empty, filled once for all tests, and what was told on the way."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.steps: list[tuple[int, int]] = []
        write(folder, progress=lambda done, total: self.steps.append((done, total)))


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    return Demo(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="session")
def demo(made: Demo) -> Path:
    return made.folder
