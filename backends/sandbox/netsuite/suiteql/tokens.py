"""SuiteQL as words."""

import re
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from backends.sandbox.netsuite.errors import bad_query

_RESERVED: Final = """all and as asc between by case desc distinct else end escape exists first from full group
having in inner is join last left like not null nulls on or order outer over partition right select then union when
where with"""
KEYWORDS: Final = frozenset(_RESERVED.split())
_WORDS: Final = re.compile(
    r"""(?P<space>\s+|--[^\n]*|/\*.*?\*/)
    |(?P<text>'(?:[^']|'')*')
    |(?P<number>\d+(?:\.\d+)?|\.\d+)
    |(?P<name>[A-Za-z_][A-Za-z0-9_$]*|"[^"]+")
    |(?P<sign>\|\||<>|!=|<=|>=|[-+*/(),.=<>?])""",
    re.VERBOSE | re.DOTALL,
)


class Token(Struct, frozen=True):
    """A word: `kind` is text, number, name, keyword, sign or end; keywords and plain names are in lower case."""

    kind: str
    word: str


def tokens(query: str) -> Iterator[Token]:
    """The words of a query, then the end; raises Refused where there is none."""
    place = 0
    while place < len(query):
        match = _WORDS.match(query, place)
        if match is None:
            raise bad_query(f"Invalid or unsupported search: unexpected character at position {place}.")
        if match.lastgroup != "space":
            yield _token(str(match.lastgroup), match.group())
        place = match.end()
    yield Token("end", "")


def _token(kind: str, word: str) -> Token:
    if kind == "text":
        return Token(kind, word[1:-1].replace("''", "'"))
    if kind != "name":
        return Token(kind, word)
    if word.startswith('"'):
        return Token(kind, word[1:-1].lower())
    word = word.lower()
    return Token("keyword" if word in KEYWORDS else kind, word)
