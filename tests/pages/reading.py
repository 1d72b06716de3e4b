"""What a page of the manual shows: its files, its commands and their outputs."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from tests.architecture.sources import ROOT

DOCS: Final = ROOT / "docs"
ELLIPSIS: Final = "…"

_BLOCK: Final = re.compile(r"^```(?P<language>\w+)(?: title=\"(?P<title>[^\"]+)\")?\n(?P<text>.*?)^```$", re.M | re.S)
_FRAME: Final = re.compile(r"[\s│┃┏┓┡┩└┘┌┐├┤┬┴┼╇╈━─┳┻┗┛]+")


class Block(Struct, frozen=True):
    """A fenced block: a file if its title is a file's name, something that runs on if it is a terminal's."""

    language: str
    title: str | None
    text: str

    @property
    def is_file(self) -> bool:
        return self.title is not None and "." in self.title


class Step(Struct, frozen=True):
    """A block and the output that the page shows for it, if it shows one."""

    block: Block
    shown: Block | None


def blocks(page: str) -> list[Block]:
    """All blocks of a page, in order."""
    found = _BLOCK.finditer((DOCS / page).read_text(encoding="utf-8"))
    return [Block(one["language"], one["title"], one["text"]) for one in found]


def steps(page: str) -> Iterator[Step]:
    """What a reader does, in order; a `json` or `text` block shows what the commands before it print."""
    every = blocks(page)
    for block, after in zip(every, [*every[1:], None], strict=True):
        if block.is_file or block.language == "sh":
            shows = after is not None and not after.is_file and after.language in ("json", "text")
            yield Step(block, after if shows else None)


def differs(shown: Any, found: Any, at: str = "the answer") -> str | None:
    """Where an answer is not what a page shows; what it leaves out, and what `…` stands for, may be anything."""
    if shown == ELLIPSIS:
        return None
    if isinstance(shown, dict) and isinstance(found, dict):
        missing = [key for key in shown if key not in found]
        if missing:
            return f"{at}: {missing} missing"
        return next((said for key in shown if (said := differs(shown[key], found[key], f"{at}.{key}"))), None)
    if isinstance(shown, list) and isinstance(found, list):
        kept = shown[:-1] if shown[-1:] == [ELLIPSIS] else shown
        if len(kept) > len(found) or (kept is shown and len(kept) != len(found)):
            return f"{at}: {len(found)} items instead of {len(kept)}"
        pairs = enumerate(zip(kept, found, strict=False))
        return next((said for index, (one, other) in pairs if (said := differs(one, other, f"{at}[{index}]"))), None)
    return None if shown == found else f"{at}: {found!r} instead of {shown!r}"


def essence(text: str) -> list[str]:
    """The lines of a text without frames, spaces and numbers, which differ from machine to machine."""
    lines = (_FRAME.sub(" ", line).strip() for line in text.splitlines())
    return [re.sub(r"\d+([.,]\d+)*", "#", line) for line in lines if line]


def written(folder: Path, block: Block) -> None:
    """Write a block that is a file."""
    path = folder / str(block.title)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(block.text, encoding="utf-8")
