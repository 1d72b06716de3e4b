"""The list of the decisions, made from their pages."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from upkeep.markdown import page, table

FOLDER: Final = Path("docs/decisions")
INTRODUCTION: Final = """\
What was decided, why, and what was rejected: one page for each decision that somebody will ask about in a year.
[How they are written](0000-how-decisions-are-written.md) is the first of them."""

_TITLE: Final = re.compile(r"^# (?P<number>\d{4}) · (?P<title>.+)$", re.MULTILINE)
_REPLACED: Final = re.compile(r"^Replaced by .+$", re.MULTILINE)


def decisions() -> str:
    """The page."""
    return page("Decisions", INTRODUCTION, table(("", "What was decided"), _rows()))


def _rows() -> Iterator[tuple[str, str]]:
    for file in sorted(FOLDER.glob("[0-9]*.md")):
        text = file.read_text(encoding="utf-8")
        found = _TITLE.search(text)
        if found is None:
            raise ValueError(f"{file}: its first line is not '# NNNN · The decision'")
        replaced = _REPLACED.search(text)
        yield found["number"], f"[{found['title']}]({file.name}){f' *{replaced[0]}*' if replaced else ''}"
