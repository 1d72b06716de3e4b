"""SOQL cut into words."""

import re
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from backends.sandbox.salesforce.errors import malformed

_WORDS: Final = re.compile(
    r"(?P<space>\s+)"
    r"|(?P<instant>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d))"
    r"|(?P<date>\d{4}-\d\d-\d\d)"
    r"|(?P<number>[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)"
    r"|(?P<name>[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z][A-Za-z0-9_]*)*)"
    r"|(?P<text>'(?:[^'\\\r\n]|\\.)*')"
    r"|(?P<mark><=|>=|!=|<>|[=<>(),:])",
    re.ASCII,
)


class Token(Struct, frozen=True):
    """A word, what it is, and where it stands."""

    kind: str
    written: str
    place: int

    def says(self, word: str) -> bool:
        """Whether it is this keyword or mark."""
        return self.kind in ("name", "mark") and self.written.casefold() == word

    @property
    def shown(self) -> str:
        """As messages call it."""
        return "<EOF>" if self.kind == "end" else self.written


def tokens(soql: str) -> Iterator[Token]:
    """The words of a query, then the end; raises Refused where there is none."""
    place = 0
    while place < len(soql):
        match = _WORDS.match(soql, place)
        if match is None:
            raise malformed(soql, place, _broken(soql[place]))
        if match.lastgroup != "space":
            yield Token(str(match.lastgroup), match.group(), place)
        place = match.end()
    yield Token("end", "", len(soql))


def _broken(char: str) -> str:
    return f"line 1 no viable alternative at character '{'<EOF>' if char == chr(39) else char}'"
