"""Which pages of the manual are made from the code; writes them, and says which are not current."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from upkeep.commands import commands
from upkeep.decisions import decisions
from upkeep.dictionary import dictionary
from upkeep.errors import errors
from upkeep.settings import settings

PAGES: Final[Mapping[Path, Callable[[], str]]] = {
    Path("docs/reference/settings.md"): settings,
    Path("docs/reference/errors.md"): errors,
    Path("docs/reference/commands.md"): commands,
    Path("docs/reference/dictionary.md"): dictionary,
    Path("docs/decisions/index.md"): decisions,
}
"""By their paths below the project's folder, in which all this runs."""


def write() -> None:
    """Write every page anew."""
    for path, made in PAGES.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(made(), encoding="utf-8")


def outdated() -> list[Path]:
    """The pages that are not what would be written."""
    return [path for path, made in PAGES.items() if not path.exists() or path.read_text(encoding="utf-8") != made()]
