"""Where a word of ours stands in SAP's documents.

path = (link "/")* (property | day "+" time | link "[" type "]")

`CreationDate+CreationTime` is a day and the time of day beside it; `to_BuPaIdentification[ZPOS]` is the number of that
type among the numbers that a business partner is known by.
"""

import re
from typing import Final

from msgspec import Struct

_NAME: Final = r"[A-Za-z]\w{0,59}"
_GRAMMAR: Final = re.compile(
    rf"(?P<links>(?:{_NAME}/){{0,3}})(?P<first>{_NAME})(?:\+(?P<time>{_NAME})|\[(?P<kind>\w{{1,6}})\])?"
)
NUMBER: Final = "BPIdentificationNumber"
NUMBER_TYPE: Final = "BPIdentificationType"


class Path(Struct, frozen=True):
    """`links` lead to a row below, of which the first is meant; `kind` is the type of a number."""

    links: tuple[str, ...]
    properties: tuple[str, ...]
    kind: str | None = None

    @property
    def selected(self) -> tuple[str, ...]:
        """What must be selected."""
        return tuple("/".join((*self.links, each)) for each in self.properties)

    @property
    def plain(self) -> str | None:
        """The one property of the row itself that it is, if it is that."""
        return self.properties[0] if len(self.properties) == 1 and not self.links else None


def is_path(text: str) -> bool:
    """Whether a text is a path; no text is none."""
    return not text or _GRAMMAR.fullmatch(text) is not None


def path(text: str) -> Path:
    """A path from its text; raises ValueError for what is none."""
    found = _GRAMMAR.fullmatch(text)
    if found is None:
        raise ValueError(f"{text} is no path")
    links, first = tuple(found["links"].split("/")[:-1]), found["first"]
    if found["kind"] is not None:
        return Path((*links, first), (NUMBER_TYPE, NUMBER), found["kind"])
    return Path(links, (first,) if found["time"] is None else (first, found["time"]))
