"""Pieces of a Markdown page."""

from collections.abc import Iterable, Sequence
from typing import Final

NOTE: Final = "<!-- Made from the code by `make reference`: change the code, not this page. -->"


def page(title: str, *parts: str) -> str:
    """A page of some parts, each a block or several."""
    return "\n\n".join([NOTE, f"# {title}", *(part.strip("\n") for part in parts)]) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; its cells are Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def code(text: str) -> str:
    """A text as it is typed; nothing where there is none."""
    return f"`{text}`" if text else ""


def sentence(text: str) -> str:
    """A text of the code as prose: one line that begins large and ends with a full stop."""
    line = " ".join(text.split())
    return line if line.endswith((".", "?", "!", ":")) else f"{line}."


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
