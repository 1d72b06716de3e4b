"""The configurations on the vendors' pages are ones that are read."""

import re
from pathlib import Path

import pytest

from backends.registry import BACKENDS
from gateway.settings import Settings, read

FOLDER = Path(__file__).parents[2] / "docs" / "vendors"
PAGES = [page for page in sorted(FOLDER.glob("*.md")) if page.stem in BACKENDS]
_VARIABLE = re.compile(r"\$\{([A-Z][A-Z0-9_]*)\}")
_FILE = re.compile(r"\$\{file:([^}]+)\}")


def configurations(page: Path) -> list[str]:
    return re.findall(r"^```toml\n(.*?)^```$", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


def configured(text: str, folder: Path) -> Settings:
    """What a page's configuration says, where all that it refers to is there."""
    for name in _FILE.findall(text):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("made-up\n", encoding="utf-8")
    file = folder / "shop.toml"
    file.write_text(text, encoding="utf-8")
    return read(file, environ=dict.fromkeys(_VARIABLE.findall(text), "made-up"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_its_configurations_are_read(page: Path, tmp_path: Path) -> None:
    found = configurations(page)
    assert found
    for text in found:
        settings = configured(text, tmp_path)
        assert page.stem in {system.served.backend for system in settings.systems.values()}
